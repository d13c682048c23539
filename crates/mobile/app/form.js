/** Forms: fields with their hints and problems, and one way to run what a button starts. */

import { ApiError } from "./api.js";
import { announce, h } from "./dom.js";
import { t } from "./text.js";

/** A labelled input. The hint and, later, the problem are tied to it for screen readers. */
export function field({ name, label, hint, ...properties }) {
  const input = h("input", {
    id: name,
    name,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    ...properties,
    "aria-describedby": hint ? `${name}-hint ${name}-problem` : `${name}-problem`,
  });
  const problem = h("p", { class: "problem", id: `${name}-problem` });
  const box = h(
    "div",
    { class: "field" },
    h("label", { for: name }, label),
    hint && h("p", { class: "hint", id: `${name}-hint` }, hint),
    input,
    problem,
  );
  input.addEventListener("input", () => clear(input));
  return { box, input };
}

/** A field for a known number of digits. Anything else that is typed or pasted is left out. */
export function digits({ count, secret, ...properties }) {
  const made = field({
    ...properties,
    type: secret ? "password" : "text",
    // Browsers offer to keep passwords, and a code that the phone remembers proves nothing.
    autocomplete: "one-time-code",
    class: "digits",
    inputmode: "numeric",
    maxlength: count,
    size: count,
    required: true,
  });
  made.input.addEventListener("input", () => {
    const only = made.input.value.replace(/\D/g, "").slice(0, count);
    if (only !== made.input.value) made.input.value = only;
  });
  return made;
}

/** Shows a problem at its field and takes the person there. */
export function complain(input, sentence) {
  input.setAttribute("aria-invalid", "true");
  document.getElementById(`${input.id}-problem`).textContent = sentence;
  input.focus();
  input.select();
  announce(sentence);
}

function clear(input) {
  if (!input.hasAttribute("aria-invalid")) return;
  input.removeAttribute("aria-invalid");
  document.getElementById(`${input.id}-problem`).textContent = "";
}

/**
 * A form whose submit button shows that it works and whose problems are spoken.
 *
 * @param {Node[]} content
 * @param {string} button  the text of the submit button
 * @param {(problem: (sentence: string) => void) => Promise<void>} act
 */
export function form(content, button, act, ...more) {
  const submit = h("button", {}, button);
  const alert = h("p", { class: "problem", role: "alert" });
  const element = h(
    "form",
    { novalidate: true, autocomplete: "off" },
    ...content,
    alert,
    h("div", { class: "actions" }, submit, ...more),
  );
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    run(submit, alert, act);
  });
  return element;
}

/** A button that does one thing and says below it when that failed. */
export function action(label, act, tone) {
  const button = h("button", { type: "button", class: tone }, label);
  const alert = h("p", { class: "problem", role: "alert" });
  button.addEventListener("click", () => run(button, alert, act));
  return h("div", { class: "action" }, button, alert);
}

/**
 * Runs what a button starts, once: a second tap while it runs does nothing. The button keeps the
 * focus (`disabled` would drop it) and says that it is busy.
 */
async function run(button, alert, act) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  alert.textContent = "";
  try {
    await act();
  } catch (error) {
    const handled = error instanceof ApiError && onRefusal(error);
    if (!handled) alert.textContent = sentence(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

let onRefusal = () => false;

/** Whoever knows the way to the views that a refusal leads to (signed out, blocked). */
export function refusalsGoTo(handler) {
  onRefusal = handler;
}

/** What went wrong and what to do, in words. */
export function sentence(error) {
  if (error instanceof ApiError) {
    if (error.code === "offline") return t("error.offline");
    return error.sentence || t("error.failure");
  }
  const known = {
    NotAllowedError: "error.key_dismissed",
    InvalidStateError: "error.key_exists",
  };
  return t(known[error?.name] ?? "error.failure");
}
