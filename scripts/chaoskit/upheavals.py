"""What is done to the replicas and the database while visitors log in."""
import asyncio
import signal
import time

from chaoskit.children import Child
from chaoskit.stage import POOL, SHUTDOWN_GRACE

# The proxy sees a change of a replica within 1.25 s (deploy/haproxy): nothing else is done before.
SETTLE = 1.5
# A crowd has reached the replicas and is not answered yet.
ARRIVAL = 0.02
RECOVERY = 30
# A refusal comes within database.pool.acquire_timeout (2 s), later only on a busy machine.
LONGEST_REFUSAL = 3.5


async def roll(stage, ledger, load):
    """Each replica ends by SIGTERM and starts again, one after the other, always with requests in its hands."""
    for replica in stage.replicas:
        await asyncio.sleep(SETTLE)
        load.crowd(8, 24)
        await asyncio.sleep(ARRIVAL)
        replica.in_service = False
        began, pressing = time.monotonic(), asyncio.create_task(load.press())
        code = await replica.end(SHUTDOWN_GRACE + 5)
        pressing.cancel()
        ended = time.monotonic() - began
        if code != 0 or ended > SHUTDOWN_GRACE:
            ledger.breach("%s ended with code %s after %.1f s" % (replica.name, code, ended))
        ready = await replica.serve()
        ledger.note("%s: SIGTERM, exit %s after %.1f s, ready again after %.1f s" % (replica.name, code, ended, ready))
    await asyncio.sleep(SETTLE)


async def kill(stage, ledger, load):
    """One replica is gone without a word, in the middle of logins and of mails under way; then it comes back."""
    victim = stage.replicas[1]
    stage.inbox.delay = 0.03
    load.crowd(12, 0)
    await asyncio.sleep(0.15)
    load.crowd(12, 12)
    await asyncio.sleep(ARRIVAL)
    ledger.begin("kill", ["cut", "repeated"])
    victim.in_service = False
    ledger.phase.killed_at = time.monotonic()
    victim.signal(signal.SIGKILL)
    await victim.process.wait()
    stage.inbox.delay = 0.0
    waiting = len(stage.inbox.waiting)
    await asyncio.sleep(SETTLE)
    ready = await victim.serve()
    ledger.note("%s: kill -9 while %d visitors waited for mail, ready again after %.1f s"
                % (victim.name, waiting, ready))
    # Visitors whose answer was cut try again after a moment.
    await asyncio.sleep(SETTLE)


async def restart_database(stage, ledger, away, starts):
    """PostgreSQL is away for some seconds; the replicas go on and find it again by themselves; if `starts`, also one
    that is started meanwhile."""
    ledger.begin("database", ["503", "repeated"])
    began = time.monotonic()
    await stage.database.end(60)
    if starts:
        await start_without_database(stage.replicas[2], ledger)
    await asyncio.sleep(max(0, began + away - time.monotonic()))
    for replica in stage.replicas:
        if not replica.is_running():
            ledger.breach("%s ended while the database was away" % replica.name)
    await stage.database.start()
    returned = time.monotonic()
    for child in [*stage.replicas, stage.proxy]:
        await recovered(child, ledger)
    stage.replicas[2].in_service = True
    ledger.note("PostgreSQL was away for %.1f s; all replicas were ready %.1f s after its return"
                % (returned - began, time.monotonic() - returned))
    refusal = ledger.phase.longest_refusal
    ledger.note("the slowest 503 came after %.1f s" % refusal)
    if refusal > LONGEST_REFUSAL:
        ledger.breach("a 503 came only after %.1f s" % refusal)


async def start_without_database(replica, ledger):
    """It ends in order, starts, is alive and not ready; what comes after that is the database's return."""
    replica.in_service = False
    code = await replica.end(SHUTDOWN_GRACE + 5)
    if code != 0:
        ledger.breach("%s ended with code %s while the database was away" % (replica.name, code))
    await replica.start()
    seconds = await replica.until("alive", replica.is_alive, patience=20)
    if await replica.is_ready():
        ledger.breach("%s said that it was ready without a database" % replica.name)
    ledger.note("%s: exit %s, started again without a database, alive after %.1f s" % (replica.name, code, seconds))


def count_connections(stage, ledger):
    """A storm is more than three times what the pools hold, with those that came too early for the start."""
    opened, held = stage.database.connections(), POOL * len(stage.replicas)
    ledger.note("%d connections were opened since the return of PostgreSQL (the pools hold %d)" % (opened, held))
    if opened > 3 * held:
        ledger.breach("%d connections are a storm" % opened)


async def recovered(child: Child, ledger):
    deadline = time.monotonic() + RECOVERY
    while not await child.is_ready():
        if time.monotonic() > deadline:
            return ledger.breach("%s was not ready %d s after the database was" % (child.name, RECOVERY))
        await asyncio.sleep(0.05)
