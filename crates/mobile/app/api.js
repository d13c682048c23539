/**
 * The phone API of the mobile provider, as the app speaks it. One function per route, nothing else
 * in the app calls `fetch`.
 *
 * @typedef {{id: string, name: string}} Named
 * @typedef {"low" | "substantial" | "high"} Level
 * @typedef {{
 *   id: string, partner: Named, service: Named, level: Level, expires_at: number,
 * }} Waiting  A request that waits, as the home view lists it.
 * @typedef {Waiting & {
 *   nonce: string, channel: string, claims: {name: string, label: string}[],
 *   needs_match: boolean, needs_code: boolean, rp_id: string,
 *   allow_credentials: {id: string, transports?: string[]}[],
 * }} Question
 * @typedef {{
 *   person: {name: string}, enrolment: {level: Level, settles: number | null},
 *   device: {id: string, name: string}, blocked: boolean,
 * }} Me  `settles` is there while a phone that joined another one waits for its full weight.
 * @typedef {{
 *   id: string, device: {name: string}, since: number, settles: number, enrolled_by: string,
 *   by_card: boolean,
 * }} Added  Another phone in the person's name that this one may still refuse.
 */

/** What the server or the network refused, with a sentence for the person where there is one. */
export class ApiError extends Error {
  /**
   * @param {string} code  the stable word of the refusal, `offline` or `failure`
   * @param {string} [message]  the server's sentence, in the person's language
   * @param {Record<string, unknown>} [details]
   */
  constructor(code, message = "", details = {}) {
    super(message || code);
    this.code = code;
    this.sentence = message;
    this.details = details;
  }
}

let language = "en";

/** The language in which the server writes names and refusals. */
export function speak(tag) {
  language = tag;
}

let ahead = 0;

/**
 * The server's time in ms: cheap phones run minutes fast or slow, and a question lives for three.
 */
export function now() {
  return Date.now() - ahead;
}

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(`/phone/v1/${path}`, {
      method,
      headers: {
        Accept: "application/json",
        "Accept-Language": language,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
    });
  } catch {
    throw new ApiError("offline");
  }
  const date = Date.parse(answer.headers.get("Date") ?? "");
  // The header counts whole seconds; less than two of difference says nothing.
  if (date) ahead = Math.abs(Date.now() - date) < 2000 ? 0 : Date.now() - date;
  const content = await answer.json().catch(() => null);
  if (answer.ok) return content;
  const { error, message, ...details } = content ?? {};
  throw new ApiError(error ?? (answer.status === 401 ? "signed_out" : "failure"), message, details);
}

const at = encodeURIComponent;

export const openActivation = (activation_code) => call("POST", "activations", { activation_code });
export const finishActivation = (activation, enrolment) =>
  call("POST", `activations/${at(activation)}`, enrolment);

export const sessionChallenge = () => call("POST", "session/challenge", {});
export const signIn = (session) => call("POST", "session", session);

/** @returns {Promise<Me>} */
export const me = () => call("GET", "me");

/** @returns {Promise<Waiting[]>} */
export const waiting = () => call("GET", "requests");
/** @returns {Promise<Question>} */
export const scan = (handle) => call("POST", "scans", { scan: handle });
/** @returns {Promise<Question>} */
export const openHere = (id) => call("POST", `requests/${at(id)}/open`, {});
/** @returns {Promise<Question>} */
export const question = (id) => call("GET", `requests/${at(id)}`);
export const approve = (id, approval) => call("POST", `requests/${at(id)}/approve`, approval);
export const decline = (id, report) => call("POST", `requests/${at(id)}/decline`, { report });

export const history = () => call("GET", "history");

/** Where the receipt for an answer is, as a file to keep. */
export const receipt = (id) => `/phone/v1/history/${encodeURIComponent(id)}/receipt`;
export const devices = () => call("GET", "devices");
export const removeDevice = (id) => call("DELETE", `devices/${at(id)}`);
/** @returns {Promise<{added: Added[], waiting: {id: string, since: number, enrolled_by: string}[]}>} */
export const enrolments = () => call("GET", "enrolments");
export const refuseEnrolment = (id) => call("POST", `enrolments/${at(id)}/refuse`, {});
export const block = () => call("POST", "block", {});

export const pushKey = () => call("GET", "push/key");
export const subscribe = (subscription) => call("PUT", "push", subscription);
export const unsubscribe = () => call("DELETE", "push");

/**
 * Calls `onRequest` whenever a request arrives or ends, or another phone was set up in the person's
 * name, until the returned function is called.
 */
export function listen(onRequest) {
  const events = new EventSource("/phone/v1/events");
  events.addEventListener("request", onRequest);
  return () => events.close();
}
