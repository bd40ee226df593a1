import asyncio
import contextlib
import itertools
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typing_extensions import override

from emailassist.app import open_engine
from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.account import Account, Security, Server
from emailassist.domain.credential import Credential
from emailassist.domain.draft import DraftState, OutboxEntry, OutboxState
from emailassist.domain.errors import DraftNotReady, ServerRefused, ServerUnreachable
from emailassist.domain.events import Event, Notice
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import ANSWERED, Role
from emailassist.domain.views import Listing
from emailassist.engine.announcer import Announcer
from emailassist.engine.composer import Composer
from emailassist.engine.confined import Store
from emailassist.engine.mailsync import MailSync
from emailassist.engine.outbox import Outbox
from emailassist.engine.ownership import Ownership
from emailassist.engine.review import Review
from emailassist.imap.session import ImapSession
from emailassist.paths import Paths
from emailassist.store import accounts, drafts, listing, outbox
from tests.engine.conftest import Connecting, ignore
from tests.engine.sending_mail.watching import accepted, file_in_sent, state
from tests.smtp.scripted import DROP, Script, serving


@pytest.fixture
async def entry(composer: Composer, question: MessageKey, review: Review) -> OutboxEntry:
    draft = await review.start(question)
    await review.edit(draft.key, "Hi Tom,\n\nyes, on Friday.\n\nBest,\nClara")
    return await composer.approve(draft.key, undo=timedelta(0))


async def test_an_approved_reply_goes_out_once_and_is_filed(
    store: Store,
    servers: DemoServers,
    sending: Outbox,
    access: DemoAccess,
    entry: OutboxEntry,
    question: MessageKey,
) -> None:
    await sending.settle()
    await sending.settle()
    (mail,) = accepted(servers)
    assert b"yes, on Friday." in mail.read_bytes()
    assert await state(store, entry) is OutboxState.FILED
    cover = (await store.read(outbox.submission, entry.key)).cover
    assert cover.recipients == ("tom@reed.example",)
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        assert len(other.find_message_id("Sent", cover.message_id)) == 1
        other.select("INBOX")
        assert sum(ANSWERED in flags for flags in other.flags().values()) == 1
    (row,) = await store.read(listing.rows, [question])
    assert row.answered
    box = await store.read(accounts.mailbox_of_role, cover.account, Role.SENT)
    assert box is not None
    keys = await store.read(listing.list_keys, Listing(mailbox=box.id))
    newest = (await store.read(listing.rows, keys))[0]
    assert (newest.subject, newest.mine) == ("Re: Oak", True)
    draft = await store.read(drafts.draft, entry.draft)
    assert draft.state is DraftState.SENT


async def test_a_copy_that_cannot_be_shown_yet_is_filed_all_the_same(
    store: Store, sending: Outbox, entry: OutboxEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_session: ImapSession) -> None:
        raise ServerRefused("Not now.")

    monkeypatch.setattr(ImapSession, "flags", refused)
    await sending.settle()
    now = (await store.read(outbox.submission, entry.key)).entry
    assert (now.state, now.problem) == (OutboxState.FILED, "")


async def test_nothing_goes_out_before_its_time(
    composer: Composer, servers: DemoServers, sending: Outbox, question: MessageKey, review: Review
) -> None:
    draft = await review.start(question)
    await review.edit(draft.key, "Hi Tom,\n\nyes.")
    waiting = await composer.approve(draft.key, undo=timedelta(hours=1))
    await sending.settle()
    assert accepted(servers) == []
    assert (await review.undo(waiting.key)).state is DraftState.EDITED
    await sending.settle()
    assert accepted(servers) == []


async def test_a_crash_before_the_message_was_handed_over_sends_it_once(
    store: Store, servers: DemoServers, sending: Outbox, entry: OutboxEntry
) -> None:
    await store.write(outbox.move, entry.key, origin=OutboxState.QUEUED, to=OutboxState.CONNECTING)
    await sending.recover()
    await sending.settle()
    assert len(accepted(servers)) == 1
    assert await state(store, entry) is OutboxState.FILED


async def test_a_crash_while_handing_over_never_sends_by_itself(
    store: Store, servers: DemoServers, sending: Outbox, entry: OutboxEntry
) -> None:
    await _transmitting(store, entry)
    await sending.recover()
    await sending.settle()
    assert accepted(servers) == []
    assert await state(store, entry) is OutboxState.UNCERTAIN
    await sending.decide(entry.key, sent=False)
    await sending.settle()
    assert len(accepted(servers)) == 1


async def test_an_uncertain_message_found_in_sent_counts_as_sent(
    store: Store, servers: DemoServers, sending: Outbox, access: DemoAccess, entry: OutboxEntry
) -> None:
    cover = (await store.read(outbox.submission, entry.key)).cover
    file_in_sent(access, entry, await store.read(outbox.raw, entry.key))
    await _transmitting(store, entry)
    await sending.recover()
    await sending.settle()
    assert await state(store, entry) is OutboxState.FILED
    assert accepted(servers) == []
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        assert len(other.find_message_id("Sent", cover.message_id)) == 1


async def test_a_crash_after_acceptance_only_files_the_copy(
    store: Store, servers: DemoServers, sending: Outbox, access: DemoAccess, entry: OutboxEntry
) -> None:
    await _transmitting(store, entry)
    await store.write(
        outbox.move, entry.key, origin=OutboxState.TRANSMITTING, to=OutboxState.ACCEPTED
    )
    await sending.recover()
    await sending.settle()
    assert accepted(servers) == []
    assert await state(store, entry) is OutboxState.FILED


@asynccontextmanager
async def _smtp(store: Store, account: Account, script: Script) -> AsyncIterator[None]:
    async with serving(script.converse) as server:
        await store.write(accounts.update_account, replace(account, smtp=server))
        yield


async def test_a_connection_lost_after_the_message_is_uncertain(
    store: Store, sending: Outbox, account: Account, entry: OutboxEntry, events: list[Event]
) -> None:
    script = Script({"MESSAGE": DROP})
    async with _smtp(store, account, script):
        await sending.settle()
        await sending.settle()
    assert await state(store, entry) is OutboxState.UNCERTAIN
    assert script.heard.count("DATA") == 1
    assert any(isinstance(event, Notice) and event.problem for event in events)


async def test_a_refused_recipient_fails_and_can_be_taken_back(
    store: Store, sending: Outbox, account: Account, entry: OutboxEntry, review: Review
) -> None:
    async with _smtp(store, account, Script({"RCPT": b"550 no such user"})):
        await sending.settle()
    failed = await store.read(outbox.submission, entry.key)
    assert failed.entry.state is OutboxState.FAILED
    assert "tom@reed.example" in failed.entry.problem
    draft = await review.undo(entry.key)
    assert draft.is_open


@pytest.mark.parametrize("answers", [{"MESSAGE": b"451 later"}, {"CONNECT": DROP}])
async def test_a_passing_trouble_is_tried_again_later(
    store: Store, sending: Outbox, account: Account, entry: OutboxEntry, answers: dict[str, bytes]
) -> None:
    async with _smtp(store, account, Script(answers)):
        await sending.settle()
    waiting = await store.read(outbox.submission, entry.key)
    assert waiting.entry.state is OutboxState.QUEUED
    assert waiting.entry.send_at > entry.send_at + timedelta(seconds=20)
    assert waiting.entry.problem


async def test_who_asks_need_not_wait_for_the_next_try(
    store: Store, servers: DemoServers, sending: Outbox, account: Account, entry: OutboxEntry
) -> None:
    nowhere = replace(account, smtp=Server("127.0.0.1", 9, Security.NONE))
    await store.write(accounts.update_account, nowhere)
    await sending.settle()
    await store.write(accounts.update_account, account)
    await sending.settle()
    assert await state(store, entry) is OutboxState.QUEUED
    await sending.settle(again=True)
    assert await state(store, entry) is OutboxState.FILED
    assert len(accepted(servers)) == 1


async def test_asking_does_not_shorten_the_time_to_take_it_back(
    store: Store, sending: Outbox, composer: Composer, question: MessageKey, review: Review
) -> None:
    draft = await review.start(question)
    await review.edit(draft.key, "Yes.")
    entry = await composer.approve(draft.key, undo=timedelta(minutes=1))
    await sending.settle(again=True)
    assert await state(store, entry) is OutboxState.QUEUED


async def test_a_copy_that_cannot_be_filed_is_not_sent_again(
    store: Store, servers: DemoServers, sending: Outbox, account: Account, entry: OutboxEntry
) -> None:
    nowhere = replace(account, imap=Server("127.0.0.1", 9, Security.NONE))
    await store.write(accounts.update_account, nowhere)
    await sending.settle()
    assert await state(store, entry) is OutboxState.ACCEPTED
    assert len(accepted(servers)) == 1
    await store.write(accounts.update_account, account)
    await store.write(
        outbox.move,
        entry.key,
        origin=OutboxState.ACCEPTED,
        to=OutboxState.ACCEPTED,
        send_at=entry.send_at,
    )
    await sending.settle()
    assert await state(store, entry) is OutboxState.FILED
    assert len(accepted(servers)) == 1


async def _transmitting(store: Store, entry: OutboxEntry) -> None:
    steps = [OutboxState.QUEUED, OutboxState.CONNECTING, OutboxState.TRANSMITTING]
    for origin, to in itertools.pairwise(steps):
        assert await store.write(outbox.move, entry.key, origin=origin, to=to)


@pytest.mark.parametrize("sent", [True, False])
async def test_only_what_is_uncertain_can_be_decided(
    store: Store, servers: DemoServers, sending: Outbox, entry: OutboxEntry, *, sent: bool
) -> None:
    with pytest.raises(DraftNotReady, match="queued"):
        await sending.decide(entry.key, sent=sent)
    await sending.settle()
    with pytest.raises(DraftNotReady, match="filed"):
        await sending.decide(entry.key, sent=sent)
    await sending.settle()
    assert len(accepted(servers)) == 1
    assert await state(store, entry) is OutboxState.FILED


async def test_what_a_crash_left_is_shown_as_it_is_also_by_one_that_only_looks(
    store: Store, tmp_path: Path, entry: OutboxEntry
) -> None:
    await _transmitting(store, entry)
    home = tmp_path / "home"
    home.mkdir()
    (home / "mail.db").symlink_to(tmp_path / "mail.db")
    sender, looking = Ownership(Paths(home)), open_engine(home)
    sender.take()
    await looking.start(owning=False)
    assert [each.state for each in await looking.outbox()] == [OutboxState.TRANSMITTING]
    await looking.stop()
    sender.release()
    looking = open_engine(home)
    await looking.start(owning=False)
    assert [each.state for each in await looking.outbox()] == [OutboxState.UNCERTAIN]
    await looking.stop()


OFF_LOOPBACK = Server("mail.example.invalid", 25, Security.NONE)


async def test_an_account_that_cannot_send_fails_its_own_letter_alone(
    store: Store, sending: Outbox, account: Account, entry: OutboxEntry, review: Review
) -> None:
    await store.write(accounts.update_account, replace(account, smtp=OFF_LOOPBACK))
    await sending.settle()
    failed = (await store.read(outbox.submission, entry.key)).entry
    assert failed.state is OutboxState.FAILED
    assert "unencrypted" in failed.problem
    assert (await review.undo(entry.key)).is_open


async def test_a_host_name_that_is_none_does_not_stop_sending(
    store: Store, sending: Outbox, account: Account, entry: OutboxEntry
) -> None:
    nowhere = Server("mail..example", 465, Security.TLS)
    await store.write(accounts.update_account, replace(account, smtp=nowhere))
    await sending.settle()
    waiting = (await store.read(outbox.submission, entry.key)).entry
    assert waiting.state is OutboxState.QUEUED
    assert "mail..example" in waiting.problem


async def test_a_copy_that_must_not_be_filed_is_said_and_tried_later(
    store: Store, servers: DemoServers, sending: Outbox, account: Account, entry: OutboxEntry
) -> None:
    await store.write(accounts.update_account, replace(account, imap=OFF_LOOPBACK))
    await sending.settle()
    waiting = (await store.read(outbox.submission, entry.key)).entry
    assert waiting.state is OutboxState.ACCEPTED
    assert "unencrypted" in waiting.problem
    assert waiting.send_at > entry.send_at
    assert len(accepted(servers)) == 1


async def test_a_letter_that_another_took_meanwhile_is_not_handed_over(
    store: Store,
    announcer: Announcer,
    sync: MailSync,
    access: DemoAccess,
    account: Account,
    entry: OutboxEntry,
    connecting: Connecting,
) -> None:
    loop = asyncio.get_running_loop()

    def read_credential(_: Account) -> Credential:
        taken = store.write(
            outbox.move, entry.key, origin=OutboxState.CONNECTING, to=OutboxState.QUEUED
        )
        assert asyncio.run_coroutine_threadsafe(taken, loop).result()
        return Credential(access.secret)

    script = Script()
    async with _smtp(store, account, script):
        await Outbox(store, announcer, sync, connecting(access.secret), read_credential).settle()
    assert "DATA" not in script.heard
    assert await state(store, entry) is OutboxState.QUEUED


async def test_a_crash_while_acceptance_is_noted_leaves_nothing_half_done(
    store: Store, sending: Outbox, entry: OutboxEntry, question: MessageKey
) -> None:
    crash = (
        "CREATE TRIGGER crash BEFORE UPDATE ON drafts WHEN new.state = 'sent' "
        "BEGIN SELECT RAISE(ABORT, 'crash'); END"
    )
    await store.write(lambda db: db.execute(crash))
    with pytest.raises(sqlite3.IntegrityError, match="crash"):
        await sending.settle()
    await store.write(lambda db: db.execute("DROP TRIGGER crash"))
    await sending.recover()
    assert await state(store, entry) is OutboxState.UNCERTAIN
    await sending.decide(entry.key, sent=True)
    assert (await store.read(drafts.draft, entry.draft)).state is DraftState.SENT
    (row,) = await store.read(listing.rows, [question])
    assert row.answered


@pytest.fixture
async def without_sent(
    store: Store, sync: MailSync, account: Account, access: DemoAccess, question: MessageKey
) -> None:
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other._channel.run(b"DELETE Sent")
    with contextlib.suppress(ServerUnreachable):  # said to whoever has the mailbox open
        await sync.run(account, ignore)
    await sync.run(account, ignore)
    assert await store.read(accounts.mailbox_of_role, account.id, Role.SENT) is None


@pytest.mark.usefixtures("without_sent")
async def test_an_account_without_a_sent_mailbox_gets_one(
    store: Store,
    composer: Composer,
    sending: Outbox,
    access: DemoAccess,
    question: MessageKey,
    review: Review,
) -> None:
    for body in ("Hi Tom,\n\nyes.", "Hi Tom,\n\nat nine."):
        draft = await review.start(question)
        await review.edit(draft.key, body)
        entry = await composer.approve(draft.key, undo=timedelta(0))
        await sending.settle()
        assert await state(store, entry) is OutboxState.FILED
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.select("Sent")
        assert len(other.flags()) == 2


@pytest.mark.usefixtures("without_sent")
async def test_a_sent_mailbox_that_cannot_be_made_is_said(
    store: Store, sending: Outbox, entry: OutboxEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(session: ImapSession, name: str) -> str:
        raise ServerRefused(f"{name} must not be made.")

    monkeypatch.setattr(ImapSession, "make_mailbox", refuse)
    await sending.settle()
    waiting = (await store.read(outbox.submission, entry.key)).entry
    assert waiting.state is OutboxState.ACCEPTED
    assert "Sent must not be made." in waiting.problem


class _Slow(Script):
    """Confirms each message when it is allowed to."""

    def __init__(self) -> None:
        super().__init__()
        self.took: asyncio.Queue[asyncio.Event] = asyncio.Queue()

    @override
    async def _answer(self, word: str, writer: asyncio.StreamWriter) -> bool:
        if word == "MESSAGE":
            self.took.put_nowait(allowed := asyncio.Event())
            await allowed.wait()
        return await super()._answer(word, writer)


async def test_whoever_asks_meanwhile_leaves_letters_to_who_is_at_work_on_them(
    store: Store,
    composer: Composer,
    sending: Outbox,
    account: Account,
    entry: OutboxEntry,
    review: Review,
) -> None:
    (invoice,) = await store.read(listing.list_keys, Listing(query="invoice"))
    draft = await review.start(invoice)
    await review.edit(draft.key, "Thank you.")
    other = await composer.approve(draft.key, undo=timedelta(0))
    script = _Slow()
    async with _smtp(store, account, script):
        settling = [asyncio.ensure_future(sending.settle())]
        first = await script.took.get()
        settling.append(asyncio.ensure_future(sending.settle()))
        second = await script.took.get()
        first.set()
        await settling[0]
        await sending.settle()
        second.set()
        await settling[1]
    assert [await state(store, each) for each in (entry, other)] == [OutboxState.FILED] * 2
