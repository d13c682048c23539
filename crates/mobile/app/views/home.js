/** What waits for this person. */

import * as api from "../api.js";
import { announce, h, icon } from "../dom.js";
import { action } from "../form.js";
import { again, go } from "../route.js";
import { moment } from "../screen.js";
import { follow, t, when } from "../text.js";
import { installation } from "../worker.js";
import { blocked } from "./access.js";
import { notice, unknown } from "./added.js";

export async function home() {
  const [me, requests] = await Promise.all([api.me(), api.waiting()]);
  localStorage.setItem("enrolled", "1");
  if (me.blocked) return blocked();
  if (await follow(me.language)) return home();
  const { settles } = me.enrolment;
  const added = unknown((await api.enrolments()).added);
  const list = h("div", { class: "waiting" }, ...waitingList(requests));
  return {
    title: t("home.title"),
    heading: t("home.hello", { name: me.person.name }),
    bar: "home",
    content: [
      ...added.map(notice),
      list,
      action(t("home.scan"), () => go("scan")),
      settles && h("p", { class: "hint" }, t("home.settles", { when: when(settles) })),
      ...(await hints()),
    ],
    leave: watch(list, requests.length, added.length),
  };
}

function waitingList(requests) {
  if (requests.length === 0) {
    return [
      h(
        "div",
        { class: "empty" },
        icon("check"),
        h("h2", {}, t("home.empty")),
        h("p", {}, t("home.empty_text")),
      ),
    ];
  }
  return [
    h("h2", {}, t("home.waits")),
    h("ul", { class: "cards" }, ...requests.map((request) => h("li", {}, card(request)))),
  ];
}

function card(request) {
  return h(
    "a",
    { class: "card", href: `#/request/${request.id}` },
    h("strong", {}, request.service.name),
    h("span", {}, t("home.asked_by", { partner: request.partner.name })),
    icon("next"),
  );
}

/** Keeps the list true while it is shown, and says aloud when something comes in. */
function watch(list, count, phones) {
  let known = count;
  let gone = false;
  const refresh = async () => {
    const found = await Promise.all([api.waiting(), api.enrolments()]).catch(() => null);
    if (!found || gone) return;
    const [requests, { added }] = found;
    if (unknown(added).length !== phones) return again();
    list.replaceChildren(...waitingList(requests));
    if (requests.length > known) announce(t("home.arrived"));
    known = requests.length;
  };
  const stop = api.listen(refresh);
  const onVisible = () => document.visibilityState === "visible" && refresh();
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    gone = true;
    stop();
    document.removeEventListener("visibilitychange", onVisible);
  };
}

/** One hint at most: how to install the app, or else how to be told of a question. */
async function hints() {
  const install = installation();
  if (install) return [hint("install", install)];
  const undecided = globalThis.Notification?.permission === "default";
  return undecided ? [hint("notify", () => go("notifications"))] : [];
}

function hint(name, act) {
  const key = `hint.${name}.away`;
  if (localStorage.getItem(key)) return null;
  const away = () => {
    localStorage.setItem(key, "1");
    box.remove();
    document.querySelector("h1").focus();
  };
  const box = h(
    "section",
    { class: "hint-card", "aria-labelledby": `hint-${name}` },
    h("h2", { id: `hint-${name}` }, t(`hint.${name}.title`)),
    h("p", {}, t(`hint.${name}.text`)),
    typeof act === "function" && action(t(`hint.${name}.button`), act, "second"),
    h("button", { type: "button", class: "plain", click: away }, t("hint.away")),
  );
  return box;
}
