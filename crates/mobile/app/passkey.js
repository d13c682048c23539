/**
 * WebAuthn with the JSON forms of Level 3, written out by hand: `parseCreationOptionsFromJSON` and
 * `toJSON` are missing on the older phones that many people still carry.
 */

export const supported = () => typeof PublicKeyCredential === "function";

/** Makes the device key. `options` is a PublicKeyCredentialCreationOptionsJSON. */
export async function create(options) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: decode(options.challenge),
      user: { ...options.user, id: decode(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map(descriptor),
    },
  });
  const { response } = credential;
  return json(credential, {
    clientDataJSON: encode(response.clientDataJSON),
    attestationObject: encode(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

/** Signs a challenge. `options` is a PublicKeyCredentialRequestOptionsJSON. */
export async function get(options, signal) {
  const credential = await navigator.credentials.get({
    signal,
    publicKey: {
      ...options,
      challenge:
        typeof options.challenge === "string" ? decode(options.challenge) : options.challenge,
      allowCredentials: (options.allowCredentials ?? []).map(descriptor),
    },
  });
  const { response } = credential;
  return json(credential, {
    clientDataJSON: encode(response.clientDataJSON),
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
    ...(response.userHandle ? { userHandle: encode(response.userHandle) } : {}),
  });
}

function json(credential, response) {
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function descriptor({ id, transports }) {
  return {
    type: "public-key",
    id: decode(id),
    ...(transports?.length ? { transports } : {}),
  };
}

export function encode(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function decode(text) {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}
