/** The app as something installed: its service worker, its messages, its place among the apps. */

import * as api from "./api.js";
import { decode } from "./passkey.js";

const WORKER = "sw.js";

/** Under Trusted Types a script's address must come from a policy; this one lets through one. */
const policy = globalThis.trustedTypes?.createPolicy("beffroi", {
  createScriptURL: (url) => {
    if (url !== WORKER) throw new TypeError("not the service worker");
    return url;
  },
});

export async function register() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER);
  } catch (error) {
    // Private windows refuse service workers; the app works without.
    console.info(error.name);
  }
}

/** `on`, `off`, `denied` (by the person, in the browser's settings) or `unsupported`. */
export async function pushState() {
  if (!globalThis.PushManager || !globalThis.Notification) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return (await subscription()) ? "on" : "off";
}

async function subscription() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.pushManager.getSubscription() ?? null;
}

export async function startPush() {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const { key } = await api.pushKey();
  const registration = await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: decode(key),
  });
  await api.subscribe(made.toJSON());
  return true;
}

export async function stopPush() {
  await api.unsubscribe();
  await (await subscription())?.unsubscribe();
  return true;
}

let prompt = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  prompt = event;
});

addEventListener("appinstalled", () => {
  prompt = null;
});

/**
 * How the app can be installed here: a function that asks the browser, `true` where the person must
 * do it by hand (Safari on iPhone), `null` where it is installed or cannot be.
 */
export function installation() {
  if (matchMedia("(display-mode: standalone)").matches || navigator.standalone) return null;
  if (prompt) return () => prompt?.prompt();
  return "standalone" in navigator ? true : null;
}
