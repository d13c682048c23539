/**
 * The texts that people see, by key and language, read from where the parties keep them: a test
 * says which sentence it expects and holds in every language.
 */

import { readFileSync, readdirSync } from "node:fs";

const crates = new URL("../../../crates/", import.meta.url);

/** The texts of the app. */
export async function appWords(language) {
  const texts = (await import(new URL(`mobile/app/text/${language}.js`, crates))).default;
  return (key, values = {}) => filled(known(texts[key], key), values, /\{(\w+)\}/g);
}

/** The texts of a role's server pages: messages of one line, as Fluent writes them. */
export function pageWords(role, language) {
  const folder = new URL(`${role}/text/`, crates);
  const files = readdirSync(folder, { recursive: true }).filter((path) =>
    new RegExp(`(^|/)${language}\\.ftl$`).test(path),
  );
  const source = files.map((path) => readFileSync(new URL(path, folder), "utf8")).join("\n");
  const texts = Object.fromEntries(
    [...source.matchAll(/^([\w-]+) = (.+)$/gm)].map(([, key, text]) => [key, text]),
  );
  return (key, values = {}) => filled(known(texts[key], key), values, /\{ ?\$(\w+) ?\}/g);
}

function known(text, key) {
  if (text === undefined) throw new Error(`no text “${key}”`);
  return text;
}

const filled = (text, values, blank) => text.replace(blank, (whole, name) => values[name] ?? whole);
