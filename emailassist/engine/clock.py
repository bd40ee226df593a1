"""Times that hold when the computer's clock does not.

Owns: telling a clock that was changed from a computer that slept, and waits that a changed clock
neither shortens nor prolongs. Must not: sleep.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Seconds = Callable[[], float]

_JUMP = 90.0
"""Seconds by which the clock may move against the time that passed before it counts as changed;
time servers correct a running clock by much less."""
BELIEVED_AFTER = 600.0
"""Seconds after which a changed clock is taken for right."""
_LONGEST_WAIT = 3600.0


def passed() -> float:
    """Seconds since some moment, sleep of the computer included, whatever its clock says."""
    # Linux stops CLOCK_MONOTONIC while it sleeps, macOS does not; Windows has neither name.
    counting = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if counting is None else time.clock_gettime(counting)


class SteadyClock:
    """The computer's clock, distrusted for a while when it was changed.

    Until then it is the earlier of what it says and what it would say unchanged, so that nothing
    that waits for a time of day goes out early, whichever of the two is wrong.
    """

    def __init__(self, wall: Seconds = time.time, passed: Seconds = passed) -> None:
        self._wall = wall
        self._passed = passed
        self._believed = wall() - passed()
        self._claimed = self._believed
        self._changed_at = passed()

    def now(self) -> datetime:
        """The time to go by, aware."""
        wall, passed = self._wall(), self._passed()
        offset = wall - passed
        if abs(offset - self._believed) <= _JUMP:
            self._believed = self._claimed = offset
        elif abs(offset - self._claimed) > _JUMP:
            self._claimed, self._changed_at = offset, passed
        elif passed - self._changed_at >= BELIEVED_AFTER:
            self._believed = offset
        return datetime.fromtimestamp(min(wall, passed + self._believed), UTC)


class Waits:
    """Short waits by what really passes: undo delays and the time until the next attempt."""

    def __init__(self, passed: Seconds = passed) -> None:
        self._passed = passed
        self._ends: dict[int, tuple[datetime, float]] = {}

    def left(self, key: int, until: datetime, now: datetime) -> float:
        """Seconds left of a wait until `until`; its length is settled when it is first asked for.

        One that seems to last for hours was set by another clock and ends within the hour.
        """
        known = self._ends.get(key)
        if known is None or known[0] != until:
            wait = min(max((until - now) / timedelta(seconds=1), 0.0), _LONGEST_WAIT)
            known = self._ends[key] = (until, self._passed() + wait)
        return known[1] - self._passed()
