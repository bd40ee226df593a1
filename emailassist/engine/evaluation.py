"""Measuring the cascade on labelled mail.

Owns: running the cascade over labelled rows, and the figures. Must not: touch an account or
keep anything of what it evaluates.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from emailassist.domain.draft import Proposal
from emailassist.domain.errors import EndpointError
from emailassist.domain.triage import AgentRun, Cost, Triage
from emailassist.domain.views import UNSURE
from emailassist.engine.cascade import Agents, Cascade
from emailassist.engine.jobs import Report
from emailassist.engine.labelled import LabelledRow, row_task
from emailassist.engine.patience import Patience
from emailassist.engine.workers import side_by_side

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled row and what came out for it; `triage` is None where triage failed.

    `lost` is what a failed triage cost.
    """

    gold: LabelledRow
    triage: Triage | None
    proposal: Proposal | None
    problem: str = ""
    lost: Cost = field(default=Cost())

    @property
    def cost(self) -> Cost:
        return self.triage.cost if self.triage is not None else self.lost


async def evaluate(
    rows: Sequence[LabelledRow], cascade: Cascade, agents: Agents, report: Report, *, at_once: int
) -> Figures:
    """Run the cascade over the rows, `at_once` in parallel; the figures with every row.

    Raises EndpointError when the endpoint is down, refuses us or gives nothing of use.
    """
    started = time.monotonic()
    todo = list(reversed(list(enumerate(rows))))
    judged: dict[int, Judged] = {}
    patience = Patience()

    async def work() -> None:
        while todo and patience.ended is None:
            number, row = todo.pop()
            judged[number] = await _judge(row, cascade, agents, patience)
            report(len(judged), len(rows), "Evaluating")

    await side_by_side(work, at_once)
    if patience.ended is not None:
        raise patience.ended
    return figures(
        [judged[number] for number in sorted(judged)], seconds=time.monotonic() - started
    )


async def _judge(row: LabelledRow, cascade: Cascade, agents: Agents, patience: Patience) -> Judged:
    runs: list[AgentRun] = []
    task = await asyncio.to_thread(row_task, row)
    try:
        result = await cascade.triage(task, agents, runs.append)
    except EndpointError as error:
        patience.failed(error)
        return Judged(row, None, None, error.reason, sum((run.cost for run in runs), Cost()))
    if runs:
        patience.answered()
    return Judged(row, result.triage, result.proposal)


def figures(judged: Sequence[Judged], *, seconds: float) -> Figures:
    """All figures as one JSON object; `seconds` is the wall time for all rows."""
    return {
        "messages": len(judged),
        "category": _category(judged),
        "needs_reply": _needs_reply(judged),
        "coverage": _coverage(judged),
        "model_calls": sum(each.cost.model_calls for each in judged),
        "tokens": sum(each.cost.tokens for each in judged),
        "seconds_per_message": round(seconds / max(1, len(judged)), 4),
        "rows": [_row(each) for each in judged],
    }


def _category(judged: Sequence[Judged]) -> Figures:
    labelled = [each for each in judged if each.gold.category is not None]
    gold = [str(each.gold.category) for each in labelled]
    said = [_said(each) for each in labelled]
    lenient = sum(
        guess == each.gold.category or guess in each.gold.accept
        for guess, each in zip(said, labelled, strict=True)
    )
    return {**_scores(gold, said), "lenient_accuracy": _share(lenient, len(gold))}


def _needs_reply(judged: Sequence[Judged]) -> Figures:
    labelled = [each for each in judged if each.gold.needs_reply is not None]
    gold = [_yes_no(each.gold.needs_reply) for each in labelled]
    said = [
        _yes_no(each.triage.verdict.needs_reply) if each.triage else UNSURE for each in labelled
    ]
    return _scores(gold, said)


def _scores(gold: Sequence[str], said: Sequence[str]) -> Figures:
    """Accuracy, macro-F1 over the labels that occur in the gold, and each label's figures."""
    per_label = {label: _label(label, gold, said) for label in sorted(set(gold))}
    right = sum(a == b for a, b in zip(gold, said, strict=True))
    return {
        "accuracy": _share(right, len(gold)),
        "macro_f1": _mean(each["f1"] for each in per_label.values()),
        "per_label": per_label,
    }


def _label(label: str, gold: Sequence[str], said: Sequence[str]) -> Figures:
    hits = sum(a == b == label for a, b in zip(gold, said, strict=True))
    precision = _share(hits, list(said).count(label)) or 0.0
    recall = _share(hits, list(gold).count(label)) or 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": round(f1, 4),
        "support": list(gold).count(label),
    }


def _coverage(judged: Sequence[Judged]) -> Figures:
    """Share of messages by the tier that decided; those no tier decided are `unsure`."""
    counted = Counter(
        each.triage.verdict.tier.value
        if each.triage is not None and each.triage.verdict.category is not None
        else UNSURE
        for each in judged
    )
    return {tier: _share(count, len(judged)) for tier, count in sorted(counted.items())}


def _row(judged: Judged) -> Figures:
    triage = judged.triage
    if triage is None:
        return {"id": judged.gold.id, "category": None, "problem": judged.problem}
    verdict = triage.verdict
    return {
        "id": judged.gold.id,
        "category": verdict.category,
        "priority": verdict.priority.value,
        "needs_reply": verdict.needs_reply,
        "tier": verdict.tier.value,
        "confidence": round(verdict.confidence, 4),
        "reason": verdict.reason,
        "summary": triage.summary.text,
        "facts": [asdict(fact) for fact in triage.facts],
        "draft": judged.proposal.body if judged.proposal else None,
        "warnings": [asdict(warning) for warning in triage.warnings],
    }


def _said(judged: Judged) -> str:
    return (judged.triage.verdict.category if judged.triage else None) or UNSURE


def _yes_no(value: bool | None) -> str:
    return "yes" if value else "no"


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else None
