/** What this person answered before, so that a login by someone else would be noticed. */

import * as api from "../api.js";
import { h } from "../dom.js";
import { action } from "../form.js";
import { go } from "../route.js";
import { language, t, when } from "../text.js";

export async function history() {
  const entries = await api.history();
  return {
    title: t("history.title"),
    bar: "history",
    content: [
      entries.length === 0
        ? h("p", {}, t("history.empty"))
        : h("ul", { class: "cards" }, ...entries.map((entry) => h("li", {}, line(entry)))),
      ...(entries.some((entry) => entry.receipt) ? ledger() : []),
      h("hr"),
      h("h2", {}, t("history.unknown")),
      h("p", {}, t("history.unknown_text")),
      action(t("history.block"), () => go("blocking"), "second"),
    ],
  };
}

/** What receipts are for, and where they are checked. */
function ledger() {
  const page = { class: "below", href: `/receipts?lang=${language()}` };
  return [
    h("p", { class: "hint" }, t("history.ledger")),
    h("p", {}, h("a", page, t("history.check"))),
  ];
}

function line({ id, service, partner, level, outcome, at, receipt }) {
  const good = outcome === "approved";
  return h(
    "div",
    { class: "card" },
    h("strong", {}, service.name),
    h("span", {}, t("home.asked_by", { partner: partner.name })),
    h("time", { datetime: new Date(at).toISOString() }, when(at)),
    h("span", { class: `outcome ${good ? "good" : "bad"}` }, t(`outcome.${outcome}`)),
    good && h("span", { class: "hint" }, t(`level.${level}`)),
    receipt && receiptOf(id, t("history.receipt_of", { service: service.name, when: when(at) })),
  );
}

/** A list may hold many: each link says by its label which answer it proves. */
function receiptOf(id, label) {
  const link = { class: "below", href: api.receipt(id), download: "", "aria-label": label };
  return h("a", link, t("history.receipt"));
}
