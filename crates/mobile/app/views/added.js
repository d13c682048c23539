/** Another phone was set up in the person's name: was it them? */

import * as api from "../api.js";
import { h } from "../dom.js";
import { action } from "../form.js";
import { go } from "../route.js";
import { ending, paint } from "../screen.js";
import { t, when } from "../text.js";

const known = (id) => `added.${id}`;

/** Those of which the person has not said on this phone that it was them. */
export const unknown = (added) => added.filter(({ id }) => !localStorage.getItem(known(id)));

export function notice(added) {
  const title = `added-${added.id}`;
  const mine = () => {
    localStorage.setItem(known(added.id), "1");
    box.remove();
    document.querySelector("h1").focus();
  };
  const box = h(
    "section",
    { class: "hint-card alarm", "aria-labelledby": title },
    h("h2", { id: title }, t("added.title")),
    h("p", {}, t("added.text", { name: added.device.name, when: when(added.since) })),
    h("p", {}, `${added.enrolled_by}. `, t("added.settles", { when: when(added.settles) })),
    action(t("added.refuse"), () => refuse(added), "danger"),
    h("button", { type: "button", class: "plain", click: mine }, t("added.mine")),
  );
  return box;
}

/** One step, without a question in between: it costs its owner a new enrolment at the worst. */
async function refuse(added) {
  await api.refuseEnrolment(added.id);
  paint(
    ending({
      sign: "check",
      tone: "good",
      title: t("refused.title"),
      text: [t("refused.text"), t(added.by_card ? "refused.card" : "refused.registrar")],
      actions: [action(t("refused.button"), () => go("", { replace: true }))],
    }),
  );
}
