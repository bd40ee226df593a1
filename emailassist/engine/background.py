"""Work that goes on as long as the program runs.

Owns: its tasks, and telling the person when one stops by a fault. Must not: know the work.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from emailassist.domain.errors import StoreUnusable
from emailassist.domain.events import Notice
from emailassist.engine.announcer import Announcer

_log = structlog.get_logger(__name__)
_STOP_SECONDS = 1.0


class Background:
    """Tasks without an end of their own; `pause` is seconds until one that the disk ended."""

    def __init__(self, announcer: Announcer, *, pause: float = 60.0) -> None:
        self._announcer = announcer
        self._pause = pause
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let the work go on until `stop`."""
        task = asyncio.ensure_future(work)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def keep(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Let the work go on until `stop`, and begin it again where the disk ended it."""
        self.start(self._again(work))

    async def _again(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        told: set[str] = set()
        while True:
            try:
                await work()
            except StoreUnusable as error:
                if error.reason not in told:
                    told.add(error.reason)
                    self._announcer.tell(Notice(error.reason, error.hint, problem=True))
                await asyncio.sleep(self._pause)
            else:
                return

    async def stop(self) -> None:
        """Cancel all work and wait a little for its end."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            _log.error("background work stopped", exc_info=task.exception())
            self._announcer.tell(
                Notice(
                    "Sending or fetching mail stopped because of a fault in the program.",
                    "Nothing is lost: start the program again. The log says more.",
                    problem=True,
                )
            )
