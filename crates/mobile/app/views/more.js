/** Everything one does once in a while: phones, messages, blocking. */

import * as api from "../api.js";
import { announce, h, icon } from "../dom.js";
import { action } from "../form.js";
import { again, go } from "../route.js";
import { confirm, paint } from "../screen.js";
import { day, t } from "../text.js";
import { installation } from "../worker.js";
import { blocked } from "./access.js";

export async function more() {
  const me = await api.me();
  if (me.blocked) return blocked();
  const install = installation();
  const entry = (place, sign) =>
    h(
      "li",
      {},
      h(
        "a",
        { class: "card row", href: `#/${place}` },
        icon(sign),
        t(`more.${place}`),
        icon("next"),
      ),
    );
  return {
    title: t("more.title"),
    bar: "more",
    content: [
      h(
        "dl",
        { class: "facts" },
        h("div", {}, h("dt", {}, t("more.person")), h("dd", {}, me.person.name)),
        h("div", {}, h("dt", {}, t("more.phone")), h("dd", {}, me.device.name)),
        h("div", {}, h("dt", {}, t("more.level")), h("dd", {}, t(`level.${me.enrolment.level}`))),
      ),
      h(
        "ul",
        { class: "cards" },
        entry("devices", "phone"),
        entry("notifications", "bell"),
        entry("blocking", "lock"),
      ),
      h("h2", {}, t("hint.install.title")),
      h("p", {}, t(install === true ? "hint.install.text" : "more.install")),
      typeof install === "function" && action(t("hint.install.button"), install, "second"),
    ],
  };
}

export async function devices() {
  const list = await api.devices();
  return {
    title: t("devices.title"),
    bar: "more",
    content: [
      h("p", {}, t("devices.text")),
      h("ul", { class: "cards" }, ...list.map((device) => h("li", {}, phone(device)))),
    ],
  };
}

function phone(device) {
  return h(
    "div",
    { class: "card" },
    h("strong", {}, device.name),
    h("span", {}, t("devices.since", { day: day(device.since) })),
    device.last_used && h("span", {}, t("devices.used", { day: day(device.last_used) })),
    device.this && h("span", { class: "outcome good" }, t("devices.this")),
    action(t("devices.remove", { name: device.name }), () => remove(device), "second"),
  );
}

async function remove(device) {
  const sure = await confirm({
    title: t("devices.sure", { name: device.name }),
    text: t(device.this ? "devices.sure_this" : "devices.sure_other"),
    yes: t("devices.yes"),
  });
  if (!sure) return;
  await api.removeDevice(device.id);
  if (device.this) {
    localStorage.removeItem("enrolled");
    return go("", { replace: true });
  }
  again();
  announce(t("devices.removed", { name: device.name }));
}

/** The address `#/blocking`: what blocking means, and the button. */
export function blocking() {
  return {
    title: t("blocking.title"),
    bar: "more",
    content: [
      h("p", {}, t("blocking.text")),
      h("ul", {}, ...["one", "two", "three"].map((key) => h("li", {}, t(`blocking.${key}`)))),
      action(t("blocking.button"), block, "danger"),
    ],
  };
}

async function block() {
  const sure = await confirm({
    title: t("blocking.sure"),
    text: t("blocking.sure_text"),
    yes: t("blocking.yes"),
  });
  if (!sure) return;
  await api.block();
  history.replaceState(null, "", "#/");
  paint(blocked());
}
