/** The actors: a phone in a pocket and a computer on a desk, each a browser of its own. */

import { chromium } from "playwright-core";

import { Passkeys } from "./passkeys.js";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const MOBILE =
  "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

export const launch = (options) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
    ...options,
  });

/** A browser profile, with everything that its pages complained about. */
class Device {
  complaints = [];

  static async of(browser, options) {
    const device = new this();
    device.language = options.locale.slice(0, 2);
    device.context = await browser.newContext(options);
    device.context.setDefaultTimeout(10_000);
    device.context.on("page", (page) => device.watch(page));
    return device;
  }

  watch(page) {
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      // A refusal by the server is an answer; what a page's own rules forbid is a fault.
      const text = message.text();
      if (/Content Security Policy|Trusted ?Type|Permissions policy/i.test(text)) {
        this.complaints.push(text);
      }
    });
  }

  async close() {
    await this.context.close();
    if (this.complaints.length > 0) throw new Error(this.complaints.join("\n"));
  }
}

/** A phone: small, touched, with an authenticator that knows its owner. */
export class Phone extends Device {
  static async unbox(browser, { language = "nl", synced = false } = {}) {
    const phone = await this.of(browser, {
      locale: `${language}-BE`,
      userAgent: MOBILE,
      viewport: { width: 360, height: 740 },
      isMobile: true,
      hasTouch: true,
      permissions: [],
    });
    phone.passkeys = new Passkeys({ synced });
    phone.page = await phone.tab();
    return phone;
  }

  async tab() {
    const page = await this.context.newPage();
    await this.passkeys.plugInto(page);
    return page;
  }
}

/** A computer: wide, with a keyboard, and without any passkey of its own. */
export class Computer extends Device {
  static async boot(browser, { language = "nl", javaScript = true } = {}) {
    const computer = await this.of(browser, {
      locale: `${language}-BE`,
      viewport: { width: 1280, height: 800 },
      javaScriptEnabled: javaScript,
    });
    computer.page = await computer.context.newPage();
    return computer;
  }
}
