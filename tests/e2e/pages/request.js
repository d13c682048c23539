/** The page of the app's operator on the computer, which waits for the phone. */

import { readCode } from "../support/camera.js";
import { ServerPage } from "./server-page.js";

export class RequestPage extends ServerPage {
  constructor(page, language) {
    super(page, "mobile", language);
  }

  async arrive() {
    await super.arrive("request-title");
  }

  get code() {
    return this.page.locator(".qr");
  }

  /** What a phone's camera reads from the QR code. */
  async scannedWith(browser) {
    await this.code.scrollIntoViewIfNeeded();
    return readCode(browser, this.code);
  }

  /** The two digits that the person must type on the phone. */
  digits() {
    return this.page.locator(".match:visible").first().textContent();
  }

  get status() {
    return this.page.locator("[data-status]");
  }

  get passkeyForm() {
    return this.page.locator("form[data-passkey]");
  }

  async continueWithPasskey({ code } = {}) {
    if (code) await this.page.getByLabel(this.words("request-code"), { exact: true }).fill(code);
    await this.button("request-passkey-button").click();
  }

  async sendTo(number) {
    const label = this.words("request-number-label");
    await this.page.getByRole("textbox", { name: label }).fill(number);
    await this.button("request-number-button").click();
  }
}
