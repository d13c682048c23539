/**
 * One view at a time. Each change of view sets the title, moves the focus to the heading, so that
 * screen readers say where one is, and ends what the view before had running.
 *
 * @typedef {{
 *   title: string, heading?: string, content: Node[], bar?: string, kind?: string,
 *   leave?: () => void,
 * }} Screen  `bar` names the lit entry of the bar below; without it the bar is away.
 */

import { h, icon } from "./dom.js";
import { t } from "./text.js";

let leave = null;
let shown = 0;
let repaint = null;

/** A number that changes with every view, by which late answers know that they came too late. */
export const moment = () => shown;

/**
 * Shows a step that has no address of its own, such as one of an enrolment. It is remembered, so
 * that a change of language draws the same step again instead of losing it.
 *
 * @param {(...values: any[]) => Screen} step
 */
export function show(step, ...values) {
  paint(step(...values));
  repaint = () => show(step, ...values);
}

/** Draws the present step again; false where the present view has an address that can do it. */
export function redraw() {
  repaint?.();
  return Boolean(repaint);
}

/** @param {Screen} screen */
export function paint({ title, content, bar, leave: onLeave, heading, kind }) {
  leave?.();
  leave = onLeave ?? null;
  repaint = null;
  shown += 1;
  const first = h("h1", { tabindex: "-1" }, heading ?? title);
  document.title = `${title} – Beffroi`;
  const main = document.getElementById("main");
  main.className = kind ?? "";
  main.replaceChildren(first, ...content.filter(Boolean));
  drawBar(bar);
  window.scrollTo(0, 0);
  first.focus({ preventScroll: true });
}

const ENTRIES = [
  ["home", "#/"],
  ["scan", "#/scan"],
  ["history", "#/history"],
  ["more", "#/more"],
];

function drawBar(lit) {
  const bar = document.getElementById("bar");
  bar.hidden = !lit;
  bar.setAttribute("aria-label", t("bar.label"));
  bar.replaceChildren(
    ...ENTRIES.map(([name, href]) =>
      h(
        "a",
        { href, "aria-current": name === lit ? "page" : undefined },
        icon(name),
        h("span", {}, t(`bar.${name}`)),
      ),
    ),
  );
}

/** The end of something: a sign, a heading, what to do next. */
export function ending({ sign, tone, title, text, actions, bar }) {
  return {
    title,
    bar,
    kind: "ending",
    content: [
      h("div", { class: `sign ${tone}` }, icon(sign)),
      ...[]
        .concat(text)
        .filter(Boolean)
        .map((line) => h("p", {}, line)),
      h("div", { class: "actions" }, ...actions),
    ],
  };
}

/** Asks before what cannot be undone. Resolves to whether the person said yes. */
export function confirm({ title, text, yes }) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      {
        "aria-labelledby": "confirm",
        close: () => finish(dialog.returnValue === "yes"),
      },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: "confirm" }, title),
        h("p", {}, text),
        h("button", { class: "danger", value: "yes" }, yes),
        h("button", { class: "second", value: "no" }, t("confirm.no")),
      ),
    );
    const finish = (answer) => {
      dialog.remove();
      resolve(answer);
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}
