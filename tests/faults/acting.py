"""One round of actions that are told to the server through a connection that does not last."""

import asyncio
from collections.abc import Awaitable, Callable

from emailassist.domain.account import Security
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from tests.faults.syncing import REFUSALS, recovered
from tests.faults.victim import Victim
from tests.faults.world import Told, World
from tests.support.chaos import KINDS, Calm, ChaosProxy, CutAt, calm
from tests.support.mirror import differences, mirrored

_ABOUT = 3_000
"""About how many bytes a server says while it is told of some actions."""

Harm = Callable[[World, ChaosProxy], Awaitable[None]]


async def act_round(world: World, harm: Harm, context: str, *, obeyed: bool = True) -> None:
    """The person does this and that, `harm` befalls the telling; then it is so on the server."""
    world.deliver(16)
    with ChaosProxy(world.dovecot.server(Security.NONE)) as proxy:
        async with world.engine() as engine:
            await world.add_account(engine, proxy.server)
            assert (await engine.sync()).problem == ""
            proxy.refusing = True
            proxy.cut()
            for _ in range(world.random.randint(2, 8)):
                await _act(world, engine)
            wanted = mirrored(world.home / "mail.db")
            proxy.refusing = False
        await harm(world, proxy)
        proxy.plan = calm
        async with world.engine() as engine:
            await recovered(world, engine, context)
            if obeyed:
                there = {name: box for name, box in world.mail.contents().items() if box}
                here = {name: box for name, box in wanted.items() if box}
                found = differences(here, there)
                assert not found, (context, "not what the person did", found[:6])


async def _act(world: World, engine: Engine) -> None:
    random, actions = world.random, engine.actions
    keys = await engine.list_keys(Listing())
    some = random.sample(keys, min(len(keys), random.randint(1, 4)))
    boxes = [box.id for box in (await engine.sidebar()).mailboxes]
    choices: list[Callable[[], Awaitable[object]]] = [
        lambda: actions.mark_seen(some, seen=random.random() < 0.5),
        lambda: actions.star(some, on=random.random() < 0.7),
        lambda: actions.label(some, random.choice(["later", "Angebot"])),
        lambda: actions.archive(some),
        lambda: actions.trash(some),
        lambda: actions.move(some, random.choice(boxes)),
        lambda: actions.spam(some[:1]),
        lambda: actions.delete_for_good(some[:1], grace=0),
        actions.undo,
    ]
    await random.choice(choices)()


def through(kind: str) -> Harm:
    """Some attempts through a proxy of that kind."""

    async def harm(world: World, proxy: ChaosProxy) -> None:
        proxy.plan = lambda: KINDS[kind](world.random, _ABOUT)
        async with world.engine() as engine:
            told = Told()
            engine.subscribe(told.events.append)
            for _ in range(world.random.randint(1, 3)):
                if world.random.random() < 0.5:
                    await engine.actions.tell_servers()
                else:
                    await engine.sync()
            told.check(kind, most=6 if kind in REFUSALS else 3)

    return harm


async def killed(world: World, proxy: ChaosProxy) -> None:
    """The program is killed while it tells the server."""
    for _ in range(world.random.randint(1, 2)):
        victim = Victim(world.home, world.random.choice(["tell", "sync"]))
        left = world.random.randint(1, _ABOUT)
        match world.random.choice(["write", "up", "down"]):
            case "write":
                victim.at_write = world.random.randint(1, 80)
            case "up":
                proxy.plan = lambda: (CutAt(left, then=victim.kill), Calm())  # noqa: B023
            case _:
                proxy.plan = lambda: (Calm(), CutAt(left, then=victim.kill))  # noqa: B023
        await asyncio.to_thread(victim.start)
        await asyncio.to_thread(victim.wait)
        proxy.plan = calm
