"""Signs tokens that must be refused, with a key of its own that the consumers trust for the test.

    python forgery.py AUDIENCE ISSUER    (the Python of examples/python: PyJWT, cryptography)

Prints {"jwk": the public key, "accepted": a token without a fault, "refused": {fault: token}}.
"""
import hashlib
import hmac
import json
import sys
import time
import uuid

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KID = "key-of-the-test"


def unsigned(claims, algorithm, sign=lambda _: b""):
    """What the library refuses to make."""
    parts = [{"alg": algorithm, "kid": KID, "typ": "JWT"}, claims]
    body = b".".join(jwt.utils.base64url_encode(json.dumps(part).encode()) for part in parts)
    return (body + b"." + jwt.utils.base64url_encode(sign(body))).decode()


def refused(claims, key, pem):
    now = claims["iat"]

    def token(algorithm="RS256", signer=key, without=(), **other):
        given = {name: value for name, value in (claims | other).items() if name not in without}
        return jwt.encode(given, signer, algorithm=algorithm, headers={"kid": KID})

    return {
        "expired": token(iat=now - 120, exp=now - 60),
        "not valid yet": token(nbf=now + 3600),
        "without an end": token(without=["exp"]),
        "for somebody else": token(aud=["elsewhere.test"]),
        "for nobody": token(without=["aud"]),
        "of another issuer": token(iss="https://elsewhere.test"),
        "of no issuer": token(without=["iss"]),
        "no session token": token(without=["session_id"]),
        "of another algorithm": token("RS512"),
        "of another key": token(signer=rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        "unsigned": unsigned(claims, "none"),
        "signed with the public key": unsigned(claims, "HS256", lambda body: hmac.digest(pem, body, hashlib.sha256)),
    }


def main(audience, issuer):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now = int(time.time())
    claims = {"aud": [audience], "exp": now + 3600, "iat": now, "iss": issuer,
              "session_id": str(uuid.uuid4()), "sub": str(uuid.uuid4())}
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    json.dump({
        "jwk": public | {"alg": "RS256", "kid": KID, "use": "sig"},
        "accepted": jwt.encode(claims, key, algorithm="RS256", headers={"kid": KID}),
        "refused": refused(claims, key, pem),
    }, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
