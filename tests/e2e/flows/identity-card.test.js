import assert from "node:assert/strict";

import { CardPage } from "../pages/card.js";
import { expect } from "../support/expect.js";
import { pagesOf } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();
const LANGUAGES = ["nl", "fr", "de", "en"];

/** Goes from the health service to the page of the card. */
async function goToCard(computer, country) {
  const { page, language } = computer;
  const { health, gateway, service } = pagesOf(page, country, language);
  await health.logIn();
  await gateway.chooseCard(service);
  const card = new CardPage(page, language);
  await card.arrive(service);
  return { health, gateway, service, card };
}

const cardOf = (person, which = "current") => person.cards.find((card) => card.which === which);

/** Somebody who has such a card. */
const holderOf = (country, which) => country.people.find((person) => cardOf(person, which));

for (const language of LANGUAGES) {
  story(`a person logs in with their card, in ${language}`, async (cast) => {
    const somebody = cast.person(language === "en" ? "nl" : language);
    const computer = await cast.computer({ language });
    const { health, card } = await goToCard(computer, cast.country);
    await look(computer.page, `gateway-card.${language}`);
    await card.read();
    await look(computer.page, `gateway-card-reader.${language}`);
    await card.present(cardOf(somebody));
    await health.arriveAtSummary(somebody);
  });

  story(`without the extension the page says what to install, in ${language}`, async (cast) => {
    const computer = await cast.computer({ language });
    const { card } = await goToCard(computer, cast.country);
    await card.unplug();
    await card.button("card-read").click();
    await card.problem("extension").waitFor();
    assert.equal(await card.link("card-install").getAttribute("href"), "https://web-eid.eu/");
    await look(computer.page, `gateway-card-no-extension.${language}`);
  });
}

story("a wrong PIN can be mended, and after three the card is blocked", async (cast) => {
  const somebody = cast.person("nl");
  const { id, pin } = cardOf(somebody);
  const wrong = pin === "0000" ? "1111" : "0000";
  const computer = await cast.computer();
  const { health, card } = await goToCard(computer, cast.country);
  await card.read();
  await card.present({ id, pin: wrong });
  await card.error("reader-pin-wrong").waitFor();
  await expect(card.pin).toBeFocused();
  await expect(card.dialog.locator("[data-tries]")).toHaveText("2");
  await look(computer.page, "gateway-card-wrong-pin");
  // Closing the window and opening it again gives no new tries.
  await card.button("reader-cancel").click();
  await card.problem("cancelled").waitFor();
  await card.read();
  await card.present({ id, pin: wrong });
  await expect(card.dialog.locator("[data-tries]")).toHaveText("1");
  await card.confirm(wrong);
  await card.error("reader-pin-blocked").waitFor();
  await expect(card.button("reader-cancel")).toBeFocused();
  await look(computer.page, "gateway-card-blocked-pin");
  await card.confirm(pin);
  await card.error("reader-pin-blocked").waitFor();
  await card.button("reader-cancel").click();
  await card.problem("blocked").waitFor();
  await look(computer.page, "gateway-card-blocked");
  // Another card still works.
  const other = cast.person("nl");
  await card.read();
  await card.present(cardOf(other));
  await health.arriveAtSummary(other);
});

story("a PIN and a card must be given", async (cast) => {
  const computer = await cast.computer();
  const { card } = await goToCard(computer, cast.country);
  await card.read();
  await card.button("reader-confirm").click();
  await card.error("reader-card-missing").waitFor();
  await card.present({ id: cardOf(cast.person("nl")).id, pin: "" });
  await card.error("reader-pin-missing").waitFor();
  await expect(card.pin).toBeFocused();
});

story("whoever turns back can try again, choose another way, or cancel", async (cast) => {
  const computer = await cast.computer();
  const { health, gateway, service, card } = await goToCard(computer, cast.country);
  await card.read();
  await computer.page.keyboard.press("Escape");
  await card.problem("cancelled").waitFor();
  await card.link("card-other").click();
  await gateway.chooseCard(service);
  await card.arrive(service);
  await card.button("choose-cancel", { service }).click();
  await health.arrive("sign-in-cancelled-title");
});

story("the card is used by keyboard alone", async (cast) => {
  const somebody = cast.person("nl");
  const { id, pin } = cardOf(somebody);
  const computer = await cast.computer();
  const { health, card } = await goToCard(computer, cast.country);
  const { keyboard } = computer.page;
  await card.button("card-read").focus();
  await keyboard.press("Enter");
  await card.dialog.waitFor();
  await expect(card.dialog.locator("select")).toBeFocused();
  await card.dialog.locator("select").selectOption(id);
  await keyboard.press("Tab");
  await keyboard.type(pin);
  await keyboard.press("Enter");
  await health.arriveAtSummary(somebody);
});

story("a reader that is not there is no riddle", async (cast) => {
  const computer = await cast.computer();
  await computer.page.route("**/reader/cards", (route) => route.abort());
  const { card } = await goToCard(computer, cast.country);
  await card.button("card-read").click();
  await card.problem("reader").waitFor();
  await look(computer.page, "gateway-card-no-reader");
});

for (const [code, word] of [
  ["ERR_WEBEID_NATIVE_UNAVAILABLE", "app"],
  ["ERR_WEBEID_VERSION_MISMATCH", "update"],
]) {
  story(`the page knows beforehand that the extension cannot: ${word}`, async (cast) => {
    const computer = await cast.computer();
    await computer.page.addInitScript(extension, { "web-eid:status": { error: { code } } });
    const { card } = await goToCard(computer, cast.country);
    await card.unplug();
    await card.problem(word).waitFor();
    await look(computer.page, `gateway-card-${word}`);
  });
}

for (const [code, word] of [
  ["ERR_WEBEID_USER_TIMEOUT", "waited"],
  ["ERR_WEBEID_USER_CANCELLED", "cancelled"],
  ["ERR_WEBEID_NATIVE_FATAL", "reader"],
  ["ERR_WEBEID_NATIVE_INVALID_ARGUMENT", "failed"],
  ["ERR_OF_A_LATER_VERSION", "failed"],
]) {
  story(`what the extension says of ${code} is told in plain words`, async (cast) => {
    const computer = await cast.computer();
    await computer.page.addInitScript(extension, { "web-eid:authenticate": { error: { code } } });
    const { card } = await goToCard(computer, cast.country);
    await card.unplug();
    await card.button("card-read").click();
    await card.problem(word).waitFor();
  });
}

story("the extension is asked as the published library asks it", async (cast) => {
  const computer = await cast.computer({ language: "fr" });
  await computer.page.addInitScript(extension, {});
  const { card } = await goToCard(computer, cast.country);
  await card.unplug();
  await card.button("card-read").click();
  const heard = await computer.page.waitForFunction(() =>
    window.heard.find(({ action }) => action === "web-eid:authenticate"),
  );
  const { challengeNonce, libraryVersion, options } = await heard.jsonValue();
  assert.match(challengeNonce, /^[A-Za-z0-9+/]{43}=$/);
  assert.match(libraryVersion, /^2\.\d+\.\d+$/);
  assert.equal(options.lang, "fr");
  await card.says("card-waiting").first().waitFor();
  await look(computer.page, "gateway-card-waiting");
});

/** Stands in for the browser's extension: hears, and answers as it is told. Runs in the page. */
function extension(answers) {
  window.heard = [];
  window.addEventListener("message", ({ source, data }) => {
    const { action } = data ?? {};
    if (source !== window || !["web-eid:status", "web-eid:authenticate"].includes(action)) return;
    window.heard.push(data);
    window.postMessage({ action: `${action}-ack` }, location.origin);
    const answer = answers[action];
    if (answer) window.postMessage({ action: `${action}-failure`, ...answer }, location.origin);
  });
}

for (const [which, notice] of [
  ["lost", "notice-card_revoked"],
  ["expired", "notice-card_expired"],
  ["replaced", "notice-card_replaced"],
  ["forged", "notice-card_unknown_authority"],
]) {
  story(`a card that is ${which} is refused in words of its own`, async (cast) => {
    const somebody = holderOf(cast.country, which);
    const computer = await cast.computer();
    const { health, gateway, service, card } = await goToCard(computer, cast.country);
    await card.read();
    await card.present(cardOf(somebody, which));
    await gateway.says(notice).waitFor();
    await look(computer.page, `gateway-card-${which}`);
    // The person's good card does it.
    await gateway.chooseCard(service);
    await card.read();
    await card.present(cardOf(somebody));
    await health.arriveAtSummary(somebody);
  });
}

story("nobody logs in as someone who has died", async (cast) => {
  const somebody = cast.country.people.find(({ deceased }) => deceased);
  const computer = await cast.computer();
  const { health, gateway, card } = await goToCard(computer, cast.country);
  await card.read();
  await card.present(cardOf(somebody));
  await gateway.arrive("refused-deceased-title");
  await look(computer.page, "gateway-card-deceased");
  await gateway.link("refused-back", { service: health.words("health-name") }).click();
  await computer.page.waitForURL((url) => url.href.startsWith(cast.country.parties.health.url));
});

story("a card that is reported lost fails at the next login", async (cast) => {
  const somebody = cast.person("nl");
  const { id, pin } = cardOf(somebody);
  const first = await cast.computer();
  const { health, card } = await goToCard(first, cast.country);
  await card.read();
  await card.present({ id, pin });
  await health.arriveAtSummary(somebody);
  // The answer from then is still fresh: whoever says that a card is good says it for a moment.
  await cast.lose(somebody);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const second = await cast.computer();
  const thief = await goToCard(second, cast.country);
  await thief.card.read();
  await thief.card.present({ id, pin });
  await thief.gateway.says("notice-card_revoked").waitFor();
});
