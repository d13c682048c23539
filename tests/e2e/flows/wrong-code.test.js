import { askForLogin, openHere } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

for (const language of ["nl", "fr"]) {
  story(
    `three wrong codes block the app, a new enrolment lifts it, in ${language}`,
    async (cast) => {
      const somebody = cast.person(language);
      const phone = await cast.enrolled(somebody, { language });
      const browser = { page: await phone.context.newPage(), language };
      const { health, request, service } = await askForLogin(browser, cast.country, {
        diagnoses: true,
      });
      const app = await openHere(phone, request);
      await app.arrive("question.title", { service });
      await app.approve({ code: "11223" });
      await app.page
        .getByText(request.words("refusal-code-wrong", { tries: "2" }))
        .first()
        .waitFor();
      await look(app.page, `app-code-wrong.${language}`);
      await app.approve({ code: "11224" });
      await app.page.getByText(request.words("refusal-code-wrong-last")).first().waitFor();
      await app.approve({ code: "11225" });
      await app.arrive("blocked.title");
      await look(app.page, `app-blocked.${language}`);
      await health.arrive("sign-in-blocked-title");
      await look(browser.page, `health-blocked.${language}`);

      // A browser makes keys only for the page that its owner looks at.
      await phone.page.bringToFront();
      await phone.app.open();
      await phone.app.arrive("blocked.title");
      await phone.app.enrol(await cast.activation(somebody), { code: "73920" });
    },
  );
}
