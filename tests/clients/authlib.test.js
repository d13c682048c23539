/** Python's Authlib, driven line by line. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";

import { Callback } from "./callback.js";
import { logInWithApp } from "./person.js";
import { Town } from "./town.js";

const script = fileURLToPath(new URL("authlib_client.py", import.meta.url));
const python = process.env.BEFFROI_PYTHON ?? "python3";

let town;
before(async () => {
  town = await Town.build();
});
after(() => town?.close());

test("Authlib logs a person in with client_secret_basic", async () => {
  const service = town.service("client_secret_basic");
  const redirect_uri = service.redirect_uris[0];
  const callback = await Callback.listen(redirect_uri);
  const computer = await town.computer();
  const client = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
    const say = (line) => client.stdin.write(`${JSON.stringify(line)}\n`);
    const hear = async () => {
      const { value, done } = await lines.next();
      assert.ok(!done, "the client ended without an answer");
      return JSON.parse(value);
    };
    say({
      client_id: service.client_id,
      client_secret: service.client_secret,
      redirect_uri,
      metadata: town.country.parties.gateway.openid_configuration,
      acr: "http://eidas.europa.eu/LoA/substantial",
    });
    await computer.page.goto((await hear()).url);
    await logInWithApp(computer.page, town.country, town.person, redirect_uri);
    say({ url: callback.last.href });
    assert.equal((await hear()).family_name, town.person.family_name);
  } finally {
    client.kill();
    await computer.close();
    await callback.close();
  }
});
