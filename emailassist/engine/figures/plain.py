"""Figures as one JSON object.

Owns: the names in the output of `emailassist evaluate`; fields are added, never taken away.
Must not: compute.
"""

from typing import Any

from emailassist.domain.measured import Measured, Pair, QualityReport, SetChoice
from emailassist.domain.quality import AtTarget, Estimate, Quality, Scores, TierFigures
from emailassist.engine.quality_words import compared, named

Figures = dict[str, Any]


def plain(found: Quality) -> Figures:
    """Everything but the rows."""
    return {
        "messages": found.messages,
        "category": {**_scores(found.category), "lenient_accuracy": value(found.category.lenient)},
        "needs_reply": _scores(found.reply),
        **({"priority": _scores(found.priority)} if found.priority is not None else {}),
        "coverage": {each.tier: value(each.share) for each in _by_name(found.tiers)},
        "model_calls": found.calls,
        "tokens": found.tokens,
        "money": round(found.money, 6),
        "labelled": found.labelled,
        "not_judged": {
            "without_category": found.messages - found.labelled,
            "failed": found.failed,
        },
        "unsure": found.unsure,
        "intervals": {
            "accuracy": interval(found.category.accuracy),
            "lenient_accuracy": interval(found.category.lenient),
            "macro_f1": interval(found.category.macro_f1),
            "lenient_macro_f1": interval(found.category.lenient_macro_f1),
            "needs_reply_accuracy": interval(found.reply.accuracy),
            "needs_reply_macro_f1": interval(found.reply.macro_f1),
            **_priority_ends(found.priority),
        },
        "lenient_macro_f1": value(found.category.lenient_macro_f1),
        "confusion": {
            "labels": list(found.confusion.labels),
            "said": list(found.confusion.said),
            "counts": [list(row) for row in found.confusion.counts],
        },
        "reliability": {
            "ece": value(found.reliability.error),
            "ece_interval": interval(found.reliability.error),
            "bins": [
                {
                    "from": each.low,
                    "to": each.high,
                    "messages": each.count,
                    "confidence": round(each.confidence, 4),
                    "right": round(each.right, 4),
                }
                for each in found.reliability.bins
            ],
        },
        "tiers": {each.tier: _tier(each) for each in found.tiers},
        "at_target": {"target": found.at_target.target, **_at_target(found.at_target)},
        "saved": {
            "messages": found.saved.messages,
            "calls": found.saved.calls,
            "tokens": found.saved.tokens,
        },
        "seconds": _seconds(found),
        **({"among_labels": _among(found)} if found.among is not None else {}),
    }


def plain_report(report: QualityReport) -> Figures:
    """A report as it is listed and exported: every way with its figures, without rows."""
    return {
        **about(report),
        "messages": report.messages,
        "ways": [{**way(each), **plain(each.quality)} for each in report.results],
        "pairs": [plain_pair(pair) for pair in report.pairs],
    }


def about(report: QualityReport) -> Figures:
    """Which set, when, and what was not judged."""
    return {
        "report": report.id,
        "set": _set(report.chosen),
        "at": report.at.isoformat(),
        "notes": list(report.notes),
    }


def _set(chosen: SetChoice) -> Figures:
    found: Figures = {"kind": chosen.kind.value, "path": chosen.path}
    return {**found, "categories": list(chosen.categories)} if chosen.categories else found


def way(measured: Measured) -> Figures:
    """A way to triage, and the instruction files that it ran with."""
    variant = measured.variant
    return {"way": variant.key, "title": named(variant), "versions": dict(measured.versions)}


def plain_pair(pair: Pair) -> Figures:
    """Two ways side by side."""
    return {
        "first": pair.first.key,
        "second": pair.second.key,
        "messages": pair.messages,
        "better": pair.better,
        "worse": pair.worse,
        "difference": value(pair.difference),
        "interval": interval(pair.difference),
        "may_be_chance": pair.chance,
        "sentence": compared(pair),
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def value(estimate: Estimate | None) -> float | None:
    """The figure alone, rounded."""
    return _rounded(None if estimate is None else estimate.value)


def interval(estimate: Estimate | None) -> list[float] | None:
    """The two ends of 95 %."""
    return None if estimate is None else [round(estimate.low, 4), round(estimate.high, 4)]


def _priority_ends(scores: Scores | None) -> Figures:
    if scores is None:  # a report from before it was measured
        return {}
    return {
        "priority_accuracy": interval(scores.accuracy),
        "priority_macro_f1": interval(scores.macro_f1),
    }


def _scores(scores: Scores) -> Figures:
    return {
        "accuracy": value(scores.accuracy),
        "macro_f1": value(scores.macro_f1),
        "per_label": {
            each.label: {
                "precision": round(each.precision, 4),
                "recall": round(each.recall, 4),
                "f1": round(each.f1, 4),
                "support": each.support,
            }
            for each in scores.labels
        },
    }


def _tier(each: TierFigures) -> Figures:
    return {
        "messages": each.count,
        "share": value(each.share),
        "share_interval": interval(each.share),
        "right": value(each.right),
        "right_interval": interval(each.right),
        **({"at_target": _at_target(each.at_target)} if each.at_target is not None else {}),
    }


def _at_target(found: AtTarget) -> Figures:
    return {
        "share": value(found.share),
        "interval": interval(found.share),
        "from_confidence": _rounded(found.threshold),
    }


def _by_name(tiers: tuple[TierFigures, ...]) -> list[TierFigures]:
    return sorted(tiers, key=lambda each: each.tier)


def _seconds(found: Quality) -> Figures | None:
    if found.seconds is None:
        return None
    return {
        "mean": round(found.seconds.mean.value, 4),
        "interval": interval(found.seconds.mean),
        "median": round(found.seconds.median, 4),
        "p95": round(found.seconds.slowest, 4),
    }


def _among(found: Quality) -> Figures:
    assert found.among is not None  # noqa: S101 - asked for only where it is there
    scores = found.among.scores
    return {
        "labels": list(found.among.labels),
        "categories": found.among.categories,
        "accuracy": value(scores.accuracy),
        "lenient_accuracy": value(scores.lenient),
        "macro_f1": value(scores.macro_f1),
        "lenient_macro_f1": value(scores.lenient_macro_f1),
        "per_label": _scores(scores)["per_label"],
        "intervals": {
            "accuracy": interval(scores.accuracy),
            "lenient_accuracy": interval(scores.lenient),
            "macro_f1": interval(scores.macro_f1),
            "lenient_macro_f1": interval(scores.lenient_macro_f1),
        },
    }
