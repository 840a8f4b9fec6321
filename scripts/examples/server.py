"""The live Inkan: configuration, start and stop, rotation, logins by mail."""
import base64
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

import testbed

MAIL_PATIENCE = 10


class Inkan:
    """One server over one database; it can be ended and started again."""

    def __init__(self, workplace, postgres, settings):
        self.workplace, self.binary, self.path = workplace, testbed.binary(), workplace.path("inkan.yaml")
        self.public, self.admin = testbed.free_ports(2)
        smtp, self.mail = workplace.enter_context(testbed.mail_sink())
        self.url = "http://127.0.0.1:%d" % self.public
        settings = [*settings, *postgres.settings(postgres.create("examples")),
                    "server.public.address=127.0.0.1:%d" % self.public, "email_delivery.smtp.port=%d" % smtp,
                    "server.admin.address=127.0.0.1:%d" % self.admin]
        command = [sys.executable, os.path.join(testbed.CONFORMANCE, "contract.py"), "config"]
        with open(self.path, "w", encoding="utf-8") as handle:
            subprocess.run(command + ["--set=" + setting for setting in settings], stdout=handle, check=True)
        self.run("migrate", "up")

    def run(self, *command, **environment):
        subprocess.run([self.binary, *command, "--config", self.path], check=True, stdout=sys.stderr,
                       stdin=subprocess.DEVNULL, env=os.environ | environment)

    def start(self):
        command = [self.binary, "serve", "all", "--config", self.path]
        self.process = self.workplace.enter_context(testbed.running(command, stdout=sys.stderr))
        testbed.wait_until_ready(self.url + "/health/ready", self.process)

    def stop(self):
        testbed.end(self.process)

    def rotate(self, algorithm):
        """Publishes a next key of this algorithm."""
        self.run("jwk", "rotate", SECRETS_KEY_ALGORITHM=algorithm)


class Logins(threading.Thread):
    """Logs a new user in, again and again; the list of tokens grows."""

    def __init__(self, inkan, pause=0.1):
        super().__init__(daemon=True)
        self.inkan, self.pause, self.tokens = inkan, pause, []
        self.ended, self.problem = threading.Event(), None

    def run(self):
        number = 0
        try:
            while not self.ended.is_set():
                number += 1
                self.tokens.append(log_in(self.inkan, "reader-%d-%d@examples.test" % (id(self), number)))
                self.ended.wait(self.pause)
        except BaseException as problem:  # it must not get lost with the thread
            self.problem = problem

    def stop(self):
        self.ended.set()
        self.join()
        self.check()

    def check(self):
        if self.problem:
            raise SystemExit("a login failed: %r" % self.problem)

    def wait_for(self, algorithm, patience=90):
        """Returns when a new token is signed with this algorithm."""
        deadline = time.monotonic() + patience
        while not self.tokens or header(self.tokens[-1])["alg"] != algorithm:
            self.check()
            if time.monotonic() > deadline:
                raise SystemExit("no token was signed with %s within %d seconds" % (algorithm, patience))
            time.sleep(0.05)


def header(token):
    return part(token, 0)


def part(token, index):
    """The header (0) or the claims (1), unverified."""
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def call(url, body=None):
    """Status 200 is taken for granted; returns the headers and the JSON body."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"} if data else {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.headers, json.load(answer)


def code_from_mail(mail, address):
    query = urllib.parse.quote('to:"%s"' % address)
    deadline = time.monotonic() + MAIL_PATIENCE
    while time.monotonic() < deadline:
        found = call("%s/api/v1/search?limit=1&query=%s" % (mail, query))[1]["messages"]
        if found:
            text = call("%s/api/v1/message/%s" % (mail, found[0]["ID"]))[1]["Text"]
            return re.search(r"(?<!\d)\d{6}(?!\d)", text).group(0)
        time.sleep(0.02)
    raise TimeoutError("no mail arrived for %s" % address)


def log_in(inkan, address):
    """The token of a new user's session."""
    user = call(inkan.url + "/users", {"email": address})[1]
    passcode = call(inkan.url + "/passcode/login/initialize",
                    {"user_id": user["user_id"], "email_id": user["email_id"]})[1]
    headers, _ = call(inkan.url + "/passcode/login/finalize",
                      {"id": passcode["id"], "code": code_from_mail(inkan.mail, address)})
    return headers["X-Auth-Token"]
