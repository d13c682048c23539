/** Where one is in the app: the part of the address behind `#/`. */

let render = () => {};

export function onRoute(handler) {
  render = handler;
}

/**
 * Goes to a place. `replace` leaves no step to go back to: an answered question must not come back
 * with the back button, and a window with one step in its history may close itself.
 */
export function go(place, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", `#/${place}`);
  render();
}

/** Draws the present place anew. */
export const again = () => render();

/**
 * Takes what a link brought in its fragment (`#scan=…`) and wipes it from the address at once:
 * activation codes and handles have no business in the history of a phone.
 */
export function takeLaunch() {
  const [, kind, value] = location.hash.match(/^#(activate|scan|request)=([\w-]+)$/) ?? [];
  if (kind) history.replaceState(null, "", "#/");
  return kind && { kind, value };
}

export const place = () => location.hash.replace(/^#\/?/, "");
