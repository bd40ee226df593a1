"""Who may talk to an endpoint next.

Owns: a bounded number of slots with a waiting line in which a person's request goes before
background work, the pace that the person allows and the pauses that the server asks for. Must
not: know what is sent.
"""

import asyncio
import heapq
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count

from emailassist.llm.retry import Clock

_MINUTE = 60.0


class Urgency(IntEnum):
    """Lower goes first."""

    INTERACTIVE = 0
    BACKGROUND = 1
    BULK = 2
    """Files of batches: large, and in no hurry."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The most that may be sent in any 60 seconds; 0 is no limit."""

    requests: int = 0
    tokens: int = 0


class Gate:
    """`limit` slots; who waits is served by urgency, then in order of arrival.

    A server that has had enough pauses the whole line; after that half as many are let in, and
    one more with each round of answers. Belongs to one event loop. A caller that is cancelled
    while it waits takes no slot.
    """

    def __init__(self, limit: int, *, pace: Pace | None = None, clock: Clock | None = None) -> None:
        self._limit = max(1, limit)
        self._allowed = float(self._limit)
        self._active = 0
        self._clock = clock or Clock()
        self._sent = _Sent(pace or Pace())
        self._order = count()
        self._waiting: list[_Ticket] = []
        self._pauses: set[asyncio.Task[None]] = set()
        self._shut_until = 0.0

    async def acquire(self, urgency: Urgency, tokens: int = 0) -> "Slot":
        """A slot for a request of about that many tokens; each needs one `release`."""
        slot = Slot(self, urgency, next(self._order), tokens)
        await slot.enter()
        return slot

    def shut_for(self) -> float:
        """Seconds for which the server wants to hear nothing, longer than anybody waits."""
        return max(0.0, self._shut_until - self._clock.monotonic())

    def shut(self, seconds: float) -> None:
        """The server asks for so long a pause that whoever asks meanwhile should give up."""
        self._shut_until = self._clock.monotonic() + seconds

    def pause(self, seconds: float) -> None:
        """Let nobody in for that long."""
        self._pauses.add(asyncio.get_running_loop().create_task(self._pause(seconds)))

    def slow_down(self) -> None:
        """The server was asked too much at once."""
        self._allowed = max(1.0, min(self._allowed, float(self._active)) / 2)

    def went_well(self) -> None:
        """The server answered."""
        if self._allowed < self._limit:
            self._allowed = min(float(self._limit), self._allowed + 1 / self._allowed)

    def close(self) -> None:
        """Let in who waits, as what is behind the gate is closed as well."""
        for task in self._pauses:
            task.cancel()
        self._pauses.clear()
        self._sent = _Sent(Pace())
        self._allowed = float(self._limit) + len(self._waiting) + self._active
        self.serve()

    def wait_in_line(self, ticket: "_Ticket") -> None:
        """Put a ticket into the line; its turn is done when it may go."""
        heapq.heappush(self._waiting, ticket)
        self.serve()

    def leave(self) -> None:
        """Give a place back, to the first in line if someone waits."""
        self._active -= 1
        self.serve()

    def serve(self) -> None:
        """Let in whom there is room for."""
        while self._waiting and not self._pauses and self._active < int(self._allowed):
            first = self._waiting[0]
            if not first.turn.done():
                wait = self._sent.wait(first.tokens, self._clock.monotonic())
                if wait > 0:
                    self.pause(wait)
                    return
                self._sent.note(first.tokens, self._clock.monotonic())
                self._active += 1
                first.turn.set_result(None)
            heapq.heappop(self._waiting)

    async def _pause(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._pauses = {task for task in self._pauses if task is not asyncio.current_task()}
        self.serve()


class Slot:
    """A place at the server, or the wish for one."""

    def __init__(self, gate: Gate, urgency: Urgency, order: int, tokens: int) -> None:
        self._gate = gate
        self._place = (urgency, order)
        self._tokens = tokens
        self._held = False

    async def enter(self) -> None:
        """Wait for a place, in the order in which it was first asked for."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._gate.wait_in_line(_Ticket(*self._place, turn, self._tokens))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # given a place in the moment of cancelling
                self._gate.leave()
            raise
        self._held = True

    async def back_off(self, seconds: float) -> None:
        """Leave the place to nobody for that long, then wait for one again."""
        self._gate.slow_down()
        self._gate.pause(seconds)
        self.release()
        await self.enter()

    def release(self) -> None:
        """Give the place back; again does nothing."""
        if self._held:
            self._held = False
            self._gate.leave()


@dataclass(frozen=True, slots=True, order=True)
class _Ticket:
    urgency: Urgency
    order: int
    turn: asyncio.Future[None] = field(compare=False)
    tokens: int = field(compare=False)


class _Sent:
    """What was sent in the last minute."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._log: deque[tuple[float, int]] = deque()

    def wait(self, tokens: int, now: float) -> float:
        """Seconds until so many tokens fit; a request larger than a minute's goes alone."""
        while self._log and self._log[0][0] <= now - _MINUTE:
            self._log.popleft()
        requests, total = len(self._log), sum(each for _, each in self._log)
        for at, gone in self._log:
            if self._fits(requests, total, tokens):
                break
            requests, total = requests - 1, total - gone
            if requests == 0 or self._fits(requests, total, tokens):
                return at + _MINUTE - now
        return 0.0

    def note(self, tokens: int, now: float) -> None:
        if self._pace != Pace():
            self._log.append((now, tokens))

    def _fits(self, requests: int, total: int, tokens: int) -> bool:
        pace = self._pace
        return (not pace.requests or requests < pace.requests) and (
            not pace.tokens or total + tokens <= pace.tokens
        )
