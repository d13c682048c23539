import assert from "node:assert/strict";

import { pagesOf, scanWith } from "../support/logging-in.js";
import { tabTo } from "../support/keyboard.js";
import { stories } from "../support/story.js";

const story = stories();

for (const language of ["nl", "fr"]) {
  story(`the whole way by keyboard alone, in ${language}`, async (cast) => {
    const { country, browser } = cast;
    const somebody = cast.person(language);
    const phone = await cast.phone({ language });
    const { app } = phone;
    const type = (text) => phone.page.keyboard.type(text);
    const press = (target) => tabTo(target).then(() => target.press("Enter"));

    await phone.page.goto(await cast.activation(somebody));
    await app.arrive("enrol.key_title");
    await press(app.button("enrol.key_button"));
    await app.arrive("enrol.code_title");
    await tabTo(app.field("enrol.code_label"));
    await type("48213");
    await phone.page.keyboard.press("Enter");
    await app.arrive("enrol.repeat_title");
    await tabTo(app.field("enrol.repeat_label"));
    await type("48213");
    await phone.page.keyboard.press("Enter");
    await app.arrive("enrol.done_title");
    await press(app.button("enrol.done_button"));
    await app.says("home.empty").waitFor();

    const computer = await cast.computer({ language });
    const { health, gateway, request, service } = pagesOf(computer.page, country, language);
    await health.open();
    await press(health.link("sign-in-log-in"));
    await gateway.arriveAtChooser(service);
    await press(gateway.app());
    await request.arrive();
    const digits = await scanWith(phone, request, browser);
    await app.arrive("question.title", { service });
    await tabTo(app.field("question.match"));
    await type(digits);
    await phone.page.keyboard.press("Enter");
    await app.arrive("approved.title");
    await health.arriveAtSummary(somebody);
    await press(health.button("sign-in-log-out"));
    await health.arrive("health-name");
  });
}

story("a question is declined and the app is blocked by keyboard alone", async (cast) => {
  const phone = await cast.enrolled(cast.person("de"), { language: "de" });
  const { app } = phone;
  const press = (target) => tabTo(target).then(() => target.press("Enter"));
  await press(app.link("bar.more"));
  await app.arrive("more.title");
  await press(app.link("more.blocking"));
  await app.arrive("blocking.title");
  await press(app.button("blocking.button"));
  const dialog = phone.page.getByRole("dialog");
  await dialog.waitFor();
  await phone.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(
    await app.button("blocking.button").evaluate((b) => b === document.activeElement),
    true,
  );
  await press(app.button("blocking.button"));
  await press(app.button("blocking.yes"));
  await app.arrive("blocked.title");
});
