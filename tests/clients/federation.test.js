/**
 * The OpenWallet Foundation's federation library reads our statements and resolves our chains. It
 * knows trust marks only by the name that they had in drafts (`id` for `trust_mark_type`), so of the
 * provider, which shows one, it reads what the authority says and not what it says itself: that is
 * in federation-jose.test.js.
 */

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { after, before, test } from "node:test";

import {
  fetchEntityConfiguration,
  fetchEntityStatement,
  resolveTrustChains,
} from "@openid-federation/core";

import { Country } from "../e2e/support/country.js";

/** Signatures are the caller's with this library: the keys that it picked, and nothing else. */
async function verifyJwtCallback({ data, signature, jwk, header }) {
  assert.equal(header.alg, "ES256");
  const { kty, crv, x, y } = jwk;
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await webcrypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
  return webcrypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, data);
}

let country;
const entity = (party) => country.parties[party].url.replace(/\/$/, "");

before(async () => {
  country = await Country.start();
});
after(() => country?.stop());

test("the configurations of gateway, service and authority are read", async () => {
  for (const [party, type] of [
    ["gateway", "openid_provider"],
    ["health", "openid_relying_party"],
    ["accreditor", "federation_entity"],
  ]) {
    const entityId = entity(party);
    const claims = await fetchEntityConfiguration({ entityId, verifyJwtCallback });
    assert.equal(claims.iss, entityId);
    assert.equal(claims.sub, entityId);
    assert.ok(claims.metadata[type], `${party} is a ${type}`);
  }
});

test("the authority's statement about the provider is read", async () => {
  const [iss, sub] = [entity("accreditor"), entity("mobile")];
  const claims = await fetchEntityStatement({ iss, sub, verifyJwtCallback });
  assert.equal(claims.iss, iss);
  assert.equal(claims.sub, sub);
  assert.deepEqual(claims.constraints.allowed_entity_types, ["openid_provider", "openid_relying_party"]);
});

test("chains of gateway and service resolve to the authority, and to nobody else", async () => {
  const anchor = entity("accreditor");
  for (const party of ["gateway", "health"]) {
    const entityId = entity(party);
    const options = { entityId, trustAnchorEntityIds: [anchor], verifyJwtCallback };
    const [resolved] = await resolveTrustChains(options);
    assert.ok(resolved.valid);
    const said = resolved.chain.map(({ iss, sub }) => [iss, sub]);
    assert.deepEqual(said, [[anchor, entityId], [anchor, anchor]]);
    assert.ok(resolved.resolvedLeafMetadata, "the metadata after all policies");
    const strangers = { ...options, trustAnchorEntityIds: [entity("start")] };
    assert.deepEqual(await resolveTrustChains(strangers), []);
  }
});
