/** What this person answered before, so that a login by someone else would be noticed. */

import * as api from "../api.js";
import { h } from "../dom.js";
import { action } from "../form.js";
import { go } from "../route.js";
import { t, when } from "../text.js";

export async function history() {
  const entries = await api.history();
  return {
    title: t("history.title"),
    bar: "history",
    content: [
      entries.length === 0
        ? h("p", {}, t("history.empty"))
        : h("ul", { class: "cards" }, ...entries.map((entry) => h("li", {}, line(entry)))),
      h("hr"),
      h("h2", {}, t("history.unknown")),
      h("p", {}, t("history.unknown_text")),
      action(t("history.block"), () => go("blocking"), "second"),
    ],
  };
}

function line({ service, partner, level, outcome, at }) {
  const good = outcome === "approved";
  return h(
    "div",
    { class: "card" },
    h("strong", {}, service.name),
    h("span", {}, t("home.asked_by", { partner: partner.name })),
    h("time", { datetime: new Date(at).toISOString() }, when(at)),
    h("span", { class: `outcome ${good ? "good" : "bad"}` }, t(`outcome.${outcome}`)),
    good && h("span", { class: "hint" }, t(`level.${level}`)),
  );
}
