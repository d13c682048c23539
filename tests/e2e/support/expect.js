/** The few assertions on elements that wait until they hold. */

import assert from "node:assert/strict";

async function until(probe, wanted, what) {
  const end = Date.now() + 5_000;
  let found;
  do {
    found = await probe();
    if (found === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < end);
  assert.equal(found, wanted, what);
}

export const expect = (locator) => ({
  toBeFocused: () =>
    until(
      () => locator.evaluate((node) => node === document.activeElement),
      true,
      `focus: ${locator}`,
    ),
  toHaveText: (text) => until(() => locator.textContent(), text, `text: ${locator}`),
  toHaveValue: (value) => until(() => locator.inputValue(), value, `value: ${locator}`),
  toHaveCount: (count) => until(() => locator.count(), count, `count: ${locator}`),
  toBeVisible: () => until(() => locator.isVisible(), true, `visible: ${locator}`),
});
