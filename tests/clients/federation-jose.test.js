/**
 * What no federation library on the registries reads today, step by step with a JOSE library alone: the
 * provider's own chain, the trust mark that it shows, and what the authority says of the mark. Nothing
 * here knows our code; it follows the clauses of OpenID Federation 1.0 that are named.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";

import { Country } from "../e2e/support/country.js";

let country;
let anchorKeys;
const entity = (party) => country.parties[party].url.replace(/\/$/, "");

before(async () => {
  country = await Country.start();
  // Readers are given the anchor's keys by hand.
  anchorKeys = JSON.parse(await readFile(join(country.folder, "accreditor/anchor.jwks"), "utf8"));
});
after(() => country?.stop());

async function text(url, options) {
  const answer = await fetch(url, options);
  assert.equal(answer.status, 200, String(url));
  return (await answer.text()).trim();
}

const configurationOf = (id) => text(`${id}/.well-known/openid-federation`);

async function verified(jwt, keys, { typ, issuer, subject }) {
  const options = { typ, issuer, subject, algorithms: ["ES256"] };
  const { payload } = await jwtVerify(jwt, createLocalJWKSet(keys), options);
  return payload;
}

const statement = "entity-statement+jwt";

/** Section 10.2, from the anchor down: each statement under the keys that the one above gives. */
async function chain(id) {
  const anchor = entity("accreditor");
  const top = await configurationOf(anchor);
  const authority = await verified(top, anchorKeys, { typ: statement, issuer: anchor, subject: anchor });
  const fetchUrl = new URL(authority.metadata.federation_entity.federation_fetch_endpoint);
  fetchUrl.searchParams.set("sub", id);
  const about = await verified(await text(fetchUrl), authority.jwks, {
    typ: statement,
    issuer: anchor,
    subject: id,
  });
  const own = await verified(await configurationOf(id), about.jwks, {
    typ: statement,
    issuer: id,
    subject: id,
  });
  assert.ok(own.authority_hints.includes(anchor));
  return { authority, about, own };
}

/** Section 7.3: the mark of the provider, by an issuer that the anchor names for its type. */
async function mark({ authority, own }, type) {
  const [anchor, shown] = [entity("accreditor"), own.trust_marks];
  assert.ok(authority.trust_mark_issuers[type].includes(anchor));
  const { trust_mark: jwt } = shown.find((mark) => mark.trust_mark_type === type);
  const claims = await verified(jwt, authority.jwks, {
    typ: "trust-mark+jwt",
    issuer: anchor,
    subject: own.sub,
  });
  assert.equal(claims.trust_mark_type, type);
  return { jwt, claims };
}

/** Section 8.4. */
async function status({ authority }, jwt) {
  const url = authority.metadata.federation_entity.federation_trust_mark_status_endpoint;
  const body = new URLSearchParams({ trust_mark: jwt });
  const answer = await text(url, { method: "POST", body });
  const claims = await verified(answer, authority.jwks, {
    typ: "trust-mark-status-response+jwt",
    issuer: entity("accreditor"),
  });
  assert.equal(claims.trust_mark, jwt);
  return claims.status;
}

async function shown() {
  // The app asks for its mark when it has been started.
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await chain(entity("mobile"));
    if (found.own.trust_marks?.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail("the app shows no mark");
}

test("the provider's own chain, its mark and the mark's status hold", async () => {
  const found = await shown();
  assert.ok(found.about.constraints.allowed_entity_types.includes("openid_provider"));
  assert.equal(found.own.metadata.openid_provider.issuer, entity("mobile"));
  const { jwt, claims } = await mark(found, `${entity("accreditor")}/marks/high`);
  const [from, until] = [new Date(claims.iat * 1000), new Date(claims.exp * 1000)];
  assert.equal(until.getUTCFullYear() - from.getUTCFullYear(), 3);
  assert.equal(await status(found, jwt), "active");
});

test("a chain of another party, a wrong key and a changed mark do not hold", async () => {
  const found = await shown();
  const id = entity("mobile");
  const expected = { typ: statement, issuer: id, subject: id };
  const health = await chain(entity("health"));
  await assert.rejects(verified(await configurationOf(id), health.about.jwks, expected));
  await assert.rejects(verified(await configurationOf(entity("health")), found.about.jwks, expected));
  const { jwt } = await mark(found, `${entity("accreditor")}/marks/high`);
  const [header, , signature] = jwt.split(".");
  const changed = { ...decodeJwt(jwt), sub: entity("health") };
  const payload = Buffer.from(JSON.stringify(changed)).toString("base64url");
  const forged = [header, payload, signature].join(".");
  await assert.rejects(verified(forged, found.authority.jwks, { typ: "trust-mark+jwt" }));
});

test("the authority's resolver says what the chain says", async () => {
  const found = await shown();
  const url = new URL(found.authority.metadata.federation_entity.federation_resolve_endpoint);
  url.searchParams.set("sub", entity("mobile"));
  url.searchParams.set("trust_anchor", entity("accreditor"));
  const resolved = await verified(await text(url), found.authority.jwks, {
    typ: "resolve-response+jwt",
    issuer: entity("accreditor"),
    subject: entity("mobile"),
  });
  const { openid_provider, openid_relying_party } = found.own.metadata;
  assert.deepEqual(resolved.metadata.openid_provider, openid_provider);
  assert.deepEqual(resolved.metadata.openid_relying_party, openid_relying_party);
  assert.equal(resolved.trust_marks.length, 1);
  assert.equal(decodeJwt(resolved.trust_chain[0]).sub, entity("mobile"));
});

test("a service's keys stand in what it signs", async () => {
  const { own } = await chain(entity("health"));
  const published = JSON.parse(await text(`${entity("health")}/jwks`));
  const { jwks } = own.metadata.openid_relying_party;
  const ids = ({ keys }) => keys.map((key) => key.kid);
  assert.deepEqual(ids(jwks), ids(published));
  assert.ok(jwks.keys.every((key) => key.d === undefined));
});

test("after a suspension the mark still verifies, and its status says that it is worth nothing", async () => {
  const found = await shown();
  const { jwt } = await mark(found, `${entity("accreditor")}/marks/high`);
  await country.command("accredit", "suspend", "--officer", "officer-1", "--reason", "Its keys leaked.");
  assert.equal(await status(found, jwt), "revoked");
});
