/** The files of the installable app, as the tests read them. */

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../crates/mobile/app/", import.meta.url));

export function appFiles(ending = "") {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length))
    .map((path) => path.replace(/^\//, ""))
    .sort();
}

export const readApp = (path) => readFileSync(root + path, "utf8");
