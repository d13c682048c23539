/**
 * The canonical question: the bytes that an approval signs. They are made from what this screen
 * shows and from the digits that the person typed, never taken from the server, so that a server
 * that shows one thing and stores another gets a signature that fits neither.
 */

/**
 * @param {import("./api.js").Question} question
 * @param {string} match  the two digits as typed, or "" where the question needs none
 */
export function canonical(question, match) {
  return JSON.stringify([
    "beffroi.approval.1",
    question.id,
    question.nonce,
    question.partner.id,
    question.partner.name,
    question.service.id,
    question.service.name,
    question.level,
    question.channel,
    match,
    String(question.expires_at),
    ...question.claims.map((claim) => claim.name).sort(),
  ]);
}

/** The WebAuthn challenge of a question: SHA-256 of its canonical bytes. */
export async function challenge(question, match) {
  const bytes = new TextEncoder().encode(canonical(question, match));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
