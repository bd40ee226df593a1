"""The copies of our own letters on the IMAP server.

Owns: the copy in Sent, looking there for a letter, and a draft's copy in the server's drafts,
each made once however often it is tried. Must not: submit, or move a submission's state.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from emailassist.domain.account import Account
from emailassist.domain.errors import WorldError
from emailassist.domain.ids import AccountId, MessageId, Uid
from emailassist.domain.mailbox import DRAFT, SEEN, Role
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections, ImapConnection
from emailassist.engine.mailsync import MailSync
from emailassist.store import accounts, outbox
from emailassist.store.outbox import Submission

_FILING_HOSTS = ("gmail.com", "googlemail.com", "outlook.com", "office365.com")
"""Providers whose SMTP server puts a copy into Sent by itself, some seconds later."""

_RENAMED = "X-Microsoft-Original-Message-ID"
"""Where Outlook.com keeps ours when it puts its own in the place of it."""

_log = structlog.get_logger(__name__)


def files_by_itself(account: Account) -> bool:
    """Whether the account's SMTP server is known to put a copy into Sent."""
    host = account.smtp.host.casefold()
    return any(host == each or host.endswith(f".{each}") for each in _FILING_HOSTS)


@dataclass(frozen=True, slots=True)
class Filed:
    """A copy that lies in Sent; `uid` if we put it there ourselves and the server told it."""

    uid: Uid | None = None


class Filing:
    """Every method raises `WorldError`s."""

    def __init__(self, store: Store, sync: MailSync, connections: Connections) -> None:
        self._store = store
        self._sync = sync
        self._connections = connections
        self._seen_to_file: set[AccountId] = set()

    async def file(self, sub: Submission, *, patient: bool) -> Filed | None:
        """See to it that the copy is in Sent and the original is flagged.

        With `patient` the copy is left to a server that files it by itself: None until it has.
        """
        account = await self._store.read(accounts.account, sub.cover.account)
        async with self._connections.use(account) as connection:
            session = await connection.open()
            sent = await self._mailbox(account, connection, Role.SENT, "Sent")
            found = await _copies(account, connection, sent, sub.cover.message_id)
            filing = files_by_itself(account) or account.id in self._seen_to_file
            if not found and patient and filing:
                return None
            uid = None
            if not found:
                raw = await self._store.read(outbox.raw, sub.entry.key)
                uid = await connection.run(session.append, sent, raw, [SEEN], _now())
            await self._remove_drafts(sub, account, connection)
            await self._sync.replay.tell(account, connection)
            await self._show(account, connection, Role.SENT)
            return Filed(uid)

    async def remove_double(self, sub: Submission, uid: Uid) -> bool:
        """Take our copy out of Sent if the server has filed one by itself; whether it had.

        From then on it is given time to.
        """
        account = await self._store.read(accounts.account, sub.cover.account)
        async with self._connections.use(account) as connection:
            session = await connection.open()
            sent = await self._known(account, connection, Role.SENT)
            if sent is None:
                return False
            found = await connection.run(session.find_message_id, sent, sub.cover.message_id)
            if uid not in found or len(found) < 2:
                return False
            self._seen_to_file.add(account.id)
            await connection.run(session.select, sent)
            await connection.run(session.expunge, [uid])
            await self._show(account, connection, Role.SENT)
            return True

    async def look(self, sub: Submission) -> bool:
        """Whether the letter lies in Sent: then it was sent, whoever put it there."""
        account = await self._store.read(accounts.account, sub.cover.account)
        async with self._connections.use(account) as connection:
            sent = await self._known(account, connection, Role.SENT)
            if sent is None:
                return False
            return bool(await _copies(account, connection, sent, sub.cover.message_id))

    async def save(self, sub: Submission) -> None:
        """Put the draft among the server's drafts, in the place of its older copies."""
        account = await self._store.read(accounts.account, sub.cover.account)
        async with self._connections.use(account) as connection:
            session = await connection.open()
            box = await self._mailbox(account, connection, Role.DRAFTS, "Drafts")
            own = sub.cover.message_id
            if not await connection.run(session.find_message_id, box, own):
                raw = await self._store.read(outbox.raw, sub.entry.key)
                await connection.run(session.append, box, raw, [DRAFT, SEEN], _now())
            await self._remove_drafts(sub, account, connection, but=own)
            await self._show(account, connection, Role.DRAFTS)

    async def _remove_drafts(
        self,
        sub: Submission,
        account: Account,
        connection: ImapConnection,
        *,
        but: MessageId | None = None,
    ) -> None:
        """Take away the copies of this draft that another letter has replaced."""
        copies = await self._store.read(outbox.saved_copies, sub.entry.draft)
        old = [each for owner, each in copies if owner == account.id and each != but]
        box = await self._known(account, connection, Role.DRAFTS) if old else None
        if box is None:
            return
        session = await connection.open()
        await connection.run(session.select, box)
        for each in old:
            if found := await connection.run(session.find_message_id, box, each):
                await connection.run(session.expunge, found)

    async def _show(self, account: Account, connection: ImapConnection, role: Role) -> None:
        """Read the mailbox again at once: that is where the person looks next."""
        box = await self._store.read(accounts.mailbox_of_role, account.id, role)
        if box is None:
            return
        try:
            await self._sync.read_mailbox(account, box, connection, _unwatched)
        except WorldError as error:  # it is there all the same; the next synchronisation shows it
            _log.info("a copy could not be read yet", error=type(error).__name__)

    async def _mailbox(
        self, account: Account, connection: ImapConnection, role: Role, name: str
    ) -> str:
        """The name of the mailbox with that role; an account that has none gets one."""
        known = await self._known(account, connection, role)
        if known is not None:
            return known
        session = await connection.open()
        return await connection.run(session.make_mailbox, name)

    async def _known(self, account: Account, connection: ImapConnection, role: Role) -> str | None:
        known = await self._store.read(accounts.mailbox_of_role, account.id, role)
        if known is not None:
            return known.name
        session = await connection.open()
        listed = await connection.run(session.mailboxes)
        return next((box.name for box in listed if box.role is role), None)


async def _copies(
    account: Account, connection: ImapConnection, mailbox: str, message_id: MessageId
) -> tuple[Uid, ...]:
    """The copies of a letter, also where the provider has given them another Message-ID."""
    session = await connection.open()
    found = await connection.run(session.find_message_id, mailbox, message_id)
    if found or not files_by_itself(account):
        return found
    return await connection.run(session.find_message_id, mailbox, message_id, _RENAMED)


def _unwatched(_done: int, _total: int, _text: str) -> None:
    """Nobody watches the progress of one message."""


def _now() -> datetime:
    return datetime.now(UTC)
