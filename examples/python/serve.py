"""A service that answers who calls: 200 with the claims of the bearer token, or 401.

    JWKS_URL=https://auth.example.com/.well-known/jwks.json AUDIENCE=example.com \
        ISSUER=https://auth.example.com PORT=9000 python serve.py
"""
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

import inkan

KEYS = inkan.Keys(os.environ["JWKS_URL"])
AUDIENCE, ISSUER = os.environ["AUDIENCE"], os.environ.get("ISSUER")


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise jwt.InvalidTokenError("no bearer token")
            claims = inkan.verify(token, KEYS, AUDIENCE, ISSUER)
            self.answer(200, json.dumps(claims), {"X-User-Id": claims["sub"]})
        except jwt.PyJWTError as refusal:
            self.answer(401, str(refusal), {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        except inkan.NoKeys:
            self.answer(503, "no keys yet", {"Retry-After": str(inkan.PAUSE)})

    def answer(self, status, body, headers):
        body = body.encode()
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """A token must not get into a log; neither does the rest here."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Service).serve_forever()
