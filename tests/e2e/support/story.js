/**
 * A test reads as a story: `story("…", async ({ person, phone, computer }) => …)`. The actors are
 * made when the story asks for them and leave when it ends; what their pages complained about
 * fails it, and where it failed there is a picture of every page.
 */

import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { App } from "../pages/app.js";
import { Bank } from "../pages/bank.js";
import { Country } from "./country.js";
import { Computer, Phone, launch } from "./people.js";

const failures = fileURLToPath(new URL("../../../artifacts/failed/", import.meta.url));

/** One country and one browser for the stories of a file. */
export function stories(options) {
  const stage = {};
  before(async () => {
    [stage.country, stage.browser] = await Promise.all([Country.start(options), launch()]);
  });
  after(async () => {
    await stage.browser?.close();
    await stage.country?.stop();
  });
  return (title, tell) => test(title, () => perform(stage, title, tell));
}

async function perform({ country, browser }, title, tell) {
  const devices = [];
  const cast = {
    country,
    browser,
    person: (language) => country.person(language),
    computer: async (options) => keep(devices, await Computer.boot(browser, options)),
    phone: async (options) => keep(devices, await newPhone(country, browser, options)),
    /** A phone on which somebody set up the app, with the bank's word. */
    enrolled: async (somebody, options) => {
      const phone = keep(devices, await newPhone(country, browser, options));
      const link = await activation(country, browser, somebody, options);
      // The app follows the person's language, until its owner chooses another.
      await phone.app.speak(somebody.language);
      await phone.app.enrol(link);
      if (phone.language !== somebody.language) await phone.app.choose(phone.language);
      return phone;
    },
    /** Somebody reports their card lost. */
    lose: (somebody) => country.command("card", "--person", somebody.national_number, "lose"),
    activation: (somebody, options) => activation(country, browser, somebody, options),
  };
  try {
    await tell(cast);
  } catch (error) {
    await picture(devices, title);
    for (const device of devices) await device.context.close();
    throw error;
  }
  for (const device of devices) await device.close();
}

const keep = (devices, device) => {
  devices.push(device);
  return device;
};

async function newPhone(country, browser, options) {
  const phone = await Phone.unbox(browser, options);
  phone.app = await App.on(phone.page, country.parties.mobile.url, phone.language);
  return phone;
}

/** The link that a bank's customer gets at the counter or, with less proof, online. */
async function activation(country, browser, somebody, { level = "high", language = "nl" } = {}) {
  const counter = await Computer.boot(browser, { language });
  try {
    return await new Bank(counter.page, country, language).activationLink(somebody, level);
  } finally {
    await counter.close();
  }
}

async function picture(devices, title) {
  mkdirSync(failures, { recursive: true });
  const name = title.replaceAll(/\W+/g, "-");
  const pages = devices.flatMap((device) => device.context.pages());
  for (const [number, page] of pages.entries()) {
    await page.screenshot({ path: `${failures}${name}.${number}.png` }).catch(() => {});
  }
}
