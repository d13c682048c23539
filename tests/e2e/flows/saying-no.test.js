import { expect } from "../support/expect.js";
import { askForLogin, pagesOf, scanWith } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

for (const language of ["nl", "de"]) {
  story(`a person declines, and the service says so, in ${language}`, async (cast) => {
    const phone = await cast.enrolled(cast.person(language), { language });
    const computer = await cast.computer({ language });
    const { health, request, service } = await askForLogin(computer, cast.country);
    await scanWith(phone, request, cast.browser);
    await phone.app.arrive("question.title", { service });
    await phone.app.button("question.decline").click();
    await phone.app.arrive("declined.title");
    await look(phone.page, `app-declined.${language}`);
    await health.arrive("sign-in-declined-title");
    await look(computer.page, `health-declined.${language}`);
  });

  story(`a person reports what they did not start, in ${language}`, async (cast) => {
    const phone = await cast.enrolled(cast.person(language), { language });
    const computer = await cast.computer({ language });
    const { health, request, service } = await askForLogin(computer, cast.country);
    await scanWith(phone, request, cast.browser);
    await phone.app.arrive("question.title", { service });
    await phone.app.button("question.report").click();
    await phone.app.arrive("reported.title");
    await look(phone.page, `app-reported.${language}`);
    await health.arrive("sign-in-reported-title");
    await look(computer.page, `health-reported.${language}`);
  });

  story(`wrong digits: one more try, then the end, in ${language}`, async (cast) => {
    const phone = await cast.enrolled(cast.person(language), { language });
    const computer = await cast.computer({ language });
    const { health, request, service } = await askForLogin(computer, cast.country);
    const digits = await scanWith(phone, request, cast.browser);
    const wrong = digits === "42" ? "43" : "42";
    await phone.app.arrive("question.title", { service });
    await phone.app.approve({ match: wrong });
    await phone.page.getByText(request.words("refusal-match-wrong")).first().waitFor();
    await expect(phone.app.field("question.match")).toBeFocused();
    await look(phone.page, `app-match-wrong.${language}`);
    await phone.app.approve({ match: wrong });
    await phone.app.arrive("match_failed.title");
    await look(phone.page, `app-match-failed.${language}`);
    await health.arrive("sign-in-declined-title");
  });
}

story("the right digits at the second try are good", async (cast) => {
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const computer = await cast.computer();
  const { health, request, service } = await askForLogin(computer, cast.country);
  const digits = await scanWith(phone, request, cast.browser);
  await phone.app.arrive("question.title", { service });
  await phone.app.button("question.approve").click();
  await phone.app.says("question.match_missing").waitFor();
  await phone.app.approve({ match: digits === "42" ? "43" : "42" });
  await phone.page.getByText(request.words("refusal-match-wrong")).first().waitFor();
  await phone.app.approve({ match: digits });
  await health.arriveAtSummary(somebody);
});

story("cancelled at the computer, the question leaves the phone", async (cast) => {
  const phone = await cast.enrolled(cast.person("fr"), { language: "fr" });
  const computer = await cast.computer({ language: "fr" });
  const { health, request, service } = await askForLogin(computer, cast.country);
  await scanWith(phone, request, cast.browser);
  await phone.app.arrive("question.title", { service });
  await request.button("request-cancel").click();
  await phone.app.arrive("over.title");
  await look(phone.page, "app-over");
  await health.arrive("sign-in-cancelled-title");
});

story("cancelled at the gateway, the service says so", async (cast) => {
  const computer = await cast.computer();
  const { health, gateway, service } = pagesOf(computer.page, cast.country, "nl");
  await health.logIn();
  await gateway.arriveAtChooser(service);
  await gateway.button("choose-cancel", { service }).click();
  await health.arrive("sign-in-cancelled-title");
  await look(computer.page, "health-cancelled");
});
