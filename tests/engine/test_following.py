"""Indexing beside a synchronisation that ends while messages are read."""

import asyncio
from typing import cast

from emailassist.domain.ids import AccountId, MessageKey
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.indexing import Indexing
from emailassist.store.indexing import Indexed

KEY = MessageKey(1)


class _Slow:
    """A store with one message to index, the reading of which takes until it may end."""

    def __init__(self) -> None:
        self.reads = 0
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self._waiting = [Indexed(KEY, (1, "", "", "", "", ""), "", has_attachments=False)]

    async def read_aside(
        self, _read: object, _account: AccountId, but: frozenset[MessageKey] = frozenset()
    ) -> list[Indexed]:
        batch = [each for each in self._waiting if each.key not in but]
        if batch:
            self.reads += 1
            self.begun.set()
            await self.may_end.wait()
        return batch

    async def write(self, *_: object) -> frozenset[MessageKey]:
        self._waiting.clear()
        return frozenset()


async def test_what_is_being_read_at_the_end_is_not_read_twice() -> None:
    store = _Slow()
    async with Indexing(cast(Store, store), Announcer()).following(AccountId(1)) as stored:
        stored.set()
        await store.begun.wait()
        asyncio.get_running_loop().call_soon(store.may_end.set)
    assert store.reads == 1
    assert await store.read_aside(None, AccountId(1)) == []
