"""What is done here and what is done there at the same time, on a real server."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from emailassist.domain.account import Security, Server
from emailassist.domain.events import Notice
from emailassist.domain.ids import MailboxId, MessageKey
from emailassist.domain.mailbox import Role
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from tests.faults.world import World
from tests.imap.dovecot import Dovecot
from tests.support.chaos import ChaosProxy, CutAt, Flows

pytestmark = pytest.mark.integration


async def _boxes(engine: Engine) -> dict[str, MailboxId]:
    boxes = (await engine.sidebar()).mailboxes
    return {box.name: box.id for box in boxes}


async def _keys(engine: Engine, mailbox: MailboxId) -> tuple[MessageKey, ...]:
    return await engine.list_keys(Listing(mailbox=mailbox))


async def _play(engine: Engine, random: Random, times: int) -> None:
    """Some of everything that a person does to messages."""
    actions = engine.actions
    for _ in range(times):
        boxes = await _boxes(engine)
        source = boxes[random.choice(sorted(boxes))]
        keys = await _keys(engine, source)
        if not keys:
            continue
        some = random.sample(keys, k=min(len(keys), random.randint(1, 3)))
        match random.randrange(8):
            case 0:
                await actions.mark_seen(some, seen=random.random() < 0.5)
            case 1:
                await actions.star(some, on=random.random() < 0.5)
            case 2:
                await actions.archive(some, source)
            case 3:
                await actions.trash(some, source)
            case 4:
                await actions.label(some, "Réservé")
            case 5:
                await actions.spam(some, source)
            case 6:
                await actions.move(some, boxes[random.choice(sorted(boxes))], source)
            case _:
                await actions.undo()


def _bytes(world: World) -> Counter[bytes]:
    """Every message of the server, wherever it lies."""
    contents = world.mail.contents().values()
    found: Counter[bytes] = Counter()
    for box in contents:
        for (raw, _), count in box.items():
            found[raw] += count
    return found


async def _equal(world: World, engine: Engine) -> list[str]:
    """Both sides after everything had its time: a look, the catching up, and another look."""
    for _ in range(3):
        await engine.sync()
    return world.differences()


@pytest.mark.parametrize("seed", [1, 2])
async def test_offline_and_then_caught_up(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path, seed: int
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", seed)
    world.deliver(12)
    before = _bytes(world)
    async with world.engine() as engine:
        await world.add_account(engine, dovecot.server(Security.NONE))
        await engine.sync()
        await _play(engine, world.random, 25)
        assert await _equal(world, engine) == []
        assert _bytes(world) == before


async def test_another_program_at_the_same_time(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", 3)
    world.deliver(15)
    async with world.engine() as engine:
        await world.add_account(engine, dovecot.server(Security.NONE))
        await engine.sync()
        for _ in range(3):
            await _play(engine, world.random, 8)
            world.stir(6)
            await _play(engine, world.random, 4)
            await engine.actions.tell_servers()
            world.deliver(1)
        assert await _equal(world, engine) == []


async def test_two_of_this_program_at_once(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path
) -> None:
    here = World(dovecot, new_user(), tmp_path / "here", 4)
    there = World(dovecot, here.user, tmp_path / "there", 5)
    here.deliver(12)
    before = _bytes(here)
    async with here.engine() as one, there.engine() as two:
        for world, engine in ((here, one), (there, two)):
            await world.add_account(engine, dovecot.server(Security.NONE))
            await engine.sync()
        for _ in range(2):
            await _play(one, here.random, 8)
            await _play(two, there.random, 8)
            await one.actions.tell_servers()
            await two.actions.tell_servers()
        await two.sync()
        assert await _equal(here, one) == []
        assert await _equal(there, two) == []
        assert _bytes(here) == before


@pytest.mark.parametrize("seed", [6, 7])
async def test_a_line_that_is_cut_again_and_again(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path, seed: int
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", seed)
    world.deliver(10)
    before = _bytes(world)
    random = world.random

    def cut() -> Flows:
        return CutAt(random.randint(300, 1500)), CutAt(random.randint(1500, 6000))

    async with world.engine() as engine:
        await world.add_account(engine, dovecot.server(Security.NONE))
        await engine.sync()
        await _play(engine, random, 15)
        with ChaosProxy(dovecot.server(Security.NONE), cut) as proxy:
            (account,) = await engine.accounts()
            await _reach(engine, proxy.server)
            for _ in range(6):
                await engine.actions.tell_servers()
        await _reach(engine, account.imap)
        assert await _equal(world, engine) == []
        assert _bytes(world) == before


async def _reach(engine: Engine, server: Server) -> None:
    (account,) = await engine.accounts()
    await engine.setup.change(replace(account, imap=server), None)


async def test_a_mailbox_that_only_may_be_read_gets_everything_back(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", 8)
    world.deliver(4, ("INBOX",))
    world.deliver(1, ("Archive",))
    async with world.engine() as engine:
        await world.add_account(engine, dovecot.server(Security.NONE))
        await engine.sync()
        told: list[str] = []
        engine.subscribe(lambda e: told.append(e.text) if isinstance(e, Notice) else None)
        boxes = {box.role: box.id for box in (await engine.sidebar()).mailboxes}
        keys = await _keys(engine, boxes[Role.INBOX])
        archive = dovecot.mail / world.user / "Maildir" / ".Archive"
        for folder in (archive, *(each for each in archive.iterdir() if each.is_dir())):
            folder.chmod(0o500)
        await engine.actions.archive(keys, boxes[Role.INBOX])
        await engine.actions.tell_servers()
        assert sorted(await _keys(engine, boxes[Role.INBOX])) == sorted(keys)
        assert len(told) == 1
        assert "4 messages could not be moved" in told[0]
