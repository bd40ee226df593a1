"""Indexing beside a synchronisation that ends while messages are read."""

import asyncio
from typing import cast

from emailassist.domain.ids import AccountId
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.indexing import Indexing


class _Slow:
    """A store with one message to index, the reading of which takes until it may end."""

    def __init__(self) -> None:
        self.reads = 0
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self._waiting = ["message"]

    async def read_aside(self, *_: object) -> list[str]:
        if not self._waiting:
            return []
        self.reads += 1
        self.begun.set()
        await self.may_end.wait()
        return list(self._waiting)

    async def write(self, *_: object) -> frozenset[int]:
        self._waiting.clear()
        return frozenset()


async def test_what_is_being_read_at_the_end_is_not_read_twice() -> None:
    store = _Slow()
    async with Indexing(cast(Store, store), Announcer()).following(AccountId(1)) as stored:
        stored.set()
        await store.begun.wait()
        asyncio.get_running_loop().call_soon(store.may_end.set)
    assert store.reads == 1
    assert await store.read_aside() == []
