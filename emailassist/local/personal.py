"""Tier 2.0 as one person taught it: the prior, moved by their lessons.

Owns: joining what the prior, many lessons and the sender's own lessons say into one guess, and
how sure that is. Must not: look at messages (`seen` does), decide (the cascade compares the
confidence with its target) or keep anything.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from emailassist.domain.lesson import Lesson
from emailassist.domain.triage import Category, Priority
from emailassist.local.calibration import confidence_of, fit_calibration, top_odds
from emailassist.local.evidence import strongest_reason
from emailassist.local.prior import Prior
from emailassist.local.refit import Refit, can_refit, refit, row
from emailassist.local.seen import Seen
from emailassist.local.shipped import Calibration
from emailassist.local.votes import Memory, Spoken, Taught, by_hand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_BELIEF: Final = 0.35
"""How many lessons the prior's word is worth against those about the sender, if a program."""
_BELIEF_BY_HAND: Final = 0.9
"""The same for somebody who writes about this and that."""
_BELIEF_ALIKE: Final = 1.5
"""The same against lessons about others' mail that reads alike."""
_SAME_TEXT: Final = 0.9
_OTHER_TEXT: Final = 0.65
_LEAST_VARIED: Final = 0.5
"""Cosines from which on a sender's texts are from a form, and up to which they are letters."""
_ACTS: Final = frozenset({"needs-reply", "to-do", "fyi", "calendar"})
"""What people at work send all of: the text says which."""
_SAME_ACT: Final = 0.5
"""How much of a lesson about a person's mail is for just that act, and not for any of them."""
_ENOUGH: Final = 20
"""Lessons from which on a refit is tried."""
_TOLD: Final = Calibration(1.9, 0.8)
"""How sure the sender's own lessons are before any were compared: two for a program, three else."""
_COMPARED: Final = 180
"""Newest lessons by which the refit is compared with counting, and confidence calibrated."""
_MOST_REFIT: Final = 600
"""Newest lessons that the refit learns from, words before deeds; counting uses all."""
_FOLDS: Final = 3
_STIFFNESSES: Final = (3.0,)
_BETTER: Final = 0.98
"""Of the loss without it: what a refit must stay below."""
_CALIBRATING: Final = 0.03
"""What one lesson counts: people correct what was wrong, so that lessons are the hard cases."""


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
    """Guesses in some microseconds; never changes, so that a new one takes its place at once.

    `refit` is None until there are enough lessons and it has proved better. `plain` and `told`
    say how sure guesses without and with lessons about the sender are.
    """

    prior: Prior
    titles: Mapping[str, str]
    memory: Memory
    refit: Refit | None
    plain: Calibration
    told: Calibration

    def guess(self, seen: Seen) -> Guess:
        import numpy as np

        names = self.prior.names
        if not names:
            return Guess({}, _even(), 0.0, 0.0, "There are no categories.")
        told = self.memory.of_origin(seen)
        shares = self._shares(seen, told)
        top = names[int(shares.argmax())]
        said = _counted(told, top)
        odds = float(top_odds(np.log(np.maximum(shares, 1e-12))))
        reasons = (*self._by_lessons(said, seen, top), *self._by_prior(seen, top))
        return Guess(
            dict(zip(names, map(float, shares), strict=True)),
            self._priority(seen, top, told),
            self._needs_reply(seen, told),
            confidence_of(odds, self.told if said else self.plain),
            reasons[0],
            reasons[1:],
            taught=any(lesson.said for lesson in said),
        )

    def _shares(self, seen: Seen, told: Sequence[Spoken]) -> "Floats":
        """Probability of each category: counts of lessons on top of what is believed."""
        import numpy as np

        scores = self.prior.log_odds(seen)
        if self.refit is not None:
            scores = scores + self.refit.moves(seen)
        scores = np.exp(scores - scores.max())
        shares = scores / scores.sum()
        if self.refit is None and self.memory.taught:
            shares = self._with(shares, self.memory.alike(seen), _BELIEF_ALIKE, varied=1.0)
        varied = _varied(seen, told)
        return self._with(shares, told, _belief(varied), varied=varied)

    def _with(
        self, shares: "Floats", spoken: Sequence[Spoken], belief: float, *, varied: float
    ) -> "Floats":
        import numpy as np

        names = self.prior.names
        votes = np.zeros(len(names))
        acts = np.array([name in _ACTS for name in names]) * shares
        for each in spoken:
            if each.lesson.category not in names:
                continue
            of_acts = each.lesson.category in _ACTS and acts.sum() > 0
            only = 1 - (1 - _SAME_ACT) * varied if of_acts else 1.0
            votes[names.index(each.lesson.category)] += only * each.weight
            if of_acts:
                votes += (1 - only) * each.weight * acts / acts.sum()
        found: Floats = (belief * shares + votes) / (belief + votes.sum())
        return found

    def _priority(
        self, seen: Seen, category: str, told: Sequence[Spoken]
    ) -> Mapping[Priority, float]:
        belief = _belief(_varied(seen, told))
        shares = {
            each: belief * share for each, share in self.prior.priority(seen, category).items()
        }
        for each in told:
            if each.lesson.priority is not None:
                shares[each.lesson.priority] += each.weight
        total = sum(shares.values())
        return {each: share / total for each, share in shares.items()}

    def _needs_reply(self, seen: Seen, told: Sequence[Spoken]) -> float:
        belief = _belief(_varied(seen, told))
        yes = belief / (1 + math.exp(-self.prior.needs_reply(seen)))
        total = belief
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
    kept = tuple(each for each in lessons if _teaches(each[1], prior))
    counting = PersonalModel(
        prior, titles, Memory(kept, prior.width), None, prior.confidence, _TOLD
    )
    labelled = tuple(each for each in kept if each[1].category is not None)
    if not labelled:
        return counting
    compared = _Comparison(counting, labelled)
    return compared.best()


class _Comparison:
    """Ways to learn from the same lessons, judged by lessons that they did not learn from."""

    def __init__(self, counting: PersonalModel, labelled: Taught) -> None:
        import numpy as np

        self._counting = counting
        names = counting.prior.names
        some = sorted(labelled, key=lambda each: (each[1].said, each[1].at))[-_MOST_REFIT:]
        newest = sorted(some, key=lambda each: each[1].at)
        self._taught = newest
        self._labels = np.array([names.index(str(lesson.category)) for _, lesson in newest])
        self._weights = np.array([lesson.weight for _, lesson in newest])
        self._folds = np.arange(len(newest)) % _FOLDS
        self._tried = can_refit(counting.prior) and len(newest) >= _ENOUGH
        if self._tried:
            self._rows = np.array([row(counting.prior, seen) for seen, _ in newest])
            self._believed = np.array([counting.prior.log_odds(seen) for seen, _ in newest])

    def best(self) -> PersonalModel:
        """The model of all lessons, learned in the way that did best."""
        ways: list[float | None] = [None, *(_STIFFNESSES if self._tried else ())]
        found = [self._shares_without(way) for way in ways]
        losses = [self._loss(shares) for shares, _ in found]
        at = min(range(len(ways)), key=lambda at: losses[at] if at == 0 else losses[at] / _BETTER)
        stiffness = ways[at]
        shares, told = found[at]
        model = self._counting
        return replace(
            model,
            refit=None if stiffness is None else self._refit(stiffness, slice(None)),
            plain=self._calibration(shares, ~told, model.plain),
            told=self._calibration(shares, told, model.told),
        )

    def _refit(self, stiffness: float, which: "slice | NDArray[np.bool_]") -> Refit:
        return refit(
            self._counting.prior,
            self._rows[which],
            self._believed[which],
            self._labels[which].tolist(),
            self._weights[which].tolist(),
            stiffness,
        )

    def _shares_without(self, stiffness: float | None) -> tuple["Floats", "NDArray[np.bool_]"]:
        """For each of the newest lessons what would be said without it, and whether by others."""
        import numpy as np

        start = max(0, len(self._taught) - _COMPARED)
        shares = np.zeros((len(self._taught) - start, len(self._counting.prior.names)))
        told = np.zeros(len(shares), dtype=bool)
        for fold in range(_FOLDS):
            others = self._folds != fold
            if not others.any():
                continue
            taught = tuple(self._taught[at] for at in np.flatnonzero(others))
            model = replace(
                self._counting,
                memory=Memory(taught, self._counting.memory.width),
                refit=None if stiffness is None else self._refit(stiffness, others),
            )
            for at in np.flatnonzero(~others):
                if at >= start:
                    seen = self._taught[at][0]
                    spoken = model.memory.of_origin(seen)
                    shares[at - start] = model._shares(seen, spoken)  # noqa: SLF001 - its own kind
                    told[at - start] = bool(spoken)
        return shares, told

    def _loss(self, shares: "Floats") -> float:
        import numpy as np

        labels = self._labels[-len(shares) :]
        said = np.maximum(shares[np.arange(len(shares)), labels], 1e-6)
        return -float((self._weights[-len(shares) :] * np.log(said)).sum())

    def _calibration(
        self, shares: "Floats", which: "NDArray[np.bool_]", believed: Calibration
    ) -> Calibration:
        import numpy as np

        if not which.any():
            return believed
        rows = np.log(np.maximum(shares[which], 1e-12))
        right = rows.argmax(axis=1) == self._labels[-len(shares) :][which]
        weights = _CALIBRATING * self._weights[-len(shares) :][which]
        return fit_calibration(
            top_odds(rows).tolist(), right.tolist(), weights.tolist(), believed=believed
        )


def _teaches(lesson: Lesson, prior: Prior) -> bool:
    """Not of a category that is no more, unless it says something else too."""
    known = lesson.category in prior.names
    return known or (
        lesson.category is None and (lesson.priority is not None or lesson.needs_reply is not None)
    )


def _varied(seen: Seen, told: Sequence[Spoken]) -> float:
    """From 0, mail of a program, to 1, letters that have nothing but their writer in common."""
    if not by_hand(seen):
        return 0.0
    closest = max((each.close for each in told), default=0.0)
    return min(max((_SAME_TEXT - closest) / (_SAME_TEXT - _OTHER_TEXT), _LEAST_VARIED), 1.0)


def _belief(varied: float) -> float:
    return _BELIEF + (_BELIEF_BY_HAND - _BELIEF) * varied


def _counted(told: Sequence[Spoken], top: str) -> tuple[Lesson, ...]:
    return tuple(each.lesson for each in told if each.lesson.category == top)


def _told(count: int, title: str, seen: Seen, *, by_word: bool) -> str:
    origin = "list" if seen.list_id else "sender"
    if not by_word:
        return f"What you did with mail of this {origin} before makes it “{title}”."
    if count == 1:
        return f"You said of a mail of this {origin} that it is “{title}”."
    return f"You said of {count} mails of this {origin} that they are “{title}”."


def _even() -> dict[Priority, float]:
    return {each: 1 / len(Priority) for each in Priority}
