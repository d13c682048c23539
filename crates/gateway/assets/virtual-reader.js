/**
 * The demo country's card reader, for people without one. It answers the same window messages as
 * the Web eID browser extension, and has its window, a card slot and a PIN pad on the page itself.
 * The card is at the card authority: this script brings it the PIN, the origin and the nonce, and
 * brings back what the card signed.
 *
 * The page says:
 *   [data-virtual-reader]  around all of it; its value is the origin at which the cards are
 *     input[data-plugged-in] whether this reader answers
 *     dialog                 its window, with a form, a select of cards, a PIN and
 *       [data-origin]          who asks
 *       [data-story]           what there is to know about the card
 *       [data-error]           role="alert" for what went wrong
 *     template[data-when]    the text for each thing that can go wrong
 * The authority is asked
 *   GET  /reader/cards        → [{card, name, story}]
 *   POST /reader/authenticate {card, pin, origin, challengeNonce} → a Web eID token, or 403 with
 *                             {error: "pin_wrong", tries_left} or {error: "pin_blocked"}
 */

const reader = document.querySelector("[data-virtual-reader]");
if (reader) plugIn(reader);

const VERSIONS = { library: "2.0.2", extension: "2.3.0", nativeApp: "2.6.0" };

function plugIn(reader) {
  const switched = reader.querySelector("[data-plugged-in]");
  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window || origin !== location.origin || !switched.checked) return;
    if (data?.action === "web-eid:status") answer(data.action, async () => VERSIONS);
    if (data?.action === "web-eid:authenticate") {
      answer(data.action, () => authenticate(reader, data.challengeNonce));
    }
  });
}

async function answer(action, work) {
  const say = (message) => window.postMessage(message, location.origin);
  say({ action: `${action}-ack` });
  try {
    say({ action: `${action}-success`, ...(await work()) });
  } catch (failure) {
    const { code = "ERR_WEBEID_NATIVE_FATAL", message, pinBlocked } = failure;
    say({ action: `${action}-failure`, error: { code, message, pinBlocked } });
  }
}

class Failure extends Error {
  constructor(code, pinBlocked = false) {
    super(code);
    this.code = code;
    this.pinBlocked = pinBlocked;
  }
}

/** Opens the reader's window, and closes it when the card has signed or the person turned back. */
async function authenticate(reader, challengeNonce) {
  const dialog = reader.querySelector("dialog");
  const slot = new Slot(reader, dialog, await cardsOf(reader));
  dialog.showModal();
  try {
    return await slot.sign(challengeNonce);
  } finally {
    dialog.close();
    slot.empty();
  }
}

async function cardsOf(reader) {
  try {
    const answer = await fetch(`${reader.dataset.virtualReader}/reader/cards`);
    if (answer.ok) return await answer.json();
  } catch {
    // The authority is not there, as a reader that nobody plugged in is not.
  }
  throw new Failure("ERR_WEBEID_NATIVE_FATAL");
}

class Slot {
  constructor(reader, dialog, cards) {
    this.reader = reader;
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.select = dialog.querySelector("select");
    this.pin = dialog.querySelector("input");
    this.blocked = false;
    this.trying = false;
    const chosen = this.select.value;
    const options = cards.map(({ card, name }) => new Option(name, card));
    this.select.replaceChildren(this.select.options[0], ...options);
    this.select.value = cards.some(({ card }) => card === chosen) ? chosen : "";
    this.stories = new Map(cards.map(({ card, story }) => [card, story ?? ""]));
    dialog.querySelector("[data-origin]").textContent = location.origin;
    this.turn();
  }

  /** The token of the card that is put in with its PIN, however many tries that takes. */
  sign(challengeNonce) {
    return new Promise((resolve, reject) => {
      const cancel = () => reject(new Failure("ERR_WEBEID_USER_CANCELLED", this.blocked));
      this.select.onchange = () => this.turn();
      this.dialog.oncancel = (event) => {
        event.preventDefault();
        cancel();
      };
      this.form.onsubmit = (event) => {
        event.preventDefault();
        if (event.submitter?.value === "cancel") return cancel();
        this.present(challengeNonce).then((token) => token && resolve(token), reject);
      };
    });
  }

  /** One try, and one at a time: each costs one of three. Nothing when there must be another. */
  async present(challengeNonce) {
    if (this.trying) return;
    this.trying = true;
    try {
      return await this.try(challengeNonce);
    } finally {
      this.trying = false;
    }
  }

  async try(challengeNonce) {
    const [card, pin] = [this.select.value, this.pin.value];
    if (!card) return this.complain("card", this.select);
    if (!pin) return this.complain("pin", this.pin);
    this.pin.value = "";
    this.complain();
    const body = JSON.stringify({ card, pin, origin: location.origin, challengeNonce });
    const headers = { "Content-Type": "application/json" };
    const url = `${this.reader.dataset.virtualReader}/reader/authenticate`;
    const answer = await fetch(url, { method: "POST", headers, body }).catch(() => null);
    const said = (await answer?.json().catch(() => null)) ?? {};
    if (answer?.ok) return said;
    this.blocked = said.error === "pin_blocked";
    if (this.blocked) return this.complain("blocked", this.form.querySelector("[data-cancel]"));
    if (said.error === "pin_wrong") return this.complain("wrong", this.pin, said.tries_left);
    return this.complain("gone", this.select);
  }

  complain(word, field, tries) {
    const error = this.dialog.querySelector("[data-error]");
    const text = word && this.reader.querySelector(`template[data-when="${word}"]`);
    error.replaceChildren(...(text ? [text.content.cloneNode(true)] : []));
    const left = error.querySelector("[data-tries]");
    if (left) left.textContent = String(tries ?? "");
    this.pin.setAttribute("aria-invalid", String(word === "pin" || word === "wrong"));
    field?.focus();
  }

  /** Another card is in the slot, and has its own PIN and its own tries. */
  turn() {
    this.blocked = false;
    this.complain();
    this.pin.value = "";
    const story = this.stories.get(this.select.value);
    this.dialog.querySelector("[data-story]").textContent = story ?? "";
  }

  empty() {
    this.pin.value = "";
    this.complain();
  }
}
