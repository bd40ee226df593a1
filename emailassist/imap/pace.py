"""How fast a link is, and whether compression would pay there.

Owns: the measure and the threshold. Must not: read a clock or a socket.
"""

from dataclasses import dataclass

SLOW = 150e6 / 8
"""Octets a second below which compressing costs less than it saves: 150 Mbit/s."""
_ENOUGH = 512 * 1024


@dataclass(slots=True)
class Pace:
    """Octets that came in bulk, and the seconds that were spent waiting for them."""

    octets: int = 0
    seconds: float = 0.0

    def add(self, octets: int, seconds: float) -> None:
        """Count one read."""
        self.octets += octets
        self.seconds += seconds

    @property
    def is_slow(self) -> bool:
        """Whether enough was read to know that the link is slow."""
        return self.octets >= _ENOUGH and self.octets < SLOW * self.seconds
