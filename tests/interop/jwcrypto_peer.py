"""Answers JOSE requests with jwcrypto: one JSON object a line in, one out."""

import json
import sys

from jwcrypto import jwe, jwk, jws

# RSA-OAEP with SHA-1 is off by default in some versions; it is one of ours.
ALGORITHMS = [
    "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "RSA-OAEP", "RSA-OAEP-256",
    "A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512",
]


def key(request):
    return jwk.JWK.from_json(json.dumps(request["key"]))


def sign(request):
    token = jws.JWS(request["payload"])
    header = {"alg": request["alg"], "kid": request["key"]["kid"]}
    token.add_signature(key(request), protected=json.dumps(header))
    return token.serialize(compact=True)


def verify(request):
    token = jws.JWS()
    token.deserialize(request["token"])
    token.verify(key(request))
    return token.payload.decode()


def encrypt(request):
    header = {"alg": request["alg"], "enc": request["enc"], "kid": request["key"]["kid"]}
    token = jwe.JWE(request["payload"], json.dumps(header), algs=ALGORITHMS)
    token.add_recipient(key(request))
    return token.serialize(compact=True)


def decrypt(request):
    token = jwe.JWE(algs=ALGORITHMS)
    token.deserialize(request["token"], key(request))
    return token.payload.decode()


def thumbprint(request):
    return key(request).thumbprint()


ACTIONS = {
    "sign": sign, "verify": verify, "encrypt": encrypt, "decrypt": decrypt, "thumbprint": thumbprint,
}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"result": ACTIONS[request["do"]](request)}
    except Exception as error:  # the other side decides whether an error was due
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
