"""Runs the containers of the minimal chart on this machine, in Kubernetes' order, over a PostgreSQL of its own."""
import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import testbed
from deployment import manifests, monitoring, settings

KEY = settings.SAMPLES["ADMIN_API_KEYS_FILE"]


def problems(documents):
    """What is not as the manifests promise."""
    postgres = testbed.Postgres()
    ports = dict(zip(("public", "admin"), testbed.free_ports(2)))
    overrides = {"DATABASE_HOST": postgres.host, "DATABASE_PORT": str(postgres.port), "DATABASE_USER": postgres.user,
                 "DATABASE_PASSWORD": postgres.password, "ADMIN_API_KEYS": KEY,
                 "SERVER_PUBLIC_ADDRESS": "127.0.0.1:%d" % ports["public"],
                 "SERVER_ADMIN_ADDRESS": "127.0.0.1:%d" % ports["admin"]}
    try:
        overrides["DATABASE_DATABASE"] = postgres.create("chart")
        found = {document["kind"]: (document, pod) for document, _, pod in manifests.pods(documents)}
        with contextlib.ExitStack() as folders:
            start = lambda pod, container: _start(pod, container, documents, overrides,
                                                  folders.enter_context(tempfile.TemporaryDirectory()))
            yield from _all(found, start, ports)
    finally:
        postgres.drop_all()


def _start(pod, container, documents, overrides, folder):
    environment = settings.lay_out(pod, container, documents, folder) | overrides
    # Given by the overrides instead.
    environment.pop("DATABASE_PASSWORD_FILE", None)
    return subprocess.Popen([testbed.binary(), *container["args"]], cwd=folder, env=environment,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _all(found, start, ports):
    yield from _runs_through("the migration", start(found["Job"][1], found["Job"][1]["containers"][0]))
    pod = found["Deployment"][1]
    [container] = pod["containers"]
    process = start(pod, container)
    # Nobody reads along, and what is logged here fits into the pipe.
    try:
        testbed.wait_until_ready("http://127.0.0.1:%d/health/ready" % ports["public"], process)
        yield from _of_probes(container, ports)
        yield from _of_metrics(ports)
        test = found["Pod"][1]
        for one in test["containers"]:
            yield from _runs_through("helm test, %s" % one["name"], start(test, one))
        yield from _ends(process, pod["terminationGracePeriodSeconds"])
    finally:
        testbed.end(process)


def _runs_through(what, process):
    output = process.communicate(timeout=60)[0].decode()
    if process.returncode:
        yield "%s ended with code %d: %s" % (what, process.returncode, output)


def _status(url, key=None, body=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": "Bearer " + key} if key else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, ""


def _of_probes(container, ports):
    for probe in manifests.PROBES:
        asked = container[probe]["httpGet"]
        for port in ports.values():
            status, _ = _status("http://127.0.0.1:%d%s" % (port, asked["path"]))
            if status != 200:
                yield "%s is answered %d" % (probe, status)


def _of_metrics(ports):
    """Every metric of dashboard and alerts is there once each kind of request has come."""
    # A login that fails is a login.
    _status("http://127.0.0.1:%d/password/login" % ports["public"],
            body=b'{"user_id":"00000000-0000-4000-8000-000000000000","password":"a wrong one"}')
    address = "http://127.0.0.1:%d/metrics" % ports["admin"]
    status, _ = _status(address)
    if status != 401:
        yield "the metrics are answered %d without a key" % status
    _, text = _status(address, KEY)
    served = set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE))
    missing = monitoring.used() - served - {"up"} - set(monitoring.to_come())
    if missing:
        yield "the server does not serve %s" % ", ".join(sorted(missing))


def _ends(process, patience):
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        output = process.communicate(timeout=patience)[0].decode()
        if process.returncode:
            yield "the server ended with code %d: %s" % (process.returncode, output)
    except subprocess.TimeoutExpired:
        yield "Kubernetes would kill the server, it still runs after %d s" % patience
    print("     the server ended %.1f s after SIGTERM" % (time.monotonic() - started), file=sys.stderr)
