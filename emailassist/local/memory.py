"""What the person taught, and what it says about a message.

Owns: which lessons are learned from together, which speak for a message, and how much more or
less sure to be than what ships. Must not: know titles or sentences.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from emailassist.domain.lesson import Deed, Lesson
from emailassist.local.calibration import fit_calibration, top_odds
from emailassist.local.fitting import log_softmax
from emailassist.local.kinship import MEASURE, Kin, Measure, origin_of
from emailassist.local.prior import Prior
from emailassist.local.refit import refit
from emailassist.local.seen import Seen
from emailassist.local.shipped import Calibration
from emailassist.local.sureness import Sureness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int_]

Taught = Sequence[tuple[Seen, Lesson]]

_TOGETHER: Final = 600
"""Lessons that are learned from together: of each sender the newest first, words before deeds."""
_OF_ORIGIN: Final = 50
"""Lessons about a sender or list that speak for its mail, words before deeds, the newest first."""
_COMPARED, _COMPARED_BY = 150, 300
"""Newest lessons that say how sure to be, each by so many that do not know it."""
_FOLDS: Final = 8
_OBSERVED: Final = 0.1
"""What a message that was kept or corrected counts against what ships."""
TAUGHT: Final = Calibration(0.9, 0.4)
"""How sure to be of what lessons moved, before their messages say more."""
DOUBT: Final = 0.01
"""Share of all mail of which the prior knows nothing: so sure that nobody is heard, it must not
be of one person's."""
_OVERTURNING: Final = 8.0
"""How steeply a word takes the place of deeds about mail that is kin to its own."""
_OLDER: Final = 0.85
"""What each newer lesson about the same sender takes of the weight of the older ones, on the
priority and on whether a reply is wanted; any word that of any deed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A lesson about the sender or list: how like the message its own is, how much it counts."""

    lesson: Lesson
    near: float
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Refit:
    """What lessons add to log-odds: a row of `weights` for the kinship with each."""

    kin: Kin
    weights: "Floats"

    def moves(self, seen: Seen) -> "Floats":
        found: Floats = self.kin.of(seen) @ self.weights
        return found


class Memory:
    """All lessons, in a form that answers in a fraction of a millisecond.

    Those about a sender of whom none is learned from together with the others are learned from
    when mail of theirs comes.
    """

    def __init__(
        self,
        prior: Prior,
        taught: Taught,
        measure: Measure = MEASURE,
        doubt: float = DOUBT,
    ) -> None:
        import numpy as np

        self._prior = prior
        self._measure = measure
        self._doubt = doubt
        self._taught = tuple(taught)
        names = {name: at for at, name in enumerate(prior.names)}
        self._labels = np.array([names.get(each.category or "", -1) for _, each in taught], int)
        self._weights = np.array([lesson.weight for _, lesson in taught], float)
        self._beliefs: dict[int, Floats] = {}
        self._chosen = self._choose()
        self._together = self._learned(self._chosen) if len(self._chosen) else None
        self._of_one: dict[str, Refit] = {}
        self._kin_of: dict[str, Kin] = {}

    def hear(self, seen: Seen) -> "Floats":
        """Log-probabilities of a message's categories by the prior and all that was taught."""
        if self._together is None:
            return log_softmax(self._prior.log_odds(seen))
        return self._moved(seen, self._believe(seen), self._together, *self._apart(seen))

    def of_origin(self, seen: Seen) -> tuple[Told, ...]:
        """The lessons about this sender or list, the closest and newest counting most."""
        import numpy as np

        origin = origin_of(seen)
        places = self._origins.get(origin)
        if places is None:
            return ()
        if origin not in self._kin_of:
            self._kin_of[origin] = self._kin(places)
        near = np.minimum(self._kin_of[origin].of(seen) / self._measure.whole, 1.0)
        return tuple(
            Told(lesson, close, close * lesson.weight * _OLDER**newer)
            for newer, (at, close) in enumerate(zip(map(int, places), near.tolist(), strict=True))
            for lesson in (self._taught[at][1],)
        )

    def sureness(self) -> Sureness:
        """How sure to be of what is heard.

        Corrections alone do not say how often one is right: only beside what was kept.
        """
        if self._together is None:
            return Sureness(self._prior.confidence)
        newest = sorted(map(int, self._chosen), key=lambda at: self._age[at])[:_COMPARED_BY]
        if not any(self._taught[at][1].deed is Deed.KEPT for at in newest):
            return Sureness(TAUGHT)
        former = []
        for at, heard in self._held_out(newest):
            lesson = self._taught[at][1]
            if lesson.said or lesson.deed is Deed.KEPT:
                former.append((float(top_odds(heard)), bool(heard.argmax() == self._labels[at])))
        odds, right = [each[0] for each in former], [each[1] for each in former]
        counts = [_OBSERVED] * len(former)
        return Sureness(fit_calibration(odds, right, counts, believed=TAUGHT), tuple(former))

    def _held_out(self, newest: Sequence[int]) -> "Iterator[tuple[int, Floats]]":
        """What would be heard of each lesson's message had it not been taught."""
        import numpy as np

        for fold in range(_FOLDS):
            these = newest[:_COMPARED][fold::_FOLDS]
            others = np.setdiff1d(newest, these)
            if these and len(others):
                learned = self._learned(others)
                for at in these:
                    yield at, self._moved(self._taught[at][0], self._believed(at), learned)

    def _moved(self, seen: Seen, believed: "Floats", *refits: Refit) -> "Floats":
        """Log-probabilities: what is believed, and what refits add."""
        for each in refits:
            believed = believed + each.moves(seen)
        return log_softmax(believed)

    def _apart(self, seen: Seen) -> tuple[Refit, ...]:
        """What the sender's lessons add if none of them is among those of all."""
        origin = origin_of(seen)
        if origin not in self._alone:
            return ()
        if origin not in self._of_one:
            self._of_one[origin] = self._learned(self._alone[origin], self._together)
        return (self._of_one[origin],)

    def _learned(self, places: "Places", first: Refit | None = None) -> Refit:
        """What lessons add to what is believed, and to what others have added first."""
        import numpy as np

        believed = np.array([self._believed(int(at)) for at in places])
        if first is not None:
            believed += [first.moves(self._taught[at][0]) for at in places]
        kin = self._kin(places)
        kinship = kin.among()
        against = self._words_against(places) & kin.of_one_origin()
        near = np.where(against, kinship / self._measure.whole, 0.0).max(axis=1)
        counts = self._weights[places] * (1 - np.clip(near, 0.0, 1.0) ** _OVERTURNING)
        return Refit(kin, refit(kinship, believed, self._labels[places], counts))

    def _words_against(self, places: "Places") -> "NDArray[np.bool_]":
        """Where a lesson (row) is a deed, and another (column) a word that says otherwise."""
        import numpy as np

        said = np.array([self._taught[at][1].said for at in places])
        labels = self._labels[places]
        found: NDArray[np.bool_] = said & ~said[:, None] & (labels[:, None] != labels)
        return found

    def _kin(self, places: "Places") -> Kin:
        seen = [self._taught[at][0] for at in places]
        return Kin(seen, self._prior.width, self._measure)

    def _believed(self, at: int) -> "Floats":
        if at not in self._beliefs:
            self._beliefs[at] = self._believe(self._taught[at][0])
        return self._beliefs[at]

    def _believe(self, seen: Seen) -> "Floats":
        """What is thought of a message that nothing was said about."""
        import numpy as np

        shares = np.exp(log_softmax(self._prior.log_odds(seen)))
        found: Floats = np.log((1 - self._doubt) * shares + self._doubt / len(shares))
        return found

    def _choose(self) -> "Places":
        """Places of the lessons that are learned from together."""
        import numpy as np

        ranked = []
        for places in self._origins.values():
            named = [int(at) for at in places if self._labels[at] >= 0]
            ranked += [(rank, self._age[at], at) for rank, at in enumerate(named)]
        return np.array(sorted(at for _, _, at in sorted(ranked)[:_TOGETHER]), dtype=int)

    @cached_property
    def _age(self) -> "Places":
        """0 for the newest lesson, and so on."""
        import numpy as np

        order = sorted(range(len(self._taught)), key=lambda at: self._taught[at][1].at)
        age = np.empty(len(order), dtype=int)
        age[order[::-1]] = range(len(order))
        return age

    @cached_property
    def _origins(self) -> Mapping[str, "Places"]:
        """Places of lessons about each sender and list, words before deeds and the newest first."""
        import numpy as np

        found: dict[str, list[int]] = {}
        deeds = np.array([not lesson.said for _, lesson in self._taught])
        for at in map(int, np.lexsort((self._age, deeds))):
            found.setdefault(origin_of(self._taught[at][0]) or f"?{at}", []).append(at)
        return {origin: np.array(places[:_OF_ORIGIN]) for origin, places in found.items()}

    @cached_property
    def _alone(self) -> Mapping[str, "Places"]:
        """Lessons about senders of whom none is learned from together with the others."""
        chosen = set(map(int, self._chosen))
        return {
            origin: places[self._labels[places] >= 0]
            for origin, places in self._origins.items()
            if chosen.isdisjoint(map(int, places)) and (self._labels[places] >= 0).any()
        }
