import { Enrolment } from "../pages/enrolment.js";
import { expect } from "../support/expect.js";
import { askForLogin, openHere, pagesOf, scanWith } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

const cardOf = (person) => person.cards.find((card) => card.which === "current");

async function enrolment(cast, language = "nl") {
  const computer = await cast.computer({ language });
  return { computer, pages: new Enrolment(computer.page, cast.country, language) };
}

for (const language of ["nl", "fr", "de", "en"]) {
  story(`a person enrols their phone with their card and logs in, in ${language}`, async (cast) => {
    const somebody = cast.person(language === "en" ? "nl" : language);
    const { computer, pages } = await enrolment(cast, language);
    await pages.logIn(cardOf(somebody));
    await pages.says("enrol-bound-none").waitFor();
    await look(computer.page, `enrol-first.${language}`);
    await pages.button("enrol-add-button").click();
    const link = await pages.activationLink();
    await look(computer.page, `enrol-code.${language}`);
    const phone = await cast.phone({ language });
    await phone.app.enrol(link);
    // The page on the computer notices by itself.
    await pages.arrive("enrol-ready-title");
    await look(computer.page, `enrol-ready.${language}`);
    const desk = await cast.computer({ language });
    const { health, request } = await askForLogin(desk, cast.country);
    const digits = await scanWith(phone, request, cast.browser);
    await phone.app.approve({ match: digits });
    await health.arriveAtSummary(somebody);
    await pages.button("enrol-leave").click();
    await pages.arrive("enrol-title");
  });
}

story("a second phone waits, and the first one is told", async (cast) => {
  const somebody = cast.person("nl");
  const first = await cast.enrolled(somebody);
  const { computer, pages } = await enrolment(cast);
  await pages.logIn(cardOf(somebody));
  await pages.choice("enrol-add-beside").check();
  await look(computer.page, "enrol-choice");
  await pages.button("enrol-add-button").click();
  const second = await cast.phone();
  await second.app.enrol(await pages.activationLink());
  await pages.arrive("enrol-ready-title");
  await look(computer.page, "enrol-ready-second");
  await pages.link("enrol-code-back").click();
  await pages.arrive("enrol-phones-title");
  await look(computer.page, "enrol-phones-two");
  await first.app.button("added.refuse").click();
  await first.app.arrive("refused.title");
  await first.app.says("refused.card").waitFor();
  await look(first.page, "app-refused-card");
});

story("a lost phone is replaced, and blocked at once", async (cast) => {
  const somebody = cast.person("nl");
  const lost = await cast.enrolled(somebody);
  const { computer, pages } = await enrolment(cast);
  await pages.logIn(cardOf(somebody));
  // Without a choice the form is not sent.
  await pages.button("enrol-add-button").click();
  await pages.heading("enrol-phones-title").waitFor();
  await computer.page.getByRole("radio").first().check();
  await pages.button("enrol-add-button").click();
  const link = await pages.activationLink();
  await lost.page.reload();
  await lost.app.arrive("blocked.title");
  await look(lost.page, "app-blocked-replaced");
  const phone = await cast.phone();
  await phone.app.enrol(link);
  // Whoever has the card could end the owner's phone first: the new one waits all the same.
  await expect(phone.page.locator("main > p.hint")).toHaveCount(1);
  await pages.arrive("enrol-ready-title");
});

story("a phone is blocked from the page", async (cast) => {
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const { computer, pages } = await enrolment(cast);
  await pages.logIn(cardOf(somebody));
  await computer.page.locator("summary").click();
  await look(computer.page, "enrol-end");
  await pages.button("enrol-end-button").click();
  await pages.says("enrol-blocked").waitFor();
  await phone.page.reload();
  await phone.app.arrive("blocked.title");
});

story("a login by app, without the card, makes no more phones", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  const page = await phone.context.newPage();
  const pages = new Enrolment(page, cast.country, "nl");
  await pages.begin();
  await pages.gateway.chooseApp(pages.provider);
  const { request } = pagesOf(page, cast.country, "nl");
  await request.arrive();
  const app = await openHere(phone, request);
  await app.arrive("question.title", { service: pages.provider });
  await app.approve({ code: "48213" });
  await pages.arrive("card-other-way-title");
  await look(page, "enrol-without-card");
});

story("whoever turns back at the gateway is told that nobody was enrolled", async (cast) => {
  const { computer, pages } = await enrolment(cast);
  await pages.begin();
  await pages.gateway.button("choose-cancel", { service: pages.provider }).click();
  await pages.arrive("card-cancelled-title");
  await look(computer.page, "enrol-cancelled");
});
