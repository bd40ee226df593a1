"""What the long run can do, by name."""

from collections.abc import Callable, Coroutine
from functools import partial

from tests.faults.acting import act_round, killed, through
from tests.faults.damaging import DAMAGES, damage_round
from tests.faults.killing import kill_sending, killed_sync_round
from tests.faults.sending import SMTP_KINDS, disturb, disturb_filing, send_round
from tests.faults.syncing import LIES, REFUSALS, sync_round
from tests.faults.world import World
from tests.support.chaos import KINDS

Round = Callable[[World], Coroutine[object, object, None]]


async def _kill_send(world: World) -> None:
    await send_round(world, kill_sending, f"seed {world.seed}", letters=world.random.randint(1, 4))


async def _sync(kind: str, world: World) -> None:
    await sync_round(world, kind, messages=world.random.choice([5, 24, 120]))


async def _send(kind: str, world: World) -> None:
    await send_round(world, partial(disturb, kind), f"{kind}, seed {world.seed}")


async def _act(kind: str, world: World) -> None:
    context = f"{kind}, seed {world.seed}"
    await act_round(world, through(kind), context, obeyed=kind not in REFUSALS | LIES)


async def _damage(kind: str, world: World) -> None:
    await damage_round(world, kind)


async def _kill_act(world: World) -> None:
    await act_round(world, killed, f"seed {world.seed}")


async def _file(kind: str, world: World) -> None:
    await send_round(world, partial(disturb_filing, kind), f"{kind}, seed {world.seed}")


ROUNDS: dict[str, Round] = {
    **{f"sync:{kind}": partial(_sync, kind) for kind in KINDS},
    **{f"send:{kind}": partial(_send, kind) for kind in SMTP_KINDS},
    **{f"act:{kind}": partial(_act, kind) for kind in KINDS},
    **{f"file:{kind}": partial(_file, kind) for kind in KINDS.keys() - LIES},
    **{f"damage:{kind}": partial(_damage, kind) for kind in DAMAGES},
    "kill:act": _kill_act,
    "kill:sync": killed_sync_round,
    "kill:send": _kill_send,
}
