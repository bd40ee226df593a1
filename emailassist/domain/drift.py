"""Triaged mail from week to week, and what moved.

Owns: the figures of weeks. Must not: judge what is chance (engine does).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of triaged mail: how many of each category, and how many were corrected.

    `sure` and `spread` are the mean and the variance of the confidence with which they were
    decided.
    """

    start: datetime
    messages: int
    categories: tuple[tuple[str, int], ...]
    corrected: int
    sure: float
    spread: float


class Trait(StrEnum):
    """What of a mailbox may move."""

    SHARE = "share"
    CONFIDENCE = "confidence"
    CORRECTIONS = "corrections"


@dataclass(frozen=True, slots=True)
class Move:
    """Something that is otherwise than in the weeks before, by more than chance.

    `name` is the category of a share; `count` of `messages` are those of this week.
    """

    trait: Trait
    name: str
    before: float
    now: float
    count: int
    messages: int


@dataclass(frozen=True, slots=True)
class Drift:
    """This week beside the weeks before it; `too_little`: there is not enough mail to tell."""

    at: datetime
    weeks: tuple[Week, ...]
    moves: tuple[Move, ...]
    too_little: bool = False
