import assert from "node:assert/strict";

import { expect } from "../support/expect.js";
import { askForLogin, scanWith } from "../support/logging-in.js";
import { look, touchable } from "../support/look.js";
import { stories } from "../support/story.js";

const story = stories();
const LANGUAGES = ["nl", "fr", "de", "en"];

const PLACES = [
  ["#/scan", "scan.title"],
  ["#/history", "history.title"],
  ["#/more", "more.title"],
  ["#/devices", "devices.title"],
  ["#/notifications", "notifications.title"],
  ["#/blocking", "blocking.title"],
];

story("every view stands in every language", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  const computer = await cast.computer();
  const { request, service } = await askForLogin(computer, cast.country);
  const digits = await scanWith(phone, request, cast.browser);
  await phone.app.arrive("question.title", { service });
  await phone.app.approve({ match: digits });
  await phone.app.arrive("approved.title");
  for (const language of LANGUAGES) {
    await phone.app.choose(language);
    for (const [place, title] of PLACES) {
      await phone.app.open(place);
      await phone.app.arrive(title);
      await look(phone.page, `app-${place.slice(2)}.${language}`);
      await touchable(phone.page, place);
    }
  }
});

story("a phone that is lost is removed from the other one", async (cast) => {
  const somebody = cast.person("fr");
  // A phone that joined another one may not end it yet: the earlier one removes the later.
  const kept = await cast.enrolled(somebody, { language: "fr" });
  const lost = await cast.enrolled(somebody, { language: "fr" });
  const { app } = kept;
  await app.link("bar.more").click();
  await app.arrive("more.title");
  await app.link("more.devices").click();
  await app.arrive("devices.title");
  const buttons = kept.page.locator("main button");
  await expect(buttons).toHaveCount(2);
  const others = kept.page.locator(".card").filter({ hasNotText: app.words("devices.this") });
  await others.getByRole("button").click();
  await kept.page.getByRole("dialog").waitFor();
  await look(kept.page, "app-device-remove");
  await app.button("devices.yes").click();
  await expect(buttons).toHaveCount(1);
  await lost.app.open();
  await lost.app.arrive("signed_out.title");
});

story("signed out, one signs in again with the passkey", async (cast) => {
  const phone = await cast.enrolled(cast.person("de"), { language: "de" });
  const { app } = phone;
  await phone.context.clearCookies();
  await app.open();
  await phone.page.reload();
  await app.arrive("signed_out.title");
  await look(phone.page, "app-signed-out");
  await app.button("signed_out.button").click();
  await app.says("home.empty").waitFor();
});

story("a code scanned while signed out is asked again after signing in", async (cast) => {
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const computer = await cast.computer();
  const { health, request, service } = await askForLogin(computer, cast.country);
  await phone.context.clearCookies();
  const digits = await scanWith(phone, request, cast.browser);
  await phone.app.arrive("signed_out.title");
  await phone.app.button("signed_out.button").click();
  await phone.app.arrive("question.title", { service });
  await phone.app.approve({ match: digits });
  await health.arriveAtSummary(somebody);
});

story("the app is blocked by its owner", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  const { app } = phone;
  await app.open("#/blocking");
  await app.button("blocking.button").click();
  await phone.page.getByRole("dialog").waitFor();
  await look(phone.page, "app-block-sure");
  await app.button("blocking.yes").click();
  await app.arrive("blocked.title");
  await app.open("#/history");
  await app.arrive("blocked.title");
});

story("without network the app opens and says what to do", async (cast) => {
  const phone = await cast.enrolled(cast.person("fr"), { language: "fr" });
  const { app, page, context } = phone;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await context.setOffline(true);
  await page.reload();
  await app.arrive("offline.title");
  await look(page, "app-offline");
  await context.setOffline(false);
  await app.says("home.empty").waitFor();
});

story("the service worker keeps the shell and no answer of the phone API", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await phone.app.open("#/history");
  await phone.app.arrive("history.title");
  const kept = await phone.page.evaluate(async () => {
    const addresses = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      addresses.push(...(await cache.keys()).map((request) => new URL(request.url).pathname));
    }
    return addresses;
  });
  assert.ok(kept.includes("/app/"));
  assert.deepEqual(
    kept.filter((path) => !path.startsWith("/app/")),
    [],
  );
});

story("a push says that something waits, never what", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  const { page, context } = phone;
  const origin = new URL(phone.app.address).origin;
  await context.grantPermissions(["notifications"], { origin });
  const session = await context.newCDPSession(page);
  const registered = new Promise((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL === phone.app.address);
      if (ours) resolve(ours);
    });
  });
  await session.send("ServiceWorker.enable");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const registration = await registered;
  await session.send("ServiceWorker.deliverPushMessage", {
    origin,
    registrationId: registration.registrationId,
    data: JSON.stringify({ type: "request", language: "nl" }),
  });
  const shown = () =>
    page.evaluate(async () => {
      const ready = await navigator.serviceWorker.ready;
      return (await ready.getNotifications()).map(({ title, body }) => `${title} ${body}`).join();
    });
  for (let tries = 0; tries < 50 && !(await shown()); tries += 1) await page.waitForTimeout(100);
  assert.equal(
    await shown(),
    "Beffroi vraagt uw aandacht Er wacht een vraag op u. Tik om ze te bekijken.",
  );
});

story("a code is scanned inside the app where the browser can", async (cast) => {
  const somebody = cast.person("nl");
  const phone = await cast.enrolled(somebody);
  const computer = await cast.computer();
  const { health, request, service } = await askForLogin(computer, cast.country);
  const link = await request.scannedWith(cast.browser);
  // A desktop's Chromium has neither camera nor detector: this phone has both.
  await phone.context.addInitScript(deviceWithCamera, link);
  await phone.page.reload();
  await phone.app.open("#/scan");
  await phone.app.button("scan.camera").click();
  await phone.page.getByText(phone.app.words("scan.not_ours")).first().waitFor();
  await look(phone.page, "app-scanner");
  await phone.page.evaluate(() => (window.codeInView = window.rightCode));
  await phone.app.arrive("question.title", { service });
  await phone.app.approve({ match: await request.digits() });
  await health.arriveAtSummary(somebody);
});

function deviceWithCamera(link) {
  window.rightCode = link;
  window.codeInView = "https://example.com/app/#scan=stranger";
  window.BarcodeDetector = class {
    detect = async () => [{ rawValue: window.codeInView }];
  };
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.getContext("2d").fillRect(0, 0, 300, 150);
    return canvas.captureStream(10);
  };
}

story("a pasted link is opened, a stranger's is not", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  const computer = await cast.computer();
  const { request, service } = await askForLogin(computer, cast.country);
  const link = await request.scannedWith(cast.browser);
  await phone.app.open("#/scan");
  for (const stranger of [
    link.replace("localhost", "localhost.example.com"),
    link.replace("/app/", "/other/"),
    "javascript:alert(1)",
    "hello",
  ]) {
    await phone.app.field("scan.link").fill(stranger);
    await phone.app.button("scan.link_button").click();
    await phone.app.says("scan.not_ours").waitFor();
    await phone.app.field("scan.link").fill("");
  }
  await phone.app.field("scan.link").fill(link);
  await phone.app.button("scan.link_button").click();
  await phone.app.arrive("question.title", { service });
});

story("a failing server is told plainly, and the button tries again", async (cast) => {
  const phone = await cast.enrolled(cast.person("nl"));
  await phone.page.route("**/phone/v1/history", (route) => route.fulfill({ status: 500 }), {
    times: 1,
  });
  await phone.app.open("#/history");
  await phone.app.arrive("failed.title");
  await look(phone.page, "app-failed");
  await phone.app.button("failed.again").click();
  await phone.app.arrive("history.title");
});
