"""The cascade: rules, then the local classifier, then agents; each decides or abstains.

Owns: the order of the tiers, when the next one is asked, and the triage that results.
Must not: know how a tier decides, or touch store and network.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.assistant.tracer import Note, Tracer, Untraced
from emailassist.assistant.verdicts import SPAM
from emailassist.domain.draft import Proposal
from emailassist.domain.errors import EndpointError
from emailassist.domain.rule import Fired
from emailassist.domain.task import TriageTask
from emailassist.domain.trace import Ending, SpanKind
from emailassist.domain.triage import (
    AgentRun,
    Category,
    Cost,
    Fact,
    Summary,
    Tier,
    Triage,
    TriageWarning,
    Verdict,
    WarningKind,
    Written,
)
from emailassist.local.facts import find_facts
from emailassist.local.language import detect
from emailassist.local.rulebook import Rulebook
from emailassist.local.summary import best_sentence

Record = Callable[[AgentRun], None]
"""Hears of each agent run as it ends, also when the triage fails afterwards."""

_UNDER_WARNING = 0.5
"""At most so sure is the classifier of a harmless category while there is a warning of fraud."""

RunLocal = Callable[[Callable[[], "LocalReading"]], Awaitable["LocalReading"]]


class Deciding(Protocol):
    """A cheap tier: a pure function of the task that decides or returns None."""

    def __call__(self, task: TriageTask, /) -> Verdict | None: ...


class Agents(Protocol):
    """The last tier; raises EndpointError when the model cannot be used."""

    @property
    def model(self) -> str: ...

    async def triage(self, task: TriageTask, record: Record, /) -> AgentsAnswer: ...

    async def look(self, task: TriageTask, record: Record, /) -> Looked:
        """What specialists of the person's own find in a message that is decided already."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """The triage of one message with the proposed reply, or with why there is none."""

    triage: Triage
    proposal: Proposal | None
    failed: EndpointError | None = None


@dataclass(frozen=True, slots=True)
class LocalReading:
    """What code alone reads in a message; costs no call."""

    verdicts: tuple[Verdict, ...]
    language: str
    warnings: tuple[TriageWarning, ...]
    fired: tuple[Fired, ...]
    settled: "Settled | None"


@dataclass(frozen=True, slots=True)
class Settled:
    """What a message gets that needs no agents."""

    verdict: Verdict
    summary: Summary
    facts: tuple[Fact, ...]


class Cascade:
    """Asks tier after tier until one is sure enough.

    `cheap` are the tiers before the agents, in order. `taught` says what the person said of mail
    by the very sender: it stands over a rule, but never clears what a rule takes for fraud. Where
    it was said more than once (`insisted`) the rule does not decide, even if nobody is sure.
    `target_precision` is the confidence (0..1) that such a tier needs to decide alone; `needed`
    the one for it from which on what the classifier decides is right so often, all together;
    `floor` the confidence below which the agents' guess counts as unsure. `rulebook` warns, and
    says which rules fired. What a cheap tier says of a category that is none of `categories` is
    not heard; without them, everything is.
    """

    def __init__(
        self,
        cheap: Mapping[Tier, Deciding],
        run_local: RunLocal,
        *,
        target_precision: float,
        floor: float,
        tracer: Tracer | None = None,
        rulebook: Rulebook | None = None,
        taught: Deciding | None = None,
        insisted: Callable[[TriageTask], bool] | None = None,
        needed: Callable[[float], float] | None = None,
        categories: Callable[[], tuple[Category, ...]] | None = None,
    ) -> None:
        self._cheap = cheap
        self._taught = taught
        self._insisted = insisted
        self._needed = needed
        self._categories = categories
        self._run_local = run_local
        self._target = target_precision
        self._floor = floor
        self._tracer = tracer or Untraced()
        self._rules = rulebook or Rulebook()

    async def triage(self, task: TriageTask, agents: Agents, record: Record) -> Result:
        """Triage one message; raises EndpointError when agents were needed and failed."""
        cost = Cost()

        def count(run: AgentRun) -> None:
            nonlocal cost
            cost += run.cost
            record(run)

        started = time.monotonic()
        local = await self._run_local(lambda: self._read(task))
        decided = local.verdicts[-1] if local.verdicts else None
        if decided is not None and self._rules.is_own(decided):
            # What the person wants to stay on this machine goes by it, as by a correction.
            task = replace(task, category=decided.category or task.category)
        if local.settled is not None:
            spam = local.settled.verdict.category == SPAM
            looked = Looked() if spam else await agents.look(task, count)
            cost = replace(cost, seconds=time.monotonic() - started)
            model = agents.model if cost.model_calls else ""
            return Result(_locally(local, local.settled, looked, cost, model), None)
        with self._tracer.span(SpanKind.TIER, Tier.AGENTS) as note:
            answer = await agents.triage(task, count)
            verdict = self._rules.adjusted(task, self._settle(answer.verdict, decided))
            self._tell(note, answer.verdict, sure=verdict.category is not None)
        triage = Triage(
            verdict=verdict,
            language=local.language,
            summary=answer.summary,
            facts=answer.facts,
            facts_by=answer.facts_by,
            warnings=_once((*local.warnings, *answer.warnings)),
            trail=(*local.verdicts, answer.verdict, *_settled(verdict, answer.verdict)),
            cost=replace(cost, seconds=time.monotonic() - started),
            model=agents.model,
            findings=answer.findings,
            conversation=answer.conversation,
            fired=local.fired,
        )
        return Result(triage, answer.proposal, answer.failed)

    def _read(self, task: TriageTask) -> LocalReading:
        text = task.message.own_text
        language = detect(f"{task.message.envelope.subject}\n{text}")
        warnings = self._rules.warnings(task)
        verdicts = self._ask(task, any(each.kind is WarningKind.PHISHING for each in warnings))
        settled = None
        if verdicts and self._is_sure(verdicts[-1]) and not verdicts[-1].needs_reply:
            settled = Settled(
                verdicts[-1],
                Summary(best_sentence(task), Written.EXTRACTED),
                find_facts(text, language=language, written_at=task.written_at),
            )
        return LocalReading(verdicts, language, warnings, self._rules.fired(task), settled)

    def _ask(self, task: TriageTask, warned: bool) -> tuple[Verdict, ...]:
        """The verdicts of the cheap tiers up to the first that is sure."""
        verdicts: list[Verdict] = []
        for name, tier in self._cheap.items():
            verdict = self._asked(name, tier, task, warned=warned)
            if verdict is not None:
                verdicts.append(verdict)
            if verdict is not None and self._is_sure(verdict):
                return (*verdicts, *self._overruled(verdict, task, warned=warned))
        return tuple(verdicts)

    def _asked(
        self, name: Tier, tier: Deciding, task: TriageTask, *, warned: bool
    ) -> Verdict | None:
        with self._tracer.span(SpanKind.TIER, name) as note:
            said = self._known(tier(task))
            if said is not None and warned:
                said = _doubted(said)
            verdict = self._rules.adjusted(task, said) if said is not None else None
            self._tell(note, verdict, sure=verdict is not None and self._is_sure(verdict))
            return verdict

    def _known(self, said: Verdict | None) -> Verdict | None:
        """The verdict, unless its category is one that was taken away."""
        if said is None or said.category is None or self._categories is None:
            return said
        return said if any(each.name == said.category for each in self._categories()) else None

    def _overruled(self, rule: Verdict, task: TriageTask, *, warned: bool) -> tuple[Verdict, ...]:
        """What the person taught about the sender, where a shipped rule says something else."""
        if rule.tier is not Tier.RULES or rule.category == SPAM or self._rules.is_own(rule):
            return ()
        if self._taught is None:
            return ()
        said = self._asked(Tier.CLASSIFIER, self._taught, task, warned=warned)
        if said is None or said.category == rule.category:
            return ()
        return (said,) if self._is_sure(said) or (not warned and self._insists(task)) else ()

    def _insists(self, task: TriageTask) -> bool:
        return self._insisted is not None and self._insisted(task)

    def _tell(self, note: Note, verdict: Verdict | None, *, sure: bool) -> None:
        if not sure:
            note.ending = Ending.ABSTAINED
        if verdict is not None:
            category = verdict.category or "no category"
            note.said = f"{category} ({verdict.confidence:.0%}): {verdict.reason}"

    def _is_sure(self, verdict: Verdict) -> bool:
        needed = self._target
        if self._needed is not None and verdict.tier is Tier.CLASSIFIER:
            needed = self._needed(self._target)
        return verdict.category is not None and verdict.confidence >= needed

    def _settle(self, agents: Verdict, decided: Verdict | None) -> Verdict:
        """A sure cheap tier keeps its category when agents were only asked for a reply."""
        if decided is not None and self._is_sure(decided):
            return decided
        if agents.confidence < self._floor:
            return replace(agents, category=None)
        return agents


def _doubted(said: Verdict) -> Verdict:
    """Whatever was taught about a sender, one who pretends to be them was not meant."""
    if said.tier is not Tier.CLASSIFIER or said.category == SPAM:
        return said
    return replace(said, confidence=min(said.confidence, _UNDER_WARNING))


def _settled(verdict: Verdict, last: Verdict) -> tuple[Verdict, ...]:
    return () if verdict == last else (verdict,)


def _locally(
    local: LocalReading, settled: Settled, looked: Looked, cost: Cost, model: str
) -> Triage:
    return Triage(
        verdict=settled.verdict,
        language=local.language,
        summary=settled.summary,
        facts=settled.facts,
        warnings=_once((*local.warnings, *looked.warnings)),
        trail=local.verdicts,
        cost=cost,
        model=model,
        findings=looked.findings,
        fired=local.fired,
    )


def _once(warnings: tuple[TriageWarning, ...]) -> tuple[TriageWarning, ...]:
    return tuple(dict.fromkeys(warnings))
