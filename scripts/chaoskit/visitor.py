"""A person who logs in with a passcode, patiently: what fails is tried again."""
import asyncio
import random
import time

from chaoskit.ledger import RETRY_AFTER

# A mail in the hands of a killed replica is free again after 30 s; another one then has to notice and send it.
MAIL_PATIENCE = 50
STEP_PATIENCE = 60


class GivenUp(Exception):
    """There was no good answer however patiently it was tried."""


class DoneAlready(Exception):
    """A step was done although its answer was lost."""


class OtherCode(Exception):
    """The code belongs to a passcode whose answer was lost."""


class LostMail(Exception):
    """A passcode was answered and its mail did not come."""


class Visitor:
    def __init__(self, ledger, proxy, inbox, address):
        self.ledger, self.proxy, self.inbox, self.address = ledger, proxy, inbox, address

    async def log_in(self):
        """The session's token; raises one of the exceptions above, but OtherCode."""
        user, _ = await self._try("sign-up", "/users", {"email": self.address})
        wanted = {name: user.json()[name] for name in ("user_id", "email_id")}
        passcode, tries = await self._try("initialize", "/passcode/login/initialize", wanted)
        self.ledger.asked_mails += 1
        # A try whose answer was lost may have sent a mail, too.
        for number in range(1, tries + 1):
            body = {"id": passcode.json()["id"], "code": await self._code(number)}
            try:
                answer, _ = await self._try("finalize", "/passcode/login/finalize", body, unsure=number < tries)
                return answer.headers["x-auth-token"]
            except OtherCode:
                continue
        raise GivenUp("no code fits")

    async def _code(self, number):
        asked = time.monotonic()
        try:
            code = await self.inbox.code(self.address, number, MAIL_PATIENCE)
        except TimeoutError as late:
            raise LostMail(self.address) from late
        self.ledger.mail_waits.append(time.monotonic() - asked)
        return code

    async def _try(self, operation, path, body, unsure=False):
        """The answer, and how many tries it took. `unsure` is whether the code may be another one's."""
        loop = asyncio.get_running_loop()
        give_up, tries = loop.time() + STEP_PATIENCE, 0
        while True:
            answer = await self.ledger.call(operation, self.proxy, "POST", path, body, repeated=unsure or tries > 0)
            tries += 1
            if answer and answer.status == 200:
                return answer, tries
            if answer and answer.status < 500:
                if tries > 1:
                    raise DoneAlready
                raise OtherCode if unsure else GivenUp("%s %d" % (operation, answer.status))
            if loop.time() > give_up:
                raise GivenUp("%s, last answer %s" % (operation, answer and answer.status))
            pause = float(answer.headers.get(RETRY_AFTER, 1)) if answer else 1.0
            await asyncio.sleep(pause * random.uniform(1, 1.5))
