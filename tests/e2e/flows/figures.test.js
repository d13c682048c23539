import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { Office } from "../pages/office.js";
import { tabTo } from "../support/keyboard.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories({ figures: true });

for (const language of ["nl", "fr", "de", "en"]) {
  story(`a citizen reads the official figures, in ${language}`, async (cast) => {
    const computer = await cast.computer({ language });
    const { page } = computer;
    const office = new Office(page, cast.country, language);
    await page.goto(cast.country.startPage);
    await office.link("start-figures-link").click();
    await office.arrive("office-title");
    const link = await office.published("2020");
    await look(page, `figures-front.${language}`);

    await link.click();
    await office.arriveAtFigures("2020");
    await office.says("figures-fiction").waitFor();
    const percent = page.getByText(/86 %/);
    await percent.first().waitFor();
    await look(page, `figures-2020.${language}`);

    // Each chart is one picture with a name and a sentence, and its table has every number.
    for (const key of ["months", "methods", "clients", "uses"]) {
      const section = office.section(`figures-table-${key}`);
      const chart = section.getByRole("img", { name: office.words(`figures-table-${key}`) });
      await chart.waitFor();
      const shown = await chart.locator("text.number").allTextContents();
      const cells = await section.locator("td").allTextContents();
      assert.ok(shown.length > 1, key);
      for (const number of shown) assert.ok(cells.includes(number), `${key}: ${number}`);
    }
  });
}

story("the figures are read and taken along by keyboard alone", async (cast) => {
  const computer = await cast.computer({ language: "nl" });
  const { page } = computer;
  const office = new Office(page, cast.country, "nl");
  await tabTo(await office.published("2020"));
  await page.keyboard.press("Enter");
  await office.arriveAtFigures("2020");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#main$/);
  // A table that is wider than the screen is moved with the arrows.
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = office.section("figures-table-months").getByRole("group").last();
  await tabTo(wide);
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.activeElement.scrollLeft > 0);

  const download = page.waitForEvent("download");
  const csv = office.section("figures-table-months").getByRole("link");
  await tabTo(csv);
  await page.keyboard.press("Enter");
  assert.equal((await download).suggestedFilename(), "months.csv");
  await page.getByRole("link", { name: "Français" }).click();
  await new Office(page, cast.country, "fr").arriveAtFigures("2020");
});

story("what a program needs is beside what a person reads", async (cast) => {
  const computer = await cast.computer({ language: "en" });
  const office = new Office(computer.page, cast.country, "en");
  await office.published("2020");
  const get = async (path) => {
    const answer = await fetch(new URL(path, office.address));
    assert.equal(answer.status, 200, path);
    return Buffer.from(await answer.arrayBuffer());
  };
  const { publications } = JSON.parse(await get("publications.json"));
  const newest = publications.find(({ year }) => year === 2020);
  const statement = await get(newest.statement);
  const digest = createHash("sha256").update(statement).digest("base64url");
  assert.equal(digest, newest.digest);
  assert.match(String(await get(newest.receipt)), /^c2sp\.org\/tlog-proof@v1\n/);
  const figures = createHash("sha256")
    .update(await get(newest.figures))
    .digest("base64url");
  assert.ok(String(statement).includes(`${figures} figures.json`));
});
