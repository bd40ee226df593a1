"""A database that was damaged while the program did not run, or while it did."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from emailassist.app import open_engine
from emailassist.domain.account import Security
from emailassist.domain.draft import OutboxEntry, OutboxState
from emailassist.domain.errors import StoreDamaged
from emailassist.domain.events import Notice
from emailassist.domain.ids import DraftKey
from emailassist.domain.triage import Correction
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.store import salvage
from emailassist.store.database import open_writer
from tests.faults.damaging import DAMAGES, damage_round
from tests.faults.syncing import recovered
from tests.faults.world import Told, World
from tests.imap.dovecot import Dovecot
from tests.support.mirror import corrected, differences, mirrored

pytestmark = pytest.mark.integration
NewUser = Callable[[], str]
Harm = Callable[[Path], None]


@pytest.fixture
async def world(dovecot: Dovecot, new_user: NewUser, tmp_path: Path) -> World:
    """All of the server's mail is here, and some things are that the server does not have."""
    world = World(dovecot, new_user(), tmp_path / "home", 1)
    world.deliver(24)
    async with world.engine() as engine:
        await world.add_account(engine, dovecot.server(Security.NONE))
        assert (await engine.sync()).problem == ""
    return world


async def _decide(engine: Engine) -> tuple[bytes, DraftKey, OutboxEntry]:
    """A correction, a draft, and a reply that goes out tomorrow."""
    first, second, third, *_ = await engine.list_keys(Listing())
    await engine.correct(first, Correction(category="personal"))
    draft = await engine.start_draft(second)
    await engine.edit_draft(draft.key, "Dear Tom,\n\nI am still thinking.\n")
    later = await engine.start_draft(third)
    await engine.edit_draft(later.key, "Dear Tom,\n\nyes.\n")
    entry = await engine.approve_draft(later.key, undo=timedelta(days=1))
    return await engine.source(first), draft.key, entry


async def _read_all(engine: Engine) -> None:
    for key in await engine.list_keys(Listing()):
        await engine.source(key)


def _page(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(size)


def _spoil_pages_of(table: str) -> Harm:
    def spoil(database: Path) -> None:
        page = _page(database)
        with closing(sqlite3.connect(database)) as connection:
            query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype != 'internal'"
            try:
                pages = [number for (number,) in connection.execute(query, [table])]
            except sqlite3.OperationalError:
                pytest.skip("this SQLite has no dbstat")
        with database.open("r+b") as file:
            for number in pages[:: max(1, len(pages) // 2)]:
                file.seek((number - 1) * page)
                file.write(b"\xa5" * page)

    return spoil


def _truncate(database: Path) -> None:
    whole = database.stat().st_size
    with database.open("r+b") as file:
        file.truncate(whole * 2 // 3)


@pytest.mark.parametrize(
    "harm", [_truncate, _spoil_pages_of("messages"), _spoil_pages_of("sources")]
)
async def test_what_can_be_read_is_kept_and_the_rest_comes_again(world: World, harm: Harm) -> None:
    database = world.home / "mail.db"
    async with world.engine() as engine:
        await _decide(engine)
    harm(database)
    before = database.read_bytes()
    salvage.mark(database)
    async with world.engine() as engine:
        told = Told()
        engine.subscribe(told.events.append)
        (problem,) = told.problems
        assert problem.startswith("The database was damaged; 1 account")
        await recovered(world, engine, problem)
    (aside,) = salvage.set_aside(database)
    assert aside.read_bytes() == before
    assert salvage.complaint(database) == ""


async def test_what_exists_only_here_survives_damage_to_the_mail(world: World) -> None:
    async with world.engine() as engine:
        source, draft, entry = await _decide(engine)
    _spoil_pages_of("placements")(world.home / "mail.db")
    salvage.mark(world.home / "mail.db")
    async with world.engine() as engine:
        await recovered(world, engine, "placements")
        assert corrected(world.home / "mail.db") == {source}
        assert "still thinking" in (await engine.draft(draft)).proposal.body
        assert (await engine.outbox_entry(entry.key)).state is OutboxState.QUEUED
        found = await engine.list_keys(Listing(query="letter"))
        assert len(found) == len(await engine.list_keys(Listing()))


async def test_what_was_to_be_told_to_the_server_is_told_after_a_salvage(world: World) -> None:
    database = world.home / "mail.db"
    async with world.engine() as engine:
        keys = await engine.list_keys(Listing())
        await engine.actions.trash(keys[:3])
        await engine.actions.star(keys[3:5])
        wanted = mirrored(database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM threads")
        connection.commit()
    salvage.mark(database)
    async with world.engine() as engine:
        await recovered(world, engine, "told")
    assert differences(mirrored(database), wanted) == []


@pytest.mark.parametrize("kind", DAMAGES)
async def test_whatever_was_hit_all_is_well_after_a_few_starts(
    dovecot: Dovecot, new_user: NewUser, tmp_path: Path, kind: str
) -> None:
    await damage_round(World(dovecot, new_user(), tmp_path / "home", 5), kind)


async def test_a_letter_that_was_due_is_not_sent_again_unasked(world: World) -> None:
    async with world.engine() as engine:
        (key, *_) = await engine.list_keys(Listing())
        draft = await engine.start_draft(key)
        await engine.edit_draft(draft.key, "Dear Tom,\n\nyes.\n")
        entry = await engine.approve_draft(draft.key, undo=timedelta(0))
    salvage.mark(world.home / "mail.db")
    async with world.engine() as engine:
        assert (await engine.outbox_entry(entry.key)).state is OutboxState.UNCERTAIN


async def test_what_has_lost_its_place_is_kept_in_a_file(world: World) -> None:
    database = world.home / "mail.db"
    async with world.engine() as engine:
        _, _, entry = await _decide(engine)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM messages")
        connection.commit()
    salvage.mark(database)
    async with world.engine() as engine:
        told: list[object] = []
        engine.subscribe(told.append)
        (notice,) = (event for event in told if isinstance(event, Notice))
        (aside,) = salvage.set_aside(database)
        notes = aside.with_name(f"{aside.name}.jsonl")
        assert str(notes) in notice.hint
        rows = [json.loads(line) for line in notes.read_text().splitlines()]
        assert {row["table"] for row in rows} == {"corrections", "drafts"}
        assert any("still thinking" in row.get("proposal_json", "") for row in rows)
        await recovered(world, engine, "orphans")
        assert [each.key for each in await engine.outbox()] == [entry.key]  # whole by itself


@pytest.mark.parametrize("content", [b"", b"\x00" * 70_000, b"not a database\n" * 9000])
async def test_a_file_that_is_no_database_is_put_aside(world: World, content: bytes) -> None:
    database = world.home / "mail.db"
    database.write_bytes(content)
    async with world.engine() as engine:
        told = Told()
        engine.subscribe(told.events.append)
        assert told.problems == ["The database was damaged; nothing of it could be read."]
        assert await engine.accounts() == ()
        await world.add_account(engine, world.dovecot.server(Security.NONE))
        await recovered(world, engine, "emptied")
    assert salvage.set_aside(database)[0].read_bytes() == content


def test_an_index_that_lacks_rows_is_damage(tmp_path: Path) -> None:
    database = tmp_path / "mail.db"
    open_writer(database).close()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        hidden = "SELECT * FROM sqlite_master WHERE name = 'outbox_by_state'"
        row = connection.execute(hidden).fetchone()
        connection.execute("DELETE FROM sqlite_master WHERE name = 'outbox_by_state'")
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO outbox(draft, account_id, message_id, sender, recipients_json, subject,"
            " raw, state, send_at) VALUES (1, 1, '<1@x>', '', '[]', '', x'', 'queued', 0)"
        )
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    assert "outbox_by_state" in salvage.complaint(database)


async def test_a_lost_journal_is_noticed(world: World) -> None:
    """What the journal held may be newer than the file, such as that a letter went out."""
    (world.home / "mail.db-shm").touch()
    async with world.engine() as engine:
        told = Told()
        engine.subscribe(told.events.append)
        assert len(told.problems) == 1
        await recovered(world, engine, "no journal")


async def test_damage_met_in_use_is_said_and_mended_at_the_next_start(world: World) -> None:
    database = world.home / "mail.db"
    _spoil_pages_of("sources")(database)
    async with world.engine() as engine:
        with pytest.raises(StoreDamaged, match="damaged"):
            await _read_all(engine)
    async with world.engine() as engine:
        await recovered(world, engine, "in use")
    assert len(salvage.set_aside(database)) == 1


async def test_a_process_that_does_not_own_the_home_leaves_the_damage_alone(world: World) -> None:
    salvage.mark(world.home / "mail.db")
    other = open_engine(world.home)
    with pytest.raises(StoreDamaged):
        await other.start(owning=False)
    await other.stop()
    assert salvage.set_aside(world.home / "mail.db") == ()


async def test_an_interrupted_salvage_is_put_to_its_end(world: World) -> None:
    database = world.home / "mail.db"
    salvage.mark(database)
    database.rename(database.with_name("mail.db-fresh"))
    async with world.engine() as engine:
        assert len(await engine.accounts()) == 1
        await recovered(world, engine, "interrupted")
