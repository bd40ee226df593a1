"""Cutting a stream into batches, none of which is lost when the stream breaks.

Owns: when a batch is full, and keeping one while the next is taken. Must not: know what is in it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Generic, TypeVar

from emailassist.domain.errors import WorldError

T = TypeVar("T")

OCTETS = 8 * 1024 * 1024
SECONDS = 0.5
"""After which a batch is as full as it is, so that a slow server shows what it gave."""


class Batches(Generic[T]):
    """Batches of a stream that may raise WorldError."""

    def __init__(self, items: Iterator[T], *, count: int, size: Callable[[T], int]) -> None:
        self._items = items
        self._count = count
        self._size = size
        self._problem: WorldError | None = None

    def take(self) -> list[T]:
        """The next batch, empty at the end; what came before a problem comes before it is raised.

        At least one item, at most `count` of them or 8 MiB.
        """
        if self._problem is not None:
            raise self._problem
        batch: list[T] = []
        octets = 0
        until = time.monotonic() + SECONDS
        try:
            for item in self._items:
                batch.append(item)
                octets += self._size(item)
                if len(batch) == self._count or octets >= OCTETS or time.monotonic() > until:
                    break
        except WorldError as error:
            if not batch:
                raise
            self._problem = error
        return batch


async def side_by_side(
    take: Callable[[], Awaitable[list[T]]], keep: Callable[[list[T]], Awaitable[None]]
) -> None:
    """Keep each batch while the next one is taken, until one is empty."""
    keeping: asyncio.Future[None] | None = None
    try:
        while batch := await take():
            if keeping is not None:
                await keeping
            keeping = asyncio.ensure_future(keep(batch))
    finally:
        # Also when the server is lost or the person cancels: what was read is kept.
        if keeping is not None:
            await asyncio.shield(keeping)
