/** A card that the browser itself can use: mutual TLS, with the key in a PKCS#11 token. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { CardPage } from "../pages/card.js";
import { Country } from "../support/country.js";
import { Desk } from "../support/desk.js";
import { pagesOf } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { Computer } from "../support/people.js";
import { Token } from "../support/token.js";

let country;
before(async () => {
  country = await Country.start();
});
after(() => country?.stop());

/** Tells a story at a desk, with somebody's card in the reader. */
async function atDesk(somebody, options, tell) {
  const token = await Token.of(country, somebody);
  const desk = await Desk.of(country, token);
  try {
    const computer = await Computer.boot(desk.browser, options);
    const pages = pagesOf(computer.page, country, computer.language);
    await pages.health.logIn();
    await pages.gateway.chooseCard(pages.service);
    const card = new CardPage(computer.page, computer.language);
    await card.arrive(pages.service);
    await tell({ desk, page: computer.page, card, ...pages });
    await computer.close();
  } finally {
    await desk.leave();
    await token.destroy();
  }
}

const isAt = (party) => (url) => url.origin === new URL(country.parties[party].url).origin;

for (const javaScript of [true, false]) {
  const how = javaScript ? "with" : "without";
  test(`a browser that has the card as a module logs in ${how} JavaScript`, async () => {
    const somebody = country.person("nl");
    await atDesk(somebody, { language: "nl", javaScript }, async ({ desk, page, card, health }) => {
      if (javaScript) await look(page, "gateway-card-door.nl");
      await card.button("card-browser-read").click({ noWaitAfter: true });
      await desk.present(page, Token.PIN, isAt("health"));
      assert.ok(desk.asked, "nobody was asked for a PIN");
      await health.arriveAtSummary(somebody);
    });
  });
}
