"""What happened to every request, phase by phase, and what must not have happened."""
import asyncio
import collections
import time

from chaoskit.client import Cut

AT_REPLICA = "at a replica"
# A request that began later than this after the kill was not in flight: the proxy had to know better.
IN_FLIGHT = 1.0
RETRY_AFTER = "retry-after"


class Phase:
    """One disturbance, or none, with the kinds of failure that it may cause."""

    def __init__(self, name, tolerated):
        self.name, self.tolerated = name, frozenset(tolerated)
        self.began, self.ended = time.monotonic(), None
        self.killed_at = None
        self.kinds = collections.Counter()
        self.seconds, self.longest_refusal = [], 0.0
        self.logins, self.checks = 0, 0
        self.notes = []

    def failures(self):
        return {kind: count for kind, count in self.kinds.items() if kind != "ok"}

    def violations(self):
        return {kind: count for kind, count in self.failures().items() if kind not in self.tolerated}


class Ledger:
    def __init__(self):
        self.phases = []
        self.refused, self.lost_mails, self.gone, self.broken = [], [], [], []
        self.asked_mails, self.begun_anew = 0, 0
        self.mail_waits = []

    @property
    def phase(self):
        return self.phases[-1]

    def begin(self, name, tolerated=()):
        now = time.monotonic()
        if self.phases:
            self.phase.ended = now
        self.phases.append(Phase(name, tolerated))
        print("%-12s begins" % name, flush=True)

    def note(self, text):
        self.phase.notes.append(text)
        print("  %s" % text, flush=True)

    def breach(self, text):
        """Something that must not be, beside failed requests."""
        self.broken.append("%s: %s" % (self.phase.name, text))
        print("  BROKEN: %s" % text, flush=True)

    def refuse(self, who, reason):
        self.refused.append("%s: %s: %s" % (self.phase.name, who, reason))

    async def call(self, operation, client, method, path, body=None, token=None, repeated=False, excused=None):
        """The answer, or None when there was none.

        A request counts in the phase in which it began; one that failed by what the next phase does, in that one.
        """
        phase, began, answer, failure = self.phase, time.monotonic(), None, None
        try:
            answer = await client.call(method, path, body, token)
        except (Cut, TimeoutError) as error:
            failure = "cut" if isinstance(error, Cut) else "timeout"
        if answer is None and excused and excused():
            return None
        kind = failure or kind_of(answer, repeated)
        if kind in self.phase.tolerated:
            phase = self.phase
        if kind == "cut" and phase.killed_at is not None and began > phase.killed_at + IN_FLIGHT:
            kind = "late cut"
        self._count(phase, operation, kind, time.monotonic() - began, answer)
        return answer

    def _count(self, phase, operation, kind, seconds, answer):
        phase.kinds[kind] += 1
        if kind == "ok" and operation != AT_REPLICA:
            phase.seconds.append(seconds)
        if kind == "503":
            phase.longest_refusal = max(phase.longest_refusal, seconds)
        if kind not in phase.tolerated | {"ok"}:
            body = answer.body[:200] if answer else b""
            print("  FAILED: %s: %s after %.3f s %s" % (operation, kind, seconds, body), flush=True)

    def is_kept(self):
        return not (self.refused or self.lost_mails or self.gone or self.broken
                    or any(phase.violations() for phase in self.phases))


def kind_of(answer, repeated):
    """`repeated`: an earlier try of the same step failed, so that it may have been done already."""
    if answer.status == 200:
        return "ok"
    if answer.status == 502:
        return "cut"
    if answer.status == 503:
        return "503" if answer.headers.get(RETRY_AFTER, "").isdigit() else "503 without Retry-After"
    if answer.status < 500 and repeated:
        return "repeated"
    return str(answer.status)
