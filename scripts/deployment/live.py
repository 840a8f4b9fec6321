"""Runs rendered containers on this machine, in Kubernetes' order, over a PostgreSQL of their own."""
import contextlib
import re
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

import testbed
from deployment import manifests, monitoring, settings

KEY = settings.SAMPLES["ADMIN_API_KEYS_FILE"]
# They say where the database is, which the overrides say instead.
OVERRIDDEN = ["DATABASE_URL_FILE", "DATABASE_PASSWORD_FILE"]


def problems(documents):
    """What is not as the manifests promise."""
    postgres = testbed.Postgres()
    try:
        overrides = {"DATABASE_HOST": postgres.host, "DATABASE_PORT": str(postgres.port),
                     "DATABASE_USER": postgres.user, "DATABASE_PASSWORD": postgres.password,
                     "DATABASE_DATABASE": postgres.create("chart"), "ADMIN_API_KEYS": KEY}
        with contextlib.ExitStack() as stack:
            yield from Run(documents, overrides, stack).problems()
    finally:
        postgres.drop_all()


class Run:
    """The containers of some manifests as processes, which end with the stack."""

    def __init__(self, documents, overrides, stack):
        self.documents, self.overrides, self.stack = documents, overrides, stack
        self.pods = {manifests.name(document): pod for document, _, pod in manifests.pods(documents)}

    def start(self, pod, container, ports):
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        environment = settings.lay_out(pod, container, self.documents, folder) | self.overrides
        environment = {name: value for name, value in environment.items() if name not in OVERRIDDEN}
        environment.pop("ADMIN_API_KEYS_FILE", None)
        for listener, port in ports.items():
            environment["SERVER_%s_ADDRESS" % listener.upper()] = "127.0.0.1:%d" % port
        process = subprocess.Popen([testbed.binary(), *container["args"]], cwd=folder, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.stack.callback(testbed.end, process)
        return process

    def problems(self):
        main = dict(zip(("public", "admin"), testbed.free_ports(2)))
        yield from self.one_after_the_other("Job", main)
        # Nobody reads along, and what is logged here fits into the pipe.
        servers = [(name, pod, main if "public" in str(pod["containers"][0]["ports"])
                    else dict(zip(main, testbed.free_ports(2))))
                   for name, pod in self.pods.items() if name.startswith("Deployment ")]
        running = [self.start(pod, pod["containers"][0], ports) for _, pod, ports in servers]
        for (name, pod, ports), process in zip(servers, running):
            [container] = pod["containers"]
            asked = container["readinessProbe"]["httpGet"]
            testbed.wait_until_ready("http://127.0.0.1:%d%s" % (ports[asked["port"]], asked["path"]), process)
            is_open = {"name": "ADMIN_METRICS_PUBLIC", "value": "true"} in container["env"]
            found = [*_of_probes(container, ports), *_of_metrics(ports, 200 if is_open else 401)]
            yield from ("%s: %s" % (name, problem) for problem in found)
        yield from self.one_after_the_other("Pod", main)
        for process in running:
            process.send_signal(signal.SIGTERM)
        for (name, pod, _), process in zip(servers, running):
            yield from _ends(name, process, pod["terminationGracePeriodSeconds"])

    def one_after_the_other(self, kind, ports):
        """Containers that must end well by themselves."""
        for name, pod in self.pods.items():
            for container in pod["containers"] if name.startswith(kind + " ") else []:
                process = self.start(pod, container, ports)
                output = process.communicate(timeout=60)[0].decode()
                if process.returncode:
                    yield "%s, %s: code %d: %s" % (name, container["name"], process.returncode, output)


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
        status, _ = _status("http://127.0.0.1:%d%s" % (ports[asked["port"]], asked["path"]))
        if status != 200:
            yield "%s is answered %d" % (probe, status)


def _of_metrics(ports, without_key):
    """Every metric of dashboard and alerts is there once each kind of request has come."""
    # A login that fails is a login; where there is no public listener, nobody can try one.
    missing = {"up"}
    try:
        _status("http://127.0.0.1:%d/password/login" % ports["public"],
                body=b'{"user_id":"00000000-0000-4000-8000-000000000000","password":"a wrong one"}')
    except urllib.error.URLError:
        missing |= {"inkan_logins_total", "inkan_hashing_queue_size"}
    address = "http://127.0.0.1:%d/metrics" % ports["admin"]
    status, _ = _status(address)
    if status != without_key:
        yield "the metrics are answered %d without a key" % status
    _, text = _status(address, KEY)
    unserved = monitoring.used() - set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE)) - missing
    if unserved:
        yield "the server does not serve %s" % ", ".join(sorted(unserved))


def _ends(name, process, patience):
    try:
        output = process.communicate(timeout=patience)[0].decode()
        if process.returncode:
            yield "%s ended with code %d: %s" % (name, process.returncode, output)
    except subprocess.TimeoutExpired:
        yield "%s still runs after %d s, Kubernetes would kill it" % (name, patience)
