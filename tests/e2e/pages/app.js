/** The installable app, as its owner sees it. */

import { expect } from "../support/expect.js";
import { appWords } from "../support/words.js";

export class App {
  /** @param {import("playwright-core").Page} page */
  static async on(page, address, language) {
    const app = new App();
    app.page = page;
    app.address = new URL("/app/", address).href;
    app.words = await appWords(language);
    return app;
  }

  /** The same app in another tab of the same phone. */
  in(page) {
    return Object.assign(new App(), this, { page });
  }

  /** Chooses a language in the app's own menu. */
  async choose(language) {
    await this.page.locator("#language").selectOption(language);
    await this.speak(language);
    await this.page.locator(`html[lang=${language}]`).waitFor();
  }

  async speak(language) {
    this.words = await appWords(language);
  }

  open(place = "") {
    return this.page.goto(`${this.address}${place}`);
  }

  button(key, values) {
    return this.page.getByRole("button", { name: this.words(key, values), exact: true });
  }

  link(key) {
    return this.page.getByRole("link", { name: this.words(key), exact: true });
  }

  field(key) {
    return this.page.getByLabel(this.words(key), { exact: true });
  }

  heading(key, values) {
    return this.page.getByRole("heading", { level: 1, name: this.words(key, values), exact: true });
  }

  says(key, values) {
    return this.page.getByText(this.words(key, values), { exact: true }).first();
  }

  /** Waits for a view; it must have the focus, or a screen reader would not know of it. */
  async arrive(key, values) {
    const heading = this.heading(key, values);
    await heading.waitFor();
    await expect(heading).toBeFocused();
  }

  async enrol(activationLink, { code = "48213" } = {}) {
    await this.page.goto(activationLink);
    await this.button("enrol.key_button").click();
    await this.field("enrol.code_label").fill(code);
    await this.button("enrol.code_button").click();
    await this.field("enrol.repeat_label").fill(code);
    await this.button("enrol.repeat_button").click();
    await this.arrive("enrol.done_title");
    await this.button("enrol.done_button").click();
    await this.says("home.empty").waitFor();
  }

  /** Scans a QR code as the phone's own camera does: it opens the link. */
  scan(link) {
    return this.page.goto(link);
  }

  async approve({ match, code } = {}) {
    if (match) await this.field("question.match").fill(match);
    if (code) await this.field("question.code").fill(code);
    await this.button("question.approve").click();
  }
}
