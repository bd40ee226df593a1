"""Telling one server what is queued for it, over one connection.

Owns: how each kind of operation is done, so that doing it again after a crash changes nothing,
and what the person is told when it is refused. Must not: know when or how often.
"""

import time
from collections.abc import Iterable, Sequence

import structlog

from emailassist.domain.account import Account
from emailassist.domain.errors import NotFound, ServerRefused
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MailboxId, MessageKey, Uid
from emailassist.domain.label import is_label, is_mirrored, is_of_programs
from emailassist.domain.operation import Kind, Operation
from emailassist.engine.announcer import Announcer
from emailassist.engine.batching import Batch, batched
from emailassist.engine.confined import Store
from emailassist.engine.connections import ImapConnection
from emailassist.engine.moving import Moving
from emailassist.engine.refusals import keeps_no_labels, keeps_no_triage, refused
from emailassist.imap.answers import Selected
from emailassist.store import accounts, mirror, operations, pending
from emailassist.store.operations import Box

_log = structlog.get_logger(__name__)


class Replaying:
    """One run through an account's queue."""

    def __init__(
        self, store: Store, announcer: Announcer, account: Account, connection: ImapConnection
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._account = account
        self._connection = connection
        self._moving = Moving(store, announcer, connection)
        self._waiting: set[MessageKey] = set()
        self._selected: tuple[str, Selected] | None = None

    async def advance(self) -> bool:
        """Tell the server what it can be told now; whether more may have become possible by it.

        Raises WorldError when the server cannot be reached any more.
        """
        ready = await self._store.read(operations.ready, self._account.id, time.time())
        told = False
        for batch in batched(each for each in ready if each.message not in self._waiting):
            told |= await self._tell(batch)
        return told

    async def _tell(self, batch: Batch) -> bool:
        try:
            if not await self._open(batch):
                self._wait(batch.operations)
                return False
            claimed = await self._store.write(operations.claim, batch.operations)
            if claimed and self._keeps(batch):
                await self._do(Batch(batch.command, claimed), _sent_before(batch))
            elif claimed:
                await self._without_keyword(batch)
        except NotFound:
            self._wait(batch.operations)
            return False
        except ServerRefused as error:
            if error.passing:
                self._wait(batch.operations)
                return False
            if any(map(is_of_programs, batch.command.flags)):
                await self._without_keyword(batch)
            else:
                await self._refused(batch, error)
        return True

    def _keeps(self, batch: Batch) -> bool:
        """Whether the open mailbox keeps such a keyword (RFC 9051 section 7.1, PERMANENTFLAGS)."""
        kept = None if self._selected is None else self._selected[1].permanent_flags
        if batch.command.kind is not Kind.ADD or kept is None or "\\*" in kept:
            return True
        return all(flag.startswith("\\") or flag in kept for flag in batch.command.flags)

    async def _without_keyword(self, batch: Batch) -> None:
        """The person hears of labels each time, of mirrored triage once, of nothing else."""
        keys = await self._store.write(operations.refuse, [each.id for each in batch.operations])
        box = await self._store.read(operations.box, batch.command.mailbox)
        if keys and all(map(is_label, batch.command.flags)):
            said = keeps_no_labels(len(keys), box.name, self._account.imap.host)
            self._announcer.tell(said)
        elif is_mirrored(batch.command.flags) and await self._store.write(
            mirror.keeps_none, batch.command.mailbox
        ):
            self._announcer.tell(keeps_no_triage(box.name, self._account.imap.host))
        self._announcer.tell(ChangeSet(messages=keys, lists=True))

    def _wait(self, some: Iterable[Operation]) -> None:
        self._waiting.update(each.message for each in some)

    async def _open(self, batch: Batch) -> bool:
        """Open the mailbox, the target made if need be; False as `_open_source`."""
        if batch.command.target is not None:
            await self._require(batch.command.target)
        return await self._open_source(batch)

    async def _require(self, target: MailboxId) -> None:
        """Make the mailbox if it is only here, and learn under what its numbers count."""
        box = await self._store.read(operations.box, target)
        if box.made_here:
            name = await self._make(box.name)
            await self._store.write(accounts.mailbox_made, target, name)
            box = Box(name, made_here=False, uid_validity=None)
            self._announcer.tell(ChangeSet(lists=True))
        if box.uid_validity is None:
            selected = await self._select(box.name)
            await self._store.write(accounts.begin_mailbox, target, selected.uid_validity)

    async def _make(self, name: str) -> str:
        """Make the mailbox, unless it has been made meanwhile; its full name."""
        session = await self._connection.open()
        try:
            return await self._connection.run(session.make_mailbox, name)
        except ServerRefused:
            self._selected = None
            for each in await self._connection.run(session.mailboxes):
                if each.selectable and each.name in {name, f"INBOX{each.delimiter}{name}"}:
                    return each.name
            raise

    async def _select(self, name: str) -> Selected:
        if self._selected is None or self._selected[0] != name:
            session = await self._connection.open()
            self._selected = None
            self._selected = name, await self._connection.run(session.select, name)
        return self._selected[1]

    async def _do(self, batch: Batch, again: frozenset[int]) -> None:
        session, run = await self._connection.open(), self._connection.run
        match batch.command.kind:
            case Kind.ADD:
                await run(session.add_flags, batch.uids, sorted(batch.command.flags))
            case Kind.REMOVE:
                await run(session.remove_flags, batch.uids, sorted(batch.command.flags))
            case Kind.EXPUNGE:
                await run(session.expunge, batch.uids)
            case Kind.MOVE:
                await self._moving.move(batch, again)
                return
        await self._confirm(batch.operations)

    async def _confirm(self, done: Sequence[Operation]) -> None:
        await self._store.write(operations.confirm, dict.fromkeys(each.id for each in done))

    async def _refused(self, batch: Batch, error: ServerRefused) -> None:
        """Back out what the server did not do; some of a batch it may have done all the same."""
        still = await self._still_there(batch)
        undone = list(batch.operations)
        if batch.command.kind in {Kind.MOVE, Kind.EXPUNGE} and still is not None:
            undone = [each for each in undone if each.uid in still]
            done = [each for each in batch.operations if each.uid not in still]
            await self._settle_done(batch, done)
        keys = await self._store.write(operations.refuse, [each.id for each in undone])
        if still is not None:
            seen = {uid: still[uid] for uid in batch.uids if uid in still}
            keys |= await self._store.write(pending.update_flags, batch.command.mailbox, seen)
        if not keys:
            return
        _log.info("operations were refused", kind=batch.command.kind, count=len(keys))
        self._announcer.tell(ChangeSet(messages=keys, lists=True))
        source = (await self._store.read(operations.box, batch.command.mailbox)).name
        target = await self._target_name(batch)
        self._announcer.tell(refused(batch.command.kind, len(keys), source, target, error))

    async def _target_name(self, batch: Batch) -> str:
        target = batch.command.target
        return "" if target is None else (await self._store.read(operations.box, target)).name

    async def _settle_done(self, batch: Batch, done: Sequence[Operation]) -> None:
        if batch.command.kind is Kind.EXPUNGE:
            await self._confirm(done)
        elif done:
            await self._moving.follow(done)

    async def _still_there(self, batch: Batch) -> dict[Uid, frozenset[str]] | None:
        """The source as it is now; None when it cannot be opened."""
        try:
            if not await self._open_source(batch):
                return None
            session = await self._connection.open()
            return await self._connection.run(session.flags)
        except ServerRefused:
            return None

    async def _open_source(self, batch: Batch) -> bool:
        """Open the mailbox; False when the batch's numbers count no longer."""
        box = await self._store.read(operations.box, batch.command.mailbox)
        selected = await self._select(box.name)
        return selected.uid_validity == batch.command.uid_validity


def _sent_before(batch: Batch) -> frozenset[int]:
    """What the server may have done already, without our hearing of it."""
    return frozenset(each.id for each in batch.operations if each.sent)
