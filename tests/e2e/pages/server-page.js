/** What the pages of every party have in common. */

import { pageWords } from "../support/words.js";

export class ServerPage {
  /**
   * @param {import("playwright-core").Page} page
   * @param {string} role  whose texts the page speaks
   */
  constructor(page, role, language) {
    this.page = page;
    this.words = pageWords(role, language);
  }

  button(key, values) {
    return this.page.getByRole("button", { name: this.words(key, values), exact: true });
  }

  link(key, values) {
    return this.page.getByRole("link", { name: this.words(key, values), exact: true });
  }

  heading(key, values) {
    return this.page.getByRole("heading", { name: this.words(key, values), exact: true });
  }

  says(key, values) {
    return this.page.getByText(this.words(key, values), { exact: true });
  }

  arrive(key, values) {
    return this.heading(key, values).waitFor();
  }
}
