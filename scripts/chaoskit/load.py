"""Visitors who log in and services that validate, at a rate that does not wait for answers."""
import asyncio
import collections
import random

from chaoskit.consumer import Refused, header
from chaoskit.ledger import AT_REPLICA
from chaoskit.visitor import DoneAlready, GivenUp, LostMail, Visitor

# Arrivals beyond this many at a time are left out, and that is reported.
MOST_AT_A_TIME = 400
RECENT = 12


class Load:
    """`live` holds the token of every login that was answered."""

    def __init__(self, ledger, proxy, inbox, replicas, consumers, plan):
        self.ledger, self.proxy, self.inbox = ledger, proxy, inbox
        self.replicas, self.consumers, self.plan = replicas, consumers, plan
        self.live = []
        self.recent_keys = collections.deque(maxlen=RECENT)
        self.chance = random.Random(1)
        self.visitors, self.turn, self.left_out = 0, 0, 0
        self.running = set()
        self.arriving = []

    def start(self):
        self.arriving = [asyncio.create_task(self._arrive(self.plan.logins, self.visit)),
                         asyncio.create_task(self._arrive(self.plan.validations, self.validate_one))]

    async def finish(self):
        """No new arrivals; those under way finish."""
        for task in self.arriving:
            task.cancel()
        await asyncio.gather(*self.arriving, return_exceptions=True)
        while self.running:
            await asyncio.wait(self.running)

    def abandon(self):
        """Ends everything under way."""
        for task in [*self.arriving, *self.running]:
            task.cancel()

    async def _arrive(self, rate, what):
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += self.chance.expovariate(rate)
            await asyncio.sleep(max(0, due - loop.time()))
            self.send(what)

    def crowd(self, visitors, validations):
        """Many at once, so that some are certainly under way at the next moment."""
        for _ in range(visitors):
            self.send(self.visit)
        for _ in range(validations):
            self.send(self.validate_one)

    async def press(self):
        """A crowd every moment, until cancelled."""
        while True:
            self.crowd(3, 12)
            await asyncio.sleep(0.2)

    def send(self, what):
        if len(self.running) >= MOST_AT_A_TIME:
            self.left_out += 1
            return
        task = asyncio.create_task(what())
        self.running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task):
        self.running.discard(task)
        if not task.cancelled() and task.exception():
            self.ledger.breach("a visitor failed: %r" % task.exception())

    # ------------------------------------------------------------- logins

    async def visit(self):
        """A whole login; one whose lost answer turns out to have been done begins anew."""
        phase = self.ledger.phase
        try:
            token = await self._token()
        except LostMail as mail:
            return self.ledger.lost_mails.append("%s: %s" % (phase.name, mail))
        except GivenUp as reason:
            return self.ledger.breach("a login was given up: %s" % reason)
        self.live.append(token)
        self.recent_keys.append(header(token)["kid"])
        self.ledger.phase.logins += 1
        await self.check_everywhere(token)

    async def _token(self):
        while True:
            self.visitors += 1
            address = "visitor%d@chaos.test" % self.visitors
            try:
                return await Visitor(self.ledger, self.proxy, self.inbox, address).log_in()
            except DoneAlready:
                self.ledger.begun_anew += 1

    # --------------------------------------------------------- validations

    async def check_everywhere(self, token):
        """A new token is asked of every replica in service, and verified by every consumer."""
        await asyncio.gather(*(self._ask(replica, token) for replica in self.replicas if replica.in_service),
                             *(self._verify(consumer, token) for consumer in self.consumers))

    async def _ask(self, replica, token):
        answer = await self.ledger.call(AT_REPLICA, replica.client, "POST", "/sessions/validate",
                                        {"session_token": token}, excused=lambda: not replica.in_service)
        self._judge(replica.name, answer)

    async def _verify(self, consumer, token):
        self.ledger.phase.checks += 1
        try:
            await consumer.verify(token)
        except Refused as reason:
            self.ledger.refuse("an offline consumer", str(reason))

    async def validate_one(self):
        """The sessions take turns: one is asked about through the proxy, another one verified offline."""
        if not self.live:
            return
        self.turn += 1
        await self.validate(self.live[self.turn % len(self.live)], self.turn % 2)
        consumer = self.consumers[self.turn % len(self.consumers)]
        await self._verify(consumer, self.chance.choice(self.live))

    async def validate(self, token, by_body):
        """True, False, or None when there was no verdict."""
        how = ("POST", "/sessions/validate", {"session_token": token}) if by_body else ("GET", "/sessions/validate")
        answer = await self.ledger.call("validate", self.proxy, *how, token=None if by_body else token)
        return self._judge("the proxy", answer)

    def _judge(self, who, answer):
        if answer is None or answer.status != 200:
            return None
        self.ledger.phase.checks += 1
        valid = answer.json()["is_valid"]
        if not valid:
            self.ledger.refuse(who, "is_valid: false")
        return valid

    async def find_gone(self):
        """Asks about every session that was ever answered."""
        places = asyncio.Semaphore(8)

        async def check(token):
            async with places:
                if await self.validate(token, by_body=False) is not True:
                    self.ledger.gone.append(header(token)["kid"])

        await asyncio.gather(*(check(token) for token in self.live))
