/** Goes with the Tab key to an element, as somebody without a mouse does, and sees it focused. */
export async function tabTo(target) {
  const page = target.page();
  await target.waitFor();
  for (let steps = 0; steps < 60; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await visibleFocus(page);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not reach ${target}`);
}

/** Whoever uses the keyboard must see where they are (WCAG 2.4.7). */
async function visibleFocus(page) {
  const outline = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  if (!outline) throw new Error("the focus cannot be seen");
}
