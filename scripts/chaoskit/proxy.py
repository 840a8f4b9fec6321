"""HAProxy with the configuration of deploy/haproxy, installed when it is missing."""
import os
import shutil
import subprocess
import sys

import testbed
from chaoskit.children import Child, steady_port
from chaoskit.client import Client

CONFIGURATION = os.path.join(testbed.ROOT, "deploy", "haproxy", "haproxy.cfg")
# Nothing is started by the installation: a policy of the machine is left alone, else one stands meanwhile.
INSTALL = r"""
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 haproxy
"""


def find_or_install():
    """The path of haproxy; ends the script with a message when it cannot be had."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"])
    found = shutil.which("haproxy", path=places)
    if found:
        return found
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (prefix and subprocess.run(["sh", "-c", "sudo -n true"],
                                                                 capture_output=True).returncode):
        sys.exit("haproxy is missing: please install it with your package manager (2.4 or newer)")
    print("haproxy is missing: installing it with apt-get", file=sys.stderr)
    subprocess.run([*prefix, "sh", "-c", INSTALL], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return shutil.which("haproxy", path=places) or sys.exit("apt-get brought no haproxy")


class Proxy(Child):
    """Listens on `port` in front of the replicas, which are three."""

    def __init__(self, program, replicas, logs):
        self.port = steady_port()
        self.client = Client(self.port)
        addresses = {variable: "127.0.0.1:%d" % replica.port
                     for variable, replica in zip(("INKAN_A", "INKAN_B", "INKAN_C"), replicas, strict=True)}
        super().__init__("haproxy", [program, "-db", "-f", CONFIGURATION], logs,
                         addresses | {"INKAN_BIND": "127.0.0.1:%d" % self.port})

    async def is_ready(self):
        return await self.client.says_200("/health/ready")
