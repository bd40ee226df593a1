"""One round of damage to the database: bytes turned, pages lost, the file cut, its journal gone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

from emailassist.domain.account import Security
from emailassist.domain.draft import OutboxState
from emailassist.domain.errors import StoreDamaged, StoreUnusable
from emailassist.domain.triage import Correction
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.store import salvage
from tests.faults.world import Told, World
from tests.support.mirror import corrected

_PAGE = 16384
_STARTS = 5
"""So many starts may each find some damage; then all has to be well."""


def turn_bytes(database: Path, random: Random) -> None:
    """Some bytes anywhere."""
    data = bytearray(database.read_bytes())
    for _ in range(random.choice([1, 10, 200])):
        data[random.randrange(len(data))] = random.randrange(256)
    database.write_bytes(data)


def lose_pages(database: Path, random: Random) -> None:
    """Some pages hold what belonged elsewhere, or nothing."""
    data = bytearray(database.read_bytes())
    pages = len(data) // _PAGE
    for _ in range(random.randint(1, 4)):
        at, source = (random.randrange(pages) * _PAGE for _ in range(2))
        data[at : at + _PAGE] = random.choice([b"\0" * _PAGE, bytes(data[source:][:_PAGE])])
    database.write_bytes(data)


def cut_off(database: Path, random: Random) -> None:
    """The end is missing."""
    with database.open("r+b") as file:
        file.truncate(random.randrange(database.stat().st_size))


DAMAGES: dict[str, Callable[[Path, Random], None]] = {
    "bytes": turn_bytes,
    "pages": lose_pages,
    "cut": cut_off,
}


async def damage_round(world: World, kind: str) -> None:
    """All of the server's mail is here again after a few starts, and nothing goes out unasked."""
    world.deliver(40)
    context = f"{kind}, seed {world.seed}"
    database = world.home / "mail.db"
    async with world.engine() as engine:
        await world.add_account(engine, world.dovecot.server(Security.NONE))
        assert (await engine.sync()).problem == ""
        for key in (await engine.list_keys(Listing()))[:5]:
            await engine.correct(key, Correction(category="personal"))
        (*_, last) = await engine.list_keys(Listing())
        draft = await engine.start_draft(last)
        await engine.edit_draft(draft.key, "Dear Tom,\n\nyes.\n")
        await engine.approve_draft(draft.key, undo=timedelta(0))
    DAMAGES[kind](database, world.random)
    for _ in range(_STARTS):
        if await _started(world, context):
            break
    else:
        raise AssertionError((context, "never well again"))
    world.check_same(context)
    assert salvage.complaint(database) == "", context
    corrected(database)


async def _started(world: World, context: str) -> bool:
    """Whether a run of the program went well; where not, it says one clear sentence."""
    told = Told()
    try:
        async with world.engine() as engine:
            engine.subscribe(told.events.append)
            if not await engine.accounts():
                await world.add_account(engine, world.dovecot.server(Security.NONE))
            finished = await engine.sync()
            await _look_at_everything(engine)
            for entry in await engine.outbox():
                assert entry.state is not OutboxState.FILED
            if any(each.what == "Database" and not each.fine for each in await engine.doctor()):
                return False  # seen by no one else yet, and noted for the next start
    except StoreDamaged:
        return False
    except StoreUnusable as error:
        raise AssertionError((context, "not told from a full disk", error.reason)) from error
    told.check(context, most=2)
    return not finished.problem and not world.differences()


async def _look_at_everything(engine: Engine) -> None:
    keys = await engine.list_keys(Listing())
    await engine.rows(keys)
    for key in keys:
        await engine.detail(key)
    await engine.list_keys(Listing(query="letter"))
    await engine.drafts()
    await engine.sidebar()
