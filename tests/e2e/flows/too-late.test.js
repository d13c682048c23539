import { askForLogin, scanWith } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const SECONDS = 8;
const story = stories({
  configure: { mobile: (settings) => `request_seconds = ${SECONDS}\n${settings}` },
});

for (const language of ["nl", "en"]) {
  story(`a question that nobody answers in time is over, in ${language}`, async (cast) => {
    const phone = await cast.enrolled(cast.person("nl"), { language });
    const computer = await cast.computer({ language });
    const { gateway, request, service } = await askForLogin(computer, cast.country);
    await scanWith(phone, request, cast.browser);
    await phone.app.arrive("question.title", { service });
    await phone.app.arrive("over.title");
    await look(phone.page, `app-over.${language}`);
    await gateway.says("notice-app_expired").waitFor();
    await look(computer.page, `gateway-expired.${language}`);
    await phone.app.open("#/history");
    await phone.app.says("outcome.expired").waitFor();
  });
}
