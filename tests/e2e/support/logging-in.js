/** The steps that many stories share: from the health service to the page that waits. */

import { Gateway } from "../pages/gateway.js";
import { Health } from "../pages/health.js";
import { RequestPage } from "../pages/request.js";

/** The pages of a login in one browser. */
export function pagesOf(page, country, language) {
  const health = new Health(page, country, language);
  const gateway = new Gateway(page, country, language);
  const request = new RequestPage(page, language);
  return { health, gateway, request, service: health.words("health-name") };
}

/** Goes from the health service to the page that waits for the phone. */
export async function askForLogin(computer, country, { diagnoses = false } = {}) {
  const pages = pagesOf(computer.page, country, computer.language);
  if (diagnoses) await pages.health.logInForDiagnoses();
  else await pages.health.logIn();
  await pages.gateway.chooseApp(pages.service);
  await pages.request.arrive();
  return pages;
}

/** Scans the page's code with the phone's camera and returns the digits that the page shows. */
export async function scanWith(phone, request, browser) {
  const link = await request.scannedWith(browser);
  await phone.app.scan(link);
  return request.digits();
}

/** Opens the app on the very device whose browser asks. Returns the app, in its own tab. */
export async function openHere(phone, request) {
  const opening = phone.context.waitForEvent("page");
  await request.link("request-here-button").click();
  const tab = await opening;
  await phone.passkeys.plugInto(tab);
  return phone.app.in(tab);
}
