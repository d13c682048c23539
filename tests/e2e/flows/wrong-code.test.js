import { askForLogin } from "../support/logging-in.js";
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
      const opening = phone.context.waitForEvent("page");
      await request.link("request-here-button").click();
      const tab = await opening;
      await phone.passkeys.plugInto(tab);
      const app = phone.app.in(tab);
      await app.arrive("question.title", { service });
      await app.approve({ code: "11223" });
      await tab
        .getByText(request.words("refusal-code-wrong", { tries: "2" }))
        .first()
        .waitFor();
      await look(tab, `app-code-wrong.${language}`);
      await app.approve({ code: "11224" });
      await tab.getByText(request.words("refusal-code-wrong-last")).first().waitFor();
      await app.approve({ code: "11225" });
      await app.arrive("blocked.title");
      await look(tab, `app-blocked.${language}`);
      await health.arrive("sign-in-blocked-title");
      await look(browser.page, `health-blocked.${language}`);

      await phone.app.open();
      await phone.app.arrive("blocked.title");
      await phone.app.enrol(await cast.activation(somebody), { code: "73920" });
    },
  );
}
