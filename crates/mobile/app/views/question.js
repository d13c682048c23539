/** The question: who asks, for what, with which data; and the three answers to it. */

import * as api from "../api.js";
import { announce, h } from "../dom.js";
import { action, complain, digits, form } from "../form.js";
import * as passkey from "../passkey.js";
import { challenge } from "../question.js";
import { go } from "../route.js";
import { ending, show } from "../screen.js";
import { t } from "../text.js";

/** A question that waits, opened from the list or a notification. */
export const open = async (id) => ask(await fetched(api.question(id)));

/** A question from a QR code. */
export const openScanned = async (handle) => atItsAddress(await fetched(api.scan(handle)));

/** A question from the browser on this very phone. */
export const openHere = async (id) => atItsAddress(await fetched(api.openHere(id)));

/** Gives the question an address, so that drawing it again does not scan again. */
function atItsAddress(question) {
  if (question) history.replaceState(null, "", `#/request/${question.id}`);
  return ask(question);
}

const OVER = [
  "request_unknown",
  "request_expired",
  "request_cancelled",
  "request_approved",
  "request_declined",
];

/** The question, or null where it is over: an answer in time, not a failure. */
async function fetched(call) {
  try {
    return await call;
  } catch (error) {
    if (OVER.includes(error.code)) return null;
    throw error;
  }
}

function ask(question) {
  if (!question) return over();
  // What this phone itself is sending off ends by its own answer, not by the news of it.
  const asking = { question, sending: false, left: new AbortController() };
  const unlessAnswered = (act) => () => {
    if (!asking.sending && !asking.left.signal.aborted) act();
  };
  const lapse = unlessAnswered(() => end(over));
  const check = unlessAnswered(async () => {
    const still = await fetched(api.question(question.id)).catch(() => question);
    if (!still) lapse();
  });
  const clock = timer(question, lapse);
  const stop = api.listen(check);
  return {
    title: t("question.title", { service: question.service.name }),
    content: [clock.box, facts(question), answers(asking)],
    leave: () => {
      clock.stop();
      stop();
      asking.left.abort();
    },
  };
}

/** Sends an answer; what comes back, and nothing else meanwhile, says how the question ended. */
async function send(asking, call) {
  asking.sending = true;
  try {
    return await call();
  } finally {
    asking.sending = false;
  }
}

function facts({ partner, level, claims }) {
  const row = (term, description, kind) =>
    h("div", { class: kind }, h("dt", {}, term), h("dd", {}, description));
  return h(
    "dl",
    { class: "facts short" },
    row(t("question.partner"), partner.name),
    row(t("question.level"), t(`level.${level}`)),
    row(
      t("question.claims"),
      claims.length === 0
        ? t("question.claims_none")
        : h("ul", { class: "listed" }, ...claims.map((claim) => h("li", {}, claim.label))),
      "whole",
    ),
  );
}

function answers(asking) {
  const { needs_match, needs_code } = asking.question;
  const match = needs_match && digits({ name: "match", count: 2, label: t("question.match") });
  const code =
    needs_code && digits({ name: "code", count: 5, secret: true, label: t("question.code") });
  const fields = { match: match?.input, code: code?.input };
  return h(
    "div",
    {},
    // Only these two ways can be passed on by a stranger who talks someone into approving.
    needs_match && h("p", { class: "warning" }, t("question.warning")),
    form(
      [h("div", { class: "fields" }, match?.box, code?.box)],
      t("question.approve"),
      () => approve(asking, fields),
      h(
        "div",
        { class: "pair" },
        action(t("question.decline"), () => refuse(asking, false), "second"),
        action(t("question.report"), () => refuse(asking, true), "second danger-text"),
      ),
    ),
  );
}

async function approve(asking, { match, code }) {
  if (match && match.value.length !== 2) return complain(match, t("question.match_missing"));
  if (code && code.value.length !== 5) return complain(code, t("question.code_missing"));
  const { question, left } = asking;
  const options = {
    challenge: await challenge(question, match?.value ?? ""),
    rpId: question.rp_id,
    allowCredentials: question.allow_credentials,
    userVerification: "required",
    timeout: Math.max(1000, question.expires_at - api.now()),
  };
  const approval = {
    assertion: await passkey.get(options, left.signal),
    ...(match ? { match: match.value } : {}),
    ...(code ? { code: code.value } : {}),
  };
  try {
    await send(asking, () => api.approve(question.id, approval));
  } catch (error) {
    return wrong(error, question, { match, code });
  }
  end(approved, question);
}

/** What the server would not take: asked again where there is another try, else the end. */
function wrong(error, question, fields) {
  if (fields.code) fields.code.value = "";
  // The answer to a first try was lost on its way here.
  if (error.code === "request_approved") return end(approved, question);
  if (error.code === "match_wrong" && error.details.tries_left === 0) return end(matchFailed);
  const field = { match_wrong: fields.match, code_wrong: fields.code }[error.code];
  if (field) return complain(field, error.sentence || t(`question.${error.code}`));
  if (OVER.includes(error.code)) return end(over);
  throw error;
}

async function refuse(asking, report) {
  try {
    await send(asking, () => api.decline(asking.question.id, report));
  } catch (error) {
    if (OVER.includes(error.code)) return end(over);
    throw error;
  }
  end(report ? reported : declined);
}

/** Leaves no question to go back to. */
function end(step, ...values) {
  history.replaceState(null, "", "#/");
  show(step, ...values);
}

const toHome = () => action(t("question.home"), () => go("", { replace: true }), "second");

function approved({ service, channel }) {
  const here = channel === "same_device";
  if (here) setTimeout(backToBrowser, 1500);
  return ending({
    sign: "check",
    tone: "good",
    title: t("approved.title"),
    text: [
      t("approved.text", { service: service.name }),
      t(here ? "approved.back_here" : "approved.back"),
    ],
    actions: [here && action(t("approved.back_button"), backToBrowser), toHome()],
  });
}

/** The page that opened this window goes on by itself; closing the window brings it forward. */
function backToBrowser() {
  window.close();
  announce(t("approved.back_by_hand"));
}

function declined() {
  return ending({
    sign: "cross",
    tone: "plain",
    title: t("declined.title"),
    text: t("declined.text"),
    actions: [toHome()],
  });
}

function reported() {
  return ending({
    sign: "check",
    tone: "good",
    title: t("reported.title"),
    text: [t("reported.text"), t("reported.what_now")],
    actions: [toHome(), action(t("reported.block"), () => go("blocking"), "plain danger-text")],
  });
}

function matchFailed() {
  return ending({
    sign: "warning",
    tone: "bad",
    title: t("match_failed.title"),
    text: [t("match_failed.text"), t("match_failed.what_now")],
    actions: [toHome()],
  });
}

function over() {
  return ending({
    sign: "history",
    tone: "plain",
    title: t("over.title"),
    text: t("over.text"),
    actions: [toHome()],
  });
}

/** The time left, as words and as a bar; said aloud twice, not every second. */
function timer({ expires_at }, onEnd) {
  const left = () => Math.max(0, Math.ceil((expires_at - api.now()) / 1000));
  const whole = Math.max(1, left());
  const bar = h("progress", {
    max: whole,
    value: whole,
    "aria-hidden": "true",
  });
  const words = h("p", { role: "timer", "aria-live": "off" });
  const tick = () => {
    const seconds = left();
    bar.value = seconds;
    words.textContent = inWords(seconds);
    if (seconds === 60 || seconds === 20) announce(inWords(seconds));
    if (seconds > 0) return;
    stop();
    onEnd();
  };
  const running = setInterval(tick, 1000);
  const stop = () => clearInterval(running);
  words.textContent = inWords(whole);
  return { box: h("div", { class: "timer" }, words, bar), stop };
}

function inWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = { minutes, seconds: String(seconds % 60).padStart(2, "0") };
  return minutes > 0 ? t("time.minutes", rest) : t("time.seconds", { seconds });
}
