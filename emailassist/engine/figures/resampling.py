"""How far chance may have moved a figure: the bootstrap.

Owns: drawing the same messages again and again, and intervals from that. Must not: know what
the figures are about.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from emailassist.domain.quality import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_DRAWS: Final = 2000
_SEED: Final = 20_261_122
_CHUNK: Final = 4_000_000
"""Numbers that are held in memory at once."""
_OUTSIDE: Final = 0.05
"""What lies outside an interval, on both sides together."""


class Resamples:
    """Cases drawn with replacement, as many as there are, whole groups at once.

    Seeded: the same cases have the same intervals every time. Cases without a group are groups
    of one.
    """

    def __init__(self, groups: Sequence[str]) -> None:
        import numpy as np

        names = [group or f"\0{number}" for number, group in enumerate(groups)]
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        self.count = len(places)
        """Independent ones."""
        self._groups = np.array([places[name] for name in names], dtype=np.int64)

    def estimate(self, of: "Floats", figure: "Callable[[Floats], Floats]") -> Estimate | None:
        """A figure of sums over cases, with its interval.

        `of` has a row for each case; `figure` makes one number of each row of sums.
        """
        import numpy as np

        if not self.count:
            return None
        grouped = np.zeros((self.count, of.shape[1]))
        np.add.at(grouped, self._groups, of)
        drawn = np.concatenate([figure(counts @ grouped) for counts in self._draws()])
        value = float(figure(of.sum(axis=0, keepdims=True))[0])
        return _estimate(value, drawn, self.count)

    def estimate_weighted(self, figure: "Callable[[Floats], Floats]") -> Estimate | None:
        """A figure of cases that count so often: each row of weights makes one number."""
        import numpy as np

        if not self.count:
            return None
        drawn = np.concatenate([figure(counts[:, self._groups]) for counts in self._draws()])
        value = float(figure(np.ones((1, len(self._groups))))[0])
        return _estimate(value, drawn, self.count)

    def share(self, holds: Sequence[bool]) -> Estimate | None:
        """The share of cases for which something holds.

        Where it holds for all or none, drawing them again says nothing: the open end is then the
        share at which this would still happen once in forty times.
        """
        import numpy as np

        of = np.column_stack([np.array(holds, dtype=float), np.ones(len(holds))])
        found = self.estimate(of, ratio) if holds else None
        if found is None or found.low < found.high:
            return found
        end = (_OUTSIDE / 2) ** (1 / self.count)
        if found.value == 1.0:
            return Estimate(1.0, end, 1.0, self.count)
        return Estimate(found.value, 0.0, 1 - end, self.count) if found.value == 0.0 else found

    def _draws(self) -> "Iterator[Floats]":
        """How often each group is drawn: rows of counts, some at a time."""
        import numpy as np

        random = np.random.default_rng(_SEED)
        at_once = max(1, min(_DRAWS, _CHUNK // max(self.count, len(self._groups))))
        for start in range(0, _DRAWS, at_once):
            size = min(at_once, _DRAWS - start)
            drawn = random.integers(0, self.count, (size, self.count))
            places = drawn + np.arange(size)[:, None] * self.count
            counts = np.bincount(places.ravel(), minlength=size * self.count)
            yield counts.reshape(size, self.count).astype(np.float64)


def ratio(sums: "Floats") -> "Floats":
    """The first column over the second; 0 where that is 0."""
    import numpy as np

    found: Floats = np.divide(sums[:, 0], sums[:, 1], out=np.zeros(len(sums)), where=sums[:, 1] > 0)
    return found


def _estimate(value: float, drawn: "Floats", count: int) -> Estimate:
    import numpy as np

    low, high = np.quantile(drawn, [_OUTSIDE / 2, 1 - _OUTSIDE / 2])
    return Estimate(value, min(value, float(low)), max(value, float(high)), count)
