/** The way from an address to a view, and from a refusal to the view that explains it. */

import * as api from "./api.js";
import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { action, refusalsGoTo, sentence } from "./form.js";
import { again, onRoute, place, takeLaunch } from "./route.js";
import { ending, moment, paint, redraw } from "./screen.js";
import { LANGUAGES, choose, language, load, preferred, t, whenLoaded } from "./text.js";
import { register } from "./worker.js";
import * as access from "./views/access.js";
import { enrol, enrolling } from "./views/enrol.js";
import { history } from "./views/history.js";
import { home } from "./views/home.js";
import { blocking, devices, more } from "./views/more.js";
import { notifications } from "./views/notifications.js";
import { open, openHere, openScanned } from "./views/question.js";
import { scan } from "./views/scan.js";

const VIEWS = {
  "": home,
  scan,
  history,
  more,
  devices,
  notifications,
  blocking,
  enrol: enrolling,
  welcome: access.welcome,
  "sign-in": access.signedOut,
};

const LAUNCHES = { activate: enrol, scan: openScanned, request: openHere };

/** What a link asked for and could not get yet: nobody was signed in, or there was no network. */
let postponed = null;

async function draw() {
  const launch = takeLaunch();
  const request = place().match(/^request\/([\w-]+)$/)?.[1];
  if (launch) await attempt(() => LAUNCHES[launch.kind](launch.value), launch);
  else if (postponed && place() === "") await attempt(resume);
  else if (request) await attempt(() => open(request));
  else await attempt(VIEWS[place()] ?? home);
}

function resume() {
  const launch = postponed;
  postponed = null;
  return LAUNCHES[launch.kind](launch.value);
}

/**
 * Makes a view and shows it, unless the person has gone elsewhere while it was being made. A view
 * that has shown a step by itself returns nothing.
 */
async function attempt(make, launch = null) {
  const before = moment();
  let screen;
  try {
    screen = await make();
  } catch (error) {
    if (error.code === "signed_out" || error.code === "offline") postponed = launch;
    screen = refused(error) ?? failed(error, launch);
  }
  if (screen && moment() === before) paint(screen);
  else screen?.leave?.();
}

function refused(error) {
  if (error.code === "signed_out") {
    return localStorage.getItem("enrolled") ? access.signedOut() : access.welcome();
  }
  if (error.code === "blocked") return access.blocked();
  return null;
}

/** A link that failed is used up, so there is nothing to try again: the way leads home. */
function failed(error, launch) {
  const offline = error.code === "offline";
  if (!(error instanceof ApiError)) console.error(error);
  return {
    ...ending({
      sign: offline ? "offline" : "warning",
      tone: "bad",
      title: t(offline ? "offline.title" : "failed.title"),
      text: sentence(error),
      actions: [action(t(launch && !offline ? "question.home" : "failed.again"), () => again())],
      bar: "home",
    }),
    leave: offline ? whenBack(again) : null,
  };
}

/**
 * Acts when the network is back. Phones say so before it is, so this asks the server; and it asks
 * quietly, since drawing the same view again would take a screen reader back to its beginning.
 */
function whenBack(act) {
  const ask = () => api.me().then(act, (error) => error.code === "offline" || act());
  const asking = setInterval(ask, 5000);
  addEventListener("online", ask);
  return () => {
    clearInterval(asking);
    removeEventListener("online", ask);
  };
}

refusalsGoTo((error) => {
  const screen = refused(error);
  if (screen) paint(screen);
  return Boolean(screen);
});

function languageMenu() {
  const menu = document.getElementById("language");
  menu.replaceChildren(
    ...Object.entries(LANGUAGES).map(([tag, name]) => h("option", { value: tag, lang: tag }, name)),
  );
  menu.addEventListener("change", async () => {
    await choose(menu.value);
    if (!redraw()) again();
  });
  menu.hidden = false;
}

/** What stands around the views and follows the language. */
function dress() {
  const menu = document.getElementById("language");
  menu.value = language();
  menu.setAttribute("aria-label", t("language.label"));
}

languageMenu();
whenLoaded(dress);
await load(preferred());
onRoute(draw);
addEventListener("hashchange", again);
again();
register();
