/** Who may come in: the welcome, signing in again, and the blocked app. */

import * as api from "../api.js";
import { h } from "../dom.js";
import { action, complain, field, form } from "../form.js";
import * as passkey from "../passkey.js";
import { go } from "../route.js";
import { ending } from "../screen.js";
import { t } from "../text.js";
import { enrol } from "./enrol.js";

export function welcome() {
  if (!passkey.supported()) return unsupported();
  return {
    title: t("welcome.title"),
    content: [
      h("img", {
        src: "icons/icon.svg",
        alt: "",
        width: 96,
        height: 96,
        class: "hero",
      }),
      h("p", { class: "lead" }, t("welcome.text")),
      activationForm(),
      byCard(),
      h("hr"),
      h("h2", {}, t("welcome.back")),
      action(t("signed_out.button"), signIn, "second"),
    ],
  };
}

/** The page where people get a code with their identity card. */
const byCard = () => h("p", {}, h("a", { href: "/enrol" }, t("welcome.by_card")));

function activationForm() {
  const code = field({
    name: "activation",
    label: t("welcome.code"),
    hint: t("welcome.code_hint"),
    required: true,
  });
  return form([code.box], t("welcome.button"), async () => {
    const typed = code.input.value.trim().replace(/^.*#activate=/, "");
    if (!typed) return complain(code.input, t("welcome.code_missing"));
    await enrol(typed);
  });
}

export function signedOut() {
  return {
    title: t("signed_out.title"),
    content: [
      h("p", {}, t("signed_out.text")),
      action(t("signed_out.button"), signIn),
      h("hr"),
      h("h2", {}, t("signed_out.new")),
      h("p", {}, t("signed_out.new_text")),
      action(t("signed_out.enrol"), () => go("welcome"), "second"),
    ],
  };
}

async function signIn() {
  const { session, options } = await api.sessionChallenge();
  const assertion = await passkey.get(options);
  await api.signIn({ session, assertion });
  localStorage.setItem("enrolled", "1");
  go("", { replace: true });
}

export function blocked() {
  return ending({
    sign: "lock",
    tone: "bad",
    title: t("blocked.title"),
    text: [t("blocked.text"), t("blocked.what_now")],
    actions: [action(t("blocked.enrol"), () => go("welcome")), byCard()],
  });
}

function unsupported() {
  return ending({
    sign: "warning",
    tone: "bad",
    title: t("unsupported.title"),
    text: t("unsupported.text"),
    actions: [],
  });
}
