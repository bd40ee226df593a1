"""Traces as the engine keeps and shows them.

Owns: taking them from where agents run without making those wait, writing them in batches, and
forgetting them in time. Must not: know how a trace comes about.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from emailassist.domain.egress import Egress, EgressFilter
from emailassist.domain.errors import EmailAssistError, NotFound
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import Exchange, Trace, TraceFilter, TraceRow
from emailassist.engine.confined import Store
from emailassist.settings import Settings
from emailassist.store import egress, traces

_log = structlog.get_logger(__name__)

_GATHERING_SECONDS = 0.3
_SWEEPING_SECONDS = 3600.0
_MOST_WAITING = 500


class Traces:
    """What is known of how messages were decided. `take` may be called on any thread."""

    def __init__(self, store: Store, settings: Callable[[], Settings]) -> None:
        self._store = store
        self._settings = settings
        self._waiting: deque[Trace] = deque(maxlen=_MOST_WAITING)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writing: asyncio.Task[None] | None = None
        self._swept = 0.0
        self.listeners: list[Callable[[Trace], None]] = []
        """Who else hears of each trace; they may not block either."""

    def start(self) -> None:
        """Traces of this loop are kept from now on."""
        self._loop = asyncio.get_running_loop()

    def take(self, trace: Trace) -> None:
        """Keep a trace soon."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, trace)

    def _take(self, trace: Trace) -> None:
        for listener in self.listeners:
            listener(trace)
        if not self._settings().trace_days:
            return
        self._waiting.append(trace)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_soon())

    async def _write_soon(self) -> None:
        while self._waiting:  # more may come while these go
            await asyncio.sleep(_GATHERING_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Write what waits; what cannot be written is lost, and the work goes on."""
        await asyncio.sleep(0)  # what was taken on this thread just now
        batch = list(self._waiting)
        self._waiting.clear()
        if not batch:
            return
        try:
            await self._store.write(traces.keep, batch)
            if time.monotonic() - self._swept > _SWEEPING_SECONDS or not self._swept:
                await self.sweep()
        except EmailAssistError as error:
            _log.warning("traces were not kept", error=type(error).__name__, count=len(batch))

    async def stop(self) -> None:
        """Write what waits, and nothing after that."""
        if self._writing is not None:
            self._writing.cancel()
        if self._loop is not None:
            await self.flush()
        self._loop = None

    async def run(self) -> None:
        """Forget what is too old or too much, again and again."""
        while True:
            await self.sweep()
            await asyncio.sleep(_SWEEPING_SECONDS)

    async def sweep(self) -> None:
        """Forget what the settings do not let us keep."""
        self._swept = time.monotonic()
        settings = self._settings()
        before = datetime.now(UTC) - timedelta(days=settings.trace_days)
        await self._store.write(traces.sweep, before=before, octets=settings.trace_mb * 1_000_000)

    async def recent(
        self,
        wanted: TraceFilter = TraceFilter.RECENT,
        *,
        message: MessageKey | None = None,
        limit: int = 200,
    ) -> tuple[TraceRow, ...]:
        """Traces for a list, the newest first unless the filter says otherwise."""
        await self.flush()
        return await self._store.read(traces.recent, wanted=wanted, message=message, limit=limit)

    async def trace(self, key: int, *, exchanges: bool = False) -> Trace:
        """One trace, with or without what was said in it; raises NotFound."""
        return await self._store.read(traces.trace, key, exchanges=exchanges)

    async def of_message(self, message: MessageKey) -> Trace:
        """The last trace of a message with all that was said; raises NotFound."""
        rows = await self.recent(message=message, limit=1)
        if not rows:
            raise NotFound(
                f"No trace of message {message} is kept.",
                hint="Triage it, and look again; traces are kept for a few days only.",
            )
        return await self.trace(rows[0].key, exchanges=True)

    async def left(self, run: str) -> tuple[Egress, ...]:
        """What left this machine in an agent's run, as the ledger has it, oldest first."""
        found = await self._store.read(egress.entries, EgressFilter(run=run))
        return tuple(reversed(found))

    async def exchange(self, trace: int, span: str) -> Exchange:
        """What was said in one span."""
        return await self._store.read(traces.exchange, trace, span)
