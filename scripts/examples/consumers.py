"""The examples as running consumers of tokens."""
import contextlib
import http.client
import json
import os
import sys
import tempfile
import time

import testbed
import tools

AUDIENCE = "localhost"
ISSUER = "https://auth.examples.test"
NGINX = """daemon off; pid %(folder)s/pid; error_log stderr warn; worker_processes 1; events {}
http { access_log off; client_body_temp_path %(folder)s; proxy_temp_path %(folder)s; fastcgi_temp_path %(folder)s;
    uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s; include %(folder)s/inkan.conf; }
"""


class Workplace(contextlib.ExitStack):
    """A folder for files and logs; leaving it ends all that was started in it."""

    def __enter__(self):
        self.folder = super().__enter__().enter_context(tempfile.TemporaryDirectory())
        return self

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, consumer, command, **options):
        """What a consumer says is kept in a file: it is loud while Inkan is away."""
        log = self.enter_context(open(self.path(consumer.name.replace(" ", "-") + ".log"), "w", encoding="utf-8"))
        consumer.wait_until_it_answers(self.enter_context(testbed.running(command, stderr=log, **options)), log.name)
        return consumer


class Consumer:
    """A program at a port of 127.0.0.1, and its way to the JWK Set."""

    def __init__(self, name, port, relay=None):
        self.name, self.port, self.relay = name, port, relay

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def wait_until_it_answers(self, process, log, patience=30):
        deadline = time.monotonic() + patience
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                with contextlib.closing(self.connect()) as connection:
                    return ask(connection, "no token")
            time.sleep(0.05)
        with open(log, encoding="utf-8") as handle:
            sys.exit("%s does not answer: %s" % (self.name, handle.read()))


def ask(connection, token):
    """The status, the users that the application is told of, the body; the caller claims to be somebody."""
    connection.request("GET", "/", headers={"Authorization": "Bearer " + token, "X-User-Id": "somebody"})
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    return answer.status, answer.headers.get_all("X-User-Id", []), body


def start_service(workplace, name, command, relay):
    """One of the small services."""
    [port] = testbed.free_ports(1)
    settings = {"JWKS_URL": address(relay), "AUDIENCE": AUDIENCE, "ISSUER": ISSUER, "PORT": str(port)}
    return workplace.start(Consumer(name, port, relay), command, env=os.environ | settings)


def start_nginx(workplace, command, verifier, application):
    [port] = testbed.free_ports(1)
    configured("nginx/inkan.conf", workplace.path("inkan.conf"), {
        "127.0.0.1:9000": "127.0.0.1:%d" % verifier.port, "127.0.0.1:8081": "127.0.0.1:%d" % application.port,
        "127.0.0.1:8080": "127.0.0.1:%d" % port})
    with open(workplace.path("nginx.conf"), "w", encoding="utf-8") as handle:
        handle.write(NGINX % {"folder": workplace.folder})
    command = [*command, "-p", workplace.folder, "-c", workplace.path("nginx.conf"), "-e", "stderr"]
    return workplace.start(Consumer("nginx before " + verifier.name, port), command)


def start_envoy(workplace, command, relay, application, max_age):
    [port] = testbed.free_ports(1)
    configured("envoy/envoy.yaml", workplace.path("envoy.yaml"), {
        "port_value: 8080": "port_value: %d" % port, "port_value: 8081": "port_value: %d" % application.port,
        "port_value: 8000": "port_value: %d" % relay.port,
        "http://127.0.0.1:8000/.well-known/jwks.json": address(relay),
        "https://auth.example.com": ISSUER, "[example.com]": json.dumps([AUDIENCE]), "300s": "%ds" % max_age})
    command = [*command, "-c", workplace.path("envoy.yaml"), "--disable-hot-restart", "--concurrency", "1",
               "--log-level", "warning"]
    return workplace.start(Consumer("envoy", port, relay), command)


def address(relay):
    return "http://127.0.0.1:%d/.well-known/jwks.json" % relay.port


def configured(example, path, replacements):
    """The example's file with other addresses; each must be found in it."""
    with open(os.path.join(tools.FOLDER, example), encoding="utf-8") as handle:
        text = handle.read()
    for old, new in replacements.items():
        if old not in text:
            sys.exit("%s has no %r" % (example, old))
        text = text.replace(old, new)
    with open(path, "w", encoding="utf-8") as handle:
        handle.write(text)

