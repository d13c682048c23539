/** The health service. */

import { ServerPage } from "./server-page.js";

export class Health extends ServerPage {
  constructor(page, country, language) {
    super(page, "services", language);
    this.address = country.parties.health.url;
  }

  async open() {
    await this.page.goto(this.address);
    await this.arrive("health-name");
  }

  async logIn() {
    await this.open();
    await this.link("sign-in-log-in").click();
  }

  /** Asks for what opens only at the highest level. */
  async logInForDiagnoses() {
    await this.page.goto(new URL("/login?to=/diagnoses", this.address).href);
  }

  /** The health summary, with the name of whoever is logged in. */
  arriveAtSummary({ name }) {
    return this.arrive("health-summary-title", { name });
  }

  arriveAtDiagnoses({ name }) {
    return this.arrive("health-diagnoses-title", { name });
  }
}
