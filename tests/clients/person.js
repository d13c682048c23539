/** A person who logs in without JavaScript, with the software phone in their hand. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { binary } from "../e2e/support/country.js";

const run = promisify(execFile);

/** Takes `beffroi phone` into the hand of this person. */
export const phone = (country, person, ...words) =>
  run(binary, ["phone", "--data", country.folder, "--person", person.national_number, ...words]);

/**
 * From the gateway's chooser to the service's callback: the app, the phone number, the match.
 * Every page is plain HTML here; what waits is asked again by its own refresh.
 */
export async function logInWithApp(page, country, person, callback) {
  await page.locator('form[action$="/app"] button').first().click();
  await page.locator("#phone-number").fill(person.phone_number);
  await page.locator('form[action$="/phone"] button').click();
  const match = page.locator("[data-status] ~ .match");
  await match.waitFor();
  await phone(
    country,
    person,
    "approve",
    "--match",
    (await match.textContent()).trim(),
    "--wait",
    "20",
  );
  await page.waitForURL((url) => url.href.startsWith(callback), { timeout: 30_000 });
}
