"""Conversations that a test sums up when it wants to."""

import asyncio

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import Conversation, Written


class FakeConversations:
    """Answers while `held` is False; `stopped` counts requests that were given up before."""

    def __init__(self) -> None:
        self.held = True
        self.asked: list[MessageKey] = []
        self.stopped = 0
        self.failure: EmailAssistError | None = None

    async def sum_up(self, key: MessageKey) -> Conversation:
        self.asked.append(key)
        try:
            if self.held:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        if self.failure is not None:
            raise self.failure
        return Conversation("Tom asked, Eva answered, the room is open.", Written.MODEL)
