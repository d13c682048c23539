import assert from "node:assert/strict";

import { askForLogin } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { Passkeys } from "../support/passkeys.js";
import { stories } from "../support/story.js";

const story = stories();

/** A computer whose browser can reach a phone nearby, as one with Bluetooth says. */
async function nearPhones(cast, language) {
  const computer = await cast.computer({ language });
  await computer.context.addInitScript(() => {
    if (!window.PublicKeyCredential) return;
    const asked = PublicKeyCredential.getClientCapabilities;
    PublicKeyCredential.getClientCapabilities = async () => ({
      ...(await asked.call(PublicKeyCredential)),
      hybridTransport: true,
    });
  });
  return computer;
}

for (const language of ["nl", "fr"]) {
  story(`the phone's passkey answers in the computer's browser, in ${language}`, async (cast) => {
    const somebody = cast.person(language);
    const phone = await cast.enrolled(somebody, { language });
    const computer = await nearPhones(cast, language);
    await phone.passkeys.plugInto(computer.page);
    const { health, request } = await askForLogin(computer, cast.country);
    await request.passkeyForm.waitFor();
    assert.equal(await request.code.isVisible(), false, "the passkey comes first");
    await look(computer.page, `request-passkey.${language}`);
    await request.continueWithPasskey();
    await health.arriveAtSummary(somebody);
  });
}

story("the passkey reaches the highest level, with the five digits", async (cast) => {
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const computer = await nearPhones(cast, "nl");
  await phone.passkeys.plugInto(computer.page);
  const { health, request } = await askForLogin(computer, cast.country, { diagnoses: true });
  await request.passkeyForm.waitFor();
  await look(computer.page, "request-passkey-code");
  await request.continueWithPasskey({ code: "00001" });
  await request.page.locator("[data-problem]:not(:empty)").waitFor();
  await look(computer.page, "request-passkey-code-wrong");
  await request.continueWithPasskey({ code: "48213" });
  await health.arriveAtDiagnoses(somebody);
  await look(computer.page, "health-diagnoses");
});

story("without a passkey within reach the other ways stay open", async (cast) => {
  const computer = await nearPhones(cast, "nl");
  const { request } = await askForLogin(computer, cast.country);
  await new Passkeys().plugInto(computer.page);
  await request.continueWithPasskey();
  await request.says("request-passkey-dismissed").waitFor();
  assert.equal(await request.code.isVisible(), true);
  await look(computer.page, "request-passkey-dismissed");
});

story("a browser that knows no passkeys shows the code at once", async (cast) => {
  const computer = await cast.computer();
  const { request } = await askForLogin(computer, cast.country);
  assert.equal(await request.passkeyForm.isVisible(), false);
  assert.equal(await request.code.isVisible(), true);
});
