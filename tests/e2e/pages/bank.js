/** The demo's bank, which vouches for its customers. */

import { ServerPage } from "./server-page.js";

export class Bank extends ServerPage {
  constructor(page, country, language) {
    super(page, "beffroi", language);
    this.address = country.parties.bank.url;
  }

  async open() {
    await this.page.goto(this.address);
    await this.arrive("bank-title");
  }

  /** Asks for the app as one of the people who live here. */
  async ask(somebody, level) {
    await this.page.getByLabel(this.words(`bank-level-${level}`)).check();
    const button = this.page.locator(`button[value="${somebody.national_number}"]`);
    if (!(await button.isVisible())) await this.page.locator("details > summary").click();
    await button.click();
    await this.arrive("bank-code-title");
  }

  async activationLink(somebody, level) {
    await this.open();
    await this.ask(somebody, level);
    return this.link("bank-open").getAttribute("href");
  }

  activationCode() {
    return this.page.locator("#activation-code").textContent();
  }
}
