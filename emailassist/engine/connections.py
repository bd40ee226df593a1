"""IMAP connections as the engine uses them.

Owns: the thread of each, ending what waits for a server, how many an account has at a time, and
keeping one for the next use. Must not: know what is read.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from emailassist.domain.account import Account
from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerRefused, WorldError
from emailassist.domain.ids import AccountId
from emailassist.engine.clock import passed
from emailassist.engine.confined import Confined
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.session import ImapSession

P = ParamSpec("P")
T = TypeVar("T")

_KEPT_SECONDS = 5 * 60.0
_FRESH_SECONDS = 5.0
"""Within which a connection that was kept is used again without asking whether it lives."""


class ImapConnection:
    """One IMAP connection on its own thread, opened when first needed.

    Cancelling a wait for it ends the connection at once, so that nothing hangs on a server.
    """

    def __init__(self, account: Account, read_credential: Callable[[Account], Credential]) -> None:
        self._account = account
        self._read_credential = read_credential
        self._confined = Confined(f"imap:{account.name}")
        self._session: ImapSession | None = None
        self._interrupt = Interrupt()
        self._was_refused = False
        self.is_second_hand = False
        """It was used before, so that its server may have given it up meanwhile."""

    async def open(self) -> ImapSession:
        """The session; raises WorldError when it cannot be had."""
        if self._session is None:
            self._session = await self.run(self._connect)
        return self._session

    def _connect(self) -> ImapSession:
        account = self._account
        return ImapSession.open(
            account.imap,
            account.username,
            self._read_credential(account),
            interrupt=self._interrupt,
            trusted=account.trusted_certificates,
        )

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call of the session on its thread; raises WorldError."""
        try:
            return await self._confined.run(function, *args, **kwargs)
        except asyncio.CancelledError:
            self._interrupt.trigger()
            raise
        except ServerRefused:
            self._was_refused = True
            raise

    @property
    def is_usable(self) -> bool:
        """Whether it is open, nothing has ended it, and the server refused nothing over it.

        Some servers refuse a mailbox that was made anew for as long as the connection lasts.
        """
        broken = self._session is None or self._session.is_broken
        return not (broken or self._was_refused or self._interrupt.triggered)

    async def close(self) -> None:
        """Log out if that is possible, and end the thread."""
        if self._session is not None:
            await self._confined.run(self._session.close)
        self._confined.close()


@dataclass(frozen=True, slots=True)
class _Kept:
    """A connection that waits for its next use since `passed()`, in which sleep counts."""

    connection: ImapConnection
    account: Account
    since: float

    def is_for(self, account: Account) -> bool:
        return self.account == account and passed() - self.since < _KEPT_SECONDS

    async def lives(self) -> bool:
        if passed() - self.since < _FRESH_SECONDS:
            return True
        session = await self.connection.open()
        try:
            await self.connection.run(session.check)
        except WorldError:
            return False
        return True


@dataclass(slots=True)
class _Lane:
    """The connections of one account."""

    taken: int = 0
    kept: _Kept | None = None
    expiry: asyncio.TimerHandle | None = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)


class Connections:
    """The IMAP connections of all accounts: at most `limit()` of each at a time."""

    def __init__(
        self, read_credential: Callable[[Account], Credential], limit: Callable[[], int]
    ) -> None:
        self._read_credential = read_credential
        self._limit = limit
        self._lanes: defaultdict[AccountId, _Lane] = defaultdict(_Lane)
        self._expiring: set[asyncio.Task[None]] = set()
        self._closed = False

    @asynccontextmanager
    async def use(self, account: Account) -> AsyncIterator[ImapConnection]:
        """A connection for one piece of work, which waits while all are in use.

        It may have been used before: select a mailbox first. Never ask for a second one inside.
        """
        lane = self._lanes[account.id]
        async with lane.changed:
            await lane.changed.wait_for(lambda: lane.taken < max(1, self._limit()))
            lane.taken += 1
        try:
            connection = await self._kept(lane, account)
            connection = connection or ImapConnection(account, self._read_credential)
            try:
                yield connection
            finally:
                await self._put_back(lane, account, connection)
        finally:
            lane.taken -= 1
            async with lane.changed:
                lane.changed.notify_all()

    async def forget(self, account: AccountId) -> None:
        """Close what is kept of an account that has changed or gone."""
        if (kept := self._take_kept(self._lanes[account])) is not None:
            await kept.connection.close()

    async def close(self) -> None:
        """Close what is kept; what is in use is closed after it."""
        self._closed = True
        for account in list(self._lanes):
            await self.forget(account)

    async def _kept(self, lane: _Lane, account: Account) -> ImapConnection | None:
        """The connection that was kept, if it still is what is wanted."""
        kept = self._take_kept(lane)
        if kept is None:
            return None
        if kept.is_for(account) and await kept.lives():
            kept.connection.is_second_hand = True
            return kept.connection
        await kept.connection.close()
        return None

    async def _put_back(self, lane: _Lane, account: Account, connection: ImapConnection) -> None:
        """Keep one connection for the next use, close any other."""
        if self._closed or lane.kept is not None or not connection.is_usable:
            await connection.close()
            return
        lane.kept = _Kept(connection, account, passed())
        loop = asyncio.get_running_loop()
        lane.expiry = loop.call_later(_KEPT_SECONDS, self._expire, account.id)

    def _take_kept(self, lane: _Lane) -> _Kept | None:
        if lane.expiry is not None:
            lane.expiry.cancel()
        kept, lane.kept, lane.expiry = lane.kept, None, None
        return kept

    def _expire(self, account: AccountId) -> None:
        task = asyncio.ensure_future(self.forget(account))
        self._expiring.add(task)
        task.add_done_callback(self._expiring.discard)
