"""The live Inkan: configuration, start and stop, rotation, logins by mail."""
import base64
import json
import os
import subprocess
import sys
import threading
import time

import testbed


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
                address = "reader-%d-%d@examples.test" % (id(self), number)
                self.tokens.append(testbed.log_in(self.inkan.url, self.inkan.mail, address))
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
