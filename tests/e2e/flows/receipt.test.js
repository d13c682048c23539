import { readFile } from "node:fs/promises";

import { CardPage } from "../pages/card.js";
import { expect } from "../support/expect.js";
import { pagesOf } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

/** Logs in at the gateway's own page, with the card. */
async function logIn({ page, language }, gateway, somebody) {
  await page.goto(gateway.address);
  await gateway.button("front-see").click();
  await gateway.card().click();
  const card = new CardPage(page, language);
  await card.read();
  await card.present(somebody.cards.find((one) => one.which === "current"));
  await gateway.arrive("own-title");
}

/** Goes to a person's own page at the gateway, with their card, and takes the newest receipt home. */
async function takeReceipt(computer, country, somebody) {
  const { page, language } = computer;
  const { gateway } = pagesOf(page, country, language);
  await logIn(computer, gateway, somebody);
  const coming = page.waitForEvent("download");
  await page.locator("a[download]").first().click();
  const receipt = await readFile(await (await coming).path(), "utf8");
  return { gateway, receipt };
}

for (const language of ["nl", "fr", "de", "en"]) {
  story(
    `a person checks the receipt of their login in the browser, in ${language}`,
    async (cast) => {
      const computer = await cast.computer({ language });
      const { page } = computer;
      const { gateway, receipt } = await takeReceipt(computer, cast.country, cast.person("nl"));
      await gateway.link("own-trail-check").click();
      await gateway.arrive("receipt-title");
      await look(page, `gateway-receipt.${language}`);
      const buffer = Buffer.from(receipt);
      const file = { name: "receipt.tlog-proof", mimeType: "text/plain", buffer };
      await page.getByLabel(gateway.words("receipt-file"), { exact: true }).setInputFiles(file);
      // Whoever is offline can check as well.
      await page.context().setOffline(true);
      await gateway.button("receipt-check").click();
      await gateway.says("receipt-result-good").waitFor();
      await expect(page.locator("[data-fact=method]")).toHaveText("card");
      await expect(page.locator("[data-fact=level]")).toHaveText("high");
      // The authority cosigned the head.
      await page.locator("[data-fact=witnessed]").filter({ hasText: "/witness, " }).waitFor();
      await page.context().setOffline(false);
      await look(page, `gateway-receipt-good.${language}`);
    },
  );
}

story(
  "a receipt that somebody changed does not hold, and the page says where it breaks",
  async (cast) => {
    const computer = await cast.computer();
    const { page } = computer;
    const { gateway, receipt } = await takeReceipt(computer, cast.country, cast.person("nl"));
    await gateway.link("own-trail-check").click();
    const text = page.getByLabel(gateway.words("receipt-text"), { exact: true });
    const lines = receipt.split("\n");
    const swap = (letter) => (letter === "A" ? "B" : "A");
    const change = (line, at) => line.slice(0, at) + swap(line[at]) + line.slice(at + 1);
    const at = (start) => lines.findIndex((line) => line.startsWith(start));
    const changed = (place, letter) => lines.with(place, change(lines[place], letter)).join("\n");
    const head = lines.indexOf("") + 1;
    const cases = [
      ["format", ""],
      ["format", receipt.slice(0, 60)],
      ["proof", changed(at("extra "), 60)],
      ["proof", lines.with(at("index "), "index 1000000").join("\n")],
      ["signature", changed(head + 2, 8)],
      ["signature", changed(at("— "), lines[at("— ")].length - 12)],
      ["ledger", receipt.replaceAll(lines[head], "elsewhere.example/ledger")],
    ];
    for (const [word, spoilt] of cases) {
      await text.fill(spoilt);
      await gateway.button("receipt-check").click();
      await gateway.says(`receipt-result-${word}`).waitFor();
      await page.locator("[data-facts]").waitFor({ state: "hidden" });
    }
    await look(page, "gateway-receipt-false");
  },
);

/** Logs out at the gateway's own page and in again. */
async function again(computer, gateway, somebody) {
  await gateway.button("own-log-out").click();
  await logIn(computer, gateway, somebody);
}

for (const language of ["nl", "fr", "de", "en"]) {
  story(`a person sees that none of their logins is missing, in ${language}`, async (cast) => {
    const computer = await cast.computer({ language });
    const { page } = computer;
    const somebody = cast.person("nl");
    const { gateway, receipt: alone } = await takeReceipt(computer, cast.country, somebody);
    await again(computer, gateway, somebody);
    await again(computer, gateway, somebody);
    const year = new Date().getUTCFullYear();
    await page.getByText(gateway.words("own-list-whole", { year, listed: 3 })).waitFor();
    await look(page, `gateway-own-list.${language}`);
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: gateway.words("own-list-receipts", { year }) }).click();
    const all = await readFile(await (await coming).path(), "utf8");

    await gateway.link("own-trail-check").click();
    await gateway.arrive("receipt-title");
    const text = page.getByLabel(gateway.words("receipt-text"), { exact: true });
    const header = "c2sp.org/tlog-proof@v1\n";
    const [first, second, third] = all
      .split(header)
      .slice(1)
      .map((rest) => header + rest);
    for (const [word, receipts] of [
      ["whole", [first, second, third]],
      ["whole", [third, first, second]],
      ["good", [second]],
      ["missing", [first, third]],
      ["missing", [second, third]],
      ["twice", [first, second, second]],
      ["heads", [alone, second, third]],
    ]) {
      await text.fill(receipts.join(""));
      await gateway.button("receipt-check").click();
      await gateway.says(`receipt-result-${word}`).waitFor();
      if (word === "whole") await look(page, `gateway-receipts-whole.${language}`);
    }
  });
}

story("receipts of two people are not one list", async (cast) => {
  const texts = [];
  for (const somebody of [cast.person("nl"), cast.person("fr")]) {
    const computer = await cast.computer();
    await takeReceipt(computer, cast.country, somebody);
    texts.push([computer, somebody]);
  }
  const [[computer], [other]] = texts;
  const receipts = [];
  // Taken home at once, so that they stand under one head.
  for (const { page } of [computer, other]) {
    const address = await page.locator("a[href^='/receipts/of/']").first().getAttribute("href");
    receipts.push(await (await page.request.get(new URL(address, page.url()).href)).text());
  }
  const { page, language } = computer;
  const { gateway } = pagesOf(page, cast.country, language);
  await gateway.link("own-trail-check").click();
  await page.getByLabel(gateway.words("receipt-text"), { exact: true }).fill(receipts.join(""));
  await gateway.button("receipt-check").click();
  await gateway.says("receipt-result-mixed").waitFor();
});
