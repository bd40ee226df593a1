from dataclasses import replace
from datetime import UTC, datetime

import pytest

from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.account import Account, Security, Server
from emailassist.domain.errors import AuthenticationFailed, ServerRefused, ServerUnreachable
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.mailbox import FLAGGED, SEEN, Role
from emailassist.domain.views import Listing
from emailassist.engine.confined import Store
from emailassist.engine.mailsync import MailSync, SyncReport
from emailassist.imap.session import ImapSession, Selected
from emailassist.store import listing, messages
from tests.engine.conftest import SAMPLE, ignore


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
    with ImapSession.open(access.imap, access.username, access.secret) as other:
        other.select("INBOX")
        other.add_flags([max(other.flags())], ["\\Deleted"])
        other._client.expunge()
    assert (await sync.run(account, ignore)).gone == 1
    assert len(await store.read(listing.list_keys, Listing())) == 2


async def test_what_other_clients_did_is_seen(
    store: Store, sync: MailSync, account: Account, access: DemoAccess
) -> None:
    await sync.run(account, ignore)
    with ImapSession.open(access.imap, access.username, access.secret) as other:
        other.select("INBOX")
        first, second = sorted(other.flags())
        other.add_flags([first], [FLAGGED])
        other.append("Archive", SAMPLE["inbox-002"], [SEEN], _now())
        other.add_flags([second], ["\\Deleted"])
        other._client.expunge()
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
    await store.write(messages.set_flag, key, FLAGGED, on=True)
    await sync.run(account, ignore)
    (place,) = await store.read(messages.places, key)
    with ImapSession.open(access.imap, access.username, access.secret) as other:
        other.select("INBOX")
        assert FLAGGED in other.flags()[place.uid]
    assert await store.read(messages.pending_flags, account.id) == ()


async def test_interrupted_synchronisation_goes_on_where_it_was(
    store: Store, sync: MailSync, account: Account, servers: DemoServers
) -> None:
    await sync.run(account, ignore)
    servers.stop()
    with pytest.raises(ServerUnreachable):
        await sync.run(account, ignore)
    again = servers.start()
    moved = replace(account, imap=again.imap)
    sync = MailSync(store, sync._announcer, lambda _: again.secret)
    assert await sync.run(moved, ignore) == SyncReport()
    boxes = (await store.read(listing.sidebar)).mailboxes
    assert {box.role: box.total for box in boxes if box.total} == {Role.INBOX: 2, Role.SENT: 1}


async def test_a_mailbox_that_is_refused_does_not_keep_the_others_waiting(
    store: Store, sync: MailSync, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    select = ImapSession.select

    def refusing(session: ImapSession, mailbox: str) -> Selected:
        if mailbox == "INBOX":
            raise ServerRefused("INBOX cannot be opened.", hint="Ask whoever runs the server.")
        return select(session, mailbox)

    monkeypatch.setattr(ImapSession, "select", refusing)
    report = await sync.run(account, ignore)
    assert report.new == 1
    assert report.problems == ("INBOX cannot be opened. Ask whoever runs the server.",)
    monkeypatch.undo()
    assert await sync.run(account, ignore) == SyncReport(new=2)


async def test_a_wrong_password_is_said(store: Store, sync: MailSync, account: Account) -> None:
    wrong = MailSync(store, sync._announcer, lambda _: "wrong")
    with pytest.raises(AuthenticationFailed):
        await wrong.run(account, ignore)


async def test_nobody_there_is_said(sync: MailSync, account: Account) -> None:
    nobody = replace(account, imap=Server("127.0.0.1", 9, Security.NONE))
    with pytest.raises(ServerUnreachable):
        await sync.run(nobody, ignore)


def _now() -> datetime:
    return datetime.now(UTC)
