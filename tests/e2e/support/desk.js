/**
 * A computer with a card reader: Chromium on a screen of its own, with an NSS database that knows the
 * token as a PKCS#11 module. The windows in which people pick a certificate and type a PIN are the
 * browser's and belong to no page, so a keyboard is pressed here as it would be on a desk.
 */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { launch } from "./people.js";
import { MODULE } from "./token.js";

const run = promisify(execFile);
const PATIENCE = 60_000;

export class Desk {
  /** Sits down with a token in the reader, at a computer that trusts the gateway's door. */
  static async of(country, token) {
    const desk = new Desk();
    desk.home = await mkdtemp(join(tmpdir(), "beffroi-desk-"));
    try {
      await desk.plugIn(token, join(country.folder, "gateway/tls.pem"));
      await desk.switchOn(token);
      return desk;
    } catch (error) {
      await desk.leave();
      throw error;
    }
  }

  async plugIn(token, certificate) {
    const folder = join(this.home, ".pki/nssdb");
    const database = `sql:${folder}`;
    const env = { ...token.env, HOME: this.home };
    await mkdir(folder, { recursive: true });
    await run("certutil", ["-d", database, "-N", "--empty-password"], { env });
    const trusted = ["-n", "door", "-t", "P,,", "-i", certificate];
    await run("certutil", ["-d", database, "-A", ...trusted], { env });
    const module = ["-add", "card", "-libfile", MODULE];
    await run("modutil", ["-force", "-dbdir", database, ...module], { env });
  }

  async switchOn(token) {
    this.screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const [number] = await Promise.race([
      once(this.screen.stdio[3], "data"),
      once(this.screen, "exit").then(() => Promise.reject(new Error("there is no screen"))),
    ]);
    const display = `:${String(number).trim()}`;
    this.env = { ...token.env, HOME: this.home, DISPLAY: display };
    this.browser = await launch({ headless: false, env: this.env });
  }

  /**
   * Types the PIN wherever the browser asks for it, and takes the certificate that it offers, until
   * the page has gone on.
   */
  async present(page, pin, arrived) {
    const until = Date.now() + PATIENCE;
    // A key that is pressed before a window opens must not press the page's button again.
    await page.mouse.click(2, 2);
    while (!arrived(new URL(page.url()))) {
      if (Date.now() > until) throw new Error(`the card led nowhere: ${page.url()}`);
      if (await this.isAskedForPin()) {
        await this.keys("type", pin);
        this.asked = true;
      }
      if (this.asked) await this.keys("key", "Return");
      await pause(1_500);
    }
  }

  async isAskedForPin() {
    const search = ["search", "--onlyvisible", "--name", "Security Device"];
    return run("xdotool", search, { env: this.env }).then(Boolean, () => false);
  }

  keys(...words) {
    return run("xdotool", words, { env: this.env });
  }

  async leave() {
    await this.browser?.close();
    if (this.screen?.exitCode === null) {
      this.screen.kill();
      await once(this.screen, "exit");
    }
    await rm(this.home, { recursive: true, force: true });
  }
}
