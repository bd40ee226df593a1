"""What a search finds, best first.

Owns: how a search goes about it, and its answer. Must not: search.
"""

from dataclasses import dataclass
from enum import StrEnum

from emailassist.domain.ids import MessageKey


class By(StrEnum):
    """What a search goes by."""

    BOTH = "both"
    """Words and meaning, best first."""
    WORDS = "words"
    """Just what was typed, newest first."""
    MEANING = "meaning"
    """What is about the same, closest first."""


@dataclass(frozen=True, slots=True)
class Found:
    """Messages, best first; those of `by_meaning` do not have the words."""

    keys: tuple[MessageKey, ...] = ()
    by_meaning: frozenset[MessageKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Near:
    """A message, and the cosine of what it means and what was asked for."""

    key: MessageKey
    cosine: float
