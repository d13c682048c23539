/**
 * The Go project's own log and note packages, which check its checksum database, check our ledger:
 * the signed head, a person's receipt, two heads that follow from each other, and every entry.
 * Transparency.dev's package checks the witness's cosignature.
 */

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { logInWithApp } from "./person.js";
import { Town } from "./town.js";

const run = promisify(execFile);
/** More entries than one tile holds, so that there are tiles over tiles. */
const LOGINS = 300;
/** So many stand under the older head. */
const FIRST = 10;

const skip = goIsHere() ? false : "Go is not installed";

function goIsHere() {
  try {
    execFileSync("go", ["version"]);
    return true;
  } catch {
    return false;
  }
}

let town, folder, ledger, files;
before(async () => {
  if (skip) return;
  town = await Town.build();
  folder = await mkdtemp(join(tmpdir(), "beffroi-ledger-"));
  const program = join(folder, "check");
  const source = fileURLToPath(new URL("ledger/", import.meta.url));
  await run("go", ["build", "-o", program, "."], { cwd: source });
  const gateway = town.country.parties.gateway.url.replace(/\/$/, "");
  ledger = { program, address: `${gateway}/ledger` };
  await load(FIRST);
  files = { older: join(folder, "older"), receipt: join(folder, "receipt") };
  await writeFile(files.older, await head(FIRST));
  await writeFile(files.receipt, await takeReceipt(gateway));
  await load(LOGINS);
  await head(FIRST + LOGINS);
});
after(async () => {
  await town?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Logs people in with their cards. */
const load = (logins) =>
  town.country.command("load", "--method", "card", "--concurrency", "8", "--logins", logins);

/** A signed head over so many entries; it follows them within a second. */
async function head(entries) {
  for (;;) {
    const signed = await (await fetch(`${ledger.address}/checkpoint`)).text();
    if (Number(signed.split("\n")[1]) >= entries) return signed;
    await setTimeout(100);
  }
}

/** Logs in at the gateway's own page, and takes the receipt of that login home. */
async function takeReceipt(gateway) {
  const { page } = await town.computer();
  await page.goto(gateway);
  await page.locator("main form button").first().click();
  await logInWithApp(page, town.country, town.person, gateway);
  const receipt = await page.locator("a[download]").first().getAttribute("href");
  return (await page.request.get(`${gateway}${receipt}`)).text();
}

async function check({ receipt, older }) {
  const witness = new URL("witness/key", town.country.parties.accreditor.url).href;
  const { stdout } = await run(ledger.program, [ledger.address, witness, receipt, older]);
  return stdout.trim().split("\n");
}

test("head, receipt, growth and every entry hold for packages of others", { skip }, async () => {
  const [head, receipt, cosigned, consistent, entries] = await check(files);
  const size = Number(/^head (\d+)$/.exec(head)[1]);
  assert.ok(size > LOGINS, head);
  assert.match(receipt, /^receipt \d+ of \d+$/);
  const [, seconds] = /^cosigned (\d+)$/.exec(cosigned);
  assert.ok(Math.abs(Date.now() / 1000 - Number(seconds)) < 600, cosigned);
  const [, older, newer] = /^consistent (\d+) (\d+)$/.exec(consistent);
  assert.ok(Number(older) < Number(newer), consistent);
  assert.equal(entries, `entries ${size}`);
});

test("a changed receipt and a strange head do not", { skip }, async () => {
  const receipt = join(folder, "changed-receipt");
  const text = await readFile(files.receipt, "utf8");
  const extra = text.indexOf("extra ") + 60;
  const other = text[extra] === "A" ? "B" : "A";
  await writeFile(receipt, text.slice(0, extra) + other + text.slice(extra + 1));
  await assert.rejects(check({ ...files, receipt }), /receipt: /);

  const older = join(folder, "changed-head");
  const [origin, size, ...rest] = (await readFile(files.older, "utf8")).split("\n");
  await writeFile(older, [origin, Number(size) - 1, ...rest].join("\n"));
  await assert.rejects(check({ ...files, older }), /older head: /);
});
