"""When the server is told what the person did: soon after, or as soon as it can be reached.

Owns: the wake-up and whose turn it is. Must not: know how an operation is done (replaying.py
does).
"""

import asyncio
import time
from collections import defaultdict

import structlog

from emailassist.domain.account import Account
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.ids import AccountId
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections, ImapConnection
from emailassist.engine.replaying import Replaying
from emailassist.store import accounts, operations

_log = structlog.get_logger(__name__)
_RETRY = 60.0
"""Seconds until the next attempt at a server that could not be reached."""


class Replay:
    """Tells each account's server what is queued for it, in order."""

    def __init__(self, store: Store, announcer: Announcer, connections: Connections) -> None:
        self._store = store
        self._announcer = announcer
        self._connections = connections
        self._wake = asyncio.Event()
        self._turns: defaultdict[AccountId, asyncio.Lock] = defaultdict(asyncio.Lock)

    def wake(self) -> None:
        """Something was queued."""
        self._wake.set()

    async def run(self) -> None:
        """Work for ever; cancel to end."""
        while True:
            self._wake.clear()
            await self.settle()
            try:
                pause = await self._pause()
                await asyncio.wait_for(self._wake.wait(), timeout=pause)
            except TimeoutError:
                continue

    async def settle(self) -> tuple[str, ...]:
        """Tell every server what is due now, once; why some could not be told."""
        problems = []
        for key in await self._store.read(operations.accounts_waiting):
            try:
                account = await self._store.read(accounts.account, key)
                await self._attempt(account)
            except EmailAssistError as error:
                # The next synchronisation says it, if it still is so.
                _log.info("operations wait for the server", error=type(error).__name__)
                problems.append(error.sentences)
        return tuple(problems)

    async def _attempt(self, account: Account) -> None:
        await self._store.write(operations.rebind, account.id)
        if await self._store.read(operations.ready, account.id, time.time()):
            async with self._connections.use(account) as connection:
                await self.tell(account, connection)

    async def tell(self, account: Account, connection: ImapConnection) -> None:
        """Tell the account's server over this connection; raises WorldError.

        What it refuses is backed out here and said. What cannot be told yet stays queued.
        """
        async with self._turns[account.id]:
            await self._store.write(operations.rebind, account.id)
            replaying = Replaying(self._store, self._announcer, account, connection)
            while await replaying.advance():
                pass

    async def _pause(self) -> float | None:
        """Seconds until there is something to do; None: until woken."""
        now = time.time()
        due = await self._store.read(operations.next_due, now)
        pauses = [] if due is None else [due - now]
        if await self._store.read(operations.accounts_waiting):
            pauses.append(_RETRY)
        return min(pauses, default=None)
