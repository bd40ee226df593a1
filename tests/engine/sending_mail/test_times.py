"""When letters go out, and what is done about those that nobody is sure of."""

from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Desk:
    """An outbox whose time the test lets pass, and the server that it sends and files to."""

    store: Store
    composer: Composer
    outbox: Outbox
    times: Times
    account: Account
    access: DemoAccess

    async def scheduled(self, seconds: float) -> OutboxEntry:
        """A letter for so many seconds from now."""
        draft = await self.composer.new(to="ana@example.org")
        at = datetime.fromtimestamp(self.times.wall + seconds, UTC)
        return await self.composer.approve(draft.key, at=at)

    async def approved(self, undo: timedelta = timedelta(0)) -> OutboxEntry:
        """A letter for now."""
        draft = await self.composer.new(to="ana@example.org")
        return await self.composer.approve(draft.key, undo=undo)

    async def lost(self) -> OutboxEntry:
        """A letter whose connection was lost after the message."""
        entry = await self.approved()
        async with serving(Script({"MESSAGE": DROP}).converse) as server:
            await self.store.write(accounts.update_account, replace(self.account, smtp=server))
            await self.outbox.settle()
        await self.store.write(accounts.update_account, self.account)
        assert await state(self.store, entry) is OutboxState.UNCERTAIN
        return entry

    async def after(self, seconds: float, entry: OutboxEntry) -> OutboxState:
        """What has become of the letter when that time has passed, asleep or awake."""
        self.times.pass_by(seconds)
        return await self.settled(entry)

    async def settled(self, entry: OutboxEntry) -> OutboxState:
        """What has become of the letter by now."""
        await self.outbox.settle()
        return await state(self.store, entry)

    async def raw(self, entry: OutboxEntry) -> bytes:
        """The letter as it goes out."""
        return await self.store.read(outbox.raw, entry.key)

    def filed(self) -> int:
        """How many letters lie in Sent."""
        return len(lying_in(self.access, "Sent"))


@pytest.fixture
def desk(
    store: Store,
    composer: Composer,
    timed: Outbox,
    times: Times,
    account: Account,
    access: DemoAccess,
) -> Desk:
    return Desk(store, composer, timed, times, account, access)


async def test_a_letter_goes_out_at_its_time_also_after_sleep(desk: Desk) -> None:
    entry = await desk.scheduled(DAY)
    await desk.settled(entry)
    assert await desk.after(DAY - 1, entry) is OutboxState.QUEUED
    assert await desk.after(5 * DAY, entry) is OutboxState.FILED


async def test_a_clock_set_forward_sends_nothing_early_unless_it_stays_so(desk: Desk) -> None:
    entry = await desk.scheduled(DAY)
    await desk.settled(entry)
    desk.times.wall += 2 * DAY
    assert await desk.settled(entry) is OutboxState.QUEUED
    assert await desk.after(BELIEVED_AFTER + 1, entry) is OutboxState.FILED


async def test_a_clock_set_back_does_not_hold_what_was_just_approved(desk: Desk) -> None:
    entry = await desk.approved(undo=timedelta(seconds=70))
    assert await desk.settled(entry) is OutboxState.QUEUED
    desk.times.wall -= 400 * DAY
    desk.times.passed += 11
    assert await desk.settled(entry) is OutboxState.FILED


async def test_a_copy_that_the_server_files_late_settles_it(
    desk: Desk, servers: DemoServers
) -> None:
    entry = await desk.lost()
    for pause in LOOKS[:3]:
        assert await desk.after(pause, entry) is OutboxState.UNCERTAIN
    file_in_sent(desk.access, entry, await desk.raw(entry))
    assert await desk.after(LOOKS[3], entry) is OutboxState.FILED
    assert accepted(servers) == []
    submission = await desk.store.read(outbox.submission, entry.key)
    message_id = submission.cover.message_id.encode()
    assert sum(message_id in each for _, each in lying_in(desk.access, "Sent")) == 1


async def test_sent_is_looked_into_several_times_and_not_without_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await desk.lost()
    looks: list[float] = []

    async def look(*_: object) -> bool:
        looks.append(desk.times.passed)
        raise ServerUnreachable("Not now.")

    monkeypatch.setattr(filing.Filing, "look", look)
    for _ in range(60):
        assert await desk.after(10, entry) is OutboxState.UNCERTAIN
    assert 5 <= len(looks) <= len(LOOKS)
    await desk.outbox.decide(entry.key, sent=False)
    assert await desk.settled(entry) is OutboxState.FILED


@pytest.fixture
def files_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "files_by_itself", lambda _: True)


@pytest.mark.usefixtures("files_by_itself")
async def test_a_server_that_files_by_itself_is_given_time_and_no_duplicate(desk: Desk) -> None:
    before = desk.filed()
    entry = await desk.approved()
    assert await desk.settled(entry) is OutboxState.ACCEPTED
    file_in_sent(desk.access, entry, await desk.raw(entry))
    assert await desk.after(LOOKS[1], entry) is OutboxState.FILED
    assert desk.filed() == before + 1


@pytest.mark.usefixtures("files_by_itself")
async def test_a_copy_that_such_a_server_forgets_is_filed_in_the_end(desk: Desk) -> None:
    before = desk.filed()
    entry = await desk.approved()
    found = [await desk.after(pause, entry) for pause in LOOKS]
    assert found[-1] is OutboxState.FILED
    assert desk.filed() == before + 1


async def test_an_append_whose_answer_is_lost_is_not_made_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.filed()
    entry = await desk.approved()
    append = ImapSession.append

    def lose(session: ImapSession, *arguments: object) -> None:
        append(session, *arguments)  # type: ignore[arg-type]
        raise ServerUnreachable("The answer was lost.")

    with monkeypatch.context() as patched:
        patched.setattr(ImapSession, "append", lose)
        assert await desk.settled(entry) is OutboxState.ACCEPTED
    assert await desk.after(3600, entry) is OutboxState.FILED
    assert desk.filed() == before + 1


async def test_of_two_copies_ours_goes_and_the_next_is_left_to_the_server(desk: Desk) -> None:
    before = desk.filed()
    for turn in range(2):
        entry = await desk.approved()
        raw = await desk.raw(entry)
        wanted = OutboxState.ACCEPTED if turn else OutboxState.FILED
        assert await desk.settled(entry) is wanted
        file_in_sent(desk.access, entry, raw)
        assert await desk.after(DOUBLES_AFTER, entry) is OutboxState.FILED
        assert desk.filed() == before + turn + 1


@pytest.mark.usefixtures("files_by_itself")
async def test_a_copy_that_the_provider_renamed_is_known_again(desk: Desk) -> None:
    before = desk.filed()
    entry = await desk.approved()
    await desk.settled(entry)
    renamed = (await desk.raw(entry)).replace(
        b"Message-ID: ", b"Message-ID: <new@x>\r\nX-Microsoft-Original-Message-ID: ", 1
    )
    file_in_sent(desk.access, entry, renamed)
    assert await desk.after(LOOKS[1], entry) is OutboxState.FILED
    assert desk.filed() == before + 1


async def test_an_account_that_is_removed_right_after_sending_stops_nothing(desk: Desk) -> None:
    entry = await desk.approved()
    assert await desk.settled(entry) is OutboxState.FILED
    await desk.store.write(accounts.remove_account, desk.account.id)
    desk.times.pass_by(DOUBLES_AFTER)
    await desk.outbox.settle()
