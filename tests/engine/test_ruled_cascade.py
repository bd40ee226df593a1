"""Rules of one's own in the cascade."""

from collections.abc import Callable
from functools import partial

from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.domain.own_rule import OwnRule
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Category, Tier
from emailassist.engine.best_guess import NoAgents
from emailassist.engine.cascade import Cascade, LocalReading, Record
from emailassist.engine.labelled import LabelledRow, row_task
from emailassist.local.own_rules import OwnRules
from emailassist.local.rulebook import Rulebook


class Looking:
    """Agents that keep what they are given."""

    model = "scripted"

    def __init__(self) -> None:
        self.given: list[TriageTask] = []

    async def triage(self, task: TriageTask, record: Record, /) -> AgentsAnswer:
        raise AssertionError("a rule of one's own has decided")

    async def look(self, task: TriageTask, record: Record, /) -> Looked:
        self.given.append(task)
        return Looked()


async def at_once(work: Callable[[], LocalReading]) -> LocalReading:
    return work()


async def test_a_rule_says_no_category_that_was_taken_away() -> None:
    row = LabelledRow(
        id="1",
        sender="news@shop.example",
        to="me@y.example",
        subject="Weekly",
        body="News.",
        headers={"List-Unsubscribe": "<https://shop.example/u>", "List-Id": "<w.shop.example>"},
    )
    newsletter, fyi = (Category(name, name, "", "") for name in ("newsletter", "fyi"))
    said = []
    for categories in (newsletter, fyi), (fyi,):
        cascade = Cascade(
            {Tier.RULES: Rulebook().decide},
            at_once,
            target_precision=0.95,
            floor=0.2,
            categories=partial(tuple[Category, ...], categories),
        )
        triage = (await cascade.triage(row_task(row), NoAgents(), lambda _run: None)).triage
        said.append(triage.verdict.category)
    assert said == ["newsletter", None]


async def test_agents_are_told_the_category_that_a_rule_of_ones_own_says() -> None:
    book = Rulebook(
        own=OwnRules((OwnRule("landlord", ("ana",), category="personal", needs_reply=False),))
    )
    cascade = Cascade(
        {Tier.RULES: book.decide}, at_once, target_precision=0.95, floor=0.2, rulebook=book
    )
    agents = Looking()
    row = LabelledRow(id="1", sender="Ana <ana@home.example>", body="The rent is due.")
    result = await cascade.triage(row_task(row), agents, lambda _run: None)
    assert result.triage.verdict.category == "personal"
    assert result.triage.fired[0].own
    assert [task.category for task in agents.given] == ["personal"]
