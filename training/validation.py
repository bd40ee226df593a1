"""How good the weights are on mail that they did not learn from, and how sure they may be.

Owns: the folds, the calibration, the figures. Must not: fit weights itself.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emailassist.domain.triage import Category
from emailassist.local.calibration import (
    confidence_of,
    fit_calibration,
    fit_temperature,
    top_odds,
)
from emailassist.local.embeddings import Embedder
from emailassist.local.examples import head_of
from emailassist.local.fitting import log_softmax
from emailassist.local.newcomers import odds_of_newcomers
from emailassist.local.prior import Prior, unpacked
from emailassist.local.shipped import Calibration, Weights
from training.looks import Labelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_FOLDS: Final = 5
_EXAMPLES_OF_NEW: Final = 3
_SHARE_OF_NEW: Final = 0.07
"""How much of somebody's mail a category that they add may hold.

With more, newcomers find more of their own and take more that is not theirs."""
_TARGET: Final = 0.95

Learn = Callable[[Sequence[Labelled]], Weights]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What was said of rows by weights that had not learned from them: log-probabilities."""

    rows: tuple[Labelled, ...]
    scores: "Floats"
    needs: "Floats"
    priorities: tuple[str, ...]


def held_out(rows: Sequence[Labelled], always: Sequence[Labelled], learn: Learn) -> Answers:
    """Each fifth by the weights of the others; conversations stay together."""
    folds = [
        int(hashlib.sha256(row.conversation.encode()).hexdigest(), 16) % _FOLDS for row in rows
    ]
    parts = []
    for fold in range(_FOLDS):
        others = [row for row, of in zip(rows, folds, strict=True) if of != fold]
        these = [row for row, of in zip(rows, folds, strict=True) if of == fold]
        if these:
            parts.append(answers(these, learn([*others, *always])))
    return Answers(
        tuple(row for part in parts for row in part.rows),
        np.vstack([part.scores for part in parts]),
        np.concatenate([part.needs for part in parts]),
        tuple(each for part in parts for each in part.priorities),
    )


def answers(rows: Sequence[Labelled], weights: Weights) -> Answers:
    """What these weights say of the rows."""
    prior = _prior(weights)
    scores = np.array([prior.log_odds(row.seen) for row in rows])
    said = [weights.names[at] for at in scores.argmax(axis=1)]
    priorities = [prior.priority(row.seen, one) for row, one in zip(rows, said, strict=True)]
    return Answers(
        tuple(rows),
        scores,
        np.array([prior.needs_reply(row.seen) for row in rows]),
        tuple(max(each, key=lambda name: each[name]).value for each in priorities),
    )


def calibrated(
    weights: Weights,
    said: Answers,
    natural: Sequence[Labelled],
    categories: Sequence[Category],
    embedder: Embedder,
) -> Weights:
    """The weights with how sure they may be.

    `said` of held-out training mail tells the temperature and what newcomers are worth; the mail
    of `natural` mailboxes, which is easier, how often the likeliest category is right.
    """
    labels = np.array([weights.names.index(row.category) for row in said.rows])
    tempered = replace(weights, temperature=fit_temperature(said.scores, labels))
    found = answers(natural, tempered)
    confidence = fit_calibration(
        [float(each) for each in top_odds(found.scores)],
        [
            weights.names[top] in {row.category, *row.accept}
            for top, row in zip(found.scores.argmax(axis=1), natural, strict=True)
        ],
    )
    return replace(
        tempered, confidence=confidence, newcomer=_newcomer(said, tempered, categories, embedder)
    )


def figures(said: Answers, weights: Weights) -> dict[str, Any]:
    """Strict and lenient accuracy, macro-F1, and the share that is sure enough."""
    names = weights.names
    gold = [row.category for row in said.rows]
    top = [names[at] for at in said.scores.argmax(axis=1)]
    accepted = [one in {row.category, *row.accept} for one, row in zip(top, said.rows, strict=True)]
    sure = [
        confidence_of(float(odds), weights.confidence) >= _TARGET
        for odds in top_odds(said.scores / weights.temperature)
    ]
    right = [one == other for one, other in zip(top, gold, strict=True)]
    judged = [row for row in said.rows if row.needs_reply is not None]
    needs = [
        odds > 0
        for odds, row in zip(said.needs, said.rows, strict=True)
        if row.needs_reply is not None
    ]
    return {
        "messages": len(gold),
        "accuracy": _mean(right),
        "lenient_accuracy": _mean(accepted),
        "macro_f1": macro_f1(gold, top),
        "needs_reply_macro_f1": macro_f1(
            [str(r.needs_reply) for r in judged], [str(bool(n)) for n in needs]
        ),
        "priority_macro_f1": macro_f1(
            [r.priority.value for r in said.rows if r.priority is not None],
            [p for r, p in zip(said.rows, said.priorities, strict=True) if r.priority is not None],
        ),
        "priority_accuracy": _mean(
            row.priority is not None and row.priority.value == one
            for row, one in zip(said.rows, said.priorities, strict=True)
        ),
        "sure": _mean(sure),
        "sure_and_right": _mean(ok for ok, is_sure in zip(right, sure, strict=True) if is_sure),
        "sure_and_accepted": _mean(
            ok for ok, is_sure in zip(accepted, sure, strict=True) if is_sure
        ),
    }


def macro_f1(gold: Sequence[str], said: Sequence[str]) -> float:
    """Mean F1 of the labels that occur."""
    found = []
    for label in sorted(set(gold)):
        hits = sum(one == other == label for one, other in zip(gold, said, strict=True))
        counted = list(gold).count(label) + list(said).count(label)
        found.append(2 * hits / counted)
    return round(sum(found) / len(found), 4)


def _newcomer(
    said: Answers, weights: Weights, categories: Sequence[Category], embedder: Embedder
) -> Calibration:
    """Each category in turn as if the person had just added it with three examples.

    What is `said` of the others stands in for weights that never knew it.
    """
    rows = said.rows
    odds: list[float] = []
    right: list[bool] = []
    counted: list[float] = []
    for at, category in enumerate(categories):
        new = replace(category, examples=category.examples[:_EXAMPLES_OF_NEW])
        head = head_of([*categories[:at], new, *categories[at + 1 :]], embedder)
        mine = sum(row.category == category.name for row in rows) or 1
        weigh = _SHARE_OF_NEW * (len(rows) - mine) / ((1 - _SHARE_OF_NEW) * mine)
        others = np.delete(said.scores / weights.temperature, at, axis=1)
        for row, trained in zip(rows, log_softmax(others), strict=True):
            vector = unpacked(row.seen.vector, head.width)
            odds.append(odds_of_newcomers(head, vector, [at], trained))
            right.append(row.category == category.name)
            counted.append(weigh if right[-1] else 1.0)
    return fit_calibration(odds, right, counted)


def _prior(weights: Weights) -> Prior:
    every = tuple(range(len(weights.names)))
    return Prior(weights.names, weights, every, None, weights.width)


def _mean(values: "Sequence[bool] | Any") -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else None
