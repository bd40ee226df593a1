"""Fetching of messages, as the fake engine has it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.domain.views import Presence

if TYPE_CHECKING:
    from tests.gui.fake_engine import FakeEngine


class FakeFetching:
    """Makes a message whole once that is allowed, or fails with `problem`."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self.asked: list[MessageKey] = []
        self._allowed = threading.Event()
        self.problem: EmailAssistError | None = None

    def allow(self) -> None:
        """From now on the server answers."""
        self._allowed.set()

    async def whole(self, key: MessageKey) -> None:
        self.asked.append(key)
        await asyncio.to_thread(self._allowed.wait, 10)
        if self.problem is not None:
            raise self.problem
        self._engine.details[key] = replace(self._engine.details[key], presence=Presence.WHOLE)
        self._engine.tell(ChangeSet(messages=frozenset({key})))
