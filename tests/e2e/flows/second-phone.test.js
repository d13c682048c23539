import { expect } from "../support/expect.js";
import { look, touchable } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

for (const language of ["nl", "fr", "de", "en"]) {
  story(`the first phone hears of a second and refuses it, in ${language}`, async (cast) => {
    const somebody = cast.person(language === "en" ? "nl" : language);
    const first = await cast.enrolled(somebody, { language });
    const { app, page } = first;
    await app.says("home.empty").waitFor();
    const second = await cast.enrolled(somebody, { language });
    // The first app is open, and says so by itself.
    const notice = page.locator("section.alarm");
    await notice.waitFor();
    await look(page, `app-second-phone.${language}`);
    await touchable(page, "second phone");
    await second.app.open();
    const waits = second.page.locator("main > p.hint");
    await waits.waitFor();
    await look(second.page, `app-cooling-off.${language}`);
    await second.app.open("#/devices");
    await second.app.arrive("devices.title");
    await look(second.page, `app-devices-two.${language}`);
    await app.button("added.refuse").click();
    await app.arrive("refused.title");
    await app.says("refused.registrar").waitFor();
    await look(page, `app-refused.${language}`);
    await second.app.open();
    await second.page.reload();
    await second.app.arrive("signed_out.title");
  });
}

story("whoever added the phone says so once", async (cast) => {
  const somebody = cast.person("nl");
  const first = await cast.enrolled(somebody);
  await cast.enrolled(somebody);
  await first.app.open();
  await first.page.reload();
  const notice = first.page.locator("section.alarm");
  await notice.waitFor();
  await first.app.button("added.mine").click();
  await expect(notice).toHaveCount(0);
  await expect(first.page.locator("h1")).toBeFocused();
  await first.page.reload();
  await first.app.says("home.empty").waitFor();
  await expect(notice).toHaveCount(0);
});

story("an activation code that waits is withdrawn in the app", async (cast) => {
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const link = await cast.activation(somebody);
  await phone.app.open("#/devices");
  await phone.app.arrive("devices.title");
  await phone.app.says("devices.codes_text").waitFor();
  await look(phone.page, "app-code-waits");
  await phone.app.button("devices.withdraw").click();
  await expect(phone.app.button("devices.withdraw")).toHaveCount(0);
  const stranger = await cast.phone();
  await stranger.page.goto(link);
  await stranger.app.arrive("failed.title");
});
