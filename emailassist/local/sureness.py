"""How sure guesses are, and from where on they are right often enough to stand alone.

Owns: both, given how former guesses did. Must not: guess.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from emailassist.local.calibration import confidence_of
from emailassist.local.shipped import Calibration

_FEW: Final = 40
"""Former guesses so sure without which nothing is said about those that are."""
_MARGIN: Final = 4.0
"""How many times the errors that the target allows the least sure that stand alone may have."""


@dataclass(frozen=True)
class Sureness:
    """From log-odds to how often guesses are right.

    `former` are guesses about messages of the person, made without knowing what they said or left
    of them: log-odds, and whether they were right.
    """

    calibration: Calibration
    former: tuple[tuple[float, bool], ...] = ()

    def of(self, odds: float) -> float:
        """How often a guess at these log-odds is right."""
        return confidence_of(odds, self.calibration)

    def needed(self, target: float) -> float:
        """The confidence from which on guesses are right as often as `target`, all together.

        Where that is not known, the one at which each of them is.
        """
        least, said, right = target, 0.0, 0
        for count, (confidence, is_right) in enumerate(self._surest, start=1):
            said, right = said + confidence, right + is_right
            if confidence < 1 - _MARGIN * (1 - target):
                break
            is_last = count == len(self._surest) or self._surest[count][0] < confidence
            if is_last and count >= _FEW and min(said, right) >= target * count:
                least = min(least, confidence)
        return least

    @cached_property
    def _surest(self) -> tuple[tuple[float, bool], ...]:
        """How sure each former guess was, and whether right; the surest first."""
        return tuple(sorted(((self.of(odds), right) for odds, right in self.former), reverse=True))
