"""The processes of the run. Each is ended by its own id, whatever happens."""
import asyncio
import os
import random
import signal
import socket
import time

import testbed

LOWEST_PORT, HIGHEST_PORT = 20_000, 32_000


_given = set()


def steady_port():
    """A free port, given once, below those that the system gives to outgoing connections: a server that is away for
    a moment finds its port free when it comes back."""
    while True:
        port = random.randrange(LOWEST_PORT, HIGHEST_PORT)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port


class Failure(Exception):
    """The run cannot go on."""


class Child:
    """A command that can be started again; what it says is added to one log."""

    def __init__(self, name, command, logs, environment=None):
        self.name, self.command = name, command
        self.environment = os.environ | (environment or {})
        self.log = os.path.join(logs, name + ".log")
        self.process = None

    async def start(self):
        # A session of its own: Ctrl-C is for this script, which then ends its children in order.
        with open(self.log, "ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, start_new_session=True)

    def is_running(self):
        return self.process is not None and self.process.returncode is None

    def signal(self, number):
        if self.is_running():
            self.process.send_signal(number)

    async def end(self, patience=30):
        """Exit code after SIGTERM; a child that does not end in time is killed."""
        if self.process is None:
            return None
        self.signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), patience)
        except TimeoutError:
            self.signal(signal.SIGKILL)
            await self.process.wait()
        return self.process.returncode

    async def until(self, what, is_so, patience=60):
        """Asks `is_so` again and again; Failure when the child or the time ends first. Returns the seconds."""
        began = time.monotonic()
        while not await is_so():
            if not self.is_running():
                raise Failure("%s ended with code %s before it was %s; see its log"
                                 % (self.name, self.process.returncode, what))
            if time.monotonic() - began > patience:
                raise Failure("%s was not %s within %d s" % (self.name, what, patience))
            await asyncio.sleep(0.05)
        return time.monotonic() - began


class Database(Child):
    """A private PostgreSQL that keeps its data, so that it can come back."""

    def __init__(self, folder, logs):
        self.port = steady_port()
        self.folder = os.path.join(folder, "postgres")
        target = os.environ.get("CARGO_TARGET_DIR") or os.path.join(testbed.ROOT, "target")
        program = os.path.join(target, "debug", "inkan-postgres")
        super().__init__("postgres", [program, "serve", "--data", self.folder, "--port", str(self.port)], logs)

    async def start(self):
        """Returns when connections are accepted: only then the URL is printed."""
        before = os.path.getsize(self.log) if os.path.exists(self.log) else 0
        await super().start()

        async def is_printed():
            with open(self.log, "rb") as log:
                log.seek(before)
                return b"postgresql://" in log.read()
        # The first start may have to install PostgreSQL.
        await self.until("ready", is_printed, patience=180)

    def url(self, database):
        with open(os.path.join(self.folder, "password"), encoding="utf-8") as handle:
            return "postgres://inkan:%s@127.0.0.1:%d/%s" % (handle.read().strip(), self.port, database)

    async def sql(self, statement):
        process = await asyncio.create_subprocess_exec(
            testbed.client(), "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-d", self.url("postgres"), "-c", statement,
            stdin=asyncio.subprocess.DEVNULL, start_new_session=True)
        if await process.wait():
            raise Failure("psql refused: %s" % statement)

    def connections(self):
        """How many connections were asked for since the last start, granted or not."""
        with open(os.path.join(self.folder, "server.log"), encoding="utf-8", errors="replace") as handle:
            return sum("connection received" in line for line in handle)


class Replica(Child):
    """One `inkan serve all`; `in_service` while it has to answer."""

    def __init__(self, name, inkan, configuration, client_of, logs):
        self.port, admin = steady_port(), steady_port()
        self.client = client_of(self.port)
        self.in_service = False
        super().__init__(name, [inkan, "serve", "all", "--config", configuration], logs, {
            "SERVER_PUBLIC_ADDRESS": "127.0.0.1:%d" % self.port,
            "SERVER_ADMIN_ADDRESS": "127.0.0.1:%d" % admin})

    async def is_ready(self):
        return await self.client.says_200("/health/ready")

    async def is_alive(self):
        return await self.client.says_200("/health/alive")

    async def serve(self):
        """Starts it, and returns the seconds until it was ready."""
        await self.start()
        seconds = await self.until("ready", self.is_ready)
        self.in_service = True
        return seconds
