/**
 * The page with the activation code, made livelier: as soon as a phone was set up with the code, the
 * page is loaded again and says so. Without this script it loads itself again every few seconds.
 *
 *   [data-enrol]   the address of the state as JSON, with
 *     data-at        the state that the page shows
 */

const page = document.querySelector("[data-enrol]");
const PAUSE = 3000;

async function look() {
  try {
    const answer = await fetch(page.dataset.enrol, { headers: { Accept: "application/json" } });
    if (answer.ok && (await answer.json()).state !== page.dataset.at) return location.reload();
  } catch {
    // The network is away for a moment: ask again.
  }
  setTimeout(look, PAUSE);
}

if (page) setTimeout(look, PAUSE);
