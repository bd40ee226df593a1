"""Two ways to triage beside each other.

Owns: the paired comparison, and whether it may be chance. Must not: run anything, or word it.
"""

import math
from collections.abc import Sequence

from emailassist.domain.measured import Pair, Variant
from emailassist.domain.quality import Case, Estimate
from emailassist.engine.figures.resampling import Resamples, ratio

_CHANCE = 0.05


def pair(
    first: tuple[Variant, Sequence[Case]],
    second: tuple[Variant, Sequence[Case]],
    *,
    comparisons: int = 1,
) -> Pair:
    """Compare on the messages that both have a label and a row for.

    More than chance is what the sign test of the messages on which they differ says once in
    twenty times where there is no difference, all `comparisons` together, and what the bootstrap
    does not contradict. A mail in several forms counts as often as it has forms in the counts, but
    once in the test.
    """
    others = {case.id: case for case in second[1]}
    both = [
        (case, others[case.id]) for case in first[1] if case.gold is not None and case.id in others
    ]
    better = [two for one, two in both if two.right and not one.right]
    worse = [one for one, two in both if one.right and not two.right]
    difference = _difference(both)
    p = sign_test(_independent(better), _independent(worse)) * comparisons
    sure = p <= _CHANCE and difference is not None and difference.low * difference.high > 0
    return Pair(
        first[0], second[0], len(both), len(better), len(worse), difference, chance=not sure
    )


def sign_test(one: int, other: int) -> float:
    """How often two equally good ways differ at least so unevenly (exact, two-sided)."""
    count = one + other
    tail: float = sum(math.comb(count, k) for k in range(min(one, other) + 1)) / 2**count
    return min(1.0, 2 * tail)


def _difference(both: Sequence[tuple[Case, Case]]) -> Estimate | None:
    import numpy as np

    if not both:
        return None
    steps = np.array([[float(two.right) - float(one.right), 1.0] for one, two in both])
    return Resamples([one.group for one, _ in both]).estimate(steps, ratio)


def _independent(cases: Sequence[Case]) -> int:
    return len({case.group or f"\0{case.id}" for case in cases})
