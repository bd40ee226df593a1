"""Response bodies that know when they end.

Owns: wrapping the body of an HTTP answer: deadline, size limit and a call when it is closed.
Must not: know what is in it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import httpx2
from typing_extensions import override

from emailassist.domain.errors import EndpointMisbehaved
from emailassist.llm.events import DONE


class LimitedStream(httpx2.AsyncByteStream):
    """A body that must end before `deadline` (loop time, seconds) and within `limit` bytes."""

    def __init__(
        self, inner: httpx2.AsyncByteStream, *, deadline: float, limit: int, source: str
    ) -> None:
        self._inner = inner
        self._deadline = deadline
        self._limit = limit
        self._source = source

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = 0
        async with aclosing(pieces(self._inner)) as chunks:
            while (chunk := await self._next(chunks)) is not None:
                received += len(chunk)
                if received > self._limit:
                    raise too_long(self._source, self._limit)
                yield chunk

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        try:
            async with asyncio.timeout_at(self._deadline):
                return await anext(chunks, None)
        except TimeoutError as error:
            raise httpx2.ReadTimeout("the answer took too long") from error

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()


class ClosingStream(httpx2.AsyncByteStream):
    """A body that calls `closed` exactly once when it is closed."""

    def __init__(
        self, inner: httpx2.AsyncByteStream, closed: Callable[[], Awaitable[None] | None]
    ) -> None:
        self._inner = inner
        self._closed = closed
        self._open = True

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(pieces(self._inner)) as chunks:
            async for chunk in chunks:
                yield chunk

    @override
    async def aclose(self) -> None:
        if not self._open:
            return
        self._open = False
        try:
            await self._inner.aclose()
        finally:
            done = self._closed()
            if done is not None:
                await done


class CountedStream(ClosingStream):
    """A body that tells, once it is closed, how many bytes came and whether it came to its end."""

    def __init__(
        self, inner: httpx2.AsyncByteStream, closed: Callable[[int, bool], Awaitable[None]]
    ) -> None:
        super().__init__(inner, lambda: closed(self._received, self._whole))
        self._received = 0
        self._whole = False

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(pieces(self._inner)) as chunks:
            async for chunk in chunks:
                self._received += len(chunk)
                self._whole = chunk.rstrip().endswith(DONE)  # clients leave off there
                yield chunk
        self._whole = True


def too_long(source: str, limit: int) -> EndpointMisbehaved:
    """The error for an answer of more than `limit` bytes."""
    return EndpointMisbehaved(
        f"{source} sent more than {limit // 1000:,} kB in one answer, so it was cut off."
    )


def body_of(response: httpx2.Response) -> httpx2.AsyncByteStream:
    """The asynchronous body that every answer of an asynchronous transport has."""
    stream = response.stream
    if not isinstance(stream, httpx2.AsyncByteStream):
        raise TypeError("an asynchronous transport answered with a synchronous body")
    return stream


async def pieces(stream: httpx2.AsyncByteStream) -> AsyncGenerator[bytes, None]:
    """The chunks of a body, as a generator that can be closed."""
    async for chunk in stream:
        yield chunk
