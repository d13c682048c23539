/** Taking in a QR code: with the phone's own camera app, here, or by pasting its link. */

import { announce, h } from "../dom.js";
import { action, complain, field, form } from "../form.js";
import { t } from "../text.js";

export function scan() {
  const camera = "BarcodeDetector" in globalThis && navigator.mediaDevices ? scanner() : null;
  return {
    title: t("scan.title"),
    bar: "scan",
    content: [
      h("p", {}, t("scan.text")),
      camera?.box,
      h("hr"),
      h("h2", {}, t("scan.other")),
      pasteForm(),
    ],
    leave: camera?.stop,
  };
}

/**
 * Only a link of this very app is followed. A QR code can say anything, and a picture on a poster
 * must not lead a person to a page that looks like this one.
 */
export function linkOf(text, home = new URL("./", document.baseURI)) {
  const link = text.startsWith(home.href) ? text.slice(home.href.length) : "";
  return /^#(scan|activate)=[\w-]+$/.test(link) ? link : null;
}

function follow(hash) {
  location.hash = hash;
}

function pasteForm() {
  const link = field({
    name: "link",
    label: t("scan.link"),
    hint: t("scan.link_hint"),
    type: "url",
  });
  return form([link.box], t("scan.link_button"), async () => {
    const hash = linkOf(link.input.value.trim());
    if (!hash) return complain(link.input, t("scan.not_ours"));
    follow(hash);
  });
}

function scanner() {
  const video = h("video", {
    playsinline: true,
    hidden: true,
    "aria-label": t("scan.video"),
  });
  video.muted = true;
  let stream = null;
  let running = true;
  const stop = () => {
    running = false;
    stream?.getTracks().forEach((track) => track.stop());
  };
  const start = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment" },
      });
    } catch {
      button.querySelector("[role=alert]").textContent = t("scan.no_camera");
      return;
    }
    if (!running) return stop();
    video.srcObject = stream;
    video.hidden = false;
    button.hidden = true;
    await video.play();
    announce(t("scan.looking"));
    look();
  };
  const look = async () => {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let refused = "";
    while (running) {
      const [code] = await detector.detect(video).catch(() => []);
      const hash = code && linkOf(code.rawValue);
      if (hash && running) return follow(hash);
      if (code && code.rawValue !== refused) {
        refused = code.rawValue;
        announce(t("scan.not_ours"));
        box.querySelector(".problem").textContent = t("scan.not_ours");
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const button = action(t("scan.camera"), start);
  const box = h("div", { class: "scanner" }, h("p", { class: "problem" }), video, button);
  return { box, stop };
}
