"""A rotation of the signing keys, by command, watched from outside."""
import asyncio
import time

# New keys reach all replicas with their next look at the database (5 s).
PUBLISHED_WITHIN = 15
# A new key signs 30 s and the max-age after it was published.
SIGNS_WITHIN = 60
SWITCHED_WITHIN = 15
# The run goes on for a moment with the new key alone.
AFTERWARDS = 2


class Rotation:
    """One `inkan jwk rotate`, as it shows in the JWK Sets and in the tokens."""

    def __init__(self, stage, ledger, load):
        self.stage, self.ledger, self.load = stage, ledger, load
        self.key, self.began = None, 0.0

    async def announce(self):
        """Returns when every replica publishes the new key."""
        known = set().union(*[await self._published(replica) for replica in self.stage.replicas])
        self.began = time.monotonic()
        code, said = await self.stage.command("jwk", "rotate")
        if code:
            return self.ledger.breach("inkan jwk rotate ended with %d: %s" % (code, said.strip()))
        await self._wait("published by every replica", PUBLISHED_WITHIN, lambda: self._is_published(known))

    async def complete(self):
        """Returns when every login of late was signed with the new key."""
        if self.key is None:
            return
        await self._wait("signing", SIGNS_WITHIN, self._signs)
        await self._wait("the only one that signs", SWITCHED_WITHIN, self._signs_alone)
        await asyncio.sleep(AFTERWARDS)

    async def _wait(self, what, patience, is_so):
        began = time.monotonic()
        while not await is_so():
            if time.monotonic() - began > patience:
                return self.ledger.breach("the new key was not %s within %d s" % (what, patience))
            await asyncio.sleep(0.1)
        self.ledger.note("key %s: %s after %.1f s" % (self.key[:8], what, time.monotonic() - self.began))

    async def _published(self, replica):
        if not replica.in_service:
            return set()
        answer = await replica.client.call("GET", "/.well-known/jwks.json")
        return {key["kid"] for key in answer.json()["keys"]}

    async def _is_published(self, known):
        new = [await self._published(replica) - known for replica in self.stage.replicas]
        if not all(new):
            return False
        if len(set().union(*new)) != 1:
            self.ledger.breach("the replicas publish different new keys: %s" % new)
        self.key = next(iter(new[0]))
        return True

    async def _signs(self):
        return self.key in self.load.recent_keys

    async def _signs_alone(self):
        return set(self.load.recent_keys) == {self.key}
