"""What the scripts need around a server under test: ports, databases, a mail sink, logins.

Python 3.11 standard library only.
"""
import contextlib
import glob
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CONFORMANCE = os.path.join(ROOT, "conformance")
# Seconds until a mail must have come.
MAIL_PATIENCE = 10
POSTGRES_VARIABLE = "INKAN_TEST_POSTGRES"
# Where the client stands when it is not on PATH, one folder for each version.
CLIENT_FOLDERS = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*",
                  "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin"]

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or newer is needed, this is %s; call the script through scripts/python"
             % sys.version.split()[0])


def end_on_signals():
    """SIGTERM and SIGHUP end the script as Ctrl-C does, so that everything started is ended too."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))


def binary():
    """The release binary, or the one that INKAN_BINARY names."""
    target = os.environ.get("CARGO_TARGET_DIR") or os.path.join(ROOT, "target")
    path = os.environ.get("INKAN_BINARY") or os.path.join(target, "release", "inkan")
    if not os.access(path, os.X_OK):
        sys.exit("%s is missing: cargo build --release -p inkan-app" % path)
    return path


# ------------------------------------------------------------------- ports

def free_ports(count):
    """Ports of 127.0.0.1 that nobody listens on, all different."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextlib.contextmanager
def closed_port():
    """A port that refuses connections and that nobody else can take meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


# ---------------------------------------------------------------- PostgreSQL

class Postgres:
    """The superuser of the server that INKAN_TEST_POSTGRES names."""

    def __init__(self):
        url = os.environ.get(POSTGRES_VARIABLE)
        if not url:
            sys.exit("%s is not set: call this through `inkan-postgres run --`, as make does" % POSTGRES_VARIABLE)
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 5432
        self.user = urllib.parse.unquote(parts.username or "postgres")
        self.password = urllib.parse.unquote(parts.password or "")
        self.prefix = "inkan_%s" % secrets.token_hex(4)
        self.created = []

    def settings(self, database):
        """The configuration keys of a database, as contract.py's --set takes them."""
        values = {"host": self.host, "user": self.user, "password": self.password, "database": database}
        quoted = ["database.%s=%s" % (key, json.dumps(value)) for key, value in values.items()]
        return quoted + ["database.port=%d" % self.port]

    def create(self, name):
        """An empty database; its name gets a prefix of this run."""
        database = "%s_%s" % (self.prefix, name)
        self.run('CREATE DATABASE "%s" TEMPLATE template0' % database)
        self.created.append(database)
        return database

    def drop_all(self):
        for database in self.created:
            self.run('DROP DATABASE IF EXISTS "%s" WITH (FORCE)' % database)
        self.created.clear()

    def run(self, statement):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        subprocess.run(
            [client(), "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-h", self.host, "-p", str(self.port),
             "-U", self.user, "-d", "postgres", "-c", statement],
            env=environment | {"PGPASSWORD": self.password}, stdin=subprocess.DEVNULL, check=True)


def client():
    """The path of psql."""
    folders = [os.environ.get("INKAN_POSTGRES_BIN", "")]
    for pattern in CLIENT_FOLDERS:
        folders += sorted(glob.glob(pattern), reverse=True)
    for folder in folders:
        if os.access(os.path.join(folder, "psql"), os.X_OK):
            return os.path.join(folder, "psql")
    return shutil.which("psql") or sys.exit("psql is missing: install PostgreSQL's client")


# ----------------------------------------------------------------- processes

@contextlib.contextmanager
def running(command, **options):
    """A process that is ended, by its id, when the block is left."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        end(process)


def end(process, number=signal.SIGTERM, patience=40):
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(url, process, patience=60):
    """Returns when the address answers 200; ends the script when the process or the time ends first."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("%s ended with code %s" % (process.args[0], process.returncode))
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.02)
    raise SystemExit("%s did not answer 200 within %d seconds" % (url, patience))


@contextlib.contextmanager
def mail_sink():
    """The contract's mail sink; gives its SMTP port and the address of its HTTP API."""
    smtp, http = free_ports(2)
    command = [sys.executable, os.path.join(CONFORMANCE, "mailsink.py"),
               "--smtp", "127.0.0.1:%d" % smtp, "--http", "127.0.0.1:%d" % http]
    with running(command, stdout=subprocess.DEVNULL) as process:
        address = "http://127.0.0.1:%d" % http
        wait_until_ready(address + "/readyz", process)
        yield smtp, address


# --------------------------------------------------------------------- login

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


def log_in(url, mail, address):
    """The token of a new user's session."""
    user = call(url + "/users", {"email": address})[1]
    passcode = call(url + "/passcode/login/initialize",
                    {"user_id": user["user_id"], "email_id": user["email_id"]})[1]
    headers, _ = call(url + "/passcode/login/finalize",
                      {"id": passcode["id"], "code": code_from_mail(mail, address)})
    return headers["X-Auth-Token"]
