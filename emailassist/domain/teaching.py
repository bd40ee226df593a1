"""What one word or deed of the person teaches about a message.

Owns: that, and how much each counts. Must not: learn from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from emailassist.domain.lesson import Deed
from emailassist.domain.triage import Correction, Priority


class Slot(StrEnum):
    """What a message has at most one lesson of."""

    WORD = "word"
    PLACE = "place"
    ANSWER = "answer"
    FLAG = "flag"
    READ = "read"


_SLOTS: Final[Mapping[Deed, Slot]] = {
    Deed.ANSWERED: Slot.ANSWER,
    Deed.FLAGGED: Slot.FLAG,
    Deed.KEPT: Slot.READ,
}
_WEIGHTS: Final[Mapping[Deed | None, float]] = {
    None: 1.0,
    Deed.JUNKED: 0.4,
    Deed.UNJUNKED: 0.4,
    Deed.ANSWERED: 0.3,
    Deed.FLAGGED: 0.3,
    Deed.KEPT: 0.4,
}
_LEAST: Final = 0.2
"""Moving mail, or not reading it, may have had other reasons."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """What is taught about a message: `deed` is None where the person said it."""

    deed: Deed | None
    category: str | None = None
    priority: Priority | None = None
    needs_reply: bool | None = None

    @property
    def slot(self) -> Slot:
        return Slot.WORD if self.deed is None else _SLOTS.get(self.deed, Slot.PLACE)


def by_word(correction: Correction) -> Teaching:
    """What a correction teaches."""
    return Teaching(None, correction.category, correction.priority, correction.needs_reply)


def weight_of(deed: Deed | None) -> float:
    """How much a deed, or a word (None), counts."""
    return _WEIGHTS.get(deed, _LEAST)
