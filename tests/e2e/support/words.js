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

/**
 * The texts of a role's server pages, and those that roles share for signing in and for receipts:
 * messages of one line, as Fluent writes them.
 */
export function pageWords(role, language) {
  const source = ["sign_in", "keeper", role].flatMap((crate) => files(crate, language)).join("\n");
  const texts = Object.fromEntries(
    [...source.matchAll(/^([\w-]+) = (.+)$/gm)].map(([, key, text]) => [key, text]),
  );
  return (key, values = {}) => filled(known(texts[key], key), values, /\{ ?\$(\w+) ?\}/g);
}

function files(crate, language) {
  const folder = new URL(`${crate}/text/`, crates);
  const ours = new RegExp(`(^|/)${language}\\.ftl$`);
  const paths = readdirSync(folder, { recursive: true }).filter((path) => ours.test(path));
  return paths.map((path) => readFileSync(new URL(path, folder), "utf8"));
}

function known(text, key) {
  if (text === undefined) throw new Error(`no text “${key}”`);
  return text;
}

const filled = (text, values, blank) => text.replace(blank, (whole, name) => values[name] ?? whole);
