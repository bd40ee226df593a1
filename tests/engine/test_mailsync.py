import itertools
from dataclasses import replace
from datetime import UTC, datetime
from typing import NoReturn

import pytest

from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.account import Account, Security, Server
from emailassist.domain.credential import Credential
from emailassist.domain.errors import AuthenticationFailed, ServerRefused, ServerUnreachable
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.mailbox import FLAGGED, SEEN, Role
from emailassist.domain.views import Listing
from emailassist.engine.confined import Store
from emailassist.engine.mailsync import MailSync, SyncReport
from emailassist.engine.surroundings import surroundings
from emailassist.imap.answers import Selected
from emailassist.imap.session import ImapSession
from emailassist.store import accounts, intents, listing, messages, operations, placements
from emailassist.store.database import Database
from tests.engine.conftest import SAMPLE, Connecting, ignore
from tests.support.mail import ME, raw_message


async def test_everything_arrives_once_and_byte_for_byte(
    store: Store, sync: MailSync, account: Account, events: list[Event]
) -> None:
    assert await sync.run(account, ignore) == SyncReport(new=3)
    assert await sync.run(account, ignore) == SyncReport()
    keys = await store.read(listing.list_keys, Listing())
    stored = [await store.read(messages.source, key) for key in keys]
    assert {each.raw for each in stored} == set(SAMPLE.values())
    told = {key for event in events if isinstance(event, ChangeSet) for key in event.messages}
    assert told == set(keys)


async def test_a_message_that_another_client_removes_is_counted_once(
    store: Store, sync: MailSync, account: Account, access: DemoAccess
) -> None:
    await sync.run(account, ignore)
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.select("INBOX")
        other.expunge([max(other.flags())])
    assert (await sync.run(account, ignore)).gone == 1
    assert len(await store.read(listing.list_keys, Listing())) == 2


async def test_what_other_clients_did_is_seen(
    store: Store, sync: MailSync, account: Account, access: DemoAccess
) -> None:
    await sync.run(account, ignore)
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.select("INBOX")
        first, second = sorted(other.flags())
        other.add_flags([first], [FLAGGED])
        other.append("Archive", SAMPLE["inbox-002"], [SEEN], _now())
        other.expunge([second])
    report = await sync.run(account, ignore)
    assert (report.changed, report.gone) == (1, 1)
    rows = await store.read(lambda db: listing.rows(db, listing.list_keys(db, Listing())))
    assert sorted((row.subject, row.flagged) for row in rows) == [
        ("Invoice", False),
        ("Oak", True),
        ("Re: Walnut", False),
    ]


async def test_a_flag_set_here_reaches_the_server(
    store: Store, sync: MailSync, account: Account, access: DemoAccess
) -> None:
    await sync.run(account, ignore)
    (key,) = await store.read(listing.list_keys, Listing(query="invoice"))
    await store.write(intents.set_flag, key, FLAGGED, on=True)
    await sync.run(account, ignore)
    (place,) = await store.read(placements.places, key)
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.select("INBOX")
        assert FLAGGED in other.flags()[place.uid]
    assert await store.read(operations.queued, account.id) == ()


async def test_interrupted_synchronisation_goes_on_where_it_was(
    store: Store, sync: MailSync, account: Account, servers: DemoServers, connecting: Connecting
) -> None:
    await sync.run(account, ignore)
    servers.stop()
    with pytest.raises(ServerUnreachable):
        await sync.run(account, ignore)
    again = servers.start()
    moved = replace(account, imap=again.imap)
    sync = MailSync(store, sync._announcer, connecting(again.secret), sync.replay)
    assert await sync.run(moved, ignore) == SyncReport()
    boxes = (await store.read(listing.sidebar)).mailboxes
    assert {box.role: box.total for box in boxes if box.total} == {Role.INBOX: 2, Role.SENT: 1}


async def test_a_mailbox_that_is_refused_does_not_keep_the_others_waiting(
    store: Store, sync: MailSync, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    select = ImapSession.select

    def refusing(session: ImapSession, mailbox: str, since: object = None) -> Selected:
        if mailbox == "INBOX":
            raise ServerRefused("INBOX cannot be opened.", hint="Ask whoever runs the server.")
        return select(session, mailbox)

    monkeypatch.setattr(ImapSession, "select", refusing)
    report = await sync.run(account, ignore)
    assert report.new == 1
    assert report.problems == ("INBOX cannot be opened. Ask whoever runs the server.",)
    monkeypatch.undo()
    assert await sync.run(account, ignore) == SyncReport(new=2)


async def test_a_wrong_password_is_said(
    store: Store, sync: MailSync, account: Account, connecting: Connecting
) -> None:
    wrong = MailSync(store, sync._announcer, connecting("wrong"), sync.replay)
    with pytest.raises(AuthenticationFailed):
        await wrong.run(account, ignore)


async def test_nobody_there_is_said(sync: MailSync, account: Account) -> None:
    nobody = replace(account, imap=Server("127.0.0.1", 9, Security.NONE))
    with pytest.raises(ServerUnreachable):
        await sync.run(nobody, ignore)


def _now() -> datetime:
    return datetime.now(UTC)


async def _renumber_inbox(store: Store) -> None:
    """As if the server had rebuilt INBOX since: what is stored are numbers of the old one."""

    def renumber(db: Database) -> None:
        renumbered = (
            "UPDATE placements SET uid = ? WHERE uid = ? AND mailbox_id = "
            "(SELECT id FROM mailboxes WHERE role = 'inbox')"
        )
        db.execute("UPDATE mailboxes SET uid_validity = 1 WHERE role = 'inbox'")
        for old, new in ((1, 99), (2, 1), (99, 2)):
            db.execute(renumbered, [new, old])

    await store.write(renumber)


def _refuse_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(session: ImapSession) -> NoReturn:
        raise ServerRefused("Try later.")

    monkeypatch.setattr(ImapSession, "flags", refuse)
    monkeypatch.setattr(ImapSession, "uids", refuse)


async def test_messages_of_a_mailbox_that_is_refused_after_a_rebuild_are_kept(
    store: Store, sync: MailSync, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sync.run(account, ignore)
    keys = await store.read(listing.list_keys, Listing())
    await _renumber_inbox(store)

    _refuse_lists(monkeypatch)
    assert "Try later." in (await sync.run(account, ignore)).problems
    assert await store.read(listing.list_keys, Listing()) == keys
    monkeypatch.undo()
    assert await sync.run(account, ignore) == SyncReport()


async def test_a_server_that_lists_no_inbox_takes_nothing_away(
    store: Store, sync: MailSync, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sync.run(account, ignore)
    keys = await store.read(listing.list_keys, Listing())
    monkeypatch.setattr(ImapSession, "mailboxes", lambda _: ())
    with pytest.raises(ServerRefused, match="INBOX"):
        await sync.run(account, ignore)
    assert await store.read(listing.list_keys, Listing()) == keys
    assert len(await store.read(accounts.mailboxes, account.id)) > 1


async def test_a_flag_waits_for_the_messages_new_number_after_a_rebuild(
    store: Store, sync: MailSync, account: Account, access: DemoAccess
) -> None:
    await sync.run(account, ignore)
    (key,) = await store.read(listing.list_keys, Listing(query="invoice"))
    (right,) = await store.read(placements.places, key)
    await _renumber_inbox(store)
    await store.write(intents.set_flag, key, FLAGGED, on=True)
    await sync.run(account, ignore)
    (row,) = await store.read(listing.rows, [key])
    assert row.flagged
    await sync.run(account, ignore)
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.select("INBOX")
        assert [uid for uid, flags in other.flags().items() if FLAGGED in flags] == [right.uid]
    assert await store.read(operations.queued, account.id) == ()


async def test_a_flag_of_a_message_without_a_place_waits_until_it_has_one(
    store: Store, sync: MailSync, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sync.run(account, ignore)
    (key,) = await store.read(listing.list_keys, Listing(query="invoice"))
    await store.write(intents.set_flag, key, FLAGGED, on=True)
    await _renumber_inbox(store)

    _refuse_lists(monkeypatch)
    await sync.run(account, ignore)
    await sync.run(account, ignore)
    assert len(await store.read(operations.queued, account.id)) == 1


@pytest.mark.parametrize(
    ("mailbox", "mine"), [("INBOX", False), ("Junk", False), ("Archive", True)]
)
async def test_whoever_writes_to_me_in_my_name_is_not_me(
    store: Store,
    sync: MailSync,
    account: Account,
    access: DemoAccess,
    mailbox: str,
    *,
    mine: bool,
) -> None:
    spoof = raw_message("Your device", "Pay me.\n", sender=ME.full, message_id="<s@bad.example>")
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.append(mailbox, spoof, [], _now())
    await sync.run(account, ignore)
    (key,) = await store.read(listing.list_keys, Listing(query="device"))
    around = await surroundings(store, key, account.id)
    assert ("Pay me." in {each.text.strip() for each in around.sent_replies}) is mine
    assert (key in await store.read(messages.untriaged)) is (mailbox == "INBOX")


async def test_large_messages_are_stored_a_few_at_a_time(
    store: Store, sync: MailSync, account: Account, access: DemoAccess, events: list[Event]
) -> None:
    lines = "0123456789abcde\n" * (3 * 1024 * 1024 // 16)
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        for number in range(5):
            raw = raw_message("Large", lines, message_id=f"<large-{number}@x.example>")
            other.append("Archive", raw, [], _now())
    done: list[int] = []
    await sync.run(account, lambda count, _, text: done.append(count) if "fetch" in text else None)
    assert done[-1] == 5
    assert 3 in {after - before for before, after in itertools.pairwise(done)}
    assert len(await store.read(listing.list_keys, Listing(query="large"))) == 5


async def test_a_date_in_the_future_does_not_stay_on_top(
    store: Store, sync: MailSync, account: Account, access: DemoAccess
) -> None:
    tomorrow = raw_message(
        "Vain", message_id="<v@x.example>", date="Thu, 1 Jan 2099 09:00:00 +0000"
    )
    arrived = datetime(2026, 11, 17, 8, tzinfo=UTC)
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.append("INBOX", tomorrow, [], arrived)
    await sync.run(account, ignore)
    keys = await store.read(listing.list_keys, Listing())
    rows = await store.read(listing.rows, keys)
    assert rows[-1].subject == "Vain"
    assert rows[-1].date == arrived
    assert (await store.read(messages.source, keys[-1])).received_at == arrived
