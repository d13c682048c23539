"""Authlib as a service's developer would use it: one login, told what to do line by line.

Reads one JSON line with the issuer and the client, prints the address to open, reads the address
that the browser came back to, and prints what it learnt about the person.
"""

import json
import sys

from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.common.security import generate_token
from joserfc import jwt
from joserfc.jwk import KeySet


def main() -> None:
    task = json.loads(sys.stdin.readline())
    session = OAuth2Session(
        task["client_id"],
        task["client_secret"],
        scope="openid profile",
        redirect_uri=task["redirect_uri"],
        token_endpoint_auth_method="client_secret_basic",
        code_challenge_method="S256",
    )
    metadata = session.request("GET", task["metadata"], withhold_token=True).json()
    verifier, nonce = generate_token(48), generate_token(20)
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"],
        code_verifier=verifier,
        nonce=nonce,
        acr_values=task["acr"],
    )
    assert create_s256_code_challenge(verifier) in url
    print(json.dumps({"url": url}), flush=True)

    back = json.loads(sys.stdin.readline())["url"]
    token = session.fetch_token(
        metadata["token_endpoint"],
        authorization_response=back,
        state=state,
        code_verifier=verifier,
    )
    keys = KeySet.import_key_set(
        session.request("GET", metadata["jwks_uri"], withhold_token=True).json()
    )
    id_token = jwt.decode(token["id_token"], keys, algorithms=["RS256", "ES256"])
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": metadata["issuer"]},
        aud={"essential": True, "value": task["client_id"]},
        nonce={"essential": True, "value": nonce},
        acr={"essential": True, "value": task["acr"]},
        exp={"essential": True},
    )
    registry.validate(id_token.claims)
    person = session.get(metadata["userinfo_endpoint"]).json()
    assert person["sub"] == id_token.claims["sub"]
    print(json.dumps({"family_name": person["family_name"]}), flush=True)


if __name__ == "__main__":
    main()
