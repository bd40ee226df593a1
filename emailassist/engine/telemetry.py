"""Telling other programs of traces, as far as the settings say so.

Owns: what is switched on, the queue to the collector, and telling the person when that fails.
Must not: know the form of what is told (`telemetry` does), or load its libraries unasked.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

import structlog

from emailassist import __version__
from emailassist.domain.errors import EmailAssistError, SettingsError
from emailassist.domain.events import ChangeSet, Event, Notice
from emailassist.domain.trace import Trace
from emailassist.domain.usage import UsageReport
from emailassist.engine.announcer import Announcer
from emailassist.engine.traces import Traces
from emailassist.llm.ledger import Ledger
from emailassist.settings import Settings

if TYPE_CHECKING:
    from emailassist.telemetry.collector import Collector
    from emailassist.telemetry.figures import Figures, MetricsServer

_log = structlog.get_logger(__name__)

_GATHERING_SECONDS = 1.0
_MOST_WAITING = 500
_ANSWER_SECONDS = 2.0


class Telemetry:
    """The export of one home. `usage` tells what is left of the budgets."""

    def __init__(
        self,
        traces: Traces,
        announcer: Announcer,
        settings: Callable[[], Settings],
        ledger: Ledger,
        usage: Callable[[], Awaitable[UsageReport]],
    ) -> None:
        self._announcer = announcer
        self._settings = settings
        self._ledger = ledger
        self._usage = usage
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: deque[Trace] = deque(maxlen=_MOST_WAITING)
        self._sending: asyncio.Task[None] | None = None
        self._collector: Collector | None = None
        self._told_to: tuple[str, bool] = ("", False)
        self._figures: Figures | None = None
        self._server: MetricsServer | None = None
        self._port = 0
        self._told: set[str] = set()
        self._serving = False
        self._out = announcer.overhear(self._hear)
        traces.listeners.append(self._take)

    def serve(self) -> None:
        """Let Prometheus ask from now on, if the settings say where."""
        self._serving = True
        self._loop = asyncio.get_running_loop()
        self._adjust()

    @property
    def port(self) -> int:
        """Where Prometheus may ask; 0 if nowhere."""
        return self._server.port if self._server is not None else 0

    def _hear(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and event.endpoints and self._serving:
            self._adjust()

    def _adjust(self) -> None:
        wanted = self._settings().metrics_port
        if wanted == self._port:
            return
        self._stop_serving()
        self._port = wanted
        if wanted:
            try:
                self._start_serving(wanted)
            except SettingsError as error:
                self._tell(error)

    def _start_serving(self, port: int) -> None:
        try:
            from emailassist.telemetry.figures import Figures, MetricsServer
        except ImportError as error:
            raise _missing("prometheus", "Prometheus") from error
        self._figures = self._figures or Figures(self._left)
        self._server = MetricsServer(self._figures, port)

    def _left(self) -> Mapping[tuple[str, str, str], float]:
        """For the page's thread; nothing where the engine does not answer in time."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return {}
        asked = asyncio.run_coroutine_threadsafe(self._left_over(), loop)
        try:
            return asked.result(_ANSWER_SECONDS)
        except (TimeoutError, CancelledError, EmailAssistError):
            return {}

    async def _left_over(self) -> Mapping[tuple[str, str, str], float]:
        left: dict[tuple[str, str, str], float] = {}
        for each in (await self._usage()).budgets:
            budget, today, month = each.budget, each.today, each.month
            for period, unit, limit, used in (
                ("day", "dollars", budget.daily_money, today.money),
                ("day", "tokens", budget.daily_tokens, today.tokens),
                ("month", "dollars", budget.monthly_money, month.money),
                ("month", "tokens", budget.monthly_tokens, month.tokens),
            ):
                if limit:
                    left[each.endpoint, period, unit] = max(0.0, limit - used)
        return left

    def _stop_serving(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _take(self, trace: Trace) -> None:
        if self._figures is not None:
            self._figures.take(trace)
        if self._settings().otel_collector:
            self._waiting.append(trace)
            if self._sending is None or self._sending.done():
                self._sending = asyncio.ensure_future(self._send_soon())

    async def _send_soon(self) -> None:
        while self._waiting:  # more may come while these go
            await asyncio.sleep(_GATHERING_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Send what waits; what cannot be sent is lost, and the person is told once."""
        batch = list(self._waiting)
        self._waiting.clear()
        if not batch:
            return
        try:
            collector = await self._ready()
            if collector is not None:
                await collector.send(batch)
                self._told.clear()
        except EmailAssistError as error:
            self._tell(error)

    async def _ready(self) -> "Collector | None":
        """The collector of the settings as they are now."""
        settings = self._settings()
        wanted = (settings.otel_collector, settings.otel_content)
        if self._collector is not None and wanted != self._told_to:
            await self._collector.aclose()
            self._collector = None
        if self._collector is None and wanted[0]:
            try:
                from emailassist.telemetry.collector import Collector
            except ImportError as error:
                raise _missing("otel", "OpenTelemetry") from error
            self._collector = Collector(
                wanted[0],
                content=wanted[1],
                version=__version__,
                local_only=lambda: self._settings().local_only,
                ledger=self._ledger,
            )
            self._told_to = wanted
        return self._collector

    async def stop(self) -> None:
        """Send what waits, and stop."""
        self._out()
        if self._sending is not None:
            self._sending.cancel()
        await self.flush()
        if self._collector is not None:
            await self._collector.aclose()
        if self._server is not None:
            await asyncio.to_thread(self._stop_serving)

    def _tell(self, error: EmailAssistError) -> None:
        _log.warning("telemetry failed", error=type(error).__name__)
        if error.reason not in self._told:
            self._told.add(error.reason)
            self._announcer.tell(Notice(error.reason, error.hint, problem=True))


def _missing(extra: str, name: str) -> SettingsError:
    return SettingsError(
        f"{name} is switched on, but its library is not installed.",
        hint=f"Install it with `pip install 'emailassist[{extra}]'`, or switch it off.",
    )
