"""What is read again, and what is not, of a real server."""

import imaplib
from collections.abc import Callable

import pytest

from emailassist.domain.errors import ServerRefused
from emailassist.domain.events import Finished
from emailassist.domain.triage import Correction
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.imap.session import ImapSession
from emailassist.imap.uids import UidRanges
from emailassist.store.database import Database
from tests.faults.world import World
from tests.imap.dovecot import PASSWORD
from tests.syncing.conftest import Wire

pytestmark = pytest.mark.integration

NO_QRESYNC = {"QRESYNC"}
NO_CONDSTORE = {"QRESYNC", "CONDSTORE"}
BARE = NO_CONDSTORE | {"LIST-STATUS", "LIST-EXTENDED", "ESEARCH", "UIDPLUS", "MOVE"}


async def _synchronised(engine: Engine) -> Finished:
    finished = await engine.sync()
    assert finished.problem == ""
    return finished


@pytest.mark.parametrize("hidden", [set(), NO_QRESYNC, NO_CONDSTORE, BARE])
async def test_what_others_did_is_seen_whatever_the_server_offers(
    world: World, engine: Engine, hide: Callable[[set[str]], None], hidden: set[str]
) -> None:
    hide(hidden)
    world.deliver(20)
    await _synchronised(engine)
    assert world.differences() == []
    for _ in range(2):
        world.stir(8)
        world.deliver(3)
        await _synchronised(engine)
        assert world.differences() == []


async def test_nothing_new_is_known_from_the_list_alone(
    world: World, engine: Engine, wire: Wire
) -> None:
    world.deliver(10)
    await _synchronised(engine)
    await _synchronised(engine)
    wire.commands.clear()
    finished = await _synchronised(engine)
    assert finished.text == "0 new, 0 changed, 0 gone."
    assert [command.split()[0] for command in wire.commands] == [b"LIST"]


async def test_only_the_mailbox_with_news_is_opened(
    world: World, engine: Engine, wire: Wire
) -> None:
    world.deliver(10)
    await _synchronised(engine)
    world.deliver(1, ("Archive",))
    wire.commands.clear()
    assert (await _synchronised(engine)).text.startswith("1 new")
    opened = {command for command in wire.commands if command.startswith(b"SELECT")}
    assert all(b"Archive" in command for command in opened)


def _renumber(db: Database) -> None:
    """As if the server had rebuilt INBOX since: what is stored are numbers of the old one."""
    db.execute("UPDATE mailboxes SET uid_validity = 1 WHERE role = 'inbox'")
    db.execute("UPDATE placements SET uid = 1000 - uid")
    db.execute("UPDATE placements SET uid = uid - 984")


@pytest.mark.parametrize("hidden", [set(), NO_CONDSTORE])
async def test_a_rebuilt_mailbox_is_not_fetched_again_and_keeps_what_was_decided(
    world: World, engine: Engine, wire: Wire, hide: Callable[[set[str]], None], hidden: set[str]
) -> None:
    hide(hidden)
    world.deliver(15, ("INBOX",))
    await _synchronised(engine)
    keys = await engine.list_keys(Listing())
    await engine.correct(keys[3], Correction(category="receipt"))
    wire.fetched.clear()
    await engine._store.write(_renumber)
    world.deliver(1, ("INBOX",))
    assert (await _synchronised(engine)).text.startswith("1 new")
    assert len(wire.fetched) == 1
    assert world.differences() == []
    assert set(keys) < set(await engine.list_keys(Listing()))
    corrected = await engine._store.read(lambda db: list(db.query("SELECT * FROM corrections")))
    assert [row["message"] for row in corrected] == [keys[3]]


async def test_a_message_that_another_program_moved_is_not_fetched_again(
    world: World, engine: Engine, wire: Wire
) -> None:
    world.deliver(6, ("INBOX",))
    world.deliver(1, ("Archive",))
    await _synchronised(engine)
    keys = await engine.list_keys(Listing())
    wire.fetched.clear()
    client = imaplib.IMAP4("127.0.0.1", world.dovecot.plain_port)
    client.authenticate("PLAIN", lambda _: f"\0{world.user}\0{PASSWORD}".encode())
    client.select()
    client._simple_command("MOVE", "2:4", "Archive")
    client.logout()
    await _synchronised(engine)
    assert wire.fetched == []
    assert world.differences() == []
    assert await engine.list_keys(Listing()) == keys


@pytest.mark.parametrize("shown", [0, 4])
async def test_a_list_that_is_cut_off_takes_nothing_away(
    world: World,
    engine: Engine,
    hide: Callable[[set[str]], None],
    monkeypatch: pytest.MonkeyPatch,
    shown: int,
) -> None:
    hide(NO_CONDSTORE)
    world.deliver(9, ("INBOX",))
    await _synchronised(engine)
    keys = await engine.list_keys(Listing())
    flags = ImapSession.flags
    monkeypatch.setattr(
        ImapSession, "flags", lambda session: dict(list(flags(session).items())[:shown])
    )
    monkeypatch.setattr(ImapSession, "uids", lambda session: UidRanges())
    assert "counts more messages in INBOX than it lists" in (await engine.sync()).problem
    assert await engine.list_keys(Listing()) == keys
    monkeypatch.undo()
    assert world.differences() == []


async def test_a_mailbox_that_the_list_lacks_is_looked_for_before_it_is_forgotten(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.deliver(9)
    await _synchronised(engine)
    listed = ImapSession.mailboxes
    monkeypatch.setattr(
        ImapSession,
        "mailboxes",
        lambda session: tuple(box for box in listed(session) if box.name != "Archive"),
    )
    await _synchronised(engine)
    assert world.differences() == []

    def gone(session: ImapSession, name: str, since: object = None) -> None:
        raise ServerRefused("There is no such mailbox.")

    monkeypatch.setattr(ImapSession, "select", gone)
    await engine.sync()
    assert "Archive" not in {box.name for box in (await engine.sidebar()).mailboxes}
