"""Synchronising an account from its IMAP server into the store.

Owns: which mailboxes are read in which order, what is fetched and what is forgotten.
Must not: speak IMAP or SQL (adapters do), or look into mail beyond parsing it.
"""

import asyncio
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from emailassist.domain.account import Account
from emailassist.domain.errors import ServerRefused, ServerUnreachable
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.mailbox import ListedMailbox, Mailbox, Role
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections, ImapConnection
from emailassist.engine.indexing import Indexing
from emailassist.engine.intake import Intake
from emailassist.engine.jobs import Report
from emailassist.engine.replay import Replay
from emailassist.engine.survey import is_unchanged, survey
from emailassist.store import accounts, operations, placements, sources
from emailassist.store.sources import Missing

_FIRST = (Role.INBOX, Role.SENT, Role.DRAFTS, Role.ARCHIVE)
_FEW = 100
_SMALL = 4_000_000
"""So many messages of so many octets are fetched at once, while their mailbox is open."""
_NEWEST = 1_000
"""Messages whose bytes are fetched from all mailboxes before those of older ones from any."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a synchronisation brought: new and changed messages, and places that are gone.

    `problems` are sentences about mailboxes that the server refused.
    """

    new: int = 0
    changed: int = 0
    gone: int = 0
    problems: tuple[str, ...] = ()

    def __add__(self, other: "SyncReport") -> "SyncReport":
        return SyncReport(
            self.new + other.new,
            self.changed + other.changed,
            self.gone + other.gone,
            self.problems + other.problems,
        )


class MailSync:
    """Brings the store to the state of one account's server.

    `whole_message` gives the size in octets over which only the start of a message is fetched,
    0 for none.
    """

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        connections: Connections,
        replay: Replay,
        whole_message: Callable[[], int] = lambda: 0,
    ) -> None:
        self.replay = replay
        self._store = store
        self._announcer = announcer
        self._connections = connections
        self._whole_message = whole_message
        self._intake = Intake(store, announcer)
        self._indexing = Indexing(store, announcer)
        self._swept: set[AccountId] = set()
        self._listing: defaultdict[AccountId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(self, account: Account, report: Report) -> SyncReport:
        """Synchronise every mailbox of the account; raises WorldError.

        First all mailboxes are listed, then the bytes fetched; text is indexed beside that. A
        mailbox that the server refuses does not keep the others waiting. As its messages may
        have lost their places, or others may have moved there, nothing is removed for good then.
        """
        report(0, 0, f"Connecting to {account.imap.host}")
        async with self._connections.use(account) as connection:
            try:
                return await self._round(account, connection, report)
            except ServerUnreachable:
                if not connection.is_second_hand:
                    raise
        async with self._connections.use(account) as connection:
            return await self._round(account, connection, report)

    async def _round(
        self, account: Account, connection: ImapConnection, report: Report
    ) -> SyncReport:
        await connection.open()
        await self.replay.tell(account, connection)
        before = await self._store.read(operations.loose, account.id)
        async with self._indexing.following(account.id) as stored:
            total, read = await self._list_changed(account, connection, report)
            if not total.problems and (read or account.id not in self._swept):
                total += await self._sweep(account, before, connection, report)
            missing = await self._store.read(sources.missing, account.id)
            total += await self._fetch(account, missing, connection, report, stored)
        if total != SyncReport():
            self._announcer.tell(ChangeSet(lists=True))
        return total

    async def read_mailbox(
        self, account: Account, box: Mailbox, connection: ImapConnection, report: Report
    ) -> SyncReport:
        """Bring what the store has of one mailbox to the server's state; raises WorldError."""
        total = await self._list(account, box, connection, report)
        missing = await self._store.read(sources.missing, account.id, box.id)
        async with self._indexing.following(account.id) as stored:
            total += await self._fetch(account, missing, connection, report, stored)
        return total

    async def list_mailbox(
        self, account: Account, box: Mailbox, connection: ImapConnection, report: Report
    ) -> SyncReport:
        """The same, but for the bytes of new messages, which are left to another call."""
        return await self._list(account, box, connection, report)

    async def _list_changed(
        self, account: Account, connection: ImapConnection, report: Report
    ) -> tuple[SyncReport, bool]:
        """List what is new in every mailbox that has changed; whether there was any."""
        changed = await self._changed_mailboxes(account, connection)
        total = SyncReport()
        for box in changed:
            try:
                total += await self._list(account, box, connection, report)
            except ServerRefused as error:
                total += SyncReport(problems=(error.sentences,))
        return total, bool(changed)

    async def _changed_mailboxes(
        self, account: Account, connection: ImapConnection
    ) -> list[Mailbox]:
        """The mailboxes that have to be read, after making the account's those of the server."""
        session = await connection.open()
        listed = await connection.run(session.mailboxes)
        _require_inbox(account, listed)
        wanted = chosen(listed)
        known = await self._store.read(accounts.mailboxes, account.id)
        names = {box.name for box in listed}
        for box in known:
            if box.name not in names and await _is_there(box, connection):
                wanted.append(ListedMailbox(box.name, box.role, box.delimiter))
        boxes = known
        if _named(known) != _named(wanted) or await self._store.read(
            accounts.made_here, account.id
        ):
            await self._store.write(accounts.keep_mailboxes, account.id, wanted)
            boxes = await self._store.read(accounts.mailboxes, account.id)
        status = {box.name: box.status for box in wanted}
        changed = [box for box in boxes if not is_unchanged(box, status.get(box.name))]
        return sorted(changed, key=_order)

    async def _list(
        self, account: Account, box: Mailbox, connection: ImapConnection, report: Report
    ) -> SyncReport:
        """Bring places and flags to the server's state and list what is new; raises WorldError.

        One mailbox after another, as what was listed meanwhile is not to be listed twice.
        """
        async with self._listing[account.id]:
            return await self._list_alone(account, box, connection, report)

    async def _list_alone(
        self, account: Account, box: Mailbox, connection: ImapConnection, report: Report
    ) -> SyncReport:
        found = await survey(self._store, box, connection)
        if found.changed or found.gone:
            self._announcer.tell(ChangeSet(messages=found.changed, lists=True))
        new: frozenset[MessageKey] = frozenset()
        if found.missing:
            progress = _Progress(report, len(found.missing), f"{account.name}: {box.name}")
            new = await self._intake.list(account, box, found.missing, connection, progress.add)
        if await self._store.read(placements.are_known, box.id, found.missing):
            await self._store.write(accounts.keep_state, box.id, found.state)
        found_here = SyncReport(new=len(new), changed=len(found.changed), gone=found.gone)
        if 0 < len(found.missing) <= _FEW:
            missing = await self._store.read(sources.missing, account.id, box.id)
            if sum(each.size for each in missing) <= _SMALL:
                now = replace(box, uid_validity=found.state.uid_validity)
                found_here += await self._fetch_open(now, missing, connection, _uncounted)
        return found_here

    async def _fetch(
        self,
        account: Account,
        missing: Sequence[Missing],
        connection: ImapConnection,
        report: Report,
        stored: asyncio.Event,
    ) -> SyncReport:
        """Fetch the bytes of messages that are listed, the newest of all mailboxes first."""
        if not missing:
            return SyncReport()
        progress = _Progress(report, len(missing), f"{account.name}: fetching messages")

        def told(count: int) -> None:
            progress.add(count)
            stored.set()

        boxes = await self._store.read(accounts.mailboxes, account.id)
        total = SyncReport()
        for some in (missing[:_NEWEST], missing[_NEWEST:]):
            for box in sorted(boxes, key=_order):
                wanted = [each for each in some if each.mailbox == box.id]
                if not wanted:
                    continue
                try:
                    total += await self._fetch_from(box, wanted, connection, told)
                except ServerRefused as error:
                    total += SyncReport(problems=(error.sentences,))
        return total

    async def _fetch_from(
        self,
        box: Mailbox,
        missing: Sequence[Missing],
        connection: ImapConnection,
        told: Callable[[int], None],
    ) -> SyncReport:
        session = await connection.open()
        selected = await connection.run(session.select, box.name)
        if selected.uid_validity != box.uid_validity:
            return SyncReport()  # the numbers are void; the next synchronisation finds new ones
        return await self._fetch_open(box, missing, connection, told)

    async def _fetch_open(
        self,
        box: Mailbox,
        missing: Sequence[Missing],
        connection: ImapConnection,
        told: Callable[[int], None],
    ) -> SyncReport:
        """Fetch from the mailbox that is selected."""
        limit = self._whole_message() or sys.maxsize
        whole = [each.uid for each in missing if each.size <= limit]
        merged = await self._intake.fetch(box, whole, connection, told)
        for each in missing:
            if each.size > limit:
                await self._intake.fetch_start(box, each.uid, connection)
                told(1)
        return SyncReport(new=-len(merged))

    async def _sweep(
        self,
        account: Account,
        before: operations.Loose,
        connection: ImapConnection,
        report: Report,
    ) -> SyncReport:
        """Remove for good what lies nowhere, now that all mailboxes are known to be read.

        What another program moved while they were read may have gone from one and come to
        another that was read before: only what lies nowhere still after a second look is removed.
        """
        homeless = await self._store.read(placements.homeless, account.id)
        again = SyncReport()
        if homeless:
            again, _ = await self._list_changed(account, connection, report)
        if not again.problems:
            await self._store.write(operations.drop_void, account.id, before)
            await self._store.write(placements.remove_homeless, account.id, homeless)
            self._swept.add(account.id)
        return again


class _Progress:
    """Counts messages for a report."""

    def __init__(self, report: Report, total: int, text: str) -> None:
        self._report = report
        self._total = total
        self._text = text
        self._done = 0
        self.add(0)

    def add(self, count: int) -> None:
        self._done += count
        if self._total:
            self._report(self._done, self._total, self._text)


def _uncounted(_: int) -> None:
    """Too few to say how many are done."""


def _named(boxes: Iterable[Mailbox | ListedMailbox]) -> set[tuple[str, Role, str]]:
    return {(box.name, box.role, box.delimiter) for box in boxes}


def chosen(listed: Iterable[ListedMailbox]) -> list[ListedMailbox]:
    """Which mailboxes are read: those with a role, and those that the person subscribed to.

    Servers and programs (this one too) subscribe by themselves to mailboxes with a role. Where no
    other is subscribed, nobody has chosen, and all are read.
    """
    selectable = [box for box in listed if box.selectable]
    if not any(box.subscribed for box in selectable if box.role is Role.NONE):
        return selectable
    return [box for box in selectable if box.subscribed or box.role is not Role.NONE]


async def _is_there(box: Mailbox, connection: ImapConnection) -> bool:
    """Whether a mailbox can be opened that the server's list lacks: lists come cut off, too."""
    session = await connection.open()
    try:
        await connection.run(session.select, box.name)
    except ServerRefused:
        return False
    return True


def _order(box: Mailbox) -> tuple[int, str]:
    rank = _FIRST.index(box.role) if box.role in _FIRST else len(_FIRST)
    return rank, box.name


def _require_inbox(account: Account, listed: Iterable[ListedMailbox]) -> None:
    """Every account has an INBOX; a list without it is no list to forget mailboxes by."""
    if all(box.role is not Role.INBOX for box in listed):
        raise ServerRefused(
            f"{account.imap.label} lists no INBOX, so nothing was synchronised.",
            hint="Try again in a few minutes.",
        )
