/** The government's gateway, where people choose how to log in. */

import { ServerPage } from "./server-page.js";

export class Gateway extends ServerPage {
  constructor(page, country, language) {
    super(page, "gateway", language);
    this.address = country.parties.gateway.url;
  }

  app() {
    return this.page.getByRole("button").filter({ hasText: this.words("choose-app-how") });
  }

  card() {
    return this.page.getByRole("button").filter({ hasText: this.words("choose-card-how") });
  }

  async arriveAtChooser(service) {
    await this.arrive("choose-title", { service });
  }

  async chooseApp(service) {
    await this.arriveAtChooser(service);
    await this.app().click();
  }

  async chooseCard(service) {
    await this.arriveAtChooser(service);
    await this.card().click();
  }
}
