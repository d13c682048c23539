import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { appFiles, readApp } from "./app-files.js";

const languages = ["nl", "fr", "de", "en"];
const texts = Object.fromEntries(
  await Promise.all(
    languages.map(async (tag) => [
      tag,
      (await import(`../../../crates/mobile/app/text/${tag}.js`)).default,
    ]),
  ),
);
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("every text exists in every language, with the same blanks to fill", () => {
  for (const tag of languages) {
    assert.deepEqual(Object.keys(texts[tag]), Object.keys(texts.en), tag);
    for (const [key, text] of Object.entries(texts[tag])) {
      assert.notEqual(text.trim(), "", `${tag} ${key}`);
      assert.deepEqual(placeholders(text), placeholders(texts.en[key]), `${tag} ${key}`);
    }
  }
});

/** The keys that the code names, with `*` for a part that it fills in. */
function namedKeys() {
  const code = appFiles(".js")
    .filter((path) => !path.startsWith("text/"))
    .map(readApp)
    .join("\n");
  const literal = [...code.matchAll(/["`]([a-z_]+(?:\.[a-z_]*(?:\$\{[^}]*\})?[a-z_]*)+)["`]/g)];
  return new Set(literal.map(([, key]) => key.replace(/\$\{[^}]*\}/g, "*")));
}

test("every text is used", () => {
  const patterns = [...namedKeys()].map(
    (key) => new RegExp(`^${key.replaceAll(".", "\\.").replaceAll("*", "\\w+")}$`),
  );
  const unused = Object.keys(texts.en).filter((key) => !patterns.some((known) => known.test(key)));
  assert.deepEqual(unused, []);
});

test("every text that the code names exists", () => {
  const code = appFiles(".js")
    .filter((path) => !path.startsWith("text/"))
    .map(readApp)
    .join("\n");
  const asked = [...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key);
  assert.ok(asked.length > 50);
  assert.deepEqual(
    asked.filter((key) => !(key in texts.en)),
    [],
  );
});

test("French puts no breaking space before its double punctuation", () => {
  for (const [key, text] of Object.entries(texts.fr)) assert.doesNotMatch(text, / [?!:;»]|« /, key);
});

test("without JavaScript the shell says so in every language", () => {
  const page = readFileSync(
    new URL("../../../crates/mobile/app/index.html", import.meta.url),
    "utf8",
  );
  for (const tag of languages) assert.match(page, new RegExp(`<p lang="${tag}">`));
});
