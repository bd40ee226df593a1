"""The one thread with the one event loop.

Owns: starting and ending the loop, and handing coroutines to it from other threads.
Must not: know what runs on it.
"""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class EngineThread:
    """An asyncio loop on a thread of its own; `submit` may be called from any other thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the loop; the future can be cancelled."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self, timeout: float = 2.0) -> bool:
        """Cancel everything, end the loop and the thread; whether it ended in time (seconds)."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._cancel_rest()
            self._loop.close()

    def _cancel_rest(self) -> None:
        rest = asyncio.all_tasks(self._loop)
        for task in rest:
            task.cancel()
        if rest:
            self._loop.run_until_complete(asyncio.wait(rest, timeout=1.0))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
