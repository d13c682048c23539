/** What each of these tests needs: a country, a person with the app, and a browser. */

import { Country } from "../e2e/support/country.js";
import { Computer, launch } from "../e2e/support/people.js";
import { phone } from "./person.js";

export class Town {
  static async build() {
    const town = new Town();
    town.country = await Country.start();
    try {
      town.browser = await launch();
      town.person = town.country.person("fr");
      await phone(town.country, town.person, "enrol");
      return town;
    } catch (error) {
      await town.close();
      throw error;
    }
  }

  service(method) {
    const fits = (service) => service.token_endpoint_auth_method === method;
    return this.country.testServices.find(fits);
  }

  async computer() {
    return Computer.boot(this.browser, { language: "fr", javaScript: false });
  }

  async close() {
    await this.browser?.close();
    await this.country.stop();
  }
}
