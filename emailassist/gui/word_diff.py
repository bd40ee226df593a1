"""What changed between two texts, word by word.

Owns: the pieces. Must not: show or choose anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

_TOKEN = re.compile(r"\S+[ \t]*|\s+?")
"""A word with the space after it; every line break by itself."""


class Kind(Enum):
    """What became of a piece."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words."""

    kind: Kind
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other; kept and new pieces together are `after`."""
    return tuple(_pieces(_TOKEN.findall(before), _TOKEN.findall(after)))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Kind.KEPT, "".join(before[start:end]))
            continue
        if end > start:
            yield Piece(Kind.GONE, "".join(before[start:end]))
        if new_end > new_start:
            yield Piece(Kind.NEW, "".join(after[new_start:new_end]))
