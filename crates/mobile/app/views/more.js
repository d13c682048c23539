/** Everything one does once in a while: phones, messages, blocking. */

import * as api from "../api.js";
import { announce, h, icon } from "../dom.js";
import { action } from "../form.js";
import { again, go } from "../route.js";
import { confirm, paint } from "../screen.js";
import { day, t, when } from "../text.js";
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
  const [list, { waiting }] = await Promise.all([api.devices(), api.enrolments()]);
  return {
    title: t("devices.title"),
    bar: "more",
    content: [
      h("p", {}, t("devices.text")),
      h("ul", { class: "cards" }, ...list.map((device) => h("li", {}, phone(device)))),
      ...codes(waiting),
      h("p", {}, h("a", { href: "/enrol" }, t("devices.by_card"))),
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
    h("span", {}, device.enrolled_by),
    device.enrolment.settles &&
      h("span", {}, t("devices.settles", { when: when(device.enrolment.settles) })),
    device.blocked && h("span", { class: "outcome bad" }, t("devices.blocked")),
    device.this && h("span", { class: "outcome good" }, t("devices.this")),
    action(t("devices.remove", { name: device.name }), () => remove(device), "second"),
  );
}

/** Activation codes with which a phone can still be set up in the person's name. */
function codes(waiting) {
  if (waiting.length === 0) return [];
  const card = (code) =>
    h(
      "div",
      { class: "card" },
      h("strong", {}, code.enrolled_by),
      h("span", {}, t("devices.since", { day: day(code.since) })),
      action(t("devices.withdraw"), () => withdraw(code), "second"),
    );
  return [
    h("h2", {}, t("devices.codes")),
    h("p", {}, t("devices.codes_text")),
    h("ul", { class: "cards" }, ...waiting.map((code) => h("li", {}, card(code)))),
  ];
}

async function withdraw(code) {
  await api.refuseEnrolment(code.id);
  again();
  announce(t("devices.withdrawn"));
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
