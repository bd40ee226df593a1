"""Answers against labels: accuracy, F1, confusion.

Owns: these figures of pairs of labels. Must not: know where they come from.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from emailassist.domain.quality import Case, Confusion, Estimate, LabelScore, Scores
from emailassist.domain.views import UNSURE
from emailassist.engine.figures.resampling import Resamples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def category_scores(cases: Sequence[Case]) -> Scores:
    """How well the labelled cases were sorted."""
    labelled = [case for case in cases if case.gold is not None]
    gold = [str(case.gold) for case in labelled]
    said = [case.said or UNSURE for case in labelled]
    forgiven = [g if c.right else s for g, s, c in zip(gold, said, labelled, strict=True)]
    return _scores(gold, said, forgiven, [case.group for case in labelled])


def reply_scores(cases: Sequence[Case]) -> Scores:
    """How well it was seen which messages want an answer: labels 'yes' and 'no'."""
    labelled = [case for case in cases if case.gold_reply is not None]
    gold = [_yes_no(case.gold_reply) for case in labelled]
    said = [_yes_no(case.said_reply) for case in labelled]
    return _scores(gold, said, said, [case.group for case in labelled])


def priority_scores(cases: Sequence[Case]) -> Scores:
    """How well it was seen how soon a message should be looked at."""
    labelled = [case for case in cases if case.gold_priority is not None]
    gold = [str(case.gold_priority) for case in labelled]
    said = [case.said_priority or UNSURE for case in labelled]
    return _scores(gold, said, said, [case.group for case in labelled])


def confusion(cases: Sequence[Case]) -> Confusion:
    """What was taken for what; the columns are the labels, then what else was said."""
    pairs = Counter((str(c.gold), c.said or UNSURE) for c in cases if c.gold is not None)
    labels = tuple(sorted({gold for gold, _ in pairs}))
    others = {said for _, said in pairs} - set(labels)
    columns = (*labels, *sorted(others - {UNSURE}), *sorted(others & {UNSURE}))
    return Confusion(
        labels, columns, tuple(tuple(pairs[label, said] for said in columns) for label in labels)
    )


def label_scores(gold: Sequence[str], said: Sequence[str]) -> tuple[LabelScore, ...]:
    """Each label that occurs in the gold."""
    return tuple(_label(label, gold, said) for label in sorted(set(gold)))


def _scores(
    gold: Sequence[str], said: Sequence[str], forgiven: Sequence[str], groups: Sequence[str]
) -> Scores:
    resamples = Resamples(groups)
    return Scores(
        accuracy=resamples.share([a == b for a, b in zip(gold, said, strict=True)]),
        lenient=resamples.share([a == b for a, b in zip(gold, forgiven, strict=True)]),
        macro_f1=_macro_f1(gold, said, resamples),
        lenient_macro_f1=_macro_f1(gold, forgiven, resamples),
        labels=label_scores(gold, said),
    )


def _label(label: str, gold: Sequence[str], said: Sequence[str]) -> LabelScore:
    hits = sum(a == b == label for a, b in zip(gold, said, strict=True))
    answered, support = list(said).count(label), list(gold).count(label)
    precision, recall = hits / answered if answered else 0.0, hits / support
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return LabelScore(label, precision, recall, f1, support)


def _macro_f1(gold: Sequence[str], said: Sequence[str], resamples: Resamples) -> Estimate | None:
    """F1 = 2 hits / (answered + support); the mean over labels with support."""
    import numpy as np

    labels = sorted(set(gold))
    if not labels:
        return None
    is_gold = np.array(gold)[:, None] == np.array(labels)[None, :]
    is_said = np.array(said)[:, None] == np.array(labels)[None, :]
    of = np.hstack([is_gold & is_said, is_said, is_gold]).astype(float)
    return resamples.estimate(of, _mean_f1(len(labels)))


def _mean_f1(labels: int) -> "Callable[[Floats], Floats]":
    def mean(sums: "Floats") -> "Floats":
        import numpy as np

        hits, answered, support = (
            sums[:, :labels],
            sums[:, labels : 2 * labels],
            sums[:, 2 * labels :],
        )
        occurs = support > 0
        f1 = np.divide(2 * hits, answered + support, out=np.zeros_like(hits), where=occurs)
        found: Floats = f1.sum(axis=1) / occurs.sum(axis=1)
        return found

    return mean


def _yes_no(value: bool | None) -> str:
    return UNSURE if value is None else "yes" if value else "no"
