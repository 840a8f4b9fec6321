"""Everything that runs: PostgreSQL, mail server, three replicas, the proxy."""
import asyncio
import contextlib
import json
import os
import secrets
import subprocess

import testbed
from chaoskit.children import Database, Failure, Replica
from chaoskit.client import Client
from chaoskit.inbox import Inbox
from chaoskit.proxy import Proxy, find_or_install

NAMES = ("inkan-a", "inkan-b", "inkan-c")
DATABASE = "inkan"
POOL = 10
AUDIENCE = "chaos.test"
# Consumers cache the JWK Set for this long. Unit: seconds.
JWKS_MAX_AGE = 5
SHUTDOWN_GRACE = 15


def configuration(database_url, smtp_port, rotates):
    """For all replicas; their addresses come from the environment. JSON is YAML, too."""
    many = {"tokens": 1_000_000, "interval": "1m"}
    secret = {"keys": [secrets.token_urlsafe(32)]}
    if rotates:
        secret["jwks_max_age"] = "%ds" % JWKS_MAX_AGE
    return {
        "database": {"url": database_url, "pool": {"max": POOL}},
        "secrets": secret,
        # Two checks of the proxy, and some.
        "server": {"shutdown": {"delay": "2s"}, "shutdown_grace": "%ds" % SHUTDOWN_GRACE},
        "session": {"audience": [AUDIENCE], "enable_auth_token_header": True},
        "email_delivery": {"from_address": "noreply@chaos.test",
                           "smtp": {"host": "127.0.0.1", "port": str(smtp_port), "tls": "off"}},
        # All visitors come from one address.
        "rate_limiter": {"store": "postgres", "signup_limits": many},
        "mfa": {"enabled": False},
        "audit_log": {"console_output": {"enabled": False}, "storage": {"enabled": True}},
    }


class Stage:
    """Opened with `async with Stage.open(…)`; left, everything is ended and removed."""

    def __init__(self, folder, logs):
        self.folder, self.logs = folder, logs
        self.inkan, self.path = testbed.binary(), os.path.join(folder, "inkan.yaml")
        self.inbox, self.database = Inbox(), Database(folder, logs)
        self.replicas = [Replica(name, self.inkan, self.path, lambda port: Client(port, reuse=False), logs)
                         for name in NAMES]
        self.proxy = Proxy(find_or_install(), self.replicas, logs)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, folder, logs, rotates):
        stage = cls(folder, logs)
        # The user who runs PostgreSQL has to reach its data.
        os.chmod(folder, 0o711)
        async with contextlib.AsyncExitStack() as stack:
            smtp = await stage.inbox.open()
            stack.callback(stage.inbox.close)
            # Before the start: it is ended as well when the start is interrupted.
            stack.push_async_callback(stage.database.end)
            await stage.database.start()
            await stage._prepare(smtp, rotates)
            stack.push_async_callback(stage._end_serving)
            await asyncio.gather(*(replica.serve() for replica in stage.replicas))
            await stage.proxy.start()
            await stage.proxy.until("ready", stage.proxy.is_ready)
            yield stage

    async def _end_serving(self):
        await asyncio.gather(*(child.end() for child in [self.proxy, *self.replicas]))

    async def _prepare(self, smtp, rotates):
        await self.database.sql('CREATE DATABASE "%s" TEMPLATE template0' % DATABASE)
        await self.database.sql("ALTER SYSTEM SET log_connections = on")
        with open(self.path, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as handle:
            json.dump(configuration(self.database.url(DATABASE), smtp, rotates), handle)
        code, said = await self.command("migrate", "up")
        if code:
            raise Failure("inkan migrate up ended with %d:\n%s" % (code, said))

    async def command(self, *words):
        """Runs `inkan` with the configuration of the replicas: exit code and everything that it said."""
        process = await asyncio.create_subprocess_exec(
            self.inkan, *words, "--config", self.path, stdin=asyncio.subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            said, _ = await asyncio.wait_for(process.communicate(), 60)
        except BaseException:
            if process.returncode is None:
                process.kill()
            raise
        return process.returncode, said.decode("utf-8", "replace")
