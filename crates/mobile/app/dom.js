/** Elements without markup: what comes from a server is only ever text, never HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element. A property whose value is a function is an event listener, `true` sets a bare
 * attribute, `false` and `undefined` set nothing; children that are empty are left out.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | null | undefined | false)} children
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child || child === 0));
  return element;
}

const SHAPES = {
  home: "M4 11.5 12 5l8 6.5V20h-5.5v-5h-5v5H4z",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8h3v3H8zM13 13h3v3h-3zM13 8h3M8 13v3",
  history: "M12 7.5V12l3 2M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4.5V8H8",
  more: "M4 7h16M4 12h16M4 17h16",
  check: "M5 12.5 10 17.5 19.5 7",
  cross: "M6 6l12 12M18 6 6 18",
  warning: "M12 4 2.5 20h19zM12 10v4.5M12 17v.5",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 18.5a2 2 0 0 0 4 0M12 5V3.5",
  phone: "M7.5 3h9v18h-9zM11 18h2",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2",
  key: "M14.5 9.5a3.5 3.5 0 1 0-3.3 3.5L13 15h2v2h2v2h3v-3z",
  add: "M12 5v14M5 12h14",
  next: "M9.5 6l6 6-6 6",
  offline:
    "M4 4l16 16M5 10a11 11 0 0 1 4-2.4M19 10a11 11 0 0 0-5-2.8M8.5 14a5.500 5.500 0 0 1 3.500-1.400M12 18v.5",
};

/** A line drawing that says nothing to a screen reader: the words stand beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** Says a sentence to screen readers without moving the focus. */
export function announce(sentence) {
  const live = document.getElementById("live");
  live.textContent = "";
  // A region that gets the same text twice says it once; emptied first, it speaks again.
  requestAnimationFrame(() => (live.textContent = sentence));
}
