"""The team that triages one message: router, then specialists side by side, then the reply.

Owns: who is asked when. Must not: build prompts or agents (`prompt`, `roles`), or decide what
counts as sure (the cascade compares the confidence with its target).

    router ─▶ classifier ─▶ drafter ⇄ reviewer
           ├▶ summarizer
           └▶ extractor
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime

from emailassist.assistant import drafting
from emailassist.assistant.answer import AgentsAnswer
from emailassist.assistant.checks import checked_reason, located_facts, sources_of
from emailassist.assistant.desk import Desk, Record
from emailassist.assistant.instructions import AgentRole, ModelTier
from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.local_answers import LocalAnswers
from emailassist.assistant.outputs import Classification, Extraction, SummaryOut, TriagePlan
from emailassist.assistant.roles import Case, ChosenModel, on_worker
from emailassist.assistant.verdicts import may_draft, verdict_of
from emailassist.domain.draft import Proposal
from emailassist.domain.errors import EndpointError
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import (
    Fact,
    Summary,
    Verdict,
    WarningKind,
    Written,
)
from emailassist.local import language as languages


class Team:
    """Triages messages with the agents of `library`.

    `model_for` says which model a tier stands for. `on_device` answers where a model cannot
    write or gives nothing usable. `executor` must have one thread, that of `answers`. `record`
    hears of every run as it ends, also of those in a triage that fails.
    """

    def __init__(
        self,
        library: InstructionLibrary,
        model_for: Callable[[ModelTier], ChosenModel],
        *,
        on_device: ChosenModel,
        answers: LocalAnswers,
        executor: Executor,
        now: Callable[[], datetime],
        record: Record,
    ) -> None:
        self._library = library
        self._model_for = model_for
        self._on_device = on_device
        self._answers = answers
        self._executor = executor
        self._now = now
        self._record = record

    async def triage(self, task: TriageTask) -> AgentsAnswer:
        """Everything about one message; raises EndpointError if a model's server fails."""
        desk = Desk(
            case=await self._open(task),
            team=self._library.agents(),
            model_for=self._model_for,
            on_device=self._on_device,
            now=self._now(),
            record=self._record,
        )
        plan = await _plan(desk)
        try:
            async with asyncio.TaskGroup() as group:
                decision = group.create_task(self._decide(desk, plan))
                summary = group.create_task(_summary(desk, plan))
                facts = group.create_task(_facts(desk, plan))
        except BaseExceptionGroup as failures:
            raise _cause(failures) from failures
        verdict, proposal = decision.result()
        return AgentsAnswer(
            verdict=verdict,
            summary=summary.result(),
            facts=facts.result(),
            proposal=proposal,
            warnings=(*(desk.case.warnings or ()), *desk.notes),
        )

    async def _open(self, task: TriageTask) -> Case:
        def opened() -> Case:
            language = languages.of_message(task.message)
            return Case(task, language, sources_of(task, language=language), self._executor)

        return await asyncio.get_running_loop().run_in_executor(self._executor, opened)

    async def _decide(self, desk: Desk, plan: TriagePlan) -> tuple[Verdict, Proposal | None]:
        verdict = await self._verdict(desk)
        wanted = plan.draft or _planned(desk, plan, AgentRole.DRAFT)
        allowed = desk.team[AgentRole.DRAFT].enabled and await on_worker(
            desk.case, lambda: may_draft(desk.case.task, verdict, desk.case.warnings or ())
        )
        return verdict, await drafting.propose(desk) if wanted and allowed else None

    async def _verdict(self, desk: Desk) -> Verdict:
        answer, by = await desk.answer(AgentRole.CLASSIFY, Classification)
        scores = None
        if by is not self._on_device:
            scores = await on_worker(desk.case, lambda: self._answers.scores(desk.case.task))
            reason = await on_worker(
                desk.case, lambda: checked_reason(answer.reason, desk.case.sources)
            )
            answer = answer.model_copy(update={"reason": reason})
        return verdict_of(
            answer,
            decided_by=desk.team[AgentRole.CLASSIFY].name,
            scores=scores,
            warnings=desk.case.warnings or (),
        )


async def _plan(desk: Desk) -> TriagePlan:
    plan, _ = await desk.answer(AgentRole.ROUTE, TriagePlan)
    code = plan.language.casefold()
    if desk.case.language == languages.UNKNOWN and len(code) == 2 and code.isalpha():
        desk.case.language = code
    return plan


def _planned(desk: Desk, plan: TriagePlan, role: AgentRole) -> bool:
    agent = desk.team[role]
    return agent.enabled and agent.name in plan.specialists


async def _summary(desk: Desk, plan: TriagePlan) -> Summary:
    answer, by = await desk.answer(
        AgentRole.SUMMARIZE, SummaryOut, on_device=not _planned(desk, plan, AgentRole.SUMMARIZE)
    )
    written = Written.MODEL if by.writes else Written.EXTRACTED
    return Summary(" ".join(answer.text.split()), written)


async def _facts(desk: Desk, plan: TriagePlan) -> tuple[Fact, ...]:
    answer, _ = await desk.answer(
        AgentRole.EXTRACT, Extraction, on_device=not _planned(desk, plan, AgentRole.EXTRACT)
    )
    case = desk.case
    facts, lost = await on_worker(
        case, lambda: located_facts(answer.facts, case.task, language=case.language)
    )
    if lost:
        desk.note(
            WarningKind.UNGROUNDED,
            "A fact that the model named is not in the message and was left out."
            if lost == 1
            else f"{lost} facts that the model named are not in the message and were left out.",
        )
    return facts


def _cause(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """What a person should read of several failures at once: an endpoint's, if there is one."""
    error: BaseException = failures.subgroup(EndpointError) or failures
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
