"""The mail server of the run: the contract's mail sink inside this process, so that nobody has to poll."""
import asyncio
import email
import re
import sys

import testbed

sys.path.insert(0, testbed.CONFORMANCE)
import mailsink  # noqa: E402

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Inbox:
    """Keeps the passcode of every mail; `delay` slows each reply of the mail server down, in seconds."""

    def __init__(self):
        self.delay = 0.0
        self.codes, self.waiting = {}, {}
        self.received = 0
        self.duplicates = 0
        self.server = None

    async def open(self):
        """Returns the port of the mail server."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: SlowSmtp(self), "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    def close(self):
        self.server.close()

    def add(self, _sender, recipients, raw):
        """What mailsink.Smtp calls with each accepted mail."""
        self.received += 1
        code = CODE.search(text_of(raw))
        for address in recipients:
            codes = self.codes.setdefault(address, [])
            self.duplicates += bool(code and code.group(0) in codes)
            codes.append(code and code.group(0))
            if address in self.waiting:
                self.waiting.pop(address).set()

    async def code(self, address, number, patience):
        """The passcode of the first, second, … mail to an address (one asks at a time); TimeoutError when it does not
        come in time."""
        async with asyncio.timeout(patience):
            while len(self.codes.get(address, [])) < number:
                await self.waiting.setdefault(address, asyncio.Event()).wait()
        return self.codes[address][number - 1]


def text_of(raw):
    for part in email.message_from_bytes(raw).walk():
        if part.get_content_type() == "text/plain":
            return part.get_payload(decode=True).decode("utf-8", "replace")
    return ""


class SlowSmtp(mailsink.Smtp):
    """The sink's protocol with replies that take their time."""

    def __init__(self, inbox):
        super().__init__(inbox)

    def connection_made(self, transport):
        super().connection_made(SlowTransport(transport, self.store))


class SlowTransport:
    def __init__(self, transport, inbox):
        self.transport, self.inbox = transport, inbox

    def write(self, data):
        self._later(self.transport.write, data)

    def close(self):
        self._later(self.transport.close)

    def _later(self, what, *arguments):
        if self.inbox.delay:
            asyncio.get_running_loop().call_later(self.inbox.delay, what, *arguments)
        else:
            what(*arguments)
