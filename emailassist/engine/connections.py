"""IMAP connections as the engine uses them.

Owns: the thread of each, and ending what waits for a server. Must not: know what is read.
"""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from emailassist.domain.account import Account
from emailassist.domain.credential import Credential
from emailassist.engine.confined import Confined
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.session import ImapSession

P = ParamSpec("P")
T = TypeVar("T")


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

    async def close(self) -> None:
        """Log out if that is possible, and end the thread."""
        if self._session is not None:
            await self._confined.run(self._session.close)
        self._confined.close()
