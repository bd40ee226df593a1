"""Keeping the server's keywords as triage has it, while the setting says so.

Owns: when messages are looked at. Must not: know the keywords (store.mirror does).
"""

import asyncio
from collections.abc import Callable

import structlog

from emailassist.domain.errors import StoreUnusable
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.ids import MessageKey
from emailassist.domain.operation import Step
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.replay import Replay
from emailassist.store import mirror

_GATHER = 0.5
"""Seconds in which changes are gathered."""
_RETRY = 60.0
"""Seconds until the next attempt at a full disk."""

_log = structlog.get_logger(__name__)


class Mirror:
    """Follows what is told of messages and of settings."""

    def __init__(
        self, store: Store, announcer: Announcer, replay: Replay, is_on: Callable[[], bool]
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._replay = replay
        self._is_on = is_on
        self._was_on: bool | None = None
        self._changed: set[MessageKey] = set()
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Work for ever; cancel to end."""
        unsubscribe = self._announcer.subscribe(self._hear)
        try:
            while True:
                self._wake.clear()
                try:
                    await self.settle()
                except StoreUnusable as error:  # it is said where mail is read
                    _log.info("triage is not mirrored yet", error=type(error).__name__)
                    await asyncio.sleep(_RETRY)
                    continue
                await self._wake.wait()
                await asyncio.sleep(_GATHER)
        finally:
            unsubscribe()

    async def settle(self) -> None:
        """Look at what has changed, or at everything when the setting did.

        Raises StoreUnusable; then it is looked at the next time.
        """
        is_on, was_on = self._is_on(), self._was_on
        keys, self._changed, self._was_on = self._changed, set(), is_on
        try:
            steps = await self._steps(keys, is_on=is_on, was_on=was_on)
        except StoreUnusable:
            self._changed |= keys
            self._was_on = was_on
            raise
        if steps:
            self._replay.wake()

    async def _steps(
        self, keys: set[MessageKey], *, is_on: bool, was_on: bool | None
    ) -> tuple[Step, ...]:
        if is_on and was_on is False:
            await self._store.write(mirror.try_again)
        if is_on != was_on:
            return await self._store.write(mirror.mirror, on=is_on)
        if is_on and keys:
            return await self._store.write(mirror.mirror, keys, on=True)
        return ()

    def _hear(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and (event.messages or event.endpoints):
            self._changed |= event.messages
            self._wake.set()
