import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { Authority } from "../pages/authority.js";
import { at, offersTheApp, until } from "../support/accrediting.js";
import { binary } from "../support/country.js";
import { look } from "../support/look.js";
import { stories } from "../support/story.js";

/** February 2021: three months before the end of what was granted in May 2018. */
const story = stories({
  moment: "2021-02-03T09:00:00Z",
  configure: {
    accreditor: (settings) =>
      settings.replace(/^from = "2021.*"$/m, 'from = "2018-05-03T00:00:00Z"'),
  },
});

const APP = "Beffroi app";

story("an incident has deadlines that the desk watches", async (cast) => {
  const { country } = cast;
  const [contact] = country.contacts;
  const [officer] = country.officers;
  const title = "<b>Storing</b> van een uur";
  const provider = await at("dossiers", cast, contact);
  await provider.follow(APP);
  await provider.field("incident-title").fill(title);
  await provider.button("incident-open").click();
  await provider.page.getByRole("heading", { name: title }).waitFor();
  const due = { step: provider.words("step-early-warning"), due: "04-02-2021 09:00 UTC" };
  await provider.says("incident-owed", due).waitFor();

  await country.setClock("2021-02-04T09:00:00Z");
  const desk = await at("desk", cast, officer);
  const late = { title, owed: desk.words("incident-owed", due) };
  await desk.row(APP).getByText(desk.words("note-incident-late", late)).waitFor();
  const reminded = desk.words("reminded", { months: "3 maanden", sent: "03-02-2021" });
  await desk.row(APP).getByText(reminded).waitFor();
  await look(desk.page, "authority-desk-late");

  await provider.logIn(contact, "dossiers");
  await provider.follow(APP);
  for (const step of ["early-warning", "notification", "final-report"]) {
    await provider.field("incident-step").selectOption(step);
    await provider.field("incident-text").fill(`Wat er gebeurde, ${step}.`);
    await provider.button("incident-send").click();
    await provider.page.getByText(`Wat er gebeurde, ${step}.`).waitFor();
  }
  await provider.says("incident-nothing-owed").waitFor();
  await desk.follow(APP);
  await look(desk.page, "authority-incident");
  await desk.button("incident-close").click();
  await desk.button("incident-close").waitFor({ state: "detached" });
  await desk.open("desk");
  assert.equal(await desk.row(APP).getByText(title).count(), 0);
});

story("what was granted in 2018 is renewed in 2021 by its provider's people", async (cast) => {
  const { country } = cast;
  await country.setClock("2021-02-08T09:00:00Z");
  const entity = country.parties.mobile.url.replace(/\/$/, "");
  const renewal = { organisation: APP, entity, email: "els@app.example", level: "high" };

  const stranger = await at("dossiers", cast, cast.person("nl"));
  await stranger.openDossier(renewal);
  await stranger.says("refusal-not-yours").waitFor();

  const provider = await at("dossiers", cast, country.contacts[0]);
  await look(provider.page, "authority-dossiers-ending");
  await provider.openDossier(renewal);
  await provider.state("draft").waitFor();
  const colleague = await joins(cast, provider, stranger);
  await colleague.uploadAll();
  await provider.page.reload();
  await provider.button("contacts-remove", { name: colleague.somebody.name }).click();
  const left = provider.button("contacts-remove", { name: country.contacts[0].name });
  await left.waitFor();
  assert.equal((await colleague.page.reload()).status(), 404, "who was removed sees nothing");
  await left.click();
  await provider.says("told-last-contact").waitFor();
  await provider.button("submit-do").click();
  await provider.state("submitted").waitFor();

  await twoDecide(cast, provider.page.url());
  await readsTheChain(cast);
});

/** A colleague is invited by mail and accepts after logging in; nobody else does with that link. */
async function joins(cast, provider, stranger) {
  const { country } = cast;
  const somebody = cast.person("nl");
  const email = "collega@app.example";
  await provider.field("contacts-name").fill("Collega");
  await provider.field("contacts-email").fill(email);
  await provider.button("contacts-add").click();
  await provider.says("done-invited").waitFor();
  await look(provider.page, "authority-invited");
  const [mail] = await country.mails(email);
  const [link] = mail.match(/http\S+\/invitations\/\S+/);
  assert.doesNotMatch(mail, new RegExp(somebody.national_number), "the mail names nobody's number");

  const computer = await cast.computer();
  const colleague = new Authority(computer.page, country, "nl");
  colleague.somebody = somebody;
  await colleague.page.goto(link);
  await colleague.arrive("invitation-title");
  assert.equal(new URL(colleague.page.url()).pathname, "/invitation", "the link is in no history");
  await look(colleague.page, "authority-invitation");
  await colleague.link("sign-in-log-in").click();
  await colleague.showCard(somebody);
  await colleague.button("invitation-accept").click();
  await colleague.state("draft").waitFor();
  await stranger.page.goto(link);
  await stranger.says("invitation-over").waitFor();
  return colleague;
}

async function twoDecide(cast, dossier) {
  const [first, second] = await Promise.all(
    cast.country.officers.map((officer) => at("desk", cast, officer)),
  );
  await first.page.goto(dossier);
  await second.page.goto(dossier);
  await first.propose("take-up", "Het dossier is volledig.");
  await second.confirm();
  await second.state("in-review").waitFor();
  await second.propose("grant-high", "Vernieuwd voor drie jaar.", { effect: "2021-05-03" });
  await first.confirm();
  await first.state("ahead").waitFor();
}

/** Anybody reads from today's accreditation back to the first grant, and checks each decision. */
async function readsTheChain(cast) {
  const { country } = cast;
  const computer = await cast.computer();
  const register = new Authority(computer.page, country, "nl");
  await register.register();
  await look(register.page, "authority-register");
  await register.row(register.words("state-ahead")).getByRole("link").click();
  await register.state("ahead").waitFor();
  await look(register.page, "authority-history");
  const decisions = register.page.locator("li[id^=decision-]");
  const reasons = ["Vernieuwd voor drie jaar.", "The app meets the requirements"];
  assert.equal(await decisions.count(), reasons.length);
  const key = await saved(country, register.page, "ledger/key", "ledger.pub");
  for (const [place, reason] of reasons.entries()) {
    const decision = decisions.nth(place);
    await decision.getByText(reason).waitFor();
    const path = await decision.getByRole("link").getAttribute("href");
    const receipt = await saved(country, register.page, path.slice(1), `${place}.receipt`);
    await promisify(execFile)(binary, ["ledger", "receipt", receipt, "--key", key]);
  }
  for (const language of ["fr", "de", "en"]) {
    await register.speak(language);
    await look(register.page, `authority-history.${language}`);
    await register.open();
    await look(register.page, `authority-register.${language}`);
    await register.page.goBack();
  }
}

async function saved(country, page, path, name) {
  const answer = await page.request.get(new URL(path, country.parties.accreditor.url).href);
  assert.equal(answer.status(), 200, path);
  const file = join(country.home, name);
  await writeFile(file, await answer.text());
  return file;
}

/** From what counts today one reads back to the first grant, which gave way to it. */
async function today(cast) {
  const computer = await cast.computer();
  const register = new Authority(computer.page, cast.country, "nl");
  await register.register();
  await register.row(register.words("state-renewed")).waitFor();
  await register.row(register.words("state-granted")).getByRole("link").click();
  await register.state("granted").waitFor();
  const measures = await register.page.locator("li[id^=decision-] strong").allTextContents();
  const high = register.words("level-high");
  const expected = ["renew", "grant"].map((it) => `${register.words(`measure-${it}`)}: ${high}`);
  assert.deepEqual(measures, expected);
}

story("an accreditation ends at its second by the country's clock", async (cast) => {
  const { country } = cast;
  await country.setClock("2021-05-02T23:59:59Z");
  assert.equal(await offersTheApp(cast), true, "the first one counts to its last second");
  await country.setClock("2021-05-03T00:00:00Z");
  await until(() => offersTheApp(cast));
  await today(cast);
  await country.setClock("2024-05-02T23:59:59Z");
  await until(() => offersTheApp(cast));
  await country.setClock("2024-05-03T00:00:00Z");
  assert.equal(await offersTheApp(cast), false, "and the second one not a second longer");
  const computer = await cast.computer();
  const register = new Authority(computer.page, country, "nl");
  await register.register();
  await register.state("expired").waitFor();
});
