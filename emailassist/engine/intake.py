"""Taking messages from an open mailbox into the store: what lists them, then their bytes.

Reading the server and writing the store go on side by side, a batch each.

Owns: the size of batches, and what is read of a message on the way. Must not: decide which
messages are wanted.
"""

from collections.abc import Callable, Sequence

from emailassist.domain.account import Account
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey, Uid
from emailassist.domain.mailbox import Mailbox, Role
from emailassist.engine.announcer import Announcer
from emailassist.engine.batches import Batches, side_by_side
from emailassist.engine.confined import Store
from emailassist.engine.connections import ImapConnection
from emailassist.imap.answers import FetchedHeader
from emailassist.mime import quick
from emailassist.mime.subject import base_subject, is_reply_subject
from emailassist.store import arrivals, sources
from emailassist.store.arrivals import Listed
from emailassist.store.sources import Body

START_OCTETS = 256 * 1024
"""What is fetched at first of a message that is too large."""
_ROWS = 500
_BODIES = 500

_RECEIVED = {Role.INBOX, Role.JUNK}
"""What lies there came from outside: whoever it names as its sender need not have sent it."""


class Intake:
    """Takes messages of selected mailboxes in."""

    def __init__(self, store: Store, announcer: Announcer) -> None:
        self._store = store
        self._announcer = announcer

    async def list(
        self,
        account: Account,
        box: Mailbox,
        uids: Sequence[Uid],
        connection: ImapConnection,
        told: Callable[[int], None],
    ) -> frozenset[MessageKey]:
        """List these messages of the selected mailbox, in this order; the keys of the new ones.

        `told` hears how many were read. Raises WorldError.
        """
        session = await connection.open()
        headers = (_as_listed(each, account, box.role) for each in session.headers(uids))
        batches = Batches(headers, count=_ROWS, size=lambda _: 0)
        new: set[MessageKey] = set()

        async def take() -> list[Listed]:
            return await connection.run(batches.take)

        async def keep(batch: list[Listed]) -> None:
            keys = await self._store.write(arrivals.add_listed, account.id, box.id, batch)
            new.update(keys)
            self._announcer.tell(ChangeSet(messages=frozenset(keys), lists=True))
            told(len(batch))

        await side_by_side(take, keep)
        return frozenset(new)

    async def fetch(
        self,
        box: Mailbox,
        uids: Sequence[Uid],
        connection: ImapConnection,
        told: Callable[[int], None],
    ) -> frozenset[MessageKey]:
        """Fetch these messages of the selected mailbox whole; which were known under other keys.

        Raises WorldError.
        """
        session = await connection.open()
        bodies = (Body(each.uid, each.raw) for each in session.fetch(uids))
        batches = Batches(bodies, count=_BODIES, size=lambda body: len(body.raw))
        merged: set[MessageKey] = set()

        async def take() -> list[Body]:
            return await connection.run(batches.take)

        async def keep(batch: list[Body]) -> None:
            kept = await self._store.write(sources.keep, box.id, batch, box.uid_validity)
            merged.update(kept.merged)
            told(len(batch))
            if kept.merged:
                self._announcer.tell(ChangeSet(messages=kept.merged, lists=True))

        await side_by_side(take, keep)
        return frozenset(merged)

    async def fetch_start(self, box: Mailbox, uid: Uid, connection: ImapConnection) -> None:
        """Fetch how a large message of the selected mailbox begins; raises WorldError."""
        session = await connection.open()
        start = await connection.run(session.fetch_start, uid, START_OCTETS)
        if start is not None:
            partial = len(start.raw) >= START_OCTETS
            body = Body(uid, start.raw, partial)
            await self._store.write(sources.keep, box.id, [body], box.uid_validity)


def _as_listed(fetched: FetchedHeader, account: Account, role: Role) -> Listed:
    envelope = quick.envelope(fetched.header)
    sender = envelope.sender
    return Listed(
        uid=fetched.uid,
        flags=fetched.flags,
        received_at=fetched.internal_date,
        size=fetched.size,
        envelope=envelope,
        base_subject=base_subject(envelope.subject),
        is_reply=is_reply_subject(envelope.subject),
        mine=role not in _RECEIVED and sender is not None and sender.key == account.address.key,
    )
