"""Signs tokens that must be refused, with keys of its own that the consumers trust for the test.

    python forgery.py AUDIENCE ISSUER    (the Python of examples/python: PyJWT, cryptography)

Prints {"jwks": the public keys, "accepted": {algorithm: a token without a fault}, "refused": {fault: token}}.
"""
import hashlib
import hmac
import json
import sys
import time
import uuid

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa


def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(claims, key, algorithm="RS256", kid="RS256", without=(), **other):
    given = {name: value for name, value in (claims | other).items() if name not in without}
    return jwt.encode(given, key, algorithm=algorithm, headers={"kid": kid})


def by_hand(claims, algorithm, sign=lambda _: b""):
    """What the library refuses to make."""
    parts = [{"alg": algorithm, "kid": "RS256", "typ": "JWT"}, claims]
    body = b".".join(jwt.utils.base64url_encode(json.dumps(part).encode()) for part in parts)
    return (body + b"." + jwt.utils.base64url_encode(sign(body))).decode()


def refused(claims, key):
    now = claims["iat"]
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {
        "expired": signed(claims, key, iat=now - 120, exp=now - 60),
        "not valid yet": signed(claims, key, nbf=now + 3600),
        "without an end": signed(claims, key, without=["exp"]),
        "for somebody else": signed(claims, key, aud=["elsewhere.test"]),
        "for nobody": signed(claims, key, without=["aud"]),
        "of another issuer": signed(claims, key, iss="https://elsewhere.test"),
        "of no issuer": signed(claims, key, without=["iss"]),
        "no session token": signed(claims, key, without=["session_id"]),
        "of another algorithm": signed(claims, key, "RS512"),
        "of another key": signed(claims, rsa_key()),
        "of the kid of another algorithm": signed(claims, key, kid="ES256"),
        "unsigned": by_hand(claims, "none"),
        "signed with the public key": by_hand(claims, "HS256", lambda body: hmac.digest(pem, body, hashlib.sha256)),
    }


def main(audience, issuer):
    now = int(time.time())
    claims = {"aud": [audience], "exp": now + 3600, "iat": now, "iss": issuer,
              "session_id": str(uuid.uuid4()), "sub": str(uuid.uuid4())}
    keys = {"RS256": rsa_key(), "ES256": ec.generate_private_key(ec.SECP256R1()),
            "EdDSA": ed25519.Ed25519PrivateKey.generate()}
    algorithms = jwt.algorithms.get_default_algorithms()
    json.dump({
        "jwks": [algorithms[name].to_jwk(key.public_key(), as_dict=True) | {"alg": name, "kid": name, "use": "sig"}
                 for name, key in keys.items()],
        "accepted": {name: signed(claims, key, name, name) for name, key in keys.items()},
        "refused": refused(claims, keys["RS256"]),
    }, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
