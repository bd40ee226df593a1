"""The one place where requests to a model are tried again.

Retries live in the HTTP transport, below the OpenAI client (`max_retries=0`) and below the
agents SDK (no `ModelRetrySettings`): so every caller (agents, probe) gets the same
behaviour, a Retry-After is honoured up to *our* cap, and no two layers multiply attempts.

Owns: when and how long to wait before the next attempt. Must not: read a body, or repeat a
request whose answer has begun to be handed over.
"""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
from typing_extensions import override

from emailassist.llm.purpose import purpose_of

BACK_OFF = "emailassist.back-off"
"""The extension of a request that waits out a busy server together with all others for it: an
asynchronous function of the seconds. Without it the request waits by itself."""

RETRIED_STATUS = frozenset({408, 429, 500, 502, 503, 504})
_TOO_MUCH = frozenset({429, 503})
LOST_CONNECTION = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.ReadError,
    httpx2.WriteError,
    httpx2.CloseError,
    httpx2.RemoteProtocolError,
)
"""An answer that does not come in time is not among them: the server is still working on it."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently; times in seconds.

    `longest_wait` caps Retry-After: a server that asks for more fails at once. `overall` ends
    further attempts, counted from the first.
    """

    attempts: int = 4
    first_wait: float = 0.5
    longest_backoff: float = 8.0
    longest_wait: float = 20.0
    overall: float = 120.0

    def backoff(self, attempt: int, jitter: float) -> float:
        """Exponential, with a quarter taken off by chance (`jitter` in 0..1)."""
        full = min(self.first_wait * 2.0**attempt, self.longest_backoff)
        return full * (1 - 0.25 * jitter)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as the transport sees it, so that tests need not wait for it."""

    monotonic: Callable[[], float] = lambda: asyncio.get_running_loop().time()
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random


def retry_after(headers: httpx2.Headers, now: datetime) -> float | None:
    """Seconds that the server asks to wait, or None (RFC 9110 section 10.2.3).

    `retry-after-ms` is what OpenAI and Azure send beside it, and more exact.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


ATTEMPTS = "emailassist.attempts"
"""The extension of a request that says how often it was sent."""


class RetryingTransport(httpx2.AsyncBaseTransport):
    """Sends a request up to `policy.attempts` times; the last answer or error is the result."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        policy: RetryPolicy | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._inner = inner
        self._policy = policy or RetryPolicy()
        self._clock = clock or Clock()

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        started = self._clock.monotonic()
        purpose = purpose_of(request)
        last = 0 if purpose and purpose.once else self._policy.attempts - 1
        for attempt in range(last):
            request.extensions[ATTEMPTS] = attempt + 1
            try:
                response = await self._inner.handle_async_request(request)
            except LOST_CONNECTION:
                wait = self._policy.backoff(attempt, self._clock.jitter())
                if not self._in_time(started, wait):
                    raise
            else:
                asked = self._wait_for(response, attempt)
                if asked is None or not self._in_time(started, asked):
                    return response
                wait = asked
                await response.aclose()
                if response.status_code in _TOO_MUCH and BACK_OFF in request.extensions:
                    await request.extensions[BACK_OFF](wait)
                    continue
            await self._clock.sleep(wait)
        request.extensions[ATTEMPTS] = self._policy.attempts
        return await self._inner.handle_async_request(request)

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()

    def _wait_for(self, response: httpx2.Response, attempt: int) -> float | None:
        """Seconds until the next attempt, None if this answer is final."""
        if response.status_code not in RETRIED_STATUS:
            return None
        if response.headers.get("x-should-retry", "").casefold() == "false":
            return None
        asked = retry_after(response.headers, self._clock.now())
        if asked is None:
            return self._policy.backoff(attempt, self._clock.jitter())
        return asked if asked <= self._policy.longest_wait else None

    def _in_time(self, started: float, wait: float) -> bool:
        return self._clock.monotonic() - started + wait < self._policy.overall
