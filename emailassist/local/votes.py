"""What the person taught of mail from the same sender or list, and of mail that reads alike.

Owns: finding the lessons that speak for a message, and counting them. Must not: know the prior.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from emailassist.domain.lesson import Deed, Lesson
from emailassist.local.prior import unpacked
from emailassist.local.seen import Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.float32]

Taught = Sequence[tuple[Seen, Lesson]]

_PROGRAMS: Final = frozenset({"mass", "program", "by-program", "many", "shop-sender"})
_RECENT: Final = 0.85
"""What each newer lesson about the same sender takes of the weight of the older ones."""
_SHARPNESS: Final = 4.0
"""How much more the lesson counts whose message is closest, of several about a sender."""
_FAR: Final = 0.4
"""What one counts that has nothing in common with the message but the sender."""
_ALIKE: Final = 0.45
"""Cosine from which on two texts are alike at all."""
_DEEDS_AT_MOST: Final = 0.8
"""All deeds together count less than one word."""
_KEPT_AT_MOST: Final = 0.1
"""Reading and leaving as it was counts next to nothing beside a word: that overturns it at once."""
_DOMAIN: Final = 0.35
"""What a lesson about another program of the same domain counts."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A lesson that speaks for a message, how much it counts, and how close their texts are."""

    lesson: Lesson
    weight: float
    close: float


@dataclass(frozen=True, eq=False)
class Memory:
    """All lessons, found by sender, list and text."""

    taught: tuple[tuple[Seen, Lesson], ...]
    width: int

    def of_origin(self, seen: Seen) -> tuple[Spoken, ...]:
        """The lessons about this sender or list, the closest and newest counting most."""
        own = [(at, 1.0) for at in self._origins.get(origin_of(seen), ())]
        if not own and not by_hand(seen):
            own = [(at, _DOMAIN) for at in self._domains.get(seen.domain, ())]
        if not own:
            return ()
        near = self._closeness(seen, [at for at, _ in own])
        best = float(near.max())
        found = []
        for newer, ((at, share), close) in enumerate(zip(own, near, strict=True)):
            sharp = float(2.718 ** (_SHARPNESS * (float(close) - best)))
            told = max(_FAR, min(1.0, 0.4 + float(close)))
            lesson = self.taught[at][1]
            weight = lesson.weight * share * sharp * told * _RECENT**newer
            found.append(Spoken(lesson, weight, float(close)))
        return _words_first(found)

    def alike(self, seen: Seen) -> tuple[Spoken, ...]:
        """The lessons about mail from anybody that reads alike."""
        near = self._closeness(seen, range(len(self.taught)))
        return tuple(
            Spoken(self.taught[at][1], self.taught[at][1].weight * step * step, float(close))
            for at, close in enumerate(near)
            if (step := (float(close) - _ALIKE) / (1 - _ALIKE)) > 0
        )

    def _closeness(self, seen: Seen, which: Sequence[int]) -> "Floats":
        """Mean cosine of text and subject, as far as they are known."""
        texts, subjects, both = self._vectors
        rows = slice(None) if len(which) == len(self.taught) else list(which)
        counted = 1 + both[rows] * bool(seen.subject)
        found: Floats = (
            texts[rows] @ unpacked(seen.vector, self.width)
            + subjects[rows] @ unpacked(seen.subject, self.width)
        ) / counted
        return found

    @cached_property
    def _vectors(self) -> tuple["Rows", "Rows", "Rows"]:
        import numpy as np

        texts = np.zeros((len(self.taught), self.width), dtype=np.float32)
        subjects = np.zeros_like(texts)
        for at, (seen, _) in enumerate(self.taught):
            texts[at] = unpacked(seen.vector, self.width)
            subjects[at] = unpacked(seen.subject, self.width)
        both = np.array([bool(seen.subject) for seen, _ in self.taught], dtype=np.float32)
        return texts, subjects, both

    @cached_property
    def _origins(self) -> Mapping[str, tuple[int, ...]]:
        return self._index({at: origin_of(seen) for at, (seen, _) in enumerate(self.taught)})

    @cached_property
    def _domains(self) -> Mapping[str, tuple[int, ...]]:
        return self._index(
            {at: seen.domain for at, (seen, _) in enumerate(self.taught) if not by_hand(seen)}
        )

    def _index(self, keys: Mapping[int, str]) -> Mapping[str, tuple[int, ...]]:
        """Places of lessons by key, the newest first."""
        found: dict[str, list[int]] = {}
        for at in sorted(keys, key=lambda at: self.taught[at][1].at, reverse=True):
            if keys[at]:
                found.setdefault(keys[at], []).append(at)
        return {key: tuple(places) for key, places in found.items()}


def origin_of(seen: Seen) -> str:
    """Who mail is from for what is taught about it: its list, else its sender; '' if unknown."""
    return f"list {seen.list_id}" if seen.list_id else seen.sender


def by_hand(seen: Seen) -> bool:
    """Whether a person wrote it, who may write about anything the next time."""
    return not (seen.signs & _PROGRAMS or seen.list_id)


def _words_first(spoken: Sequence[Spoken]) -> tuple[Spoken, ...]:
    """Where the person said something, all that they only did counts less than that."""
    words = sum(each.weight for each in spoken if each.lesson.said)
    if not words:
        return tuple(spoken)
    said = [each for each in spoken if each.lesson.said]
    kept = [each for each in spoken if each.lesson.deed is Deed.KEPT]
    done = [each for each in spoken if not (each.lesson.said or each.lesson.deed is Deed.KEPT)]
    return (*said, *_at_most(done, _DEEDS_AT_MOST * words), *_at_most(kept, _KEPT_AT_MOST * words))


def _at_most(spoken: Sequence[Spoken], most: float) -> tuple[Spoken, ...]:
    """These, counting so much in sum at most."""
    less = min(1.0, most / max(sum(each.weight for each in spoken), 1e-12))
    return tuple(replace(each, weight=each.weight * less) for each in spoken)
