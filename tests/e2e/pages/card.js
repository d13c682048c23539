/** The gateway's page for the identity card, with the demo's reader on it. */

import { ServerPage } from "./server-page.js";

export class CardPage extends ServerPage {
  constructor(page, language) {
    super(page, "gateway", language);
    this.dialog = page.getByRole("dialog");
    this.alert = page.locator("[data-problem]");
    this.pin = this.dialog.locator("input");
  }

  async arrive(service) {
    await super.arrive("card-title", { service });
  }

  /** Presses the button and waits for the reader's window. */
  async read() {
    await this.button("card-read").click();
    await this.dialog.waitFor();
  }

  /** Puts a card in and types a PIN. */
  async present({ id, pin }) {
    await this.dialog.locator("select").selectOption(id);
    await this.confirm(pin);
  }

  async confirm(pin) {
    await this.pin.fill(pin);
    await this.button("reader-confirm").click();
  }

  /** Takes the demo's reader away: whatever answers now is an extension of the browser. */
  async unplug() {
    await this.page.getByRole("checkbox").uncheck();
  }

  /** What the page says went wrong. */
  problem(word) {
    return this.alert.getByText(this.words(`card-problem-${word}`), { exact: true });
  }

  /** What the reader's window says went wrong. */
  error(key) {
    return this.dialog.getByRole("alert").getByText(this.words(key));
  }
}
