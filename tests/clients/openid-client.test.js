/** npm openid-client, as a service's developer would use it. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import * as client from "openid-client";

import { Callback } from "./callback.js";
import { logInWithApp } from "./person.js";
import { Town } from "./town.js";

const SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial";

let town;
before(async () => {
  town = await Town.build();
});
after(() => town?.close());

async function discovered(service, authentication) {
  const issuer = new URL(town.country.parties.gateway.issuer);
  const options = { execute: [client.allowInsecureRequests] };
  return client.discovery(issuer, service.client_id, undefined, authentication, options);
}

async function privateKey(jwk) {
  const algorithm = { name: "ECDSA", namedCurve: jwk.crv };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
  return client.PrivateKeyJwt({ key, kid: jwk.kid });
}

/** One whole login: pushed or plain request, the person, the tokens, userinfo, logout. */
async function login(config, service, { pushed }) {
  const redirect_uri = service.redirect_uris[0];
  const callback = await Callback.listen(redirect_uri);
  const computer = await town.computer();
  try {
    const [verifier, state, nonce] = [
      client.randomPKCECodeVerifier(),
      client.randomState(),
      client.randomNonce(),
    ];
    const parameters = {
      redirect_uri,
      scope: "openid profile",
      state,
      nonce,
      acr_values: SUBSTANTIAL,
      ui_locales: "de",
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    };
    const url = pushed
      ? await client.buildAuthorizationUrlWithPAR(config, parameters)
      : client.buildAuthorizationUrl(config, parameters);
    await computer.page.goto(url.href);
    await logInWithApp(computer.page, town.country, town.person, redirect_uri);
    const tokens = await client.authorizationCodeGrant(config, callback.last, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    });
    const claims = tokens.claims();
    assert.equal(claims.acr, SUBSTANTIAL);
    const person = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(person.family_name, town.person.family_name);
    await assert.rejects(
      client.authorizationCodeGrant(config, callback.last, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
      }),
      { error: "invalid_grant" },
    );
    return claims;
  } finally {
    await computer.close();
    await callback.close();
  }
}

test("openid-client logs a person in with private_key_jwt and a pushed request", async () => {
  const service = town.service("private_key_jwt");
  const config = await discovered(service, await privateKey(service.private_key_jwk));
  await login(config, service, { pushed: true });
});

test("openid-client logs a person in with client_secret_basic and a plain request", async () => {
  const service = town.service("client_secret_basic");
  const config = await discovered(service, client.ClientSecretBasic(service.client_secret));
  const first = await login(config, service, { pushed: false });
  const second = await login(config, service, { pushed: true });
  assert.equal(first.sub, second.sub, "a person keeps their name at a service");
});
