"""A service that verifies tokens by itself, with the JWK Set cached for exactly as long as it may be."""
import asyncio
import base64
import hashlib
import json
import re
import time

# EMSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 9.2, note 1).
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
MAX_AGE = re.compile(r"max-age=(\d+)")


class Refused(Exception):
    """The consumer would turn the bearer away."""


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def header(token):
    return json.loads(decoded(token.split(".")[0]))


class Consumer:
    """Believes a set for its max-age and looks no earlier, not even for an unknown key."""

    def __init__(self, client, ledger, audience):
        self.client, self.ledger, self.audience = client, ledger, audience
        self.keys, self.fresh_until = None, 0.0
        self.fetching = asyncio.Lock()

    async def verify(self, token):
        """Raises Refused with the reason."""
        keys = await self._current()
        head, body, signature = token.split(".")
        named = json.loads(decoded(head))
        key = keys.get(named["kid"])
        if key is None:
            raise Refused("unknown key %s" % named["kid"])
        if (named["alg"], key["kty"]) != ("RS256", "RSA"):
            raise Refused("unexpected algorithm %s with a key of type %s" % (named["alg"], key["kty"]))
        if not is_signature(key, ("%s.%s" % (head, body)).encode(), decoded(signature)):
            raise Refused("wrong signature")
        claims = json.loads(decoded(body))
        if self.audience not in claims["aud"] or claims["exp"] <= time.time():
            raise Refused("wrong audience or expired")

    async def _current(self):
        async with self.fetching:
            if time.monotonic() >= self.fresh_until:
                await self._fetch()
        return self.keys

    async def _fetch(self):
        """A set that cannot be fetched leaves the old one in use, as libraries do when told to."""
        asked = time.monotonic()
        answer = await self.ledger.call("jwks", self.client, "GET", "/.well-known/jwks.json")
        if answer is None or answer.status != 200:
            if self.keys is None:
                raise Refused("no JWK Set")
            return
        self.keys = {key["kid"]: key for key in answer.json()["keys"]}
        self.fresh_until = asked + int(MAX_AGE.search(answer.headers["cache-control"]).group(1))


def is_signature(key, signed, signature):
    """RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2.2): the whole padded block is compared."""
    modulus, exponent = (int.from_bytes(decoded(key[name]), "big") for name in ("n", "e"))
    size = (modulus.bit_length() + 7) // 8
    if len(signature) != size:
        return False
    block = pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(size, "big")
    digest = SHA256_PREFIX + hashlib.sha256(signed).digest()
    return block == b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
