"""Sending approved letters, each exactly once.

Owns: the walk of a submission through its states (see `OutboxState`), undo delays, chosen times,
retries, and looking for what became of an uncertain one. Must not: send anything that was not
approved.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from emailassist.domain.account import Account
from emailassist.domain.credential import Credential
from emailassist.domain.draft import OutboxState, Purpose
from emailassist.domain.errors import (
    DraftNotReady,
    EmailAssistError,
    StoreUnusable,
    SubmissionRefused,
    SubmissionUncertain,
    WorldError,
)
from emailassist.domain.events import ChangeSet, Notice
from emailassist.domain.ids import OutboxKey, Uid
from emailassist.engine.announcer import Announcer
from emailassist.engine.clock import SteadyClock, Waits
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections
from emailassist.engine.filing import Filing
from emailassist.engine.mailsync import MailSync
from emailassist.smtp import submission as smtp
from emailassist.store import accounts, outbox, sending
from emailassist.store.outbox import Submission

Step = Callable[[Submission], Awaitable[None]]

_TIMEOUT = 60.0
_FIRST_RETRY = 30
_LONGEST_RETRY = 15 * 60
_BREATH = 5.0
"""Seconds until what is due, and yet was not moved, is looked at again."""
_TICK = 30.0
"""Seconds after which chosen times are compared with the clock again: the computer may have
slept, or its clock been changed."""
LOOKS = (0.0, 10.0, 20.0, 30.0, 60.0, 120.0, 240.0)
"""Seconds before each look into Sent; servers may file a copy minutes after taking a letter."""

DOUBLES_AFTER = 60.0
"""Seconds after which a server that files copies by itself will have done so."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _OwnCopy:
    """A copy that we put into Sent, and when to look whether the server has put one there too."""

    sub: Submission
    uid: Uid
    due: datetime


@dataclass(frozen=True, slots=True)
class _Looks:
    """How often Sent was looked into for a letter, and when that is due again."""

    done: int
    due: datetime


class Outbox:
    """Submits what is due and files it in Sent; one task for the whole program."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        sync: MailSync,
        connections: Connections,
        read_credential: Callable[[Account], Credential],
        clock: SteadyClock | None = None,
        waits: Waits | None = None,
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._filing = Filing(store, sync, connections)
        self._read_credential = read_credential
        self._clock = clock or SteadyClock()
        self._waits = waits or Waits()
        self._looks: dict[OutboxKey, _Looks] = {}
        self._own_copies: dict[OutboxKey, _OwnCopy] = {}
        self._at_work: set[OutboxKey] = set()
        self._taken: set[OutboxKey] = set()
        """The server has these, which could not be written down yet."""
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look again for what is due."""
        self._wake.set()

    def now(self) -> datetime:
        """The time that letters go by, aware; see `SteadyClock`."""
        return self._clock.now()

    async def recover(self) -> None:
        """Put right what a crash or a full disk left behind.

        Before DATA nothing was handed over: try again. After it nobody can know: uncertain,
        until the copy in Sent or the person says.
        """
        for sub in await self._store.read(outbox.in_states, _UNDER_WAY):
            if sub.entry.key not in self._at_work:
                await self._guarded(sub, self._recover)

    async def _recover(self, sub: Submission) -> None:
        state = sub.entry.state
        if state is OutboxState.CONNECTING:
            await self._move(sub, state, OutboxState.QUEUED)
        elif sub.entry.key in self._taken:
            await self._accepted(sub, state)
        else:
            await self._move(sub, state, OutboxState.UNCERTAIN, problem=_UNCERTAIN)

    async def run(self) -> None:
        """Work for ever; cancel to end."""
        await self.recover()
        while True:
            self._wake.clear()
            await self.settle()
            try:
                await asyncio.wait_for(self._wake.wait(), timeout=await self._pause())
            except TimeoutError:
                continue

    async def settle(self, *, again: bool = False) -> None:
        """Do everything that is due now, once; `again`: also what waits for its next try."""
        await self.recover()
        for sub in await self._due(OutboxState.UNCERTAIN, again=again):
            await self._guarded(sub, self._look_in_sent)
        for sub in await self._due(OutboxState.QUEUED, again=again):
            if sub.entry.key in self._at_work:
                continue
            step = self._submit if sub.entry.purpose is Purpose.SEND else self._save
            self._at_work.add(sub.entry.key)
            try:
                await self._guarded(sub, step)
            finally:
                self._at_work.discard(sub.entry.key)
        for sub in await self._due(OutboxState.ACCEPTED, again=again):
            await self._guarded(sub, self._file)
        for key, copy in list(self._own_copies.items()):
            if self._waits.left(key, copy.due, self.now()) <= 0:
                await self._look_for_double(self._own_copies.pop(key))

    async def _due(self, state: OutboxState, *, again: bool) -> list[Submission]:
        waiting = await self._store.read(outbox.in_states, [state])
        return [sub for sub in waiting if self._left(sub) <= 0 or (again and sub.attempts > 0)]

    def _left(self, sub: Submission) -> float:
        """Seconds until the next step of a submission is due."""
        entry, now = sub.entry, self.now()
        if entry.state is OutboxState.UNCERTAIN:
            looks = self._looks.get(entry.key)
            return self._waits.left(entry.key, looks.due, now) if looks else 0.0
        if entry.scheduled and sub.attempts == 0:
            return (entry.send_at - now).total_seconds()
        return self._waits.left(entry.key, entry.send_at, now)

    async def _pause(self) -> float | None:
        """Seconds until something may be due; None: until woken."""
        waiting = await self._store.read(
            outbox.in_states, [OutboxState.QUEUED, OutboxState.ACCEPTED, OutboxState.UNCERTAIN]
        )
        lefts = [self._left(sub) for sub in waiting]
        for key, copy in self._own_copies.items():
            lefts.append(self._waits.left(key, copy.due, self.now()))
        if not lefts:
            return None
        left = min(lefts)
        return min(left, _TICK) if left > 0 else _BREATH

    async def _guarded(self, sub: Submission, step: Step) -> None:
        """One step, its failure told to the person; the state says what comes next."""
        try:
            await step(sub)
        except EmailAssistError as error:
            # Not the reason: it names recipients.
            _log.warning("outbox step failed", entry=sub.entry.key, error=type(error).__name__)
            self._announcer.tell(Notice(error.reason, error.hint, problem=True))

    async def _submit(self, sub: Submission) -> None:
        held = OutboxState.CONNECTING
        if not await self._move(sub, OutboxState.QUEUED, held):
            return

        async def before_data() -> None:
            nonlocal held
            if not await self._move(sub, held, OutboxState.TRANSMITTING):
                raise WorldError("The message was not sent: the outbox has changed meanwhile.")
            held = OutboxState.TRANSMITTING

        try:
            await self._transmit(sub, before_data)
        except SubmissionUncertain as error:
            await self._move(sub, held, OutboxState.UNCERTAIN, problem=error.reason)
            raise
        except EmailAssistError as error:
            await self._not_sent(sub, held, error)
            raise
        try:
            await self._accepted(sub, held)
        except StoreUnusable:
            self._taken.add(sub.entry.key)
            raise

    async def _transmit(self, sub: Submission, before_data: smtp.BeforeData) -> None:
        account = await self._store.read(accounts.account, sub.cover.account)
        credential = await asyncio.to_thread(self._read_credential, account)
        await smtp.submit(
            smtp.Submission(
                server=account.smtp,
                username=account.username,
                credential=credential,
                sender=sub.cover.sender,
                recipients=sub.cover.recipients,
                raw=await self._store.read(outbox.raw, sub.entry.key),
                trusted=account.trusted_certificates,
            ),
            before_data=before_data,
            timeout=_TIMEOUT,
        )

    async def _accepted(self, sub: Submission, held: OutboxState) -> None:
        if await self._store.write(sending.accepted, sub, held, _now()):
            self._looks.pop(sub.entry.key, None)
            self._taken.discard(sub.entry.key)
            self._announcer.tell(ChangeSet(messages=sub.about, lists=True, outbox=True))

    async def _not_sent(self, sub: Submission, held: OutboxState, error: EmailAssistError) -> None:
        """What may pass is tried again later; what the person has to put right fails."""
        if _is_final(error):
            await self._move(sub, held, OutboxState.FAILED, problem=error.reason)
            return
        later = self.now() + _patience(sub.attempts)
        await self._move(sub, held, OutboxState.QUEUED, problem=error.reason, send_at=later)

    async def _save(self, sub: Submission) -> None:
        """Put a draft on the server; tried again until it lies there."""
        held = OutboxState.CONNECTING
        if not await self._move(sub, OutboxState.QUEUED, held):
            return
        try:
            await self._filing.save(sub)
        except EmailAssistError as error:
            await self._not_sent(sub, held, error)
            raise
        if await self._store.write(sending.saved, sub, _now()):
            self._announcer.tell(ChangeSet(messages=sub.about, lists=True, outbox=True))

    async def _file(self, sub: Submission) -> None:
        """See to the copy in Sent; a server that files it by itself is given time for that."""
        looked = self._looks.get(sub.entry.key, _Looks(0, self.now())).done
        try:
            filed = await self._filing.file(sub, patient=looked + 1 < len(LOOKS))
        except EmailAssistError as error:
            problem = f"Sent, but the copy could not be filed yet: {error.reason}"
            later = self.now() + _patience(self._looked(sub))
            origin = OutboxState.ACCEPTED
            await self._move(sub, origin, origin, problem=problem, send_at=later)
            raise
        if filed is not None:
            key = sub.entry.key
            self._looks.pop(key, None)
            if filed.uid is not None:
                due = self.now() + timedelta(seconds=DOUBLES_AFTER)
                self._own_copies[key] = _OwnCopy(sub, filed.uid, due)
            await self._move(sub, OutboxState.ACCEPTED, OutboxState.FILED)
        else:
            later = self.now() + timedelta(seconds=LOOKS[self._looked(sub)])
            await self._move(sub, OutboxState.ACCEPTED, OutboxState.ACCEPTED, send_at=later)

    async def _look_for_double(self, copy: _OwnCopy) -> None:
        """A server that filed a copy after ours leaves two; nothing is lost if they stay."""
        try:
            if await self._filing.remove_double(copy.sub, copy.uid):
                _log.info("the server files copies by itself")
        except EmailAssistError as error:  # also when the account is gone by now
            _log.info("no look for a second copy", error=type(error).__name__)

    async def _look_in_sent(self, sub: Submission) -> None:
        """Whether the server filed a copy by itself: then it was sent. Else the person decides.

        A server that cannot be asked is asked again; it has been said that nobody knows.
        """
        try:
            found = await self._filing.look(sub)
        except WorldError as error:
            _log.info("Sent could not be looked into", error=type(error).__name__)
            found = False
        if found:
            await self._accepted(sub, OutboxState.UNCERTAIN)
        else:
            self._looked(sub)

    def _looked(self, sub: Submission) -> int:
        """Note one more look for a letter; how many there were."""
        known = self._looks.get(sub.entry.key)
        done = known.done + 1 if known else 1
        wait = LOOKS[done] if done < len(LOOKS) else _LONGEST_RETRY
        self._looks[sub.entry.key] = _Looks(done, self.now() + timedelta(seconds=wait))
        return done

    async def decide(self, key: OutboxKey, *, sent: bool) -> None:
        """The person's word about an uncertain submission; raises NotFound, DraftNotReady."""
        sub = await self._store.read(outbox.submission, key)
        if sub.entry.state is not OutboxState.UNCERTAIN:
            raise DraftNotReady(f"Nothing is uncertain here: it is {sub.entry.state.value}.")
        if sent:
            await self._accepted(sub, OutboxState.UNCERTAIN)
        else:
            self._looks.pop(key, None)
            await self._move(sub, OutboxState.UNCERTAIN, OutboxState.QUEUED, send_at=self.now())
        self.wake()

    async def _move(
        self,
        sub: Submission,
        origin: OutboxState,
        to: OutboxState,
        *,
        problem: str = "",
        send_at: datetime | None = None,
    ) -> bool:
        moved = await self._store.write(
            outbox.move, sub.entry.key, origin=origin, to=to, problem=problem, send_at=send_at
        )
        if moved:
            self._announcer.tell(ChangeSet(outbox=True, messages=sub.about))
        return moved


_UNDER_WAY = (OutboxState.CONNECTING, OutboxState.TRANSMITTING)
_UNCERTAIN = (
    "The program ended while this was being handed to the server; it may have been sent. "
    "Look whether it arrived before you send it again."
)


def _patience(attempts: int) -> timedelta:
    return timedelta(seconds=min(_LONGEST_RETRY, _FIRST_RETRY * 2 ** min(attempts, 10)))


def _is_final(error: EmailAssistError) -> bool:
    if isinstance(error, SubmissionRefused):
        return error.permanent
    return not isinstance(error, (WorldError, StoreUnusable))


def _now() -> datetime:
    return datetime.now(UTC)
