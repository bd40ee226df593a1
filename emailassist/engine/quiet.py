"""Whether this machine has power and time to spare.

Owns: asking the system, on every platform in the same way. Must not: decide what for.
"""

import time
from collections.abc import Callable

import psutil

_ASKED_EVERY = 10.0
_IDLE_SHARE = 20.0
"""Per cent of all processors that other programs take."""


class Machine:
    """The power supply and the processors; what was asked counts for ten seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked = -_ASKED_EVERY
        self._own = psutil.Process()
        self._on_mains = True
        self._is_idle = False

    def on_mains(self) -> bool:
        """Whether no battery is drained; also where there is none, or nobody can say."""
        self._ask()
        return self._on_mains

    def is_idle(self) -> bool:
        """Whether other programs had little to do since this was asked before."""
        self._ask()
        return self._is_idle

    def _ask(self) -> None:
        now = self._clock()
        if now - self._asked < _ASKED_EVERY:
            return
        self._asked = now
        ours = self._own.cpu_percent() / (psutil.cpu_count() or 1)
        self._is_idle = psutil.cpu_percent() - ours < _IDLE_SHARE
        self._on_mains = _on_mains()


def _on_mains() -> bool:
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is None or battery.power_plugged is not False
