"""Whether a week is otherwise than the weeks before it.

Owns: the test, which is to cry wolf rarely. Must not: read mail, or word what moved.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from emailassist.domain.drift import Drift, Move, Trait, Week

LEAST_WEEKS: Final = 3
LEAST_MESSAGES: Final = 20
"""In a week, else it says nothing."""
_CHANCE: Final = 0.03
"""How often a week like all others is told about, all traits together: once or twice a year, and
less where the mix varies little (tests/quality/test_drift.py simulates it)."""
_SHARE: Final = 0.08
_CONFIDENCE: Final = 0.05
_CORRECTIONS: Final = 0.03
"""Smaller moves are nobody's concern."""
_PRIOR: Final = 20
"""Degrees of freedom with which all traits tell how uneven the weeks of one are."""


@dataclass(frozen=True, slots=True)
class _Series:
    """One trait over the weeks, each with the variance that chance alone gives it."""

    move: Move
    now: tuple[float, float]
    before: tuple[tuple[float, float], ...]
    wanted: bool
    """The move is large enough, and in a direction that matters."""


def drift(weeks: Sequence[Week], at: datetime) -> Drift:
    """What moved in the first of these weeks beside the others (newest first).

    Shares are compared as arcsines of their roots, whose variance hangs on the count alone
    (Anscombe, 1948). Weeks differ by more than chance: how much, the weeks before tell, for each
    trait a little by itself and a little by all (a moderated t-test, Smyth, 2004).
    """
    told = tuple(weeks)
    if not weeks or weeks[0].messages < LEAST_MESSAGES:
        return Drift(at, told, (), too_little=True)
    before = [week for week in weeks[1:] if week.messages >= LEAST_MESSAGES]
    if len(before) < LEAST_WEEKS:
        return Drift(at, told, (), too_little=True)
    series = list(_series(weeks[0], before))
    common = max(1.0, _mean(map(_uneven, series)))
    found = [(each, _chance(each, common)) for each in series if each.wanted]
    moves = [each.move for each, p in found if p * len(series) <= _CHANCE]
    return Drift(at, told, tuple(sorted(moves, key=lambda move: -abs(move.now - move.before))))


def _series(now: Week, before: Sequence[Week]) -> Iterator[_Series]:
    names = sorted({name for week in (now, *before) for name, _ in week.categories})
    for name in names:
        counts = [(dict(week.categories).get(name, 0), week.messages) for week in (now, *before)]
        yield _of_counts(Trait.SHARE, name, counts, lambda step: abs(step) >= _SHARE)
    counts = [(week.corrected, week.messages) for week in (now, *before)]
    yield _of_counts(Trait.CORRECTIONS, "", counts, lambda step: step >= _CORRECTIONS)
    usual = sum(week.sure * week.messages for week in before) / sum(w.messages for w in before)
    yield _Series(
        Move(Trait.CONFIDENCE, "", usual, now.sure, now.messages, now.messages),
        _sureness(now),
        tuple(map(_sureness, before)),
        wanted=usual - now.sure >= _CONFIDENCE,
    )


def _of_counts(
    trait: Trait, name: str, counts: Sequence[tuple[int, int]], matters: Callable[[float], bool]
) -> _Series:
    count, messages = counts[0]
    usual = sum(c for c, _ in counts[1:]) / sum(n for _, n in counts[1:])
    share = count / messages
    return _Series(
        Move(trait, name, usual, share, count, messages),
        _arcsine(count, messages),
        tuple(_arcsine(*each) for each in counts[1:]),
        wanted=matters(share - usual),
    )


def _arcsine(count: int, messages: int) -> tuple[float, float]:
    return math.asin(math.sqrt((count + 3 / 8) / (messages + 3 / 4))), 1 / (4 * messages + 2)


def _sureness(week: Week) -> tuple[float, float]:
    return week.sure, max(week.spread, 1e-6) / week.messages


def _uneven(series: _Series) -> float:
    """How much more the weeks before differ than chance makes them (1: not at all)."""
    values, variances = zip(*series.before, strict=True)
    mean = _mean(values)
    spread: float = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return spread / _mean(variances)


def _chance(series: _Series, common: float) -> float:
    """How often a week like those before would be at least as far from them."""
    free = len(series.before) - 1
    uneven = max(1.0, (_PRIOR * common + free * _uneven(series)) / (_PRIOR + free))
    values, variances = zip(*series.before, strict=True)
    variance: float = uneven * (series.now[1] + _mean(variances) / len(variances))
    distance = abs(series.now[0] - _mean(values)) / math.sqrt(variance)
    return t_tails(distance, _PRIOR + free)


def t_tails(value: float, freedom: int) -> float:
    """Both tails of Student's t (Abramowitz and Stegun, 26.7.3 and 26.7.4)."""
    angle = math.atan(value / math.sqrt(freedom))
    cosine, odd = math.cos(angle), freedom % 2
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= (k - 1) / k * cosine**2
        total += term
    inside = math.sin(angle) * total
    return 1 - (2 / math.pi * (angle + inside) if odd else inside)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
