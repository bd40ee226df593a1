"""One round of synchronising through a proxy that is not honest."""

from emailassist.domain.account import Security
from emailassist.domain.mailbox import SEEN
from emailassist.domain.triage import Correction
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from tests.faults.world import Told, World
from tests.support.chaos import KINDS, ChaosProxy, calm
from tests.support.mirror import corrected, mirrored

REFUSALS = {"no", "bad"}
"""Faults after which the client has to believe that its change was refused."""
LIES = {"garbage", "length", "foreign-uid", "dropped", "exists"}
"""Faults that look like an honest answer of a server that has other mail, or refuses."""
_FIRST, _LATER = 200_000, 6_000
"""About how many bytes a server says in a first and in a later synchronisation."""


async def sync_round(world: World, kind: str, *, messages: int = 24) -> None:
    """Mail arrives and changes while the connection misbehaves; once it is calm all is the same.

    And until then: whoever is told nothing has everything.
    """
    context = f"{kind}, seed {world.seed}"
    world.deliver(messages)
    with ChaosProxy(world.dovecot.server(Security.NONE)) as proxy:
        async with world.engine() as engine:
            await world.add_account(engine, proxy.server)
            later = world.random.random() < 0.6
            decided = await _calm_beginning(world, engine, messages // 4) if later else Decided()
            size = _LATER if later else _FIRST
            proxy.plan = lambda: KINDS[kind](world.random, size)
            for _ in range(world.random.randint(1, 2)):
                await _bad_weather(world, engine, context, lies=kind in LIES)
            proxy.plan = calm
            await recovered(world, engine, context)
            decided.check(world, context, obeyed=kind not in REFUSALS)


async def _bad_weather(world: World, engine: Engine, context: str, *, lies: bool) -> None:
    told = Told()
    leave = engine.subscribe(told.events.append)
    finished = await engine.sync()
    leave()
    told.check(context, most=2)  # a change that was refused is said apart
    if not finished.problem and not lies:
        world.check_same(context)
    if world.random.random() < 0.5:
        world.stir(2)


async def recovered(world: World, engine: Engine, context: str) -> None:
    """One synchronisation without trouble is enough (two where one had to clear up first)."""
    for _ in range(2):
        finished = await engine.sync()
        assert finished.problem == "", (context, finished.problem)
        if not world.differences():
            return
    world.check_same(context)


class Decided:
    """What the person decided about some messages, by the bytes of each, and where it was."""

    def __init__(self) -> None:
        self.corrected: set[bytes] = set()
        self.seen: set[tuple[str, bytes]] = set()

    def check(self, world: World, context: str, *, obeyed: bool) -> None:
        """What was decided of messages that still are there is still so, here and there.

        A flag counts where it was set: another program may have moved the message meanwhile.
        """
        there = [
            (name, raw, flags) for name, box in world.mail.contents().items() for raw, flags in box
        ]
        kept = corrected(world.home / "mail.db")
        lost = {raw for _, raw, _ in there if raw in self.corrected} - kept
        assert not lost, (context, "corrections lost", [raw[:80] for raw in lost])
        if obeyed:
            unseen = [
                raw[:80]
                for name, raw, flags in there
                if (name, raw) in self.seen and SEEN not in flags
            ]
            assert not unseen, (context, "never marked as read on the server", unseen)


async def _calm_beginning(world: World, engine: Engine, messages: int) -> Decided:
    """All is here; the person decides something; elsewhere the mail goes on changing."""
    assert (await engine.sync()).problem == ""
    world.check_same("calm")
    decided = Decided()
    keys = await engine.list_keys(Listing())
    for key in world.random.sample(keys, 4):
        await engine.correct(key, Correction(category="personal"))
        decided.corrected.add(await engine.source(key))
    for key in world.random.sample(keys, 3):
        await engine.mark_seen(key, seen=True)
        raw = await engine.source(key)
        here = mirrored(world.home / "mail.db")
        decided.seen |= {(name, raw) for name, box in here.items() if raw in {r for r, _ in box}}
    world.stir(6)
    world.deliver(messages)
    return decided
