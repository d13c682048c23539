/** The texts of the app: one module per language, of which only the one in use is loaded. */

import { speak } from "./api.js";

export const LANGUAGES = {
  nl: "Nederlands",
  fr: "Français",
  de: "Deutsch",
  en: "English",
};

let texts = {};
let current = "";

/** The text of a key, with `{name}` replaced by the value given for it. */
export function t(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const language = () => current;

/** The language chosen here before, else the first of the browser's that we speak. */
export function preferred() {
  const wanted = [localStorage.getItem("language"), ...navigator.languages];
  const tags = wanted.map((tag) => tag?.split("-")[0].toLowerCase());
  return tags.find((tag) => tag in LANGUAGES) ?? "en";
}

/** The language of the enrolment, unless the person has chosen another one here. */
export async function follow(tag) {
  if (!(tag in LANGUAGES) || tag === current || localStorage.getItem("language")) return false;
  await load(tag);
  return true;
}

let onLoad = () => {};

/** Whoever must redraw what stands around the views when the language changes. */
export function whenLoaded(handler) {
  onLoad = handler;
}

export async function load(tag) {
  texts = (await import(`./text/${tag}.js`)).default;
  current = tag;
  document.documentElement.lang = tag;
  speak(tag);
  onLoad();
}

export async function choose(tag) {
  localStorage.setItem("language", tag);
  await load(tag);
}

/** A day and an hour, as people of this language write them. */
export function when(time) {
  return new Intl.DateTimeFormat(`${current}-BE`, {
    dateStyle: "medium",
    timeStyle: "short",
  }).format(time);
}

export function day(time) {
  return new Intl.DateTimeFormat(`${current}-BE`, { dateStyle: "long" }).format(time);
}
