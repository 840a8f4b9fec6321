"""Verifies session tokens of Inkan: copy this file into your service."""
import json
import logging
import math
import re
import threading
import time
import urllib.request
from http.client import HTTPException

import jwt

PAUSE = 5  # seconds between two requests to Inkan at least, whatever tokens come
TIMEOUT = 2  # seconds that a request to Inkan may take
LEEWAY = 5  # seconds that the clocks of Inkan and this service may differ
FRESH = 300  # seconds that a JWK Set without max-age is fresh


def verify(token, keys, audience, issuer=None):
    """The claims of a token that holds; raises jwt.PyJWTError, or NoKeys."""
    key = keys.find(jwt.get_unverified_header(token).get("kid"))
    # session_id tells a session token from the other tokens signed with the same keys.
    required = ["exp", "iat", "sub", "session_id"] + (["iss"] if issuer else [])
    return jwt.decode(token, key, algorithms=["RS256", "ES256", "EdDSA"], audience=audience,
                      issuer=issuer, leeway=LEEWAY, options={"require": required})


class NoKeys(Exception):
    """No JWK Set could be fetched since the start: an outage, not a bad token."""


class Keys:
    """The cached JWK Set. It goes on with the last good set when Inkan does not answer."""

    def __init__(self, url):
        self.url, self.keys = url, {}
        self.asked = self.fresh_until = -math.inf
        self.lock = threading.Lock()

    def find(self, kid):
        # Only who cannot go on without the answer waits for a request that is under way.
        if self._is_due(kid) and self.lock.acquire(blocking=kid not in self.keys):
            try:
                if self._is_due(kid):
                    self._fetch()
            finally:
                self.lock.release()
        if not self.keys:
            raise NoKeys()
        if kid not in self.keys:
            raise jwt.InvalidTokenError("unknown key")
        return self.keys[kid]

    def _is_due(self, kid):
        now = time.monotonic()
        return now >= self.asked + PAUSE and (now >= self.fresh_until or kid not in self.keys)

    def _fetch(self):
        try:
            start = time.monotonic()
            with urllib.request.urlopen(self.url, timeout=TIMEOUT) as answer:
                age = re.search(r"max-age=(\d+)", answer.headers.get("Cache-Control", ""))
                self.keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(json.load(answer)).keys}
            self.fresh_until = start + (int(age[1]) if age else FRESH)
        except (OSError, ValueError, HTTPException, jwt.PyJWTError) as problem:
            logging.warning("no JWK Set, going on with the last one: %r", problem)
        finally:
            self.asked = time.monotonic()
