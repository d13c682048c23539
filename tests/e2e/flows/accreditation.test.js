import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

import { EVIDENCE } from "../pages/authority.js";
import { at, offersTheApp, until } from "../support/accrediting.js";
import { expect } from "../support/expect.js";
import { tabTo } from "../support/keyboard.js";
import { askForLogin, scanWith } from "../support/logging-in.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

/** A country in which nobody has accredited the app yet. */
const story = stories({
  configure: { accreditor: (settings) => settings.replace(/\[\[taken_over\]\][^]*$/, "") },
});

const APP = "Beffroi app";
const LARGEST = 10 * 1024 * 1024;

const press = (target) => tabTo(target).then(() => target.press("Enter"));

story("a provider applies, two officers decide, and the app is offered", async (cast) => {
  const { country } = cast;
  const [offered, provider, first, second] = await Promise.all([
    offersTheApp(cast),
    at("dossiers", cast, cast.person("nl")),
    ...country.officers.map((officer) => at("desk", cast, officer)),
  ]);
  assert.equal(offered, false, "nobody has accredited the app");
  await look(provider.page, "authority-dossiers");
  const entity = country.parties.mobile.url.replace(/\/$/, "");
  const email = "ana@app.example";
  await provider.openDossier({ organisation: APP, entity: `${entity}/`, email, level: "high" });
  await provider.says("told-entity").waitFor();
  await provider.openDossier({ organisation: APP, entity, email, level: "high" });
  await provider.state("draft").waitFor();

  await provider.button("submit-do").click();
  await provider.says("refusal-evidence-missing").waitFor();
  await handsInEvidence(provider);
  await look(provider.page, "authority-dossier-evidence");
  await press(provider.button("submit-do"));
  await provider.state("submitted").waitFor();
  const dossier = provider.page.url();

  await first.page.reload();
  await look(first.page, "authority-desk");
  await first.follow(APP);
  await look(first.page, "authority-review");
  await beginsByKeyboard(country, first, second);

  await first.page.reload();
  await first.propose("grant-high", "Het voldoet aan de eisen.");
  const alone = await first.page.request.post(`${dossier}/confirm`, {
    headers: { Origin: new URL(dossier).origin },
  });
  assert.match(alone.url(), /refusal-same-officer/, "nobody agrees with themselves");
  await second.page.reload();
  await look(second.page, "authority-second-officer");
  await second.confirm();
  await second.state("granted").waitFor();
  await until(() => offersTheApp(cast));
  await speaksEveryLanguage(provider, second);
});

/** Every kind of evidence; what is too large is refused, and what is kept is what was sent. */
async function handsInEvidence(provider) {
  const [first, ...others] = EVIDENCE;
  for (const size of [0, 2 * LARGEST]) {
    const buffer = Buffer.alloc(size, "x");
    await provider.upload(first, { name: "large.pdf", mimeType: "application/pdf", buffer });
    await provider.says("told-file").waitFor();
  }
  // By keyboard, and with a name that a page might take for markup.
  const content = "<script>alert(1)</script>";
  const name = '"><img src=x onerror=alert(1)>.html';
  const choosing = provider.page.waitForEvent("filechooser");
  await press(provider.file(first));
  await (await choosing).setFiles({ name, mimeType: "text/html", buffer: Buffer.from(content) });
  await press(provider.add(first));
  const link = provider.page.getByRole("link", { name: /\.html$/ });
  const downloading = provider.page.waitForEvent("download");
  await link.click();
  const kept = await readFile(await (await downloading).path(), "utf8");
  assert.equal(kept, content);
  const digest = createHash("sha256").update(kept).digest("hex");
  await provider.page.getByText(`SHA-256 ${digest}`).waitFor();
  await isHandedOutSafely(provider, await link.getAttribute("href"));
  await provider.uploadAll(others);
}

async function isHandedOutSafely(provider, path) {
  const answer = await provider.page.request.get(new URL(path, provider.address).href);
  const headers = answer.headers();
  assert.equal(headers["content-type"], "application/octet-stream");
  assert.match(headers["content-disposition"], /^attachment; filename="[\w.-]+"$/);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(headers["content-security-policy"], /sandbox/);
}

/** Two officers, without a mouse: the review begins when both want it. */
async function beginsByKeyboard(country, first, second) {
  await tabTo(first.page.locator("#reason"));
  await first.page.keyboard.type("Het dossier is volledig.");
  await press(first.button("officer-propose-do"));
  await first.says("officer-own").waitFor();
  await expect(first.button("officer-confirm")).toHaveCount(0);
  await second.page.reload();
  const measure = second.words("act-take-up");
  const officer = country.officers[0].name;
  await second.row(APP).getByText(second.words("note-yours", { measure, officer })).waitFor();
  await press(second.row(APP).getByRole("link"));
  await press(second.button("officer-confirm"));
  await second.state("in-review").waitFor();
}

/** The pages in the other languages, on a phone. */
async function speaksEveryLanguage(provider, officer) {
  const read = async (authority, name, list) => {
    for (const language of ["fr", "de", "en"]) {
      await authority.speak(language);
      await look(authority.page, `${name}.${language}`);
      await authority.open(list);
      await look(authority.page, `authority-${list}.${language}`);
      await authority.page.goBack();
    }
  };
  await Promise.all([
    read(provider, "authority-dossier", "dossiers"),
    read(officer, "authority-officer", "desk"),
  ]);
}

story("a suspension ends the login under way, and is lifted again", async (cast) => {
  const { country, browser } = cast;
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const [first, second] = await Promise.all(
    country.officers.map((officer) => at("desk", cast, officer)),
  );
  const computer = await cast.computer();
  const { gateway, health, request, service } = await askForLogin(computer, country);
  const digits = await scanWith(phone, request, browser);
  await phone.app.arrive("question.title", { service });

  await first.follow(APP);
  await first.suspend("De sleutels zijn gelekt.");
  await look(first.page, "authority-suspended");
  await until(async () => !(await offersTheApp(cast)));
  await phone.app.approve({ match: digits });
  await gateway.arrive("refused-not_accredited-title");
  await look(computer.page, "gateway-not-accredited");
  const answered = computer.page.waitForRequest(/\/callback\?/);
  await gateway.page.locator("a[href$='/return']").click();
  const answer = new URL((await answered).url()).searchParams;
  assert.equal(answer.get("error"), "access_denied");
  assert.match(answer.get("error_description"), /^not_accredited/);
  await health.arrive("sign-in-refused-title");

  await first.propose("reinstate", "Er zijn nieuwe sleutels.");
  await second.follow(APP);
  await second.confirm();
  await second.state("granted").waitFor();
  await until(() => offersTheApp(cast));
  const again = await askForLogin(computer, country);
  const match = await scanWith(phone, again.request, browser);
  await phone.app.arrive("question.title", { service });
  await phone.app.approve({ match });
  await again.health.arriveAtSummary(somebody);
});
