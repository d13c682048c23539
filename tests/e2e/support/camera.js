/** The camera of a phone held before a computer's screen: it sees pixels and reads the code. */

import { fileURLToPath } from "node:url";

const READER = fileURLToPath(new URL("../node_modules/jsqr/dist/jsQR.js", import.meta.url));

/**
 * Reads the QR code in an element of another page from its picture, as bright or dark as it is
 * there.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").Locator} element
 */
export async function readCode(browser, element) {
  const picture = (await element.screenshot()).toString("base64");
  const darkroom = await browser.newPage();
  try {
    await darkroom.addScriptTag({ path: READER });
    return await darkroom.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, image.width, image.height);
      return window.jsQR(pixels.data, image.width, image.height)?.data ?? null;
    }, picture);
  } finally {
    await darkroom.close();
  }
}
