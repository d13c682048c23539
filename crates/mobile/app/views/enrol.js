/** Enrolment: the activation code says who one is, then a key is made and a code chosen. */

import * as api from "../api.js";
import { h } from "../dom.js";
import { action, complain, digits, form } from "../form.js";
import * as passkey from "../passkey.js";
import { go } from "../route.js";
import { ending, show } from "../screen.js";
import { follow, language, t } from "../text.js";

/**
 * What has been done so far. An activation code works once, and a small phone throws a page away
 * as soon as its owner looks at another app: kept in this tab only, the enrolment goes on.
 */
const progress = {
  keep: (made) => sessionStorage.setItem("enrolment", JSON.stringify(made)),
  kept: () => JSON.parse(sessionStorage.getItem("enrolment")),
  forget: () => sessionStorage.removeItem("enrolment"),
};

/** Opens an activation code: from here on it is used up. */
export async function enrol(code) {
  const opened = await api.openActivation(code);
  await follow(opened.language);
  progress.keep(opened);
  go("enrol", { replace: true });
}

/** The address `#/enrol`: where the enrolment was. */
export function enrolling() {
  const made = progress.kept();
  if (!made) go("welcome", { replace: true });
  else if (made.credential) show(codeStep, made);
  else show(keyStep, made);
}

function keyStep(opened) {
  return {
    title: t("enrol.key_title"),
    content: [
      steps(1),
      h("p", { class: "lead" }, t("enrol.hello", { name: opened.person.name })),
      h("p", {}, t("enrol.key_text")),
      h("p", { class: "hint" }, t("enrol.not_you", { name: opened.person.name })),
      action(t("enrol.key_button"), async () => {
        const made = {
          ...opened,
          credential: await passkey.create(opened.options),
        };
        progress.keep(made);
        show(codeStep, made);
      }),
    ],
  };
}

function codeStep(made, problem = "") {
  const code = codeField(t("enrol.code_label"), t("enrol.code_hint"));
  return {
    title: t("enrol.code_title"),
    content: [
      steps(2),
      problem && h("p", { class: "problem", role: "alert" }, problem),
      h("p", {}, t("enrol.code_text")),
      form([code.box], t("enrol.code_button"), async () => {
        const problem = weakness(code.input.value);
        if (problem) return complain(code.input, t(problem));
        show(repeatStep, made, code.input.value);
      }),
    ],
  };
}

function repeatStep(made, chosen) {
  const code = codeField(t("enrol.repeat_label"));
  const back = () => show(codeStep, made);
  return {
    title: t("enrol.repeat_title"),
    content: [
      steps(3),
      form(
        [code.box],
        t("enrol.repeat_button"),
        async () => {
          if (code.input.value !== chosen) return complain(code.input, t("enrol.repeat_differs"));
          await finish(made, chosen);
        },
        h("button", { type: "button", class: "second", click: back }, t("enrol.repeat_back")),
      ),
    ],
  };
}

async function finish(made, code) {
  try {
    await api.finishActivation(made.activation, {
      credential: made.credential,
      code,
      device_name: await deviceName(),
      language: language(),
    });
  } catch (error) {
    if (error.code !== "code_unfit") throw error;
    return show(codeStep, made, error.sentence || t("enrol.code_weak"));
  }
  progress.forget();
  localStorage.setItem("enrolled", "1");
  history.replaceState(null, "", "#/");
  show(done);
}

function done() {
  return ending({
    sign: "check",
    tone: "good",
    title: t("enrol.done_title"),
    text: [t("enrol.done_text"), t("enrol.done_notify")],
    actions: [
      action(t("enrol.done_notify_button"), () => go("notifications", { replace: true })),
      action(t("enrol.done_button"), () => go("", { replace: true }), "second"),
    ],
  });
}

function steps(at) {
  return h("p", { class: "steps" }, t("enrol.step", { at, of: 3 }));
}

function codeField(label, hint) {
  return digits({ name: "code", count: 5, secret: true, label, hint });
}

/** Codes that a thief tries first. The server has the last word. */
export function weakness(code) {
  if (code.length !== 5) return "enrol.code_length";
  const steps = new Set([...code].slice(1).map((digit, at) => Number(digit) - Number(code[at])));
  const [step] = steps;
  return steps.size === 1 && Math.abs(step) <= 1 ? "enrol.code_weak" : "";
}

/** What the list of phones calls this one: its model where the browser tells it. */
async function deviceName() {
  const hints = navigator.userAgentData;
  const { model } = (await hints?.getHighEntropyValues?.(["model"]).catch(() => ({}))) ?? {};
  if (model) return model;
  const agent = navigator.userAgent;
  const known = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"];
  return known.find((name) => agent.includes(name)) ?? t("enrol.device");
}
