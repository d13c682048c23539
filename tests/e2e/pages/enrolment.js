/** The mobile provider's own pages, where people enrol themselves with their identity card. */

import { CardPage } from "./card.js";
import { Gateway } from "./gateway.js";
import { ServerPage } from "./server-page.js";

/** The provider's name at the gateway, as the demo registers it. */
const PROVIDER = {
  nl: "Beffroi-app",
  fr: "Application Beffroi",
  de: "Beffroi-App",
  en: "Beffroi app",
};

export class Enrolment extends ServerPage {
  constructor(page, country, language) {
    super(page, "mobile", language);
    this.address = new URL("/enrol", country.parties.mobile.url).href;
    this.gateway = new Gateway(page, country, language);
    this.card = new CardPage(page, language);
    this.provider = PROVIDER[language];
  }

  /** From the first page to the chooser of the gateway. */
  async begin() {
    await this.page.goto(this.address);
    await this.button("enrol-begin").click();
    await this.gateway.arriveAtChooser(this.provider);
  }

  /** Logs in with the card, up to what is bound to the person's name. */
  async logIn(card) {
    await this.begin();
    await this.gateway.chooseCard(this.provider);
    await this.card.arrive(this.provider);
    await this.card.read();
    await this.card.present(card);
    await this.arrive("enrol-phones-title");
  }

  /** One of the choices of what the new phone is. */
  choice(key, values) {
    return this.page.getByRole("radio", { name: this.words(key, values) });
  }

  /** The link that the code's page offers for this very device. */
  async activationLink() {
    await this.arrive("enrol-code-title");
    const link = this.page.locator("a[href*='#activate=']").first();
    return new URL(await link.getAttribute("href"), this.address).href;
  }
}
