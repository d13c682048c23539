import { photograph } from "../support/look.js";
import { pagesOf, scanWith } from "../support/logging-in.js";
import { stories } from "../support/story.js";

const story = stories();

for (const language of ["nl", "fr"]) {
  story(`a browser without JavaScript logs in, in ${language}`, async (cast) => {
    const { country, browser } = cast;
    const somebody = cast.person(language);
    const phone = await cast.enrolled(somebody, { language });
    const computer = await cast.computer({ language, javaScript: false });
    const { health, gateway, request, service } = pagesOf(computer.page, country, language);
    await health.logIn();
    await gateway.chooseApp(service);
    await request.arrive();
    await photograph(computer.page, `request-without-javascript.${language}`);
    const digits = await scanWith(phone, request, browser);
    await phone.app.arrive("question.title", { service });
    await phone.app.approve({ match: digits });
    await phone.app.arrive("approved.title");
    // The page looks again by itself, and goes on.
    await health.arriveAtSummary(somebody);
  });
}

story("without JavaScript one can change one's mind", async (cast) => {
  const computer = await cast.computer({ javaScript: false });
  const { health, gateway, service } = pagesOf(computer.page, cast.country, "nl");
  await health.logIn();
  await gateway.arriveAtChooser(service);
  await gateway.button("choose-cancel", { service }).click();
  await health.arrive("sign-in-cancelled-title");
});

story("without JavaScript the app says what it needs, in every language", async (cast) => {
  const computer = await cast.computer({ javaScript: false });
  await computer.page.goto(new URL("/app/", cast.country.parties.mobile.url).href);
  for (const language of ["nl", "fr", "de", "en"]) {
    await computer.page.locator(`noscript p[lang=${language}], p[lang=${language}]`).waitFor();
  }
});
