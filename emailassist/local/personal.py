"""Tier 2.0 as one person taught it: the prior, moved by their lessons.

Owns: joining what the prior, many lessons and the sender's own lessons say into one guess, and
how sure that is. Must not: look at messages (`seen` does), decide (the cascade compares the
confidence with its target) or keep anything.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from emailassist.domain.lesson import Lesson
from emailassist.domain.triage import Category, Priority
from emailassist.local.calibration import top_odds
from emailassist.local.evidence import strongest_reason
from emailassist.local.memory import Memory, Taught, Told
from emailassist.local.prior import Prior
from emailassist.local.seen import Seen
from emailassist.local.sureness import Sureness

_BELIEF: Final = 0.6
"""How many lessons the prior's word on priority and reply is worth."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a message is likely to be.

    `confidence` is how often the top category is right at such scores; `reason` is a sentence
    for the person, `because` further ones. `taught`: the person said just that of mail by the very
    sender or list; `insisted`: more than once, and of none that is more like this one is something
    else known.
    """

    categories: Mapping[str, float]
    priority: Mapping[Priority, float]
    needs_reply: float
    confidence: float
    reason: str
    because: tuple[str, ...] = ()
    taught: bool = False
    insisted: bool = False

    @property
    def category(self) -> str:
        """The likeliest, '' when there are none."""
        return max(self.categories, key=lambda name: self.categories[name], default="")


@dataclass(frozen=True, slots=True, eq=False)
class PersonalModel:
    """Guesses in a fraction of a millisecond; never changes, so that it is swapped as a whole."""

    prior: Prior
    titles: Mapping[str, str]
    memory: Memory
    sureness: Sureness

    def guess(self, seen: Seen) -> Guess:
        names = self.prior.names
        if not names:
            return Guess({}, _even(), 0.0, 0.0, "There are no categories.")
        import numpy as np

        heard = self.memory.hear(seen)
        top = names[int(heard.argmax())]
        told = self.memory.of_origin(seen)
        said = tuple(each.lesson for each in told if each.lesson.category == top)
        reasons = (*self._by_lessons(said, seen, top), *self._by_prior(seen, top))
        return Guess(
            dict(zip(names, map(float, np.exp(heard)), strict=True)),
            self._priority(seen, top, told),
            self._needs_reply(seen, told),
            self.sureness.of(float(top_odds(heard))),
            reasons[0],
            reasons[1:],
            taught=any(lesson.said for lesson in said),
            insisted=sum(lesson.said for lesson in said) > 1 and _closest(told) == top,
        )

    def _priority(
        self, seen: Seen, category: str, told: Sequence[Told]
    ) -> Mapping[Priority, float]:
        shares = {
            each: _BELIEF * share for each, share in self.prior.priority(seen, category).items()
        }
        for each in told:
            if each.lesson.priority is not None:
                shares[each.lesson.priority] += each.weight
        total = sum(shares.values())
        return {each: share / total for each, share in shares.items()}

    def _needs_reply(self, seen: Seen, told: Sequence[Told]) -> float:
        yes = _BELIEF / (1 + math.exp(-self.prior.needs_reply(seen)))
        total = _BELIEF
        for each in told:
            if each.lesson.needs_reply is not None:
                yes += each.weight * each.lesson.needs_reply
                total += each.weight
        return yes / total

    def _by_lessons(self, said: Sequence[Lesson], seen: Seen, top: str) -> tuple[str, ...]:
        if not said:
            return ()
        words = sum(lesson.said for lesson in said)
        return (_told(words or len(said), self.titles[top], seen, by_word=words > 0),)

    def _by_prior(self, seen: Seen, top: str) -> tuple[str, ...]:
        reason = strongest_reason(seen.signs, top)
        said = f"{reason[0].upper()}{reason[1:]}." if reason else ""
        return (*((said,) if said else ()), f"It reads like the examples of “{self.titles[top]}”.")


def learn(prior: Prior, categories: Sequence[Category], lessons: Taught) -> PersonalModel:
    """What these lessons make of the prior; to forget one, learn without it."""
    titles = {category.name: category.title for category in categories}
    memory = Memory(prior, [each for each in lessons if _teaches(each[1], prior)])
    return PersonalModel(prior, titles, memory, memory.sureness())


def _teaches(lesson: Lesson, prior: Prior) -> bool:
    """Not of a category that is no more, unless it says something else too."""
    known = lesson.category in prior.names
    return known or (
        lesson.category is None and (lesson.priority is not None or lesson.needs_reply is not None)
    )


def _closest(told: Sequence[Told]) -> str | None:
    """What the message was that is most like this one, of those whose category is known."""
    named = [each for each in told if each.lesson.category is not None]
    closest = max(named, key=lambda each: each.near, default=None)
    return closest.lesson.category if closest else None


def _told(count: int, title: str, seen: Seen, *, by_word: bool) -> str:
    origin = "list" if seen.list_id else "sender"
    if not by_word:
        return f"What you did with mail of this {origin} before makes it “{title}”."
    if count == 1:
        return f"You said of a mail of this {origin} that it is “{title}”."
    return f"You said of {count} mails of this {origin} that they are “{title}”."


def _even() -> dict[Priority, float]:
    return {each: 1 / len(Priority) for each in Priority}
