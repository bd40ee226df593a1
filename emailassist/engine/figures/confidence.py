"""Whether triage is right as often as it thinks.

Owns: reliability, and what could be decided at a wanted precision. Must not: run anything.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from emailassist.domain.quality import AtTarget, Bin, Case, Reliability
from emailassist.engine.figures.resampling import Resamples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_BINS: Final = 10


def reliability(cases: Sequence[Case]) -> Reliability:
    """Confidence against how often it was right, in tenths.

    Only of labelled cases that some tier decided. The expected calibration error is the mean
    distance between both, each tenth weighed by its cases (Naeini et al., 2015).
    """
    import numpy as np

    decided = sorted(_decided(cases), key=lambda case: case.confidence)
    bins = tuple(_bin(place, list(some)) for place, some in groupby(decided, _place))
    inside = np.zeros((len(decided), 2 * _BINS))
    for number, case in enumerate(decided):
        inside[number, _place(case)] = case.confidence - case.right
        inside[number, _BINS + _place(case)] = 1.0
    error = Resamples([case.group for case in decided]).estimate(inside, _error)
    return Reliability(bins, error)


def at_target(cases: Sequence[Case], target: float) -> AtTarget:
    """How many of the labelled cases could be decided when `target` of these are to be right."""
    import numpy as np

    labelled = sorted(
        (case for case in cases if case.gold is not None),
        key=lambda case: -case.confidence if case.said is not None else 1.0,
    )
    sure = [case.confidence if case.said is not None else -1.0 for case in labelled]
    ends = np.array([a != b for a, b in zip(sure, [*sure[1:], -1.0], strict=False)], dtype=bool)
    right = np.array([case.right for case in labelled], dtype=float)

    def share(weights: "Floats") -> "Floats":
        counted = weights.cumsum(axis=1)
        precise = (weights * right).cumsum(axis=1) >= target * counted - 1e-9
        reached = np.where(precise & ends, counted, 0.0).max(axis=1)
        found: Floats = reached / counted[:, -1]
        return found

    found = Resamples([case.group for case in labelled]).estimate_weighted(share)
    if found is None or not found.value:
        return AtTarget(target, found, None)
    return AtTarget(target, found, sure[round(found.value * len(labelled)) - 1])


def _decided(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.gold is not None and case.said is not None]


def _place(case: Case) -> int:
    return min(_BINS - 1, max(0, int(case.confidence * _BINS)))


def _bin(place: int, cases: Sequence[Case]) -> Bin:
    count = len(cases)
    return Bin(
        place / _BINS,
        (place + 1) / _BINS,
        count,
        sum(case.confidence for case in cases) / count,
        sum(case.right for case in cases) / count,
    )


def _error(sums: "Floats") -> "Floats":
    """Over sums of (confidence - right) and of cases, a column for each tenth."""
    found: Floats = abs(sums[:, :_BINS]).sum(axis=1) / sums[:, _BINS:].sum(axis=1)
    return found
