"""Has the programs of examples/ verify tokens while keys rotate and while Inkan is away.

    INKAN_TEST_POSTGRES=postgresql://… scripts/python scripts/examples

Users log in at the release binary without a break, every consumer checks each token, and the keys
rotate from RS256 to ES256 to EdDSA: no token may be refused. Then forged tokens must be, unknown
keys must not make a consumer ask Inkan again and again, and all must go on while Inkan is stopped.
A consumer whose tools are missing is skipped by name; with CI=true that is a failure. The last
line is `N passed, M failed, K skipped`. It takes two to three minutes.
"""
import collections
import concurrent.futures
import contextlib
import json
import os
import subprocess
import sys
import time
import uuid

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import testbed  # noqa: E402
import consumers  # noqa: E402
import server  # noqa: E402
import tools  # noqa: E402
from feeder import Feeder, judge  # noqa: E402
from relay import Application, Relay  # noqa: E402

ROTATIONS = ["ES256", "EdDSA"]
MAX_AGE = 5  # seconds, of Inkan's JWK Set
LONG_AGE = 3600  # of the consumers that hear of a new key by its first token alone
PAUSE = 5  # seconds between two requests of an example at least
AWAY = 3 * MAX_AGE
FLOOD = PAUSE + 1
SERVICES = [tools.python, tools.node, tools.go, tools.rust]


class Verdicts:
    """Counts and says what is right."""

    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, 0

    def add(self, name, what, faults=()):
        self.passed, self.failed = self.passed + (not faults), self.failed + bool(faults)
        print("%s %s: %s" % ("FAIL" if faults else "ok  ", name, what), flush=True)
        for fault in list(faults)[:5]:
            print("     " + fault)

    def skip(self, name, reason):
        self.skipped += 1
        print("skipped: %s (%s)" % (name, reason), flush=True)


def built(workplace, verdicts):
    """The commands by name, of those examples whose tools are there."""
    commands = {}
    for build in [*SERVICES, tools.nginx, tools.envoy]:
        name = build.__name__
        print("building %s" % name, file=sys.stderr, flush=True)
        try:
            commands[name] = build(workplace.folder)
        except tools.Missing as reason:
            verdicts.skip(name, reason)
        except subprocess.CalledProcessError as problem:
            verdicts.add(name, "is built", [str(problem)])
    return commands


def started(workplace, commands, inkan, keys):
    """Every service twice: as Inkan wants it, and with a set that is fresh for an hour."""
    jwks, application = inkan.url + "/.well-known/jwks.json", Application()
    all_of_them = []
    for name in [build.__name__ for build in SERVICES if build.__name__ in commands]:
        all_of_them += [
            consumers.start_service(workplace, name, commands[name], Relay(jwks, keys)),
            consumers.start_service(workplace, name + " with an old set", commands[name], Relay(jwks, keys, LONG_AGE))]
    if "nginx" in commands and all_of_them:
        all_of_them.append(consumers.start_nginx(workplace, commands["nginx"], all_of_them[0], application))
    if "envoy" in commands:
        all_of_them.append(consumers.start_envoy(workplace, commands["envoy"], Relay(jwks, keys), application, MAX_AGE))
    return all_of_them


def forgeries(commands):
    """None without the Python of the example, whose libraries sign them."""
    if "python" not in commands:
        return None
    command = [commands["python"][0], os.path.join(os.path.dirname(os.path.abspath(__file__)), "forgery.py")]
    ran = subprocess.run([*command, consumers.AUDIENCE, consumers.ISSUER], check=True, stdout=subprocess.PIPE)
    return json.loads(ran.stdout)


def with_header(token, **changes):
    head, rest = server.header(token) | changes, token.split(".", 1)[1]
    return server.encoded(head) + "." + rest


def tampered(token):
    """The same signature under other claims."""
    head, _, signature = token.split(".")
    return ".".join([head, server.encoded(server.part(token, 1) | {"sub": str(uuid.uuid4())}), signature])


def refuses(consumer, forged, token, verdicts):
    """Everything forged is refused, for no other reason than its fault."""
    bad = forged["refused"] | {"tampered": tampered(token), "of an unknown key": with_header(token, kid="unknown"),
                               "of no key": with_header(token, kid=None), "no token at all": "a.b.c", "nothing": ""}
    faults = []
    with contextlib.closing(consumer.connect()) as connection:
        for algorithm, given in forged["accepted"].items():
            reason = judge(connection, given)
            faults += ["one of %s without a fault: %s" % (algorithm, reason)] if reason else []
        for fault, given in bad.items():
            status, _, body = consumers.ask(connection, given)
            if status not in (401, 403):
                faults.append("%s: %d %s" % (fault, status, body[:100]))
    verdicts.add(consumer.name, "refuses %d kinds of bad tokens" % len(bad), faults)


def stays_calm(consumer, token):
    """How it takes a flood of unknown keys: what to say, and the faults."""
    answers, start, before = collections.Counter(), time.monotonic(), consumer.relay.asked
    with contextlib.closing(consumer.connect()) as connection:
        while time.monotonic() < start + FLOOD:
            answers[consumers.ask(connection, with_header(token, kid=str(uuid.uuid4())))[0]] += 1
            time.sleep(0.005)
    asked, most = consumer.relay.asked - before, 1 + int((time.monotonic() - start) / PAUSE)
    faults = ["a token was answered with %d" % status for status in answers if status not in (401, 403)]
    faults += ["never" if not asked else "that is too often"] if not 0 < asked <= most else []
    return "asks for keys %d times in %d s while %d unknown ones come" % (asked, FLOOD, answers.total()), faults


def all_stay_calm(everyone, token, verdicts):
    asking = [consumer for consumer in everyone if consumer.relay]
    with concurrent.futures.ThreadPoolExecutor(len(asking)) as pool:
        for consumer, verdict in zip(asking, pool.map(lambda consumer: stays_calm(consumer, token), asking)):
            verdicts.add(consumer.name, *verdict)


def watched(phase, feeders):
    print("%s …" % phase, file=sys.stderr, flush=True)
    for feeder in feeders:
        feeder.phase = phase


def rehearse(inkan, everyone, forged, verdicts):
    """The phases, one after the other, while the consumers are fed."""
    logins = server.Logins(inkan)
    logins.start()
    logins.wait_for("RS256")
    feeders = [Feeder(consumer, logins) for consumer in everyone]
    watched("rotation", feeders)
    for feeder in feeders:
        feeder.start()
    for algorithm in ROTATIONS:
        inkan.rotate(algorithm)
        logins.wait_for(algorithm)
        time.sleep(MAX_AGE)
    logins.stop()
    for consumer in everyone:
        refuses(consumer, forged, logins.tokens[-1], verdicts)
    all_stay_calm(everyone, logins.tokens[-1], verdicts)
    watched("outage", feeders)
    inkan.stop()
    time.sleep(AWAY)
    inkan.start()
    watched("return", feeders)
    late = server.Logins(inkan)
    late.start()
    for feeder in feeders:
        feeder.tokens = late.tokens
    time.sleep(MAX_AGE)
    late.stop()
    for feeder in feeders:
        feeder.stop()
        report(feeder, verdicts)


def report(feeder, verdicts):
    for phase in ["rotation", "outage", "return"]:
        by_algorithm = {algorithm: count for (when, algorithm), count in feeder.checked.items() if when == phase}
        refused = [refusal for refusal in feeder.refused if refusal.startswith(phase)]
        counts = ", ".join("%s %d" % item for item in sorted(by_algorithm.items()))
        text = "%s: %d tokens checked (%s), %d refused, the longest took %.2f s" % (
            phase, sum(by_algorithm.values()), counts, len(refused), feeder.longest[phase])
        verdicts.add(feeder.consumer.name, text, refused or ([] if by_algorithm else ["none was checked"]))


def main():
    testbed.end_on_signals()
    postgres, verdicts = testbed.Postgres(), Verdicts()
    try:
        with consumers.Workplace() as workplace:
            commands = built(workplace, verdicts)
            forged = forgeries(commands)
            if forged is None:
                sys.exit("the example in Python is needed: with its libraries bad tokens are signed")
            inkan = server.Inkan(workplace, postgres, [
                'session.issuer="%s"' % consumers.ISSUER, 'session.audience=["%s"]' % consumers.AUDIENCE,
                "secrets.jwks_max_age=%ds" % MAX_AGE])
            inkan.start()
            rehearse(inkan, started(workplace, commands, inkan, forged["jwks"]), forged, verdicts)
    finally:
        postgres.drop_all()
    print("%d passed, %d failed, %d skipped" % (verdicts.passed, verdicts.failed, verdicts.skipped))
    return 1 if verdicts.failed or (verdicts.skipped and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
