"""What differs between two texts, line by line.

Owns: the comparison. Must not: draw it.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What happened to a line."""

    SAME = " "
    ADDED = "+"
    REMOVED = "-"
    SKIPPED = "…"
    """Some lines that are the same stand here."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line, as it was or as it is."""

    change: Change
    text: str


def difference(old: str, new: str, *, context: int = 3) -> tuple[DiffLine, ...]:
    """The lines that differ, each with `context` lines around; () if the texts are the same."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return tuple(_lines(matcher, before, after, context))


def as_text(lines: Iterable[DiffLine]) -> str:
    """The lines with what happened to each in front."""
    return "\n".join(f"{line.change} {line.text}".rstrip() for line in lines)


def _lines(
    matcher: "difflib.SequenceMatcher[str]", before: list[str], after: list[str], context: int
) -> Iterator[DiffLine]:
    ended = 0
    for group in matcher.get_grouped_opcodes(context):
        if group[0][1] > ended:
            yield DiffLine(Change.SKIPPED, "")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (DiffLine(Change.SAME, line) for line in before[i1:i2])
            else:
                yield from (DiffLine(Change.REMOVED, line) for line in before[i1:i2])
                yield from (DiffLine(Change.ADDED, line) for line in after[j1:j2])
        ended = group[-1][2]
    if 0 < ended < len(before):
        yield DiffLine(Change.SKIPPED, "")
