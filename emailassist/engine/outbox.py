"""Sending approved replies, each exactly once.

Owns: the walk of a submission through its states (see `OutboxState`), the undo delay,
retries, and the copy in Sent. Must not: send anything that was not approved.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog

from emailassist.domain.account import Account
from emailassist.domain.credential import Credential
from emailassist.domain.draft import OutboxState
from emailassist.domain.errors import (
    DraftNotReady,
    EmailAssistError,
    SubmissionRefused,
    SubmissionUncertain,
    WorldError,
)
from emailassist.domain.events import ChangeSet, Notice
from emailassist.domain.ids import OutboxKey
from emailassist.domain.mailbox import SEEN, Role
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import ImapConnection
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

_log = structlog.get_logger(__name__)


class Outbox:
    """Submits what is due and files it in Sent; one task for the whole program."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        sync: MailSync,
        read_credential: Callable[[Account], Credential],
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._sync = sync
        self._read_credential = read_credential
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look again for what is due."""
        self._wake.set()

    async def recover(self) -> None:
        """Put right what a crash left behind.

        Before DATA nothing was handed over: try again. After it nobody can know: uncertain,
        until the copy in Sent or the person says.
        """
        for sub in await self._store.read(outbox.in_states, [OutboxState.CONNECTING]):
            await self._move(sub, OutboxState.CONNECTING, OutboxState.QUEUED)
        for sub in await self._store.read(outbox.in_states, [OutboxState.TRANSMITTING]):
            await self._move(
                sub, OutboxState.TRANSMITTING, OutboxState.UNCERTAIN, problem=_UNCERTAIN
            )

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
        for sub in await self._store.read(outbox.in_states, [OutboxState.UNCERTAIN]):
            await self._guarded(sub, self._look_in_sent)
        for sub in await self._due(OutboxState.QUEUED, again=again):
            await self._guarded(sub, self._submit)
        for sub in await self._due(OutboxState.ACCEPTED, again=again):
            await self._guarded(sub, self._file)

    async def _due(self, state: OutboxState, *, again: bool) -> list[Submission]:
        waiting = await self._store.read(outbox.in_states, [state])
        return [
            sub for sub in waiting if sub.entry.send_at <= _now() or (again and sub.attempts > 0)
        ]

    async def _pause(self) -> float | None:
        """Seconds until the next submission is due; None: until woken."""
        waiting = await self._store.read(
            outbox.in_states, [OutboxState.QUEUED, OutboxState.ACCEPTED]
        )
        if not waiting:
            return None
        soonest = min(sub.entry.send_at for sub in waiting)
        left = (soonest - _now()).total_seconds()
        return left if left > 0 else _BREATH

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
        await self._accepted(sub, held)

    async def _transmit(self, sub: Submission, before_data: smtp.BeforeData) -> None:
        account = await self._store.read(accounts.account, sub.letter.account)
        credential = await asyncio.to_thread(self._read_credential, account)
        await smtp.submit(
            smtp.Submission(
                server=account.smtp,
                username=account.username,
                credential=credential,
                sender=sub.letter.sender,
                recipients=sub.letter.recipients,
                raw=sub.letter.raw,
                trusted=account.trusted_certificates,
            ),
            before_data=before_data,
            timeout=_TIMEOUT,
        )

    async def _accepted(self, sub: Submission, held: OutboxState) -> None:
        if await self._store.write(sending.accepted, sub, held, _now()):
            changed = frozenset({sub.reply_to})
            self._announcer.tell(ChangeSet(messages=changed, lists=True, outbox=True))

    async def _not_sent(self, sub: Submission, held: OutboxState, error: EmailAssistError) -> None:
        """What may pass is tried again later; what the person has to put right fails."""
        if _is_final(error):
            await self._move(sub, held, OutboxState.FAILED, problem=error.reason)
            return
        wait = min(_LONGEST_RETRY, _FIRST_RETRY * 2**sub.attempts)
        send_at = _now() + timedelta(seconds=wait)
        await self._move(sub, held, OutboxState.QUEUED, problem=error.reason, send_at=send_at)

    async def _file(self, sub: Submission) -> None:
        """Append the copy to Sent unless it is there, and flag the original as answered."""
        account = await self._store.read(accounts.account, sub.letter.account)
        connection = ImapConnection(account, self._read_credential)
        try:
            session = await connection.open()
            sent = await self._sent_mailbox(account, connection)
            if not await connection.run(session.find_message_id, sent, sub.letter.message_id):
                await connection.run(session.append, sent, sub.letter.raw, [SEEN], _now())
            await self._sync.write_flags(account, connection)
            await self._show_copy(account, connection)
        except EmailAssistError as error:
            problem = f"Sent, but the copy could not be filed yet: {error.reason}"
            later = _now() + timedelta(seconds=_FIRST_RETRY)
            await self._move(
                sub, OutboxState.ACCEPTED, OutboxState.ACCEPTED, problem=problem, send_at=later
            )
            raise
        finally:
            await connection.close()
        await self._move(sub, OutboxState.ACCEPTED, OutboxState.FILED)

    async def _show_copy(self, account: Account, connection: ImapConnection) -> None:
        """Read Sent again at once: that is where the person looks next."""
        sent = await self._store.read(accounts.mailbox_of_role, account.id, Role.SENT)
        if sent is None:
            return
        try:
            await self._sync.read_mailbox(account, sent, connection, _unwatched)
        except WorldError as error:  # it is filed all the same; the next synchronisation shows it
            _log.info("the sent copy could not be read yet", error=type(error).__name__)

    async def _sent_mailbox(self, account: Account, connection: ImapConnection) -> str:
        """The name of the mailbox for sent mail; an account that has none gets one."""
        known = await self._store.read(accounts.mailbox_of_role, account.id, Role.SENT)
        if known is not None:
            return known.name
        session = await connection.open()
        for box in await connection.run(session.mailboxes):
            if box.role is Role.SENT:
                return box.name
        return await connection.run(session.make_mailbox, "Sent")

    async def _look_in_sent(self, sub: Submission) -> None:
        """Whether the server filed a copy by itself: then it was sent. Else the person decides."""
        account = await self._store.read(accounts.account, sub.letter.account)
        sent = await self._store.read(accounts.mailbox_of_role, account.id, Role.SENT)
        if sent is None:
            return
        connection = ImapConnection(account, self._read_credential)
        try:
            session = await connection.open()
            found = await connection.run(session.find_message_id, sent.name, sub.letter.message_id)
        finally:
            await connection.close()
        if found:
            await self._accepted(sub, OutboxState.UNCERTAIN)

    async def decide(self, key: OutboxKey, *, sent: bool) -> None:
        """The person's word about an uncertain submission; raises NotFound, DraftNotReady."""
        sub = await self._store.read(outbox.submission, key)
        if sub.entry.state is not OutboxState.UNCERTAIN:
            raise DraftNotReady(f"Nothing is uncertain here: it is {sub.entry.state.value}.")
        if sent:
            await self._accepted(sub, OutboxState.UNCERTAIN)
        else:
            await self._move(sub, OutboxState.UNCERTAIN, OutboxState.QUEUED, send_at=_now())
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
            self._announcer.tell(ChangeSet(outbox=True, messages=frozenset({sub.reply_to})))
        return moved


_UNCERTAIN = (
    "The program ended while this was being handed to the server; it may have been sent. "
    "Look whether it arrived before you send it again."
)


def _unwatched(_done: int, _total: int, _text: str) -> None:
    """Nobody watches the progress of one message."""


def _is_final(error: EmailAssistError) -> bool:
    if isinstance(error, SubmissionRefused):
        return error.permanent
    return not isinstance(error, WorldError)


def _now() -> datetime:
    return datetime.now(UTC)
