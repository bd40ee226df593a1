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


class _Connected:
    """A connection to the database on a thread of its own, opened when first needed."""

    def __init__(self, name: str, path: Path, opening: Callable[[Path], Database]) -> None:
        self._confined = Confined(name)
        self._path = path
        self._opening = opening
        self._db: Database | None = None

    async def run(
        self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def work() -> T:
            if self._db is None:
                self._db = self._opening(self._path)
            return function(self._db, *args, **kwargs)

        return await self.run_apart(work)

    async def run_apart(self, work: Callable[[], T]) -> T:
        """Run work on this thread that needs the file for itself."""

        def translated() -> T:
            with translating(self._path):
                return work()

        return await self._confined.run(translated)

    async def disconnect(self) -> None:
        await self._confined.run(self._close)

    def close(self) -> None:
        self._confined.close()

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


class Store:
    """The database: one writer thread, and reader threads so that showing never waits.

    Neither for the writer, nor for work that reads a lot.
    """

    def __init__(self, path: Path) -> None:
        self._writer = _Connected("store", path, open_writer)
        self._reader = _Connected("store-reader", path, open_reader)
        self._aside = _Connected("store-aside", path, open_reader)
        self._all = (self._aside, self._reader, self._writer)
        self._path = path

    async def write(
        self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function of the store on the writer connection; raises SettingsError."""
        return await self._writer.run(function, *args, **kwargs)

    async def read(
        self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query on the reader connection, which sees every finished write.

        Raises SettingsError.
        """
        return await self._reader.run(function, *args, **kwargs)

    async def read_aside(
        self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run long work that reads, parsing what it reads as well; raises SettingsError."""
        return await self._aside.run(function, *args, **kwargs)

    async def salvage(self, now: datetime) -> Salvaged:
        """Save what can be read of a damaged database; raises SettingsError."""
        await self._disconnect()
        return await self._writer.run_apart(lambda: salvage(self._path, open_writer, now))

    async def close(self) -> None:
        """Close all connections on their threads."""
        await self._disconnect()
        for connected in self._all:
            connected.close()

    async def _disconnect(self) -> None:
        for connected in self._all:
            await connected.disconnect()
