"""What turns one sequence of keys into another, as few runs of rows.

Owns: the comparison. Must not: know what the keys are for.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_RUNS = 200
"""Above this many runs it is cheaper to replace the part that differs as a whole."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Take out the keys at `start` up to, not including, `stop`."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Insert:
    """Put `keys` in front of position `start`."""

    start: int
    keys: "array[int]"


def changes(old: "array[int]", new: "array[int]") -> list[Remove | Insert]:
    """Changes to apply one after the other; both sequences hold each key once."""
    first = _common_start(old, new)
    last = _common_start(old[first:][::-1], new[first:][::-1])
    before, after = old[first : len(old) - last], new[first : len(new) - last]
    wanted, had = set(after), set(before)
    order_kept = [key for key in before if key in wanted] == [key for key in after if key in had]
    gone = list(_runs([key not in wanted for key in before]))
    come = list(_runs([key not in had for key in after]))
    if not order_kept or len(gone) + len(come) > MOST_RUNS:
        gone = [(0, len(before))] if before else []
        come = [(0, len(after))] if after else []
    removals = [Remove(first + start, first + stop) for start, stop in reversed(gone)]
    insertions = [Insert(first + start, after[start:stop]) for start, stop in come]
    return [*removals, *insertions]


def _common_start(one: Sequence[int], other: Sequence[int]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _runs(marks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Start and end of every run of True."""
    start: int | None = None
    for position, mark in enumerate(marks):
        if mark and start is None:
            start = position
        elif not mark and start is not None:
            yield start, position
            start = None
    if start is not None:
        yield start, len(marks)
