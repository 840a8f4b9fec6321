"""What stands around the consumers: a way to the JWK Set that counts, and an application behind proxies."""
import json
import threading
import time
import urllib.request
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SILENCE = 4  # seconds, longer than any consumer waits


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Relay(Server):
    """One consumer's way to Inkan's JWK Set: it counts the requests and adds the keys of the test.

    `max_age` stands in for Inkan's own. While Inkan is away it is silent, answers 502, and hangs up, in turn.
    """

    def __init__(self, upstream, keys, max_age=None):
        self.upstream, self.keys, self.max_age, self.asked, self.failed = upstream, keys, max_age, 0, 0
        super().__init__(RelayHandler)


class RelayHandler(Handler):
    def do_GET(self):
        relay = self.server
        relay.asked += 1
        try:
            with urllib.request.urlopen(relay.upstream, timeout=5) as answer:
                jwks, control = json.load(answer), answer.headers["Cache-Control"]
        except (OSError, HTTPException):
            self.close_connection = True
            relay.failed += 1
            if relay.failed % 3 == 1:
                time.sleep(SILENCE)
            elif relay.failed % 3 == 2:
                self.answer(502, b"<html>no upstream</html>", [("Connection", "close")])
            return
        jwks["keys"] += relay.keys
        control = control if relay.max_age is None else "max-age=%d" % relay.max_age
        self.answer(200, json.dumps(jwks).encode(), [("Cache-Control", control), ("Content-Type", "application/json")])


class Application(Server):
    """Behind nginx and Envoy: it answers which user they say is calling."""

    def __init__(self):
        super().__init__(ApplicationHandler)


class ApplicationHandler(Handler):
    def do_GET(self):
        self.answer(200, headers=[("X-User-Id", value) for value in self.headers.get_all("X-User-Id", [])])
