import assert from "node:assert/strict";

import { Bank } from "../pages/bank.js";
import { expect } from "../support/expect.js";
import { look, touchable } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

for (const language of ["nl", "fr", "de", "en"]) {
  story(`a person enrols their phone with the bank's code, in ${language}`, async (cast) => {
    const somebody = cast.person(language === "en" ? "nl" : language);
    const computer = await cast.computer({ language });
    const bank = new Bank(computer.page, cast.country, language);
    await bank.open();
    await look(computer.page, `bank.${language}`);
    await bank.ask(somebody, "high");
    await look(computer.page, `bank-code.${language}`);
    const code = await bank.activationCode();

    const phone = await cast.phone({ language });
    const { app } = phone;
    await app.open();
    await app.arrive("welcome.title");
    await look(phone.page, `app-welcome.${language}`);
    await touchable(phone.page, "welcome");
    await app.field("welcome.code").fill(code);
    await app.button("welcome.button").click();

    // The bank said which language this person speaks, and here nobody chose another one.
    await app.speak(somebody.language);
    await app.arrive("enrol.key_title");
    await app.says("enrol.hello", { name: somebody.name }).waitFor();
    await look(phone.page, `app-key.${language}`);
    await app.button("enrol.key_button").click();
    await app.arrive("enrol.code_title");
    await look(phone.page, `app-code.${language}`);
    await app.field("enrol.code_label").fill("48213");
    await app.button("enrol.code_button").click();
    await app.arrive("enrol.repeat_title");
    await look(phone.page, `app-repeat.${language}`);
    await app.field("enrol.repeat_label").fill("48213");
    await app.button("enrol.repeat_button").click();
    await app.arrive("enrol.done_title");
    await look(phone.page, `app-ready.${language}`);
    await app.button("enrol.done_button").click();
    await app.heading("home.hello", { name: somebody.name }).waitFor();
    await app.says("home.empty").waitFor();
    await look(phone.page, `app-home.${language}`);
    await touchable(phone.page, "home");
  });
}

story("an activation code works once", async (cast) => {
  const link = await cast.activation(cast.person("nl"));
  const first = await cast.phone();
  await first.app.enrol(link);
  const second = await cast.phone();
  await second.page.goto(link);
  await second.app.arrive("failed.title");
  await look(second.page, "app-code-used");
});

story("a link's secret does not stay in the address", async (cast) => {
  const link = await cast.activation(cast.person("nl"));
  const phone = await cast.phone();
  await phone.page.goto(link);
  await phone.app.arrive("enrol.key_title");
  assert.equal(new URL(phone.page.url()).hash, "#/enrol");
});

story("an enrolment goes on where the phone dropped the page", async (cast) => {
  const link = await cast.activation(cast.person("nl"));
  const phone = await cast.phone();
  const { app } = phone;
  await phone.page.goto(link);
  await app.arrive("enrol.key_title");
  await phone.page.reload();
  await app.arrive("enrol.key_title");
  await app.button("enrol.key_button").click();
  await app.arrive("enrol.code_title");
  await phone.page.reload();
  await app.arrive("enrol.code_title");
  await app.field("enrol.code_label").fill("48213");
  await app.button("enrol.code_button").click();
  await app.field("enrol.repeat_label").fill("48213");
  await app.button("enrol.repeat_button").click();
  await app.arrive("enrol.done_title");
});

story("a change of language in the middle loses nothing", async (cast) => {
  const link = await cast.activation(cast.person("nl"));
  const phone = await cast.phone({ language: "nl" });
  const { app } = phone;
  await phone.page.goto(link);
  await app.button("enrol.key_button").click();
  await app.arrive("enrol.code_title");
  await app.choose("de");
  await app.arrive("enrol.code_title");
  assert.equal(await phone.page.locator("html").getAttribute("lang"), "de");
});

story("a code that is easy to guess or typed differently is asked again", async (cast) => {
  const link = await cast.activation(cast.person("nl"));
  const phone = await cast.phone();
  const { app } = phone;
  await phone.page.goto(link);
  await app.button("enrol.key_button").click();
  for (const [code, problem] of [
    ["1", "enrol.code_length"],
    ["12345", "enrol.code_weak"],
    ["77777", "enrol.code_weak"],
    ["98765", "enrol.code_weak"],
  ]) {
    await app.field("enrol.code_label").fill(code);
    await app.button("enrol.code_button").click();
    await app.says(problem).waitFor();
    await expect(app.field("enrol.code_label")).toBeFocused();
  }
  await look(phone.page, "app-code-weak");
  await app.field("enrol.code_label").fill("48213");
  await app.button("enrol.code_button").click();
  await app.field("enrol.repeat_label").fill("48214");
  await app.button("enrol.repeat_button").click();
  await app.says("enrol.repeat_differs").waitFor();
  await look(phone.page, "app-code-differs");
  await app.button("enrol.repeat_back").click();
  await app.arrive("enrol.code_title");
});

story("a finger that is not recognised is told so, and may try again", async (cast) => {
  const link = await cast.activation(cast.person("nl"));
  const phone = await cast.phone();
  const { app } = phone;
  await phone.page.goto(link);
  await app.arrive("enrol.key_title");
  await phone.passkeys.recognise(false);
  await app.button("enrol.key_button").click();
  await app.says("error.key_dismissed").waitFor();
  await look(phone.page, "app-key-dismissed");
  await phone.passkeys.recognise(true);
  await app.button("enrol.key_button").click();
  await app.arrive("enrol.code_title");
});
