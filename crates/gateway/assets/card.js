/**
 * The page on which a person uses their identity card. It asks the Web eID browser extension, by
 * window messages, to let the card sign this origin and a nonce, and posts what comes of it. All
 * texts come from the page, so the page alone knows its language.
 *
 * The page says:
 *   [data-card]            around all of it, with
 *     data-home              the page of this login, which explains whatever happened to it
 *   form[data-token]       hidden until this script runs; posts `nonce` and `token`, with
 *     data-token             where a fresh nonce is to be had
 *     [data-waiting]         shown while the card is being read, and said in [data-status]
 *   [data-problem]         role="alert" for what went wrong
 *   template[data-when]    the text for each thing that can go wrong
 *
 * The extension hears `{action: "web-eid:…", libraryVersion, …}` on this window, and answers with
 * the same action and `-ack` at once, then with `-success` or `-failure`.
 */

/** Of the library whose messages these are: the extension compares its first number. */
const VERSION = "2.0.2";
/** In milliseconds: until the extension is there, until it answers, until its app runs, and until a
 *  person has found card and PIN. */
const LOADING = 1000;
const HANDSHAKE = 1000;
const STARTING = 5000;
const PERSON = 120_000;

/** What the extension's words for a failure are to the person. */
const PROBLEMS = {
  ERR_WEBEID_EXTENSION_UNAVAILABLE: "extension",
  ERR_WEBEID_NATIVE_UNAVAILABLE: "app",
  ERR_WEBEID_VERSION_MISMATCH: "update",
  ERR_WEBEID_VERSION_INVALID: "update",
  ERR_WEBEID_USER_CANCELLED: "cancelled",
  ERR_WEBEID_USER_TIMEOUT: "waited",
  ERR_WEBEID_ACTION_TIMEOUT: "waited",
  ERR_WEBEID_NATIVE_FATAL: "reader",
  ERR_WEBEID_UNKNOWN_ERROR: "reader",
  ERR_WEBEID_CONTEXT_INSECURE: "insecure",
};

class Problem extends Error {
  constructor(word) {
    super(word);
    this.word = word;
  }
}

const page = document.querySelector("[data-card]");
if (page) start(page);

function start(page) {
  const form = page.querySelector("form[data-token]");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read(page, form).catch((problem) => tell(page, form, problem));
  });
  // A page that the browser kept shows a card at work that is so no more.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  check(page, form);
}

/** Looks beforehand whether a card can be read here, so that nobody presses in vain. */
async function check(page, form) {
  await new Promise((resolve) => setTimeout(resolve, LOADING));
  try {
    await ask("web-eid:status", {}, STARTING);
  } catch (problem) {
    if (!isBusy(form)) tell(page, form, problem);
  }
}

async function read(page, form) {
  if (isBusy(form)) return;
  page.querySelector("[data-problem]").replaceChildren();
  busy(form, true);
  const nonce = await freshNonce(page, form);
  const options = { lang: document.documentElement.lang, userInteractionTimeout: PERSON };
  const answer = await ask(
    "web-eid:authenticate",
    { challengeNonce: nonce, options },
    STARTING + PERSON,
  );
  const { unverifiedCertificate, algorithm, signature, format, appVersion } = answer;
  form.elements.nonce.value = nonce;
  form.elements.token.value = JSON.stringify({
    unverifiedCertificate,
    algorithm,
    signature,
    format,
    appVersion,
  });
  form.submit();
}

async function freshNonce(page, form) {
  const answer = await fetch(form.dataset.token, {
    method: "POST",
    headers: { Accept: "application/json" },
  }).catch(() => {
    throw new Problem("unreachable");
  });
  if (answer.status === 404) {
    // The login is over, or went on in another tab.
    location.assign(page.dataset.home);
    return new Promise(() => {});
  }
  if (!answer.ok) throw new Problem("unreachable");
  return (await answer.json()).nonce;
}

/** Asks the extension. Only what this very window says in its own name is its answer. */
function ask(action, details, patience) {
  return new Promise((resolve, reject) => {
    const fail = (word) => done(() => reject(new Problem(word)));
    const handshake = setTimeout(() => fail("extension"), HANDSHAKE);
    const reply = setTimeout(() => fail("waited"), HANDSHAKE + patience);
    const hear = ({ source, origin, data }) => {
      if (source !== window || origin !== location.origin) return;
      if (data?.action === `${action}-ack`) clearTimeout(handshake);
      if (data?.action === `${action}-success`) done(() => resolve(data));
      if (data?.action === `${action}-failure`) fail(problemOf(data.error));
    };
    const done = (settle) => {
      clearTimeout(handshake);
      clearTimeout(reply);
      window.removeEventListener("message", hear);
      settle();
    };
    window.addEventListener("message", hear);
    window.postMessage({ action, libraryVersion: VERSION, ...details }, location.origin);
  });
}

function problemOf(error) {
  // The demo's reader says more than the extension, whose own window has told the person.
  if (error?.pinBlocked) return "blocked";
  return PROBLEMS[error?.code] ?? "failed";
}

function tell(page, form, problem) {
  busy(form, false);
  const word = problem instanceof Problem ? problem.word : "failed";
  const text = page.querySelector(`template[data-when="${word}"]`);
  page.querySelector("[data-problem]").replaceChildren(text.content.cloneNode(true));
}

function isBusy(form) {
  return form.querySelector("button").getAttribute("aria-disabled") === "true";
}

/** While the card is being read the button stays where it is, so that the keyboard keeps its place. */
function busy(form, now) {
  const waiting = form.querySelector("[data-waiting]");
  form.querySelector("button").setAttribute("aria-disabled", String(now));
  waiting.hidden = !now;
  form.querySelector("[data-status]").textContent = now ? waiting.textContent : "";
}
