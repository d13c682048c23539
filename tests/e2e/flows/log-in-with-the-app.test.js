import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { ServerPage } from "../pages/server-page.js";
import { expect } from "../support/expect.js";
import { askForLogin, pagesOf, scanWith } from "../support/logging-in.js";
import { look, touchable } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();

for (const language of ["nl", "fr", "de", "en"]) {
  story(`a person scans the code and sees their health summary, in ${language}`, async (cast) => {
    const { country, browser } = cast;
    const somebody = cast.person(language === "en" ? "nl" : language);
    const phone = await cast.enrolled(somebody, { language });
    const computer = await cast.computer({ language });
    const { health, gateway, request, service } = pagesOf(computer.page, country, language);

    await health.open();
    await look(computer.page, `health.${language}`);
    await health.logIn();
    await gateway.arriveAtChooser(service);
    await look(computer.page, `gateway-chooser.${language}`);
    await gateway.chooseApp(service);
    await request.arrive();
    await look(computer.page, `request.${language}`);

    const digits = await scanWith(phone, request, browser);
    await phone.app.arrive("question.title", { service });
    await look(phone.page, `app-question.${language}`);
    await touchable(phone.page, "question");
    await expect(request.status).toHaveText(request.words("request-shown", { pair: digits }));
    await look(computer.page, `request-shown.${language}`);
    await phone.app.approve({ match: digits });
    await phone.app.arrive("approved.title");
    await look(phone.page, `app-approved.${language}`);

    await health.arriveAtSummary(somebody);
    await look(computer.page, `health-summary.${language}`);
    await checks(phone, await takesReceipt(phone, language), language);
    await health.button("sign-in-log-out").click();
    await health.arrive("health-name");
  });
}

story("a person types their phone number, and the question comes by itself", async (cast) => {
  const somebody = cast.person("fr");
  const phone = await cast.enrolled(somebody, { language: "fr" });
  const computer = await cast.computer({ language: "fr" });
  const { health, request, service } = await askForLogin(computer, cast.country);
  await request.sendTo(somebody.phone_number);
  const card = phone.page.getByRole("link", { name: service });
  await card.waitFor();
  await look(phone.page, "app-home-waiting");
  await expect(phone.page.getByRole("status")).toHaveText(phone.app.words("home.arrived"));
  await card.click();
  await phone.app.arrive("question.title", { service });
  await look(computer.page, "request-sent");
  await phone.app.approve({ match: await request.digits() });
  await phone.app.arrive("approved.title");
  await health.arriveAtSummary(somebody);
});

story("an approved question does not come back with the back button", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  const computer = await cast.computer();
  const { request, service } = await askForLogin(computer, cast.country);
  const digits = await scanWith(phone, request, cast.browser);
  await phone.app.arrive("question.title", { service });
  await phone.app.approve({ match: digits });
  await phone.app.arrive("approved.title");
  await phone.page.goBack();
  await phone.page.waitForLoadState();
  assert.equal(await phone.app.button("question.approve").count(), 0);
});

/** What was answered stands in the history, with a receipt to take home. */
async function takesReceipt({ app, page }, language) {
  await app.open("#/history");
  await app.arrive("history.title");
  await look(page, `app-history.${language}`);
  const coming = page.waitForEvent("download");
  await page
    .getByRole("link", { name: app.words("history.receipt") })
    .first()
    .click();
  const receipt = await readFile(await (await coming).path(), "utf8");
  assert.match(receipt, /^c2sp\.org\/tlog-proof@v1\n/);
  return receipt;
}

/** The operator's own page checks the receipt, offline too, and says which part of a changed one breaks. */
async function checks({ app, page }, receipt, language) {
  const checking = new ServerPage(page, "mobile", language);
  await app.link("history.check").click();
  await checking.arrive("receipt-title");
  await look(page, `mobile-receipt.${language}`);
  const text = page.getByLabel(checking.words("receipt-text"), { exact: true });
  const file = page.getByLabel(checking.words("receipt-file"), { exact: true });
  const buffer = Buffer.from(receipt);
  await page.context().setOffline(true);
  await file.setInputFiles({ name: "receipt.tlog-proof", mimeType: "text/plain", buffer });
  await expect(text).toHaveValue(receipt);
  await checking.button("receipt-check").press("Enter");
  await checking.says("receipt-result-good").waitFor();
  await expect(page.locator("[data-fact=partner]")).toHaveText("gateway");
  await page.locator("[data-fact=service]").waitFor({ state: "hidden" });
  // The authority cosigned the head.
  await page.locator("[data-fact=witnessed]").filter({ hasText: "/witness, " }).waitFor();
  await look(page, `mobile-receipt-good.${language}`);
  const [extra] = receipt.match(/^extra .*$/m);
  const letter = extra[60] === "A" ? "B" : "A";
  const changed = extra.slice(0, 60) + letter + extra.slice(61);
  await text.fill(receipt.replace(extra, changed));
  await checking.button("receipt-check").press("Enter");
  await checking.says("receipt-result-proof").waitFor();
  await page.locator("[data-facts]").waitFor({ state: "hidden" });
  await page.context().setOffline(false);
}
