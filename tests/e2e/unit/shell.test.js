import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { appFiles, readApp, root } from "./app-files.js";

const worker = readApp("sw.js");
const shell = [...worker.match(/const SHELL = \[([^\]]*)\]/)[1].matchAll(/"([^"]+)"/g)].map(
  ([, path]) => (path === "./" ? "index.html" : path),
);

/** Only read by the system when the app is installed or a message is shown. */
const SYSTEM = /^icons\/(icon-512|maskable-512|touch-180|badge-96)\.png$|^sw\.js$/;

test("the service worker keeps every file of the app", () => {
  const files = appFiles().filter((path) => !SYSTEM.test(path));
  assert.deepEqual([...shell].sort(), files);
});

test("the version of the service worker names the content of what it keeps", () => {
  const digest = createHash("sha256");
  for (const path of [...shell].sort()) digest.update(path).update(readFileSync(root + path));
  const version = digest.digest("hex").slice(0, 12);
  if (process.env.WRITE_VERSION) {
    const changed = worker.replace(/const VERSION = "[^"]*"/, `const VERSION = "${version}"`);
    writeFileSync(`${root}sw.js`, changed);
    return;
  }
  const found = worker.match(/const VERSION = "([^"]*)"/)[1];
  assert.equal(found, version, "run `npm run version` after a change to the app");
});

test("the shell asks for every module at once", () => {
  const page = readApp("index.html");
  const modules = appFiles(".js").filter((path) => !path.startsWith("text/") && path !== "sw.js");
  for (const path of modules) assert.ok(page.includes(`="${path}"`), path);
});

test("the app fits in 35 kB on the wire for one language", () => {
  const others = /^text\/(nl|de|en)\.js$/;
  const asked = shell.filter((path) => !others.test(path) && !path.endsWith(".png"));
  const sizes = asked.map((path) => readFileSync(root + path));
  const raw = sizes.reduce((sum, content) => sum + content.length, 0);
  const wire = sizes.reduce((sum, content) => sum + gzipSync(content).length, 0);
  console.log(`the app: ${asked.length} files, ${raw} bytes, ${wire} compressed`);
  assert.ok(wire <= 35_000, `${wire} bytes`);
});

test("no script or style stands inside the shell", () => {
  const page = readApp("index.html");
  assert.doesNotMatch(page, /<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
});

test("no code writes HTML or evaluates text", () => {
  const writes = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/;
  for (const path of appFiles(".js")) assert.doesNotMatch(readApp(path), writes, path);
});
