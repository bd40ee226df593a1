"""Tier 2.0 as one person taught it: the prior, moved by their lessons.

Owns: learning from lessons and guessing what a message is. Must not: look at messages (`seen`
does), decide (the cascade compares the confidence with its target) or keep anything.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emailassist.domain.lesson import Lesson
from emailassist.domain.triage import Category, Priority
from emailassist.local.calibration import EVEN, confidence_of, top_odds
from emailassist.local.evidence import strongest_reason
from emailassist.local.prior import Prior, unpacked
from emailassist.local.seen import Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Taught = Sequence[tuple[Seen, Lesson]]

_OF_SENDER: Final = 4.0
"""Log-odds that one word of the person moves for the next mail of the same sender or list."""
_OF_PERSON: Final = 2.0
"""The same for a sender who writes by hand, about this and that."""
_BY_HAND_NOT: Final = frozenset({"mass", "program", "by-program", "many", "shop-sender"})
_LIKE: Final = 2.5
"""Log-odds that one lesson moves for a message with the very same text."""
_CLOSE: Final = 0.35
"""Cosine from which on two texts are alike at all."""
_TEMPERATURE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Guess:
    """What a message is likely to be.

    `confidence` is how often the top category is right at such scores; `reason` is a sentence
    for the person, `because` further ones. `taught`: the person said just that of mail by the very
    sender or list.
    """

    categories: Mapping[str, float]
    priority: Mapping[Priority, float]
    needs_reply: float
    confidence: float
    reason: str
    because: tuple[str, ...] = ()
    taught: bool = False

    @property
    def category(self) -> str:
        """The likeliest, '' when there are none."""
        return max(self.categories, key=lambda name: self.categories[name], default="")


@dataclass(frozen=True, slots=True, eq=False)
class PersonalModel:
    """Guesses in some microseconds; never changes, so that a new one takes its place at once."""

    prior: Prior
    titles: Mapping[str, str]
    lessons: tuple[tuple[Seen, Lesson], ...]
    vectors: "Floats"

    def guess(self, seen: Seen) -> Guess:
        import numpy as np

        names = self.prior.names
        if not names:
            return Guess({}, _even(), 0.0, 0.0, "There are no categories.")
        scores = self.prior.log_odds(seen)
        own, because = self._taught(seen)
        scores = (scores + own) / _TEMPERATURE
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        categories = dict(zip(names, (float(share) for share in shares), strict=True))
        top = names[int(shares.argmax())]
        reasons = (*because.get(top, ()), *self._by_prior(seen, top))
        return Guess(
            categories,
            self.prior.priority(seen, top),
            1 / (1 + math.exp(-self.prior.needs_reply(seen))),
            self._confidence(scores, taught=top in because),
            reasons[0],
            reasons[1:],
            taught=top in because,
        )

    def _confidence(self, scores: "Floats", *, taught: bool) -> float:
        odds = float(top_odds(scores))
        return confidence_of(odds, EVEN if taught else self.prior.confidence)

    def _taught(self, seen: Seen) -> tuple["Floats", dict[str, tuple[str, ...]]]:
        import numpy as np

        names = self.prior.names
        moved = np.zeros(len(names))
        if not self.lessons:
            return moved, {}
        likeness = self.vectors @ unpacked(seen.vector, self.vectors.shape[1])
        counted: dict[str, int] = {}
        by_hand = not (seen.signs & _BY_HAND_NOT or seen.list_id)
        for (other, lesson), alike in zip(self.lessons, likeness, strict=True):
            if lesson.category not in names:
                continue
            step = lesson.weight * _LIKE * max(0.0, (alike - _CLOSE) / (1 - _CLOSE))
            if _same_origin(seen, other):
                step += lesson.weight * (_OF_PERSON if by_hand else _OF_SENDER)
                if lesson.said:
                    counted[lesson.category] = counted.get(lesson.category, 0) + 1
            moved[names.index(lesson.category)] += step
        return moved, {
            name: (_said(count, self.titles[name], of_list=bool(seen.list_id)),)
            for name, count in counted.items()
        }

    def _by_prior(self, seen: Seen, top: str) -> tuple[str, ...]:
        reason = strongest_reason(seen.signs, top)
        said = f"{reason[0].upper()}{reason[1:]}." if reason else ""
        return (*((said,) if said else ()), f"It reads like the examples of “{self.titles[top]}”.")


def learn(prior: Prior, categories: Sequence[Category], lessons: Taught) -> PersonalModel:
    """What these lessons make of the prior; to forget one, learn without it."""
    import numpy as np

    width = prior.width
    vectors = np.zeros((len(lessons), width))
    for at, (seen, _) in enumerate(lessons):
        vectors[at] = unpacked(seen.vector, width)
    titles = {category.name: category.title for category in categories}
    return PersonalModel(prior, titles, tuple(lessons), vectors)


def _same_origin(one: Seen, other: Seen) -> bool:
    if one.list_id or other.list_id:
        return one.list_id == other.list_id
    return bool(one.sender) and one.sender == other.sender


def _said(count: int, title: str, *, of_list: bool) -> str:
    origin = "list" if of_list else "sender"
    if count == 1:
        return f"You said of a mail of this {origin} that it is “{title}”."
    return f"You said of {count} mails of this {origin} that they are “{title}”."


def _even() -> dict[Priority, float]:
    return {each: 1 / len(Priority) for each in Priority}
