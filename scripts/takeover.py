"""The contract's take-over of a database that the reference used.

Called by scripts/conformance; Python 3.11 standard library only.
"""
import json
import os
import re
import shlex
import subprocess
import sys
import urllib.parse

import testbed

RUN = os.path.join(testbed.CONFORMANCE, "takeover", "run.py")
TOTAL = re.compile(r"^(\d+) passed, (\d+) failed$")
# Each with the reason why it waits; the list ends with the operations that it waits for.
LATER_GROUPS = {
    "webauthn": "passkeys are later work",
    "thirdparty": "login with other providers is later work",
    "webhooks": "webhooks are not delivered yet",
    "flow": "the Flow API is later work",
    "admin": "most of the admin API is later work",
}

# Checks of groups that are run, which need more than is there. One that passes has to leave this list.
LATER_CHECKS = {
    "changes_admin_deletes_an_account": "asks POST /webauthn/login/initialize whether the passkey is gone",
}
FAILED = re.compile(r"^(\w+): FAIL ")
PASSED = re.compile(r"^(\w+): PASS")


def url(postgres):
    """The superuser's URL of the database `postgres`."""
    login = urllib.parse.quote(postgres.user, safe="")
    if postgres.password:
        login += ":" + urllib.parse.quote(postgres.password, safe="")
    return "postgres://%s@%s:%d/postgres" % (login, postgres.host, postgres.port)


def call(postgres, *options):
    """Runs run.py and returns how many checks passed and failed; without a total, one failed."""
    inkan = shlex.quote(testbed.binary())
    folder = os.path.dirname(testbed.client())
    environment = os.environ | {"PATH": folder + os.pathsep + os.environ.get("PATH", "")}
    command = [sys.executable, RUN, "--pg", url(postgres), "--db", postgres.prefix + "_takeover",
               "--set", "admin.auth=none", "--migrate", inkan + " migrate up --config {config}",
               "--serve", inkan + " serve all --config {config}", *options]
    passed = failed = waiting = 0
    totals = False
    with testbed.running(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        for line in process.stdout:
            total = TOTAL.match(line.rstrip("\n"))
            if total:
                totals = True
                passed, failed = passed + int(total.group(1)), failed + int(total.group(2))
            else:
                print(line, end="", flush=True)
                check = FAILED.match(line)
                waiting += bool(check) and check.group(1) in LATER_CHECKS
                check = PASSED.match(line)
                if check and check.group(1) in LATER_CHECKS:
                    print("take-over: %s passes now, take it off the list" % check.group(1))
                    failed += 1
        code = process.wait()
    if not totals or (code and not failed):
        print("take-over: ended with code %s" % code)
        failed += 1
    return passed, failed - waiting


def run(postgres):
    """The suite on a taken-over database, then the databases that must be refused."""
    print(json.dumps({"groups of the take-over that wait": LATER_GROUPS}))
    suite = call(postgres, "--no-flow", "--", "--skip", ",".join(LATER_GROUPS))
    refusals = call(postgres, "--refusals")
    return suite[0] + refusals[0], suite[1] + refusals[1]
