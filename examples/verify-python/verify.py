"""Verifies a session token of Inkan with PyJWT: verify.py TOKEN JWKS_URL [AUDIENCE]

Prints the claims, or the reason on standard error and exits 1.
"""
import json
import sys

import jwt


def verify(token, jwks_url, audience=None):
    key = jwt.PyJWKClient(jwks_url).get_signing_key_from_jwt(token)
    return jwt.decode(
        token,
        key.key,
        algorithms=["RS256"],
        audience=audience,
        # session_id tells a session token from the other tokens signed with the same keys.
        options={"require": ["exp", "iat", "sub", "session_id"], "verify_aud": audience is not None},
    )


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    try:
        print(json.dumps(verify(*sys.argv[1:]), indent=2))
    except jwt.PyJWTError as refusal:
        sys.exit(f"refused: {refusal}")
