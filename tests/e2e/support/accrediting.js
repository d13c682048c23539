/** What stories about accreditations share: people at the authority, and what the gateway offers. */

import { Authority } from "../pages/authority.js";
import { pagesOf } from "./logging-in.js";

/** Somebody at a computer of their own, logged in at the authority's desk or over their dossiers. */
export async function at(place, cast, somebody, { language = "nl" } = {}) {
  const computer = await cast.computer({ language });
  const authority = new Authority(computer.page, cast.country, language);
  await authority.logIn(somebody, place);
  return authority;
}

/** Whether people who log in now can choose the app. */
export async function offersTheApp(cast) {
  const computer = await cast.computer();
  const { health, gateway, service } = pagesOf(computer.page, cast.country, "nl");
  await health.logIn();
  await gateway.arriveAtChooser(service);
  const offered = (await gateway.app().count()) === 1;
  await computer.page.close();
  return offered;
}

/** Within a minute every node of the gateway knows. */
export async function until(holds) {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("the gateway does not know within a minute");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
