"""Judging on what came later than what was learned from.

Owns: the splits of lessons by time. Must not: learn or judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from emailassist.domain.ids import LessonKey
from emailassist.store.lessons import Kept

NEEDED: Final = 20
"""Corrections of a category, below which figures would say nothing."""
_FIRST: Final = 8
_BLOCKS: Final = 5
_IN_BLOCK: Final = 4


@dataclass(frozen=True, slots=True)
class Split:
    """What to learn from and what to judge then: all of it was said later."""

    learned: tuple[Kept, ...]
    judged: tuple[Kept, ...]


def judgeable(lessons: Sequence[Kept]) -> list[Kept]:
    """What the person said of the category of messages that are still here, oldest first."""
    said = [
        each
        for each in lessons
        if each.lesson.said and each.lesson.category is not None and each.message is not None
    ]
    return sorted(said, key=moment)


def splits(lessons: Sequence[Kept], judged: Sequence[Kept]) -> tuple[Split, ...]:
    """Rolling origin: the first third is only learned from, then block after block is judged.

    For each block everything is learned that was taught before its first lesson, but what is about
    its own messages. What was said in one moment stays together, unless all of it was. Empty where
    there are too few.
    """
    if len(judged) < NEEDED:
        return ()
    start = _moved(judged, max(_FIRST, len(judged) // 3))
    rest = len(judged) - start
    count = max(1, min(_BLOCKS, rest // _IN_BLOCK))
    ends = [_moved(judged, start + rest * number // count) for number in range(count + 1)]
    blocks = [judged[one:other] for one, other in pairwise(ends) if one < other]
    return tuple(_split(lessons, block) for block in blocks)


def _moved(judged: Sequence[Kept], place: int) -> int:
    """The next place at which a new moment begins, or the same where there is none."""
    at = place
    while 0 < at < len(judged) and judged[at].lesson.at == judged[at - 1].lesson.at:
        at += 1
    return place if at == len(judged) else at


def _split(lessons: Sequence[Kept], block: Sequence[Kept]) -> Split:
    own = {each.message for each in block}
    first = moment(block[0])
    learned = [each for each in lessons if moment(each) < first and each.message not in own]
    return Split(tuple(learned), tuple(block))


def moment(lesson: Kept) -> tuple[datetime, LessonKey]:
    """When it was taught: in one second, in the order of their numbers."""
    return lesson.lesson.at, lesson.key
