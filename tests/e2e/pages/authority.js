/** The authority that accredits: its register, its officers' desk and the providers' dossiers. */

import { CardPage } from "./card.js";
import { Gateway } from "./gateway.js";
import { ServerPage } from "./server-page.js";

/** What a provider must show. */
export const EVIDENCE = [
  "security-policy",
  "audit-report",
  "penetration-test",
  "conformity-results",
  "continuity-plan",
];

export class Authority extends ServerPage {
  constructor(page, country, language) {
    super(page, "accreditor", language);
    this.country = country;
    this.address = country.parties.accreditor.url;
  }

  async open(path = "") {
    await this.page.goto(new URL(path, this.address).href);
  }

  async register() {
    await this.open();
    await this.arrive("register-title");
  }

  /** Logs somebody in, with their card, at one of the places that need it. */
  async logIn(somebody, place) {
    await this.open(`login?to=/${place}`);
    await this.showCard(somebody);
    await this.arrive(place === "desk" ? "desk-title" : "dossiers-title");
  }

  async showCard(somebody) {
    const language = await this.page.locator("html").getAttribute("lang");
    await new Gateway(this.page, this.country, language).card().click();
    const card = new CardPage(this.page, language);
    await card.read();
    await card.present(somebody.cards.find((one) => one.which === "current"));
  }

  /** Reads the page in another language from now on, as the menu offers it. */
  async speak(language) {
    await this.page.locator(`.languages a[lang=${language}]`).click();
    await this.page.locator(`html[lang=${language}] h1`).waitFor();
  }

  field(key, values) {
    return this.page.getByLabel(this.words(key, values), { exact: true });
  }

  /** The card of an organisation in a list. */
  row(organisation) {
    return this.page.locator("li.card").filter({ hasText: organisation });
  }

  async follow(organisation) {
    await this.row(organisation).getByRole("link").click();
    await this.page.getByRole("heading", { level: 1, name: organisation }).waitFor();
  }

  /** The state of the dossier or the accreditation on the page. */
  state(word) {
    return this.page
      .locator(".badge")
      .first()
      .getByText(this.words(`state-${word}`));
  }

  async openDossier({ organisation, entity, email, level }) {
    await this.field("apply-organisation").fill(organisation);
    await this.field("apply-entity").fill(entity);
    await this.field("apply-email").fill(email);
    await this.field("apply-level").selectOption(level);
    await this.button("apply-open").click();
  }

  /** The field for a file of a kind. */
  file(kind) {
    return this.field("evidence-file", { kind: this.words(`evidence-${kind}`) });
  }

  /** The button beside it. */
  add(kind) {
    const form = this.page.locator("form").filter({ has: this.page.locator(`#file-${kind}`) });
    return form.locator("button");
  }

  async upload(kind, file) {
    await this.file(kind).setInputFiles(file);
    await this.add(kind).click();
  }

  /** One plain file of each kind. */
  async uploadAll(kinds = EVIDENCE) {
    for (const kind of kinds) {
      const buffer = Buffer.from(`${kind} of 2026`);
      await this.upload(kind, { name: `${kind}.pdf`, mimeType: "application/pdf", buffer });
      await this.page.getByRole("link", { name: `${kind}.pdf` }).waitFor();
    }
  }

  async propose(measure, reason, { effect } = {}) {
    await this.field("officer-measure").selectOption(measure);
    if (effect) await this.field("officer-effect").fill(effect);
    await this.page.locator("#reason").fill(reason);
    await this.button("officer-propose-do").click();
    await this.says("officer-own").waitFor();
  }

  async confirm() {
    await this.page.reload();
    await this.button("officer-confirm").click();
  }

  async suspend(reason) {
    await this.page.locator("#suspend-reason").fill(reason);
    await this.button("officer-suspend-do").click();
    await this.state("suspended").waitFor();
  }
}
