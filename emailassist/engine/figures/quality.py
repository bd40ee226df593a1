"""All figures about one way to triage.

Owns: joining the figures, coverage by tier, and what was saved. Must not: run triage.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from emailassist.domain.quality import AmongLabels, Case, Quality, Saved, Spread, TierFigures
from emailassist.domain.triage import Tier
from emailassist.domain.views import UNSURE
from emailassist.engine.figures.confidence import at_target, reliability
from emailassist.engine.figures.resampling import Resamples, ratio
from emailassist.engine.figures.scores import (
    category_scores,
    confusion,
    priority_scores,
    reply_scores,
)

_CHEAP = (Tier.RULES.value, Tier.CLASSIFIER.value)


def quality(
    cases: Sequence[Case], target: float, *, known: Sequence[str] = (), among: Sequence[Case] = ()
) -> Quality:
    """The figures about these cases at that target precision.

    `among` are the cases with only those answers that the set knows, of the `known` categories.
    """
    failed = sum(bool(case.problem) for case in cases)
    return Quality(
        messages=len(cases),
        labelled=sum(case.gold is not None for case in cases),
        failed=failed,
        unsure=sum(case.said is None for case in cases) - failed,
        category=category_scores(cases),
        confusion=confusion(cases),
        reply=reply_scores(cases),
        priority=priority_scores(cases),
        reliability=reliability(cases),
        tiers=_tiers(cases, target),
        at_target=at_target(cases, target),
        calls=sum(case.calls for case in cases),
        tokens=sum(case.tokens for case in cases),
        money=sum(case.money for case in cases),
        saved=_saved(cases),
        seconds=_seconds(cases),
        among=_among(among, known) if among else None,
    )


def labels_of(cases: Sequence[Case]) -> frozenset[str]:
    """Every category that the labels of a set know."""
    golds = {case.gold for case in cases if case.gold is not None}
    return frozenset(golds.union(*(case.accept for case in cases)))


def _tiers(cases: Sequence[Case], target: float) -> tuple[TierFigures, ...]:
    """In the order in which tiers are asked; what nobody decided is last."""
    order = [*(tier.value for tier in Tier), UNSURE]
    tiers = sorted({_tier(case) for case in cases}, key=lambda t: (_at(order, t), t))
    resamples = Resamples([case.group for case in cases])
    return tuple(_of_tier(tier, cases, resamples, target) for tier in tiers)


def _at(order: Sequence[str], tier: str) -> int:
    return order.index(tier) if tier in order else len(order) - 1


def _tier(case: Case) -> str:
    return case.tier if case.said is not None else UNSURE


def _of_tier(tier: str, cases: Sequence[Case], resamples: Resamples, target: float) -> TierFigures:
    own = [case for case in cases if _tier(case) == tier]
    judged = [case for case in own if case.gold is not None and case.said is not None]
    return TierFigures(
        tier,
        len(own),
        resamples.share([_tier(case) == tier for case in cases]),
        Resamples([case.group for case in judged]).share([case.right for case in judged]),
        at_target([_as_of(tier, case) for case in cases], target),
    )


def _as_of(tier: str, case: Case) -> Case:
    """The case as if nobody but that tier decided any."""
    return case if _tier(case) == tier else replace(case, said=None)


def _saved(cases: Sequence[Case]) -> Saved:
    spared = [case for case in cases if case.tier in _CHEAP and not case.calls]
    asked = [case for case in cases if case.calls]
    if not asked:
        return Saved(len(spared), len(spared), None)
    calls = sum(case.calls for case in asked) / len(asked)
    tokens = sum(case.tokens for case in asked) / len(asked)
    return Saved(
        len(spared),
        round(calls * len(spared)),
        round(tokens * len(spared)) if tokens else None,
    )


def _seconds(cases: Sequence[Case]) -> Spread | None:
    import numpy as np

    timed = sorted(case.seconds for case in cases if case.seconds > 0)
    if not timed:
        return None
    of = np.column_stack([np.array(timed), np.ones(len(timed))])
    mean = Resamples([""] * len(timed)).estimate(of, ratio)
    if mean is None:
        return None
    return Spread(mean, median(timed), timed[math.ceil(0.95 * len(timed)) - 1])


def _among(cases: Sequence[Case], known: Sequence[str]) -> AmongLabels:
    labels = labels_of(cases)
    return AmongLabels(
        tuple(each for each in known if each in labels), len(known), category_scores(cases)
    )
