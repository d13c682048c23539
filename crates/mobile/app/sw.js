/**
 * Keeps the app's own files, so that it opens at once and without network, and shows that a
 * question waits. It never touches the phone API: an answer of yesterday is a lie today.
 */

/** Names the exact content of the files below; `npm run unit` says what it must be. */
const VERSION = "95256e1a80bf";

const SHELL = [
  "./",
  "app.css",
  "app.js",
  "manifest.webmanifest",
  "icons/icon.svg",
  "icons/icon-192.png",
  "api.js",
  "dom.js",
  "form.js",
  "passkey.js",
  "question.js",
  "route.js",
  "screen.js",
  "text.js",
  "worker.js",
  "text/de.js",
  "text/en.js",
  "text/fr.js",
  "text/nl.js",
  "views/access.js",
  "views/added.js",
  "views/enrol.js",
  "views/history.js",
  "views/home.js",
  "views/more.js",
  "views/notifications.js",
  "views/question.js",
  "views/scan.js",
];

const CACHE = `shell-${VERSION}`;
const HOME = new URL("./", self.location).href;
const addresses = new Set(SHELL.map((path) => new URL(path, HOME).href));

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: "no-cache" })));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(clean().then(() => self.clients.claim()));
});

async function clean() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  address.hash = "";
  address.search = "";
  if (request.method === "GET" && addresses.has(address.href)) {
    event.respondWith(kept(address.href, request));
  }
});

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

/** Says that something waits, never what or for whom: a lock screen is read by anyone. */
const MESSAGES = {
  nl: {
    request: ["Beffroi vraagt uw aandacht", "Er wacht een vraag op u. Tik om ze te bekijken."],
    device_added: ["Een tweede telefoon op uw naam", "Was u dat? Tik om te antwoorden."],
    blocked: ["Beffroi: geblokkeerd", "Een telefoon op uw naam is geblokkeerd. Tik om te kijken."],
  },
  fr: {
    request: ["Beffroi vous attend", "Une demande vous attend. Touchez pour la voir."],
    device_added: ["Un deuxième téléphone à votre nom", "Était-ce vous ? Touchez pour répondre."],
    blocked: ["Beffroi : bloqué", "Un téléphone à votre nom est bloqué. Touchez pour voir."],
  },
  de: {
    request: [
      "Beffroi wartet auf Sie",
      "Eine Anfrage wartet auf Sie. Tippen Sie, um sie zu sehen.",
    ],
    device_added: [
      "Ein zweites Telefon auf Ihren Namen",
      "Waren Sie das? Tippen Sie zum Antworten.",
    ],
    blocked: ["Beffroi: gesperrt", "Ein Telefon auf Ihren Namen ist gesperrt. Tippen Sie darauf."],
  },
  en: {
    request: ["Beffroi is waiting for you", "A question waits for you. Tap to see it."],
    device_added: ["A second phone in your name", "Was it you? Tap to answer."],
    blocked: ["Beffroi: blocked", "A phone in your name was blocked. Tap to see."],
  },
};

self.addEventListener("push", (event) => {
  const { language, type } = read(event.data);
  const [title, body] = MESSAGES[language][type];
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      lang: language,
      tag: type,
      renotify: true,
      icon: "icons/icon-192.png",
      badge: "icons/badge-96.png",
    }),
  );
});

/** An empty or foreign message still means that something waits. */
function read(data) {
  let content = null;
  try {
    content = data?.json();
  } catch {
    // Not JSON.
  }
  const tags = [content?.language, self.navigator.language.split("-")[0], "en"];
  const language = tags.find((tag) => Object.hasOwn(MESSAGES, tag));
  const known = Object.hasOwn(MESSAGES.en, content?.type);
  return { language, type: known ? content.type : "request" };
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(bringForward());
});

async function bringForward() {
  const windows = await self.clients.matchAll({ type: "window" });
  const open = windows.find((window) => window.url.startsWith(HOME));
  return open ? open.focus() : self.clients.openWindow(HOME);
}
