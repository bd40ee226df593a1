"""Synchronising an account from its IMAP server into the store.

Owns: which mailboxes are read in which order, what is fetched and what is forgotten.
Must not: speak IMAP or SQL (adapters do), or look into mail beyond parsing it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import structlog

from emailassist.domain.account import Account
from emailassist.domain.errors import ServerRefused
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import Uid
from emailassist.domain.mailbox import ListedMailbox, Mailbox, Role
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections, ImapConnection
from emailassist.engine.jobs import Report
from emailassist.engine.replay import Replay
from emailassist.imap.answers import FetchedMessage
from emailassist.imap.batches import by_size
from emailassist.mime.parse import parse_message
from emailassist.mime.subject import base_subject, is_reply_subject
from emailassist.store import accounts, arrivals, operations, pending, placements
from emailassist.store.arrivals import Arrival

_log = structlog.get_logger(__name__)

MESSAGES_PER_FETCH = 50
BYTES_PER_FETCH = 8 * 1024 * 1024

_RECEIVED = {Role.INBOX, Role.JUNK}
"""What lies there came from outside: whoever it names as its sender need not have sent it."""
_FIRST = (Role.INBOX, Role.SENT, Role.DRAFTS, Role.ARCHIVE)


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
    """Brings the store to the state of one account's server."""

    def __init__(
        self, store: Store, announcer: Announcer, connections: Connections, replay: Replay
    ) -> None:
        self.replay = replay
        self._store = store
        self._announcer = announcer
        self._connections = connections

    async def run(self, account: Account, report: Report) -> SyncReport:
        """Synchronise every mailbox of the account; raises WorldError.

        One that the server refuses does not keep the others waiting. As its messages may have
        lost their places, or others may have moved there, nothing is removed for good then.
        """
        report(0, 0, f"Connecting to {account.imap.host}")
        async with self._connections.use(account) as connection:
            session = await connection.open()
            listed = await connection.run(session.mailboxes)
            _require_inbox(account, listed)
            selectable = [box for box in listed if box.selectable]
            await self._store.write(accounts.keep_mailboxes, account.id, selectable)
            await self.replay.tell(account, connection)
            before = await self._store.read(operations.loose, account.id)
            total = SyncReport()
            boxes = await self._store.read(accounts.mailboxes, account.id)
            for box in sorted(boxes, key=_order):
                try:
                    total += await self.read_mailbox(account, box, connection, report)
                except ServerRefused as error:
                    total += SyncReport(problems=(error.sentences,))
            if not total.problems:
                await self._store.write(operations.drop_void, account.id, before)
                await self._store.write(placements.remove_homeless, account.id)
            self._announcer.tell(ChangeSet(lists=True))
            return total

    async def read_mailbox(
        self, account: Account, box: Mailbox, connection: ImapConnection, report: Report
    ) -> SyncReport:
        """Bring what the store has of one mailbox to the server's state; raises WorldError."""
        session = await connection.open()
        selected = await connection.run(session.select, box.name)
        await self._store.write(accounts.begin_mailbox, box.id, selected.uid_validity)
        # In this order: what another connection adds meanwhile must not look gone.
        known = await self._store.read(placements.known_uids, box.id)
        on_server = await connection.run(session.flags)
        gone = known.keys() - on_server.keys()
        await self._store.write(placements.remove_places, box.id, gone)
        changed = await self._store.write(
            pending.update_flags,
            box.id,
            {uid: flags for uid, flags in on_server.items() if known.get(uid, flags) != flags},
        )
        if changed or gone:
            self._announcer.tell(ChangeSet(messages=changed, lists=True))
        missing = sorted(on_server.keys() - known.keys(), reverse=True)
        new = await self._fetch(account, box, missing, connection, report)
        return SyncReport(new=new, changed=len(changed), gone=len(gone))

    async def _fetch(
        self,
        account: Account,
        box: Mailbox,
        missing: list[Uid],
        connection: ImapConnection,
        report: Report,
    ) -> int:
        session = await connection.open()
        sized = ((each, len(each.raw)) for each in session.fetch(missing))
        groups = by_size(sized, count=MESSAGES_PER_FETCH, size=BYTES_PER_FETCH)
        new = done = 0
        while missing:
            report(done, len(missing), f"{account.name}: {box.name}")
            batch = await connection.run(_arrivals, groups, account, box.role)
            if not batch:
                break
            fresh = await self._store.write(arrivals.add_arrivals, account.id, box.id, batch)
            new += len(fresh)
            done += len(batch)
            self._announcer.tell(ChangeSet(messages=frozenset(fresh), lists=True))
        return new


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


def _arrivals(
    groups: Iterator[list[FetchedMessage]], account: Account, role: Role
) -> list[Arrival]:
    """The next messages, parsed. Runs on the connection's thread."""
    return [_arrival(each, account, role) for each in next(groups, [])]


def _arrival(fetched: FetchedMessage, account: Account, role: Role) -> Arrival:
    message = parse_message(fetched.raw)
    sender = message.envelope.sender
    subject = message.envelope.subject
    return Arrival(
        uid=fetched.uid,
        flags=fetched.flags,
        received_at=fetched.internal_date,
        raw=fetched.raw,
        message=message,
        base_subject=base_subject(subject),
        is_reply=is_reply_subject(subject),
        mine=sender is not None and sender.key == account.address.key and role not in _RECEIVED,
    )
