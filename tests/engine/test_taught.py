"""What the person taught, in its place between rules and agents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.domain.address import Address
from emailassist.domain.task import Person, TriageTask
from emailassist.domain.triage import Priority, Summary, Tier, Verdict, Written
from emailassist.engine.cascade import Cascade, LocalReading, Record
from emailassist.mime.parse import parse_message
from tests.engine.test_learning import FRAUD, mail
from tests.support.mail import ME

RULE = Verdict(
    Tier.RULES, "bulk", "newsletter", Priority.LOW, needs_reply=False, confidence=0.97, reason="A."
)
TAUGHT = replace(RULE, tier=Tier.CLASSIFIER, decided_by="classifier", category="personal")


class Agents:
    model = "none"

    async def triage(self, task: TriageTask, record: Record, /) -> AgentsAnswer:
        said = replace(RULE, tier=Tier.AGENTS, category="fyi", confidence=0.6)
        return AgentsAnswer(said, Summary("", Written.EXTRACTED), (), None, ())

    async def look(self, task: TriageTask, record: Record, /) -> Looked:
        return Looked()


async def here(work: Callable[[], LocalReading]) -> LocalReading:
    return work()


@pytest.mark.parametrize(
    ("rule", "taught", "body", "decides"),
    [
        (RULE, TAUGHT, "", "personal"),
        (RULE, replace(TAUGHT, confidence=0.9), "", "newsletter"),
        (RULE, None, "", "newsletter"),
        (replace(RULE, category="spam-phishing"), TAUGHT, "", "spam-phishing"),
        (RULE, TAUGHT, FRAUD, "newsletter"),
        (None, TAUGHT, "", "personal"),
        (None, TAUGHT, FRAUD, "fyi"),
    ],
)
async def test_words_stand_over_rules_and_warnings_over_words(
    rule: Verdict | None, taught: Verdict | None, body: str, decides: str
) -> None:
    cascade = Cascade(
        {Tier.RULES: lambda _: rule, Tier.CLASSIFIER: lambda _: taught},
        here,
        target_precision=0.95,
        floor=0.0,
        taught=lambda _: taught,
    )
    task = TriageTask(
        parse_message(mail(1, body)),
        Person("Clara", (Address("Clara", ME.email),)),
        datetime(2026, 11, 18, tzinfo=UTC),
    )
    result = await cascade.triage(task, Agents(), lambda _: None)
    assert result.triage.verdict.category == decides


@pytest.mark.parametrize(
    ("category", "body", "decides"),
    [("newsletter", "", "fyi"), ("newsletter", FRAUD, "newsletter"), ("spam-phishing", "", None)],
)
async def test_what_was_insisted_on_unsettles_a_rule_and_nobody_else(
    category: str, body: str, decides: str | None
) -> None:
    rule = replace(RULE, category=category)
    cascade = Cascade(
        {Tier.RULES: lambda _: rule},
        here,
        target_precision=0.95,
        floor=0.0,
        taught=lambda _: replace(TAUGHT, confidence=0.8),
        insisted=lambda _: True,
    )
    task = TriageTask(
        parse_message(mail(1, body)),
        Person("Clara", (Address("Clara", ME.email),)),
        datetime(2026, 11, 18, tzinfo=UTC),
    )
    result = await cascade.triage(task, Agents(), lambda _: None)
    assert result.triage.verdict.category == (decides or category)


@pytest.mark.parametrize(("needed", "decides"), [(0.88, "personal"), (0.92, "fyi")])
async def test_the_classifier_decides_from_where_it_was_right_often_enough(
    needed: float, decides: str
) -> None:
    cascade = Cascade(
        {
            Tier.RULES: lambda _: replace(RULE, confidence=0.9),
            Tier.CLASSIFIER: lambda _: replace(TAUGHT, confidence=0.9),
        },
        here,
        target_precision=0.95,
        floor=0.0,
        needed=lambda target: needed if target == 0.95 else 1.0,
    )
    task = TriageTask(
        parse_message(mail(1)),
        Person("Clara", (Address("Clara", ME.email),)),
        datetime(2026, 11, 18, tzinfo=UTC),
    )
    result = await cascade.triage(task, Agents(), lambda _: None)
    assert result.triage.verdict.category == decides
