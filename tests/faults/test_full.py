"""A disk that is full, and has room again."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from emailassist.domain.account import Security
from emailassist.domain.draft import OutboxState
from emailassist.engine.engine import Engine
from emailassist.store import salvage
from tests.faults.sending import post
from tests.faults.syncing import recovered
from tests.faults.world import Told, World
from tests.imap.dovecot import Dovecot

pytestmark = pytest.mark.integration
NewUser = Callable[[], str]


async def room(engine: Engine, pages: int | None) -> None:
    """Let the database grow by so many pages at most; None: as it likes."""

    def limit(db: Database) -> None:
        (used,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {used + pages if pages is not None else 2**30}")

    await engine._store.write(limit)


async def test_a_synchronisation_says_that_the_disk_is_full_and_goes_on_when_it_is_not(
    dovecot: Dovecot, new_user: NewUser, tmp_path: Path
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", 3)
    world.deliver(60)
    async with world.engine() as engine:
        await world.add_account(engine, dovecot.server(Security.NONE))
        await room(engine, 20)
        told = Told()
        engine.subscribe(told.events.append)
        finished = await engine.sync()
        assert "full" in finished.problem
        told.check("full")
        await room(engine, None)
        await recovered(world, engine, "room again")
    assert salvage.complaint(world.home / "mail.db") == ""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MiB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(  # noqa: S603
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)  # noqa: S603, S607


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount here")
@pytest.mark.parametrize("left", [0, 64, 160])
async def test_a_letter_waits_until_there_is_room_and_goes_out_once(
    dovecot: Dovecot, new_user: NewUser, tmp_path: Path, small_disk: Path, left: int
) -> None:
    """`left`: KiB free when sending begins, so that it breaks off now here and now there."""
    world = World(dovecot, new_user(), small_disk / "home", left)
    with post(world) as way:
        async with world.engine() as engine:
            await way.approve(engine, 2)
            told = Told()
            engine.subscribe(told.events.append)
            await engine._store.write(_empty_journal)
            _fill(small_disk, left)
            await engine.settle_outbox()
            assert any("full" in problem for problem in told.problems)
            told.check("full", most=3)
            (small_disk / "filler").unlink()
            await engine.settle_outbox(again=True)
            states = [(await engine.outbox_entry(key)).state for key in way.approved]
            assert set(states) <= {OutboxState.FILED, OutboxState.UNCERTAIN}, states
        await way.settled("full")
    assert salvage.complaint(world.home / "mail.db") == ""


def _empty_journal(db: Database) -> None:
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill(disk: Path, left: int) -> None:
    free = shutil.disk_usage(disk).free - left * 1024
    (disk / "filler").write_bytes(b"\0" * free)
