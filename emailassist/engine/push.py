"""New mail the moment it comes: one connection of each account waits for its server to tell.

Owns: who is watched, and coming back after whatever went wrong. Must not: read mail.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

import structlog

from emailassist.domain.account import Account
from emailassist.domain.errors import (
    LOCKED_OUT,
    StoreUnusable,
    WorldError,
)
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.ids import AccountId
from emailassist.engine.announcer import Announcer
from emailassist.engine.clock import passed
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections, ImapConnection
from emailassist.imap.idle import Wake
from emailassist.settings import Settings
from emailassist.store import accounts

INBOX = "INBOX"

_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 5 * 60.0
_STEADY_SECONDS = 60.0
"""A connection that lasted as long was a good one: the next failure is a first one."""
_LOOK_SECONDS = 15.0
_BREATH = 0.5
_IN_A_ROW = 4
"""Readings within as many breaths after which a server that never stops telling has to wait."""

OnNews = Callable[[Account], Awaitable[None]]
"""Called after each (re)connection and whenever INBOX has changed.

Raises WorldErrors and StoreUnusable.
"""

_log = structlog.get_logger(__name__)


class Push:
    """Watches INBOX of every account, where the server offers IDLE and the settings allow it."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        connections: Connections,
        settings: Callable[[], Settings],
        on_news: OnNews,
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._connections = connections
        self._settings = settings
        self._on_news = on_news
        self._watching: dict[AccountId, tuple[Account, asyncio.Task[None]]] = {}

    @property
    def watching(self) -> frozenset[AccountId]:
        """The accounts that are watched now, or will be again after a pause."""
        return frozenset(key for key, (_, task) in self._watching.items() if not task.done())

    async def run(self) -> None:
        """Watch until cancelled, whatever accounts and settings become meanwhile."""
        changed = asyncio.Event()

        def hear(event: Event) -> None:
            if isinstance(event, ChangeSet) and (event.accounts or event.endpoints):
                changed.set()

        stop_hearing = self._announcer.overhear(hear)
        try:
            while True:
                changed.clear()
                await self._watch_wanted()
                await changed.wait()
        finally:
            stop_hearing()
            await self._stop(list(self._watching))

    async def _watch_wanted(self) -> None:
        """Begin and end watchers until they are those that the settings and accounts want."""
        settings = self._settings()
        all_accounts = await self._store.read(accounts.accounts)
        on = settings.push and settings.connections > 1
        wanted = {each.id: each for each in all_accounts if on}
        watching = {key: account for key, (account, _) in self._watching.items()}
        await self._stop([key for key in watching if watching[key] != wanted.get(key)])
        for key in wanted.keys() - self._watching.keys():
            task = asyncio.ensure_future(self._watch(wanted[key]))
            self._watching[key] = wanted[key], task

    async def _stop(self, keys: list[AccountId]) -> None:
        tasks = [self._watching.pop(key)[1] for key in keys]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, account: Account) -> None:
        """Wait for news again and again; ends where the server offers no IDLE."""
        pauses = backoff()
        while True:
            began = passed()
            try:
                async with self._connections.use(account) as connection:
                    if not await self._idle(account, connection):
                        return
            except LOCKED_OUT as error:
                _log.info("push has to wait for the person", error=type(error).__name__)
                pauses = iter([_LONGEST_PAUSE])
            except (WorldError, StoreUnusable) as error:
                _log.info("push was interrupted", error=type(error).__name__)
            except Exception:  # noqa: BLE001 - a bug: new mail still comes by polling
                _log.exception("push stopped by a bug")
                return
            if passed() - began > _STEADY_SECONDS:
                pauses = backoff()
            await _pause(next(pauses, _LONGEST_PAUSE))

    async def _idle(self, account: Account, connection: ImapConnection) -> bool:
        """Wait for news until something goes wrong; False where this server has no IDLE."""
        session = await connection.open()
        if "IDLE" not in session.capabilities:
            return False
        await connection.run(session.select, INBOX)
        with Wake() as wake:
            idling = session.idling(wake, passed)
            row = 0
            while True:
                began = passed()
                await self._on_news(account)
                waiting = asyncio.ensure_future(connection.run(idling.wait))
                try:
                    await asyncio.shield(waiting)
                except asyncio.CancelledError:
                    wake.set()
                    with suppress(WorldError):
                        await waiting
                        await connection.run(idling.end)
                    raise
                row = row + 1 if passed() - began < _BREATH else 0
                if row >= _IN_A_ROW:
                    await asyncio.sleep(_BREATH)


def backoff(chance: Callable[[], float] = random.random) -> Iterator[float]:
    """Seconds to wait after each failure in a row: twice as long each time, never alike."""
    pause = _FIRST_PAUSE
    while True:
        yield pause * (0.5 + chance() / 2)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _pause(seconds: float) -> None:
    """Wait so long; what the computer sleeps meanwhile counts."""
    until = passed() + seconds
    left = seconds
    while left > 0:
        await asyncio.sleep(min(left, _LOOK_SECONDS))
        left = until - passed()
