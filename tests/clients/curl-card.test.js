/** curl with a card: a whole login by mutual TLS, with a key that never leaves its PKCS#11 token. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { Country, binary } from "../e2e/support/country.js";
import { Token } from "../e2e/support/token.js";
import { Callback } from "./callback.js";

const run = promisify(execFile);
const HIGH = "http://eidas.europa.eu/LoA/high";

let country, service, callback;
before(async () => {
  country = await Country.start();
  const secret = ({ token_endpoint_auth_method: method }) => method === "client_secret_basic";
  service = country.testServices.find(secret);
  callback = await Callback.listen(service.redirect_uris[0]);
});
after(async () => {
  await callback?.close();
  await country?.stop();
});

/** A browser that only curl is: cookies in a file, forms by hand, the card in its token. */
class Curl {
  constructor(token, { pin = Token.PIN, version = "1.3" } = {}) {
    this.token = token;
    const cookies = join(token.folder, `cookies-${randomBytes(4).toString("hex")}`);
    this.words = [
      ...["--silent", "--show-error", "--location", "--max-time", "60"],
      ...["--cookie", cookies, "--cookie-jar", cookies],
      ...["--write-out", "\n%{url_effective}"],
      ...[`--tlsv${version}`, "--tls-max", version],
      ...["--cacert", join(country.folder, "gateway/tls.pem")],
      ...["--engine", "pkcs11", "--cert-type", "ENG", "--key-type", "ENG"],
      ...["--cert", Token.uri("cert"), "--key", Token.uri("private", pin)],
    ];
  }

  async open(url, ...words) {
    const { stdout } = await run("curl", [...this.words, ...words, url], { env: this.token.env });
    const end = stdout.lastIndexOf("\n");
    this.url = new URL(stdout.slice(end + 1));
    this.page = stdout.slice(0, end);
  }

  /** Presses the button whose form, or which itself, goes to an address that ends like this. */
  async press(ending) {
    const actions = [...this.page.matchAll(/ (?:form)?action="([^"]+)"/g)].map(([, to]) => to);
    const action = actions.find((to) => to.endsWith(ending));
    assert.ok(action, `${ending} is not among ${actions}`);
    await this.open(new URL(action, this.url).href, "--data", "provider=card");
  }

  /** From the service to the page of the card. */
  async goToCard() {
    const verifier = randomBytes(32).toString("base64url");
    const url = new URL(`${country.parties.gateway.issuer}/authorize`);
    url.search = new URLSearchParams({
      client_id: service.client_id,
      response_type: "code",
      redirect_uri: service.redirect_uris[0],
      scope: "openid profile",
      state: randomBytes(16).toString("base64url"),
      nonce: randomBytes(16).toString("base64url"),
      acr_values: HIGH,
      ui_locales: "en",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    await this.open(url.href);
    await this.press("/card");
    assert.match(this.url.pathname, /^\/login\/[^/]+\/card$/);
    return verifier;
  }
}

/** What the service learns, from the code with which the browser came back. */
async function redeem(verifier) {
  const secret = Buffer.from(`${service.client_id}:${service.client_secret}`).toString("base64");
  const answer = await fetch(`${country.parties.gateway.issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${secret}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: callback.last.searchParams.get("code"),
      redirect_uri: service.redirect_uris[0],
      code_verifier: verifier,
    }),
  });
  const { id_token: token, access_token: access } = await answer.json();
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  const headers = { authorization: `Bearer ${access}` };
  const person = await fetch(`${country.parties.gateway.issuer}/userinfo`, { headers });
  return { claims, person: await person.json() };
}

for (const version of ["1.2", "1.3"]) {
  test(`curl logs a person in with a key in a token, in TLS ${version}`, async () => {
    const somebody = country.person("fr");
    const token = await Token.of(country, somebody);
    try {
      const access = await token.access();
      assert.ok(access.includes("sensitive") && !access.includes("extractable"), `${access}`);
      const curl = new Curl(token, { version });
      const verifier = await curl.goToCard();
      await curl.press("/card/tls");
      assert.ok(curl.url.href.startsWith(service.redirect_uris[0]), curl.page);
      const { claims, person } = await redeem(verifier);
      assert.equal(claims.acr, HIGH);
      assert.deepEqual(claims.amr.toSorted(), ["hwk", "mfa", "pin", "sc"]);
      assert.equal(person.family_name, somebody.family_name);
    } finally {
      await token.destroy();
    }
  });
}

test("with a wrong PIN the token signs nothing, and nobody is logged in", async () => {
  const token = await Token.of(country, country.person("nl"));
  try {
    const curl = new Curl(token, { pin: "0000" });
    await curl.goToCard();
    const before = callback.visits.length;
    await assert.rejects(curl.press("/card/tls"), /private key|pin|PIN|login/i);
    assert.equal(callback.visits.length, before);
  } finally {
    await token.destroy();
  }
});

test("a card that was reported lost logs nobody in, whoever knows its PIN", async () => {
  const somebody = country.person("nl");
  const token = await Token.of(country, somebody);
  try {
    const owner = ["--data", country.folder, "--person", somebody.national_number];
    await run(binary, ["card", ...owner, "lose"]);
    const curl = new Curl(token);
    await curl.goToCard();
    await curl.press("/card/tls");
    assert.match(curl.url.pathname, /^\/login\/[^/]+$/);
    assert.match(curl.page, /Your card is no longer valid/);
  } finally {
    await token.destroy();
  }
});
