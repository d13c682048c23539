/** What a careful eye would check on each page: found by axe, measured, and photographed. */

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { AxeBuilder } from "@axe-core/playwright";

const artifacts = fileURLToPath(new URL("../../../artifacts/", import.meta.url));
const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];

/**
 * Looks at a page: in the first language and where the name has none, at both widths, light and
 * dark; in the other languages, whose words may be longer but whose colours are the same, on the
 * phone alone. The page is left as it was found.
 */
export async function look(page, name) {
  const before = page.viewportSize();
  const thorough = !/\.(fr|de|en)$/.test(name);
  for (const colorScheme of thorough ? SCHEMES : ["light"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of thorough ? WIDTHS : [360]) {
      await page.setViewportSize({ width, height: width < 500 ? 740 : 800 });
      await photograph(page, `${name}.${width}.${colorScheme}`);
    }
    await accessible(page, `${name}, ${colorScheme}`);
  }
  await fits(page, 320, name);
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/**
 * One picture of a whole page. The window is made as high as the page: a picture taken beyond the
 * window draws what sticks to its edge in the middle, and forgets that a phone is touched.
 */
export async function photograph(page, name) {
  mkdirSync(artifacts, { recursive: true });
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  if (whole > height) await page.setViewportSize({ width, height: whole });
  await page.screenshot({ path: `${artifacts}${name}.png` });
  await page.setViewportSize({ width, height });
}

/** Axe finds nothing, of any severity. */
export async function accessible(page, name) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`);
  assert.deepEqual(found, [], `axe on ${name}`);
}

/** Nothing sticks out to the side, where a thumb would have to scroll for it (WCAG 1.4.10). */
export async function fits(page, width, name) {
  await page.setViewportSize({ width, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= width, `${name} is ${wide} px wide at ${width} px`);
}

/** All that can be touched is large enough for a thumb; links inside sentences are exempt. */
export async function touchable(page, name) {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, select, a, summary")]
      .filter((element) => element.checkVisibility() && !element.closest("p, dd"))
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.height < 48 || box.width < 44)
      .map(([element, box]) => `${element.outerHTML} ${box.width}×${box.height}`),
  );
  assert.deepEqual(small, [], `targets on ${name}`);
}
