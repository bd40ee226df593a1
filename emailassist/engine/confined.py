"""Things that belong to one thread, awaited from the event loop.

Owns: one-thread executors. Must not: know what runs in them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from emailassist.store.database import Database, open_reader, open_writer, translating
from emailassist.store.salvage import Salvaged, salvage

P = ParamSpec("P")
T = TypeVar("T")


class Confined:
    """Runs blocking calls one after another on a thread of its own."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result; when cancelled, the call runs to its end unawaited."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: function(*args, **kwargs))

    def close(self) -> None:
        """Drop what has not begun and let the current call end by itself."""
        self._executor.shutdown(wait=False, cancel_futures=True)


class Store:
    """The database: one writer thread, and a reader thread so that showing never waits for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = Confined("store")
        self._reading = Confined("store-reader")
        self._writer: Database | None = None
        self._reader: Database | None = None

    async def write(
        self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function of the store on the writer connection; raises SettingsError."""
        return await self._writing.run(
            lambda: self._translated(lambda: function(self._open_writer(), *args, **kwargs))
        )

    async def read(
        self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query on the reader connection, which sees every finished write.

        Raises SettingsError.
        """
        return await self._reading.run(
            lambda: self._translated(lambda: function(self._open_reader(), *args, **kwargs))
        )

    async def salvage(self, now: datetime) -> Salvaged:
        """Save what can be read of a damaged database; raises SettingsError."""
        await self._close_connections()
        return await self._writing.run(
            lambda: self._translated(lambda: salvage(self._path, open_writer, now))
        )

    async def close(self) -> None:
        """Close both connections on their threads."""
        await self._close_connections()
        self._reading.close()
        self._writing.close()

    async def _close_connections(self) -> None:
        await self._reading.run(self._close_reader)
        await self._writing.run(self._close_writer)

    def _translated(self, work: Callable[[], T]) -> T:
        with translating(self._path):
            return work()

    def _open_writer(self) -> Database:
        if self._writer is None:
            self._writer = open_writer(self._path)
        return self._writer

    def _open_reader(self) -> Database:
        if self._reader is None:
            self._reader = open_reader(self._path)
        return self._reader

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
