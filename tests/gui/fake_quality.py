"""What was measured in the scripted engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from emailassist.domain.drift import Drift, Move, Trait
from emailassist.domain.events import ChangeSet, Event, Finished, Job, Progress
from emailassist.domain.measured import (
    Measured,
    Price,
    QualityReport,
    QualityState,
    SetChoice,
    SetKind,
    Variant,
    Way,
)
from emailassist.domain.quality import Case
from emailassist.engine.figures.pairs import pair
from emailassist.engine.figures.quality import quality
from emailassist.engine.quality_words import moved

FREE = Price(60)
AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
USUAL, RULES, LOCAL = Variant(Way.USUAL), Variant(Way.RULES), Variant(Way.LOCAL)
CLOUD = Variant(Way.ENDPOINT, "cloud")
NAMES = ("needs-reply", "fyi", "newsletter", "receipt")
MOVED = Drift(AT, (), (Move(Trait.SHARE, "newsletter", 0.2, 0.45, 18, 40),))


def cases(right: int, *, calls: int = 0) -> tuple[Case, ...]:
    """Sixty cases by turns of each category, the first `right` of them right.

    Of three of these another category is accepted. Half are urgent, and half of that is seen.
    """
    return tuple(
        Case(
            id=str(number),
            gold=NAMES[number % 4],
            said=NAMES[number % 4] if 3 <= number < right else NAMES[(number + 1) % 4],
            accept=frozenset({NAMES[(number + 1) % 4]} if number < 3 else ()),
            gold_priority=("urgent", "normal")[number % 2],
            said_priority="normal" if number % 4 else "urgent",
            confidence=0.98 - number / 80,
            tier=("rules", "classifier", "agents")[number % 3],
            calls=calls * (number % 3 == 2),
            tokens=calls * 900 * (number % 3 == 2),
            money=calls * 0.0004,
            seconds=0.1 + number / 400,
        )
        for number in range(60)
    )


@cache
def report(*ways: tuple[Variant, int], number: int = 1) -> QualityReport:
    """A report on the sample set with that many right answers of each way."""
    tried = [(way, cases(right, calls=2 * (way == CLOUD))) for way, right in ways]
    return QualityReport(
        SetChoice(SetKind.SAMPLE),
        AT,
        60,
        tuple(Measured(way, quality(some, 0.95)) for way, some in tried),
        tuple(pair(tried[0], other) for other in tried[1:]),
        ("You corrected these messages: mail that went right unsaid is not among them.",),
        number,
    )


@dataclass
class FakeQuality:
    """Reports in memory; `dear` is what asking models may cost."""

    tell: Callable[[Event], None]
    corrections: int = 3
    reports: tuple[QualityReport, ...] = ()
    drift: Drift | None = None
    dear: Price = FREE
    ran: list[tuple[SetChoice, tuple[Variant, ...]]] = field(default_factory=list)
    exported: list[Path] = field(default_factory=list)
    problem: str = ""

    async def state(self) -> QualityState:
        return QualityState(self.corrections, 20, self.reports, self.drift)

    async def variants(self) -> tuple[Variant, ...]:
        return (USUAL, RULES, LOCAL, CLOUD, Variant(Way.INSTRUCTIONS, "router", "3f2a91c07b44"))

    async def price(self, _chosen: SetChoice, variants: Sequence[Variant]) -> Price:
        return self.dear if CLOUD in variants else FREE

    async def run(self, chosen: SetChoice, variants: Sequence[Variant]) -> Finished:
        self.ran.append((chosen, tuple(variants)))
        self.tell(Progress(Job.QUALITY, 12, 60, "Evaluating"))
        if self.problem:
            return Finished(Job.QUALITY, "", self.problem)
        rights = [(way, 50 + 2 * place) for place, way in enumerate(variants)]
        made = replace(report(*rights), id=len(self.reports) + 1)
        self.reports = (made, *self.reports)
        self.tell(ChangeSet(quality=True))
        finished = Finished(Job.QUALITY, "Measured on 60 messages.")
        self.tell(finished)
        return finished

    async def export(self, _report: QualityReport, path: Path) -> None:
        self.exported.append(path)


class FakeWeekly:
    """The weeks of the scripted engine."""

    async def look(self) -> Drift:
        return Drift(AT, (), (), too_little=True)

    async def words(self, found: Drift) -> tuple[str, ...]:
        return moved(found, {"newsletter": "Newsletters"})
