"""Has one consumer check tokens without a break, each new one as soon as it is there."""
import collections
import http.client
import random
import threading
import time

from consumers import ask
from server import header, part


class Feeder(threading.Thread):
    """Counts what was checked by (phase, algorithm), keeps what was refused and how long one took."""

    def __init__(self, consumer, logins, pause=0.02):
        super().__init__(daemon=True)
        self.consumer, self.tokens, self.pause = consumer, logins.tokens, pause
        self.phase, self.checked, self.refused = "", collections.Counter(), []
        self.longest = collections.defaultdict(float)
        self.ended, self.problem = threading.Event(), None

    def run(self):
        try:
            self.feed()
        except BaseException as problem:  # it must not get lost with the thread
            self.problem = problem

    def feed(self):
        connection, seen = self.consumer.connect(), 0
        while not self.ended.wait(self.pause):
            tokens = self.tokens
            if not tokens:
                continue
            token = tokens[seen] if seen < len(tokens) else random.choice(tokens)
            seen += seen < len(tokens)
            phase, algorithm, start = self.phase, header(token)["alg"], time.monotonic()
            reason = judge(connection, token)
            self.checked[phase, algorithm] += 1
            self.longest[phase] = max(self.longest[phase], time.monotonic() - start)
            if reason:
                self.refused.append("%s, a token of %s: %s" % (phase, algorithm, reason))
        connection.close()

    def stop(self):
        self.ended.set()
        self.join()
        if self.problem:
            raise SystemExit("feeding %s failed: %r" % (self.consumer.name, self.problem))


def judge(connection, token):
    """Why a token that holds is refused; empty when it is not."""
    try:
        status, users, body = ask(connection, token)
    except (OSError, http.client.HTTPException) as problem:
        connection.close()
        return repr(problem)
    user = part(token, 1)["sub"]
    return "" if (status, users) == (200, [user]) else "%d, users %s, %s" % (status, users, body.strip()[:200])
