"""Measuring the cascade on labelled mail.

Owns: running the cascade over labelled rows, and the rows of what came out. Must not: touch an
account, keep anything of what it evaluates, or compute (figures does).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from emailassist.domain.draft import Proposal
from emailassist.domain.errors import EndpointError
from emailassist.domain.quality import Case, Quality
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import AgentRun, Cost, Tier, Triage
from emailassist.domain.views import UNSURE
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
GUESS: Final = "guess"
"""Who decides where no tier is sure and no model asked."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled row and what came out for it; `triage` is None where triage failed.

    `lost` is what a failed triage cost; `guessed`: no model was there to be asked.
    """

    gold: LabelledRow
    triage: Triage | None
    proposal: Proposal | None
    problem: str = ""
    lost: Cost = field(default=Cost())
    guessed: bool = False

    @property
    def decided_by(self) -> str:
        """The tier in figures: who decided; '' where triage failed."""
        if self.triage is None:
            return ""
        verdict = self.triage.verdict
        if verdict.category is None:
            return UNSURE
        return GUESS if self.guessed and verdict.tier is Tier.AGENTS else verdict.tier.value

    @property
    def cost(self) -> Cost:
        return self.triage.cost if self.triage is not None else self.lost


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled message, and how its task is made; raises EmailAssistError."""

    gold: LabelledRow
    task: Callable[[], Awaitable[TriageTask]]


@dataclass(frozen=True, slots=True)
class Judging:
    """How samples are triaged, `at_once` in parallel, by someone who knows these categories.

    `guesses`: no model is asked; what no cheaper tier decides is the best guess of code.
    """

    cascade: Cascade
    agents: Agents
    scored: Scored
    categories: tuple[str, ...]
    at_once: int = 1
    guesses: bool = False


def of_row(row: LabelledRow) -> Sample:
    """A row as a sample."""
    return Sample(row, lambda: asyncio.to_thread(row_task, row))


async def judge_all(
    samples: Sequence[Sample], judging: Judging, report: Report
) -> tuple[Judged, ...]:
    """What comes out for each sample, in their order.

    Raises EndpointError when the endpoint is down, refuses us or gives nothing of use.
    """
    todo = list(reversed(list(enumerate(samples))))
    judged: dict[int, Judged] = {}
    patience = Patience()

    async def work() -> None:
        while todo and patience.ended is None:
            number, sample = todo.pop()
            judged[number] = await _judge(sample, judging, patience)
            report(len(judged), len(samples), "Evaluating")

    await side_by_side(work, judging.at_once)
    if patience.ended is not None:
        raise patience.ended
    return tuple(judged[number] for number in sorted(judged))


async def _judge(sample: Sample, judging: Judging, patience: Patience) -> Judged:
    runs: list[AgentRun] = []
    task = await sample.task()
    try:
        result = await judging.cascade.triage(task, judging.agents, runs.append)
    except EndpointError as error:
        patience.failed(error)
        lost = sum((run.cost for run in runs), Cost())
        return Judged(sample.gold, None, None, error.reason, lost)
    if runs:
        patience.answered()
    return Judged(sample.gold, result.triage, result.proposal, guessed=judging.guesses)


def labels_to_choose_from(samples: Sequence[Sample], judging: Judging) -> frozenset[str]:
    """The categories that the set knows, if it lacks some of those in force; else none.

    Also none where there would be nothing to choose from.
    """
    cases = [case_of(Judged(sample.gold, None, None)) for sample in samples]
    labels = labels_of(cases) & set(judging.categories)
    return frozenset() if len(labels) < 2 or labels == set(judging.categories) else labels


async def among(
    samples: Sequence[Sample], judged: Sequence[Judged], judging: Judging, labels: Set[str]
) -> tuple[Case, ...]:
    """The cases with no other answers than these labels.

    In the place of another answer stands the likeliest of them, as the classifier sees it.
    """
    found = []
    for sample, each in zip(samples, judged, strict=True):
        case = case_of(each)
        said = case.said
        if case.gold is not None and not case.problem and said not in labels:
            said = _likeliest(await judging.scored(await sample.task()), labels)
        found.append(replace(case, said=said))
    return tuple(found)


def _likeliest(scores: Mapping[str, float], labels: Set[str]) -> str:
    return max(sorted(labels), key=lambda name: scores.get(name, 0.0))


def figures(judged: Sequence[Judged], *, seconds: float) -> Figures:
    """All figures as one JSON object; `seconds` is the wall time for all rows."""
    found = quality([case_of(each) for each in judged], TARGET)
    return as_figures(found, judged, seconds)


def as_figures(found: Quality, judged: Sequence[Judged], seconds: float) -> Figures:
    """Figures with every row; `seconds` is the wall time for all."""
    return {
        **plain(found),
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
        tier=judged.decided_by,
        gold_reply=gold.needs_reply,
        said_reply=verdict.needs_reply if verdict else None,
        gold_priority=gold.priority,
        said_priority=verdict.priority.value if verdict else None,
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
        return {
            "id": judged.gold.id,
            "category": None,
            "problem": judged.problem,
            **_expected(judged.gold, None),
        }
    verdict = triage.verdict
    return {
        "id": judged.gold.id,
        **_expected(judged.gold, verdict.category),
        "category": verdict.category,
        "priority": verdict.priority.value,
        "needs_reply": verdict.needs_reply,
        "tier": judged.decided_by,
        "confidence": round(verdict.confidence, 4),
        "reason": verdict.reason,
        "summary": triage.summary.text,
        "facts": [asdict(fact) for fact in triage.facts],
        "draft": judged.proposal.body if judged.proposal else None,
        "warnings": [asdict(warning) for warning in triage.warnings],
    }


def _expected(gold: LabelledRow, said: str | None) -> Figures:
    """The labels of a row, and whether its category is right; None where it has none."""
    return {
        "expected": {
            "category": gold.category,
            "accept": gold.accept,
            "needs_reply": gold.needs_reply,
            "priority": gold.priority,
        },
        "right": None if gold.category is None else said in {gold.category, *gold.accept},
    }
