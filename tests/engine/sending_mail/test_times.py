"""When letters go out, and what is done about those that nobody is sure of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.account import Account
from emailassist.domain.draft import OutboxEntry, OutboxState
from emailassist.domain.errors import ServerUnreachable
from emailassist.engine import filing
from emailassist.engine.clock import BELIEVED_AFTER
from emailassist.engine.composer import Composer
from emailassist.engine.confined import Store
from emailassist.engine.outbox import DOUBLES_AFTER, LOOKS, Outbox
from emailassist.imap.session import ImapSession
from emailassist.store import accounts, outbox
from tests.engine.sending_mail.watching import Times, accepted, file_in_sent, lying_in, state
from tests.smtp.scripted import DROP, Script, serving

DAY = 86400.0


async def _scheduled(composer: Composer, times: Times, seconds: float) -> OutboxEntry:
    draft = await composer.new(to="ana@example.org")
    at = datetime.fromtimestamp(times.wall + seconds, UTC)
    return await composer.approve(draft.key, at=at)


async def _approved(composer: Composer, undo: timedelta = timedelta(0)) -> OutboxEntry:
    draft = await composer.new(to="ana@example.org")
    return await composer.approve(draft.key, undo=undo)


async def test_a_letter_goes_out_at_its_time_also_after_sleep(
    store: Store, composer: Composer, timed: Outbox, times: Times, account: Account
) -> None:
    entry = await _scheduled(composer, times, DAY)
    await timed.settle()
    times.pass_by(DAY - 1)
    await timed.settle()
    assert await state(store, entry) is OutboxState.QUEUED
    times.pass_by(5 * DAY)
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED


async def test_a_clock_set_forward_sends_nothing_early_unless_it_stays_so(
    store: Store, composer: Composer, timed: Outbox, times: Times, account: Account
) -> None:
    entry = await _scheduled(composer, times, DAY)
    await timed.settle()
    times.wall += 2 * DAY
    await timed.settle()
    assert await state(store, entry) is OutboxState.QUEUED
    times.pass_by(BELIEVED_AFTER + 1)
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED


async def test_a_clock_set_back_does_not_hold_what_was_just_approved(
    store: Store, composer: Composer, timed: Outbox, times: Times, account: Account
) -> None:
    entry = await _approved(composer, undo=timedelta(seconds=70))
    await timed.settle()
    assert await state(store, entry) is OutboxState.QUEUED
    times.wall -= 400 * DAY
    times.passed += 11
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED


async def _lost(store: Store, composer: Composer, sending: Outbox, account: Account) -> OutboxEntry:
    """A letter whose connection was lost after the message."""
    entry = await _approved(composer)
    async with serving(Script({"MESSAGE": DROP}).converse) as server:
        await store.write(accounts.update_account, replace(account, smtp=server))
        await sending.settle()
    await store.write(accounts.update_account, account)
    assert await state(store, entry) is OutboxState.UNCERTAIN
    return entry


async def test_a_copy_that_the_server_files_late_settles_it(
    store: Store,
    composer: Composer,
    timed: Outbox,
    times: Times,
    account: Account,
    access: DemoAccess,
    servers: DemoServers,
) -> None:
    entry = await _lost(store, composer, timed, account)
    for pause in LOOKS[:3]:
        times.pass_by(pause)
        await timed.settle()
        assert await state(store, entry) is OutboxState.UNCERTAIN
    file_in_sent(access, entry, await store.read(outbox.raw, entry.key))
    times.pass_by(LOOKS[3])
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED
    assert accepted(servers) == []
    message_id = (await store.read(outbox.submission, entry.key)).cover.message_id.encode()
    assert sum(message_id in each for _, each in lying_in(access, "Sent")) == 1


async def test_sent_is_looked_into_several_times_and_not_without_end(
    store: Store,
    composer: Composer,
    timed: Outbox,
    times: Times,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = await _lost(store, composer, timed, account)
    looks: list[float] = []

    async def look(*_: object) -> bool:
        looks.append(times.passed)
        raise ServerUnreachable("Not now.")

    monkeypatch.setattr(filing.Filing, "look", look)
    for _ in range(60):
        times.pass_by(10)
        await timed.settle()
    assert 5 <= len(looks) <= len(LOOKS)
    assert await state(store, entry) is OutboxState.UNCERTAIN
    await timed.decide(entry.key, sent=False)
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED


async def test_a_server_that_files_by_itself_is_given_time_and_no_duplicate(
    store: Store,
    composer: Composer,
    timed: Outbox,
    times: Times,
    account: Account,
    access: DemoAccess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filing, "files_by_itself", lambda _: True)
    before = len(lying_in(access, "Sent"))
    entry = await _approved(composer)
    await timed.settle()
    assert await state(store, entry) is OutboxState.ACCEPTED
    file_in_sent(access, entry, await store.read(outbox.raw, entry.key))
    times.pass_by(LOOKS[1])
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED
    assert len(lying_in(access, "Sent")) == before + 1


async def test_a_copy_that_such_a_server_forgets_is_filed_in_the_end(
    store: Store,
    composer: Composer,
    timed: Outbox,
    times: Times,
    account: Account,
    access: DemoAccess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filing, "files_by_itself", lambda _: True)
    before = len(lying_in(access, "Sent"))
    entry = await _approved(composer)
    for pause in LOOKS:
        times.pass_by(pause)
        await timed.settle()
    assert await state(store, entry) is OutboxState.FILED
    assert len(lying_in(access, "Sent")) == before + 1


async def test_an_append_whose_answer_is_lost_is_not_made_twice(
    store: Store,
    composer: Composer,
    timed: Outbox,
    times: Times,
    account: Account,
    access: DemoAccess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = len(lying_in(access, "Sent"))
    entry = await _approved(composer)
    append = ImapSession.append

    def lose(session: ImapSession, *arguments: object) -> None:
        append(session, *arguments)  # type: ignore[arg-type]
        raise ServerUnreachable("The answer was lost.")

    with monkeypatch.context() as patched:
        patched.setattr(ImapSession, "append", lose)
        await timed.settle()
    assert await state(store, entry) is OutboxState.ACCEPTED
    times.pass_by(3600)
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED
    assert len(lying_in(access, "Sent")) == before + 1


async def test_of_two_copies_ours_goes_and_the_next_is_left_to_the_server(
    store: Store,
    composer: Composer,
    timed: Outbox,
    times: Times,
    account: Account,
    access: DemoAccess,
) -> None:
    before = len(lying_in(access, "Sent"))
    for turn in range(2):
        entry = await _approved(composer)
        raw = await store.read(outbox.raw, entry.key)
        await timed.settle()
        assert await state(store, entry) is (OutboxState.ACCEPTED if turn else OutboxState.FILED)
        file_in_sent(access, entry, raw)
        times.pass_by(DOUBLES_AFTER)
        await timed.settle()
        assert await state(store, entry) is OutboxState.FILED
        assert len(lying_in(access, "Sent")) == before + turn + 1


async def test_a_copy_that_the_provider_renamed_is_known_again(
    store: Store,
    composer: Composer,
    timed: Outbox,
    times: Times,
    account: Account,
    access: DemoAccess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filing, "files_by_itself", lambda _: True)
    before = len(lying_in(access, "Sent"))
    entry = await _approved(composer)
    await timed.settle()
    raw = await store.read(outbox.raw, entry.key)
    renamed = raw.replace(
        b"Message-ID: ", b"Message-ID: <new@x>\r\nX-Microsoft-Original-Message-ID: ", 1
    )
    file_in_sent(access, entry, renamed)
    times.pass_by(LOOKS[1])
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED
    assert len(lying_in(access, "Sent")) == before + 1


async def test_an_account_that_is_removed_right_after_sending_stops_nothing(
    store: Store, composer: Composer, timed: Outbox, times: Times, account: Account
) -> None:
    entry = await _approved(composer)
    await timed.settle()
    assert await state(store, entry) is OutboxState.FILED
    await store.write(accounts.remove_account, account.id)
    times.pass_by(DOUBLES_AFTER)
    await timed.settle()
