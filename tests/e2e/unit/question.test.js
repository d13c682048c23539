import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { encode } from "../../../crates/mobile/app/passkey.js";
import { canonical, challenge } from "../../../crates/mobile/app/question.js";

const vectors = JSON.parse(
  readFileSync(new URL("../../../crates/protocol/tests/vectors/questions.json", import.meta.url)),
);

for (const { says, question, canonical: bytes, challenge: hash } of vectors) {
  test(`the app signs the bytes that the server checks: ${says}`, async () => {
    const claims = question.claims.map((name) => ({ name, label: name }));
    const shown = { ...question, claims };
    const typed = question.digits ?? "";
    assert.equal(canonical(shown, typed), bytes);
    assert.equal(encode(await challenge(shown, typed)), hash);
  });
}
