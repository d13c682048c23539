/**
 * The request page on the computer, made livelier. The page is complete without this script: it has
 * its forms, its QR code and a refresh. What the script finds, it improves; what it does not find,
 * it leaves alone. All texts come from the page, so the page alone knows its language.
 *
 * The page says:
 *   [data-request]       around all of it, with
 *     data-events          address of the server-sent events (event `status`)
 *     data-state           address of the same status as JSON, for browsers behind event-breaking proxies
 *     data-expires         when the request ends, ms since 1970
 *     data-remaining-ms    time left when the page was made: the computer's clock may be wrong
 *   [data-status]        the status line, a live region (role="status")
 *   [data-remaining]     the time left, as m:ss
 *   [data-remaining-bar] a <progress> for the same
 *   form[data-passkey]   hidden; posts an assertion as JSON to its `action`, with
 *     data-options         PublicKeyCredentialRequestOptionsJSON
 *     input[name=code]     where the request asks for the 5-digit code
 *     [data-problem]       role="alert" for what went wrong
 *     data-text-dismissed, data-text-failed, data-text-busy  sentences for it
 *   [data-when="asked …"] shown only while the request is in one of these states
 *   [data-other-ways]    a <details> around QR and phone number, open in the HTML; it is closed
 *                        where the passkey comes first
 * A status is `{state, message, next?}`: the message goes in the status line; `next` is where the
 * browser goes when the request is over, whatever its end.
 */

const page = document.querySelector("[data-request]");
if (page) start(page);

function start(page) {
  document.querySelector("meta[http-equiv=refresh]")?.remove();
  const stop = follow(page.dataset, (status) => show(page, status, stop));
  countDown(page);
  offerPasskey(page).catch(() => {});
}

function show(page, status, stop) {
  const line = page.querySelector("[data-status]");
  if (line && status.message && line.textContent !== status.message) {
    line.textContent = status.message;
  }
  page.dataset.at = status.state;
  for (const part of page.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(status.state);
  }
  if (status.next) {
    stop();
    leave(status.next);
  }
}

let leaving = false;

/** Goes on, once: the news of an approval and the answer to it may both say where to. */
function leave(next) {
  if (leaving) return;
  leaving = true;
  location.replace(next);
}

/** Server-sent events, or a question every two seconds where they do not come through. */
function follow({ events, state }, onStatus) {
  let timer = 0;
  let source = null;
  const poll = async () => {
    try {
      const answer = await fetch(state, {
        headers: { Accept: "application/json" },
      });
      if (answer.ok) onStatus(await answer.json());
    } catch {
      // The network is away for a moment: ask again.
    }
    if (timer !== null) timer = setTimeout(poll, 2000);
  };
  if (events && typeof EventSource === "function") {
    source = new EventSource(events);
    source.addEventListener("status", (event) => onStatus(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED && timer === 0 && state) poll();
    });
  } else if (state) {
    poll();
  }
  // A phone freezes a hidden tab while its app is in front: on return, ask at once.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && timer !== null && state) {
      clearTimeout(timer);
      poll();
    }
  });
  return () => {
    source?.close();
    clearTimeout(timer);
    timer = null;
  };
}

function countDown(page) {
  const left = Number(page.dataset.remainingMs);
  const text = page.querySelector("[data-remaining]");
  const bar = page.querySelector("[data-remaining-bar]");
  if (!left || !text) return;
  const end = performance.now() + left;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    text.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (bar) bar.value = seconds;
    if (seconds > 0) setTimeout(tick, 1000);
  };
  tick();
}

/**
 * The phone's passkey comes first where the browser can reach a phone: its origin is inside the
 * signature and the phone must be near, so nobody can pass this request on to a stranger. Where
 * only this computer itself can hold a passkey, which may be a copy of the phone's, it is offered
 * beside the other ways.
 */
async function offerPasskey(page) {
  const form = page.querySelector("form[data-passkey]");
  if (!form) return;
  const { near, here } = await passkeys();
  if (!near && !here) return;
  form.hidden = false;
  const others = page.querySelector("[data-other-ways]");
  if (others && near) others.open = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(form).catch((error) => complain(form, error));
  });
}

async function passkeys() {
  if (typeof PublicKeyCredential !== "function") return {};
  if (PublicKeyCredential.getClientCapabilities) {
    const can = await PublicKeyCredential.getClientCapabilities();
    return {
      near: can.hybridTransport,
      here: can.passkeyPlatformAuthenticator,
    };
  }
  // Browsers before this call: those that know conditional mediation know hybrid transport too.
  return {
    near: await PublicKeyCredential.isConditionalMediationAvailable?.(),
  };
}

async function answer(form) {
  const button = form.querySelector("button");
  if (button.getAttribute("aria-disabled") === "true") return;
  const problem = form.querySelector("[data-problem]");
  if (problem) problem.textContent = "";
  button.setAttribute("aria-disabled", "true");
  const label = button.textContent;
  button.textContent = form.dataset.textBusy ?? label;
  try {
    const options = JSON.parse(form.dataset.options);
    const credential = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: decode(options.challenge),
        allowCredentials: (options.allowCredentials ?? []).map((allowed) => ({
          ...allowed,
          id: decode(allowed.id),
        })),
      },
    });
    await send(form, credential);
  } finally {
    button.removeAttribute("aria-disabled");
    button.textContent = label;
  }
}

async function send(form, credential) {
  const code = form.elements.namedItem("code");
  const reply = await fetch(form.action, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({
      assertion: assertion(credential),
      ...(code ? { code: code.value } : {}),
    }),
  });
  const status = await reply.json().catch(() => ({}));
  if (status.next) {
    leave(status.next);
  } else if (!reply.ok) {
    throw new Refused(status.message ?? form.dataset.textFailed);
  }
}

class Refused extends Error {}

function complain(form, error) {
  const { textDismissed, textFailed } = form.dataset;
  // The browser says NotAllowedError when the person closes its window, when no phone answers and
  // when there is no passkey: it must not be told apart (WebAuthn Level 3, section 14.5.2).
  const dismissed = error.name === "NotAllowedError" || error.name === "AbortError";
  const text = error instanceof Refused ? error.message : dismissed ? textDismissed : textFailed;
  const problem = form.querySelector("[data-problem]");
  if (problem) problem.textContent = text;
  const others = document.querySelector("[data-other-ways]");
  if (others) others.open = true;
  const code = form.elements.namedItem("code");
  if (code) {
    code.value = "";
    code.focus();
  } else {
    form.querySelector("button").focus();
  }
}

function assertion(credential) {
  const { response } = credential;
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: encode(response.clientDataJSON),
      authenticatorData: encode(response.authenticatorData),
      signature: encode(response.signature),
      ...(response.userHandle ? { userHandle: encode(response.userHandle) } : {}),
    },
  };
}

function encode(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text) {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}
