"""A small HTTP/1.1 client that tells exactly how a request went."""
import asyncio
import json
import time

# The proxy keeps idle connections for 10 s: one that is nearly as old is not used again.
LONGEST_IDLE = 5
LONGEST_HEAD = 65_536


class Cut(Exception):
    """The connection was refused or ended before the answer was whole."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Client:
    """Calls one address; idle connections are used again unless `reuse` is off."""

    def __init__(self, port, reuse=True):
        self.port, self.reuse = port, reuse
        self.idle = []

    async def call(self, method, path, body=None, token=None, timeout=15):
        """Raises Cut, or TimeoutError after `timeout` seconds; any status is an answer."""
        content = b"" if body is None else json.dumps(body).encode()
        head = ["%s %s HTTP/1.1" % (method, path), "Host: 127.0.0.1:%d" % self.port,
                "Content-Length: %d" % len(content)]
        if body is not None:
            head.append("Content-Type: application/json")
        if token:
            head.append("Authorization: Bearer " + token)
        if not self.reuse:
            head.append("Connection: close")
        request = "\r\n".join(head).encode() + b"\r\n\r\n" + content
        async with asyncio.timeout(timeout):
            try:
                return await self._exchange(request)
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
                raise Cut(repr(error)) from error

    async def says_200(self, path):
        try:
            return (await self.call("GET", path, timeout=2)).status == 200
        except (Cut, TimeoutError):
            return False

    async def _exchange(self, request):
        reader, writer = await self._connection()
        keep = False
        try:
            writer.write(request)
            answer, keep = await _read(reader)
            return answer
        finally:
            if keep and self.reuse:
                self.idle.append((time.monotonic(), reader, writer))
            else:
                writer.close()

    async def _connection(self):
        while self.idle:
            since, reader, writer = self.idle.pop()
            if time.monotonic() - since < LONGEST_IDLE and not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self.port, limit=LONGEST_HEAD)

    def close(self):
        for _, _, writer in self.idle:
            writer.close()
        self.idle.clear()


async def _read(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ", 2)[1])
    headers = {}
    for line in filter(None, head[1:]):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _chunks(reader)
    elif "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif status == 204:
        body = b""
    else:
        return Answer(status, headers, await reader.read()), False
    return Answer(status, headers, body), headers.get("connection", "").lower() != "close"


async def _chunks(reader):
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while (await reader.readline()).strip():
        pass
    return body
