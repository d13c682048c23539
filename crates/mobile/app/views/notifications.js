/** Web Push: asked for only when the person taps the button, after reading what it does. */

import { announce, h } from "../dom.js";
import { action } from "../form.js";
import { again } from "../route.js";
import { t } from "../text.js";
import { pushState, startPush, stopPush } from "../worker.js";

export async function notifications() {
  const state = await pushState();
  return {
    title: t("notifications.title"),
    bar: "more",
    content: [
      h("p", {}, t("notifications.text")),
      h("p", {}, t("notifications.privacy")),
      h("p", { class: "state" }, t(`notifications.state_${state}`)),
      state === "off" &&
        action(t("notifications.on"), () => change(startPush, "notifications.started")),
      state === "on" &&
        action(t("notifications.off"), () => change(stopPush, "notifications.stopped"), "second"),
    ],
  };
}

async function change(act, said) {
  const done = await act();
  await again();
  if (done) announce(t(said));
}
