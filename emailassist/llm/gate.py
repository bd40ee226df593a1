"""Who may talk to an endpoint next.

Owns: a bounded number of slots with a waiting line in which a person's request goes before
background work. Must not: know what is sent.
"""

import asyncio
import heapq
from enum import IntEnum
from itertools import count


class Urgency(IntEnum):
    """Lower goes first."""

    INTERACTIVE = 0
    BACKGROUND = 1


class Gate:
    """`limit` slots; who waits is served by urgency, then in order of arrival.

    Belongs to one event loop. A caller that is cancelled while it waits takes no slot.
    """

    def __init__(self, limit: int) -> None:
        self._free = max(1, limit)
        self._order = count()
        self._waiting: list[tuple[Urgency, int, asyncio.Future[None]]] = []

    async def acquire(self, urgency: Urgency) -> None:
        """Take a slot; each needs one `release`."""
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # given a slot in the moment of cancelling
                self.release()
            raise

    def release(self) -> None:
        """Give a slot back, to the first in line if someone waits."""
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
