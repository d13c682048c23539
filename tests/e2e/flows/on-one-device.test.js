import { askForLogin, openHere } from "../support/logging-in.js";
import { expect } from "../support/expect.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

for (const language of ["nl", "de"]) {
  story(
    `on the phone itself the app opens, and the browser goes on, in ${language}`,
    async (cast) => {
      const somebody = cast.person(language);
      const phone = await cast.enrolled(somebody, { language });
      const browser = { page: await phone.context.newPage(), language };
      const { health, request, service } = await askForLogin(browser, cast.country);
      await look(browser.page, `request-on-phone.${language}`);

      const app = await openHere(phone, request);
      await app.arrive("question.title", { service });
      await look(app.page, `app-question-here.${language}`);
      const closing = app.page.waitForEvent("close");
      await app.approve();
      await app.says("approved.back_here").waitFor();
      await closing;
      await health.arriveAtSummary(somebody);
    },
  );
}

story("a browser that does not let the app close says what to do", async (cast) => {
  const somebody = cast.person("fr");
  const phone = await cast.enrolled(somebody, { language: "fr" });
  await phone.context.addInitScript(() => (window.close = () => {}));
  const browser = { page: await phone.context.newPage(), language: "fr" };
  const { health, request } = await askForLogin(browser, cast.country);
  const app = await openHere(phone, request);
  await app.approve();
  await app.says("approved.back_here").waitFor();
  await look(app.page, "app-approved-here");
  await expect(app.page.getByRole("status")).toHaveText(app.words("approved.back_by_hand"));
  await health.arriveAtSummary(somebody);
});

story("the highest level asks for the five digits too", async (cast) => {
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const browser = { page: await phone.context.newPage(), language: "nl" };
  const { health, request, service } = await askForLogin(browser, cast.country, {
    diagnoses: true,
  });
  const app = await openHere(phone, request);
  await app.arrive("question.title", { service });
  await app.button("question.approve").click();
  await app.says("question.code_missing").waitFor();
  await look(app.page, "app-question-code");
  await app.approve({ code: "48213" });
  await health.arriveAtDiagnoses(somebody);
});

story("a request of another browser does not open here", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  const computer = await cast.computer();
  const { request } = await askForLogin(computer, cast.country);
  await phone.page.goto(await request.link("request-here-button").evaluate((link) => link.href));
  await phone.app.arrive("failed.title");
  await look(phone.page, "app-other-browser");
});
