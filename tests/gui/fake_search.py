"""The parts of the scripted engine that find by meaning, and learn what mail is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from emailassist.domain.errors import NotFound
from emailassist.domain.found import By, Found
from emailassist.domain.ids import MessageKey
from emailassist.domain.views import Listing

Note = Callable[..., Awaitable[None]]


class FakeSearch:
    """Finds by meaning what `alike` holds for a query, after what is found by words."""

    def __init__(
        self,
        note: Note,
        words: Callable[[Listing], Awaitable[tuple[MessageKey, ...]]],
        known: Mapping[MessageKey, object],
    ) -> None:
        self._note = note
        self.known = known
        self._words = words
        self.alike: dict[str | MessageKey, tuple[MessageKey, ...]] = {}

    async def find(self, wanted: Listing, by: By = By.BOTH) -> Found:
        await self._note("search.find", wanted, by)
        words = await self._words(wanted)
        more = tuple(key for key in self.alike.get(wanted.query, ()) if key not in words)
        return Found((*words, *more), frozenset(more))

    async def similar(self, key: MessageKey, most: int = 30) -> Found:
        await self._note("search.similar", key)
        if key not in self.known:
            raise NotFound("It is gone.")
        keys = self.alike.get(key, ())
        return Found(keys, frozenset(keys))


class FakeEmbedding:
    """Rests and goes on as it is told."""

    def __init__(self, note: Note) -> None:
        self._note = note

    async def pause(self, *, paused: bool) -> Any:
        await self._note("embedding.pause", paused)
