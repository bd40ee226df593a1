"""Measuring the cascade on labelled mail.

Owns: running the cascade over labelled rows, and the rows of what came out. Must not: touch an
account, keep anything of what it evaluates, or compute (figures does).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from emailassist.domain.draft import Proposal
from emailassist.domain.errors import EndpointError
from emailassist.domain.quality import Case
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import AgentRun, Cost, Triage
from emailassist.engine.cascade import Agents, Cascade
from emailassist.engine.figures.plain import plain
from emailassist.engine.figures.quality import labels_of, quality
from emailassist.engine.jobs import Report
from emailassist.engine.labelled import LabelledRow, row_task
from emailassist.engine.patience import Patience
from emailassist.engine.workers import side_by_side

Figures = dict[str, Any]
Scored = Callable[[TriageTask], Awaitable[Mapping[str, float]]]
"""A probability for each category in force."""

TARGET: Final = 0.95


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


@dataclass(frozen=True, slots=True)
class Judging:
    """How rows are triaged, `at_once` in parallel, by someone who knows these categories."""

    cascade: Cascade
    agents: Agents
    scored: Scored
    categories: tuple[str, ...]
    at_once: int = 1
    target: float = TARGET


async def evaluate(rows: Sequence[LabelledRow], judging: Judging, report: Report) -> Figures:
    """Run the cascade over the rows; the figures with every row.

    Raises EndpointError when the endpoint is down, refuses us or gives nothing of use.
    """
    started = time.monotonic()
    judged = await judge_all(rows, judging, report)
    seconds = time.monotonic() - started
    among = await _among(judged, judging)
    return figures(
        judged, seconds=seconds, target=judging.target, known=judging.categories, among=among
    )


async def judge_all(
    rows: Sequence[LabelledRow], judging: Judging, report: Report
) -> tuple[Judged, ...]:
    """What comes out for each row, in their order; raises EndpointError."""
    todo = list(reversed(list(enumerate(rows))))
    judged: dict[int, Judged] = {}
    patience = Patience()

    async def work() -> None:
        while todo and patience.ended is None:
            number, row = todo.pop()
            judged[number] = await _judge(row, judging, patience)
            report(len(judged), len(rows), "Evaluating")

    await side_by_side(work, judging.at_once)
    if patience.ended is not None:
        raise patience.ended
    return tuple(judged[number] for number in sorted(judged))


async def _judge(row: LabelledRow, judging: Judging, patience: Patience) -> Judged:
    runs: list[AgentRun] = []
    task = await asyncio.to_thread(row_task, row)
    try:
        result = await judging.cascade.triage(task, judging.agents, runs.append)
    except EndpointError as error:
        patience.failed(error)
        return Judged(row, None, None, error.reason, sum((run.cost for run in runs), Cost()))
    if runs:
        patience.answered()
    return Judged(row, result.triage, result.proposal)


async def _among(judged: Sequence[Judged], judging: Judging) -> tuple[Case, ...]:
    """The cases with no other answers than the set knows; none where it knows all categories.

    In the place of another answer stands the likeliest of those, as the classifier sees it.
    """
    cases = [case_of(each) for each in judged]
    labels = labels_of(cases) & set(judging.categories)
    if not labels or labels == set(judging.categories):
        return ()
    found = []
    for each, case in zip(judged, cases, strict=True):
        said = case.said
        if case.gold is not None and not case.problem and said not in labels:
            scores = await judging.scored(await asyncio.to_thread(row_task, each.gold))
            said = _likeliest(scores, labels)
        found.append(replace(case, said=said))
    return tuple(found)


def _likeliest(scores: Mapping[str, float], labels: Set[str]) -> str:
    return max(sorted(labels), key=lambda name: scores.get(name, 0.0))


def figures(
    judged: Sequence[Judged],
    *,
    seconds: float,
    target: float = TARGET,
    known: Sequence[str] = (),
    among: Sequence[Case] = (),
) -> Figures:
    """All figures as one JSON object; `seconds` is the wall time for all rows."""
    cases = [case_of(each) for each in judged]
    return {
        **plain(quality(cases, target, known=known, among=among)),
        "seconds_per_message": round(seconds / max(1, len(judged)), 4),
        "rows": [_row(each) for each in judged],
    }


def case_of(judged: Judged) -> Case:
    """What counts of a judged row."""
    gold, verdict, cost = judged.gold, judged.triage and judged.triage.verdict, judged.cost
    return Case(
        id=gold.id,
        gold=gold.category,
        accept=frozenset(gold.accept),
        said=verdict.category if verdict else None,
        confidence=verdict.confidence if verdict else 0.0,
        tier=verdict.tier.value if verdict else "",
        gold_reply=gold.needs_reply,
        said_reply=verdict.needs_reply if verdict else None,
        calls=cost.model_calls,
        tokens=cost.tokens,
        money=cost.money,
        seconds=cost.seconds if verdict else 0.0,
        group=gold.group,
        problem="" if verdict else judged.problem or "It is not triaged.",
    )


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
