"""Reading stored messages for the list and the search, on a thread of its own.

Owns: when and how much is read at a time. Must not: keep fetching or listing waiting.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice

from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.engine.announcer import Announcer
from emailassist.engine.batches import side_by_side
from emailassist.engine.confined import Store
from emailassist.mime.quick import indexable
from emailassist.store import indexing
from emailassist.store.database import Database
from emailassist.store.index import index_row
from emailassist.store.indexing import Indexed, Unread

_MESSAGES = 250
"""In a statement; of more at once FTS5 takes little less time, and much more memory."""
_OCTETS = 16 * 1024 * 1024


class Indexing:
    """Indexes what is stored."""

    def __init__(self, store: Store, announcer: Announcer) -> None:
        self._store = store
        self._announcer = announcer

    async def run(self, account: AccountId) -> None:
        """Index all that is stored of the account; raises SettingsError."""
        under_way = frozenset[MessageKey]()

        async def take() -> list[Indexed]:
            nonlocal under_way
            batch = await self._store.read_aside(_read, account, under_way)
            under_way = frozenset(each.key for each in batch)
            return batch

        async def keep(batch: list[Indexed]) -> None:
            kept = await self._store.write(indexing.keep, batch)
            self._announcer.tell(ChangeSet(messages=kept))

        await side_by_side(take, keep)

    @asynccontextmanager
    async def following(self, account: AccountId) -> AsyncIterator[asyncio.Event]:
        """Index beside other work, whenever the event is set and once more at its end."""
        stored, ended = asyncio.Event(), asyncio.Event()
        task = asyncio.ensure_future(self._follow(account, stored, ended))
        try:
            yield stored
        except BaseException:
            task.cancel()
            await asyncio.wait([task])
            raise
        ended.set()
        stored.set()
        await task  # and not a second one beside it, which would read the same again

    async def _follow(
        self, account: AccountId, stored: asyncio.Event, ended: asyncio.Event
    ) -> None:
        is_last = False
        while not is_last:
            await stored.wait()
            stored.clear()
            is_last = ended.is_set()
            await self.run(account)


def _read(db: Database, account: AccountId, but: frozenset[MessageKey]) -> list[Indexed]:
    """The next messages, read. Runs on the thread for that."""
    batch: list[Indexed] = []
    octets = 0
    for each in islice(indexing.waiting(db, account, but), _MESSAGES):
        batch.append(as_indexed(each))
        octets += len(each.raw)
        if octets >= _OCTETS:
            break
    return batch


def as_indexed(each: Unread) -> Indexed:
    """What is read of a message for the list and the search."""
    found = indexable(each.raw, each.envelope)
    return Indexed(
        key=each.key,
        row=index_row(each.key, each.date, found.envelope, found.text, found.filenames),
        snippet=found.snippet,
        has_attachments=found.has_attachments,
    )
