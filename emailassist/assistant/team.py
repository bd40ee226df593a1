"""The team that triages one message: router, then specialists side by side, then the reply.

Owns: who is asked when. Must not: build prompts or agents (`prompt`, `roles`), or decide what
counts as sure (the cascade compares the confidence with its target).

    router ─▶ (classifier) ─▶ drafter ⇄ reviewer
           ├▶ (summarizer)
           ├▶ (extractor)
           └▶ specialists that the person added

The router's answer holds a first verdict and a line, so that those in brackets are asked only
where they are worth a call (`staffing`).
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from emailassist.assistant import drafting, specialists
from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.assistant.checks import (
    check_summary,
    checked_reason,
    located_facts,
    sources_of,
)
from emailassist.assistant.confidential import Confidentiality
from emailassist.assistant.desk import Desk, Recalling, Record, nothing_recalled
from emailassist.assistant.instructions import AgentRole, Instructions, ModelTier
from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.local_answers import LocalAnswers
from emailassist.assistant.masking.mask import Mask
from emailassist.assistant.outputs import (
    Classification,
    ConversationOut,
    Extraction,
    SummaryOut,
    TriagePlan,
)
from emailassist.assistant.relevance import relevant
from emailassist.assistant.roles import Case, ChosenModel, on_worker
from emailassist.assistant.staffing import staff_for
from emailassist.assistant.tools import Shelf
from emailassist.assistant.tracer import Tracer, Untraced
from emailassist.assistant.verdicts import may_draft, verdict_of
from emailassist.assistant.wishes import Wanted
from emailassist.domain.draft import Proposal
from emailassist.domain.errors import EndpointError
from emailassist.domain.recall import Recalled
from emailassist.domain.task import TriageTask
from emailassist.domain.trace import SpanKind
from emailassist.domain.triage import (
    Conversation,
    Fact,
    Summary,
    Verdict,
    WarningKind,
    Written,
)
from emailassist.local import language as languages


@dataclass(frozen=True, slots=True)
class _Work:
    """The router's plan, who made it, and who is asked because of it."""

    plan: TriagePlan
    by: ChosenModel
    staff: frozenset[AgentRole]


class Team:
    """Triages messages with the agents of `library`.

    `models_for` says which models a tier stands for, best first. `on_device` answers where a
    model cannot write or gives nothing usable. `executor` must have one thread, that of
    `answers`. `record` hears of every run as it ends, also of those in a triage that fails.
    `confidential` says what the person wants to stay here, `recall` what of theirs is close to a
    message; agents with tools look things up in `shelf`.
    """

    def __init__(
        self,
        library: InstructionLibrary,
        models_for: Callable[[ModelTier], Sequence[ChosenModel]],
        *,
        on_device: ChosenModel,
        answers: LocalAnswers,
        executor: Executor,
        now: Callable[[], datetime],
        record: Record,
        confidential: Callable[[], Confidentiality] = Confidentiality,
        tracer: Tracer | None = None,
        recall: Recalling = nothing_recalled,
        shelf: Shelf | None = None,
    ) -> None:
        self._library = library
        self._models_for = models_for
        self._on_device = on_device
        self._answers = answers
        self._executor = executor
        self._now = now
        self._record = record
        self._confidential = confidential
        self._tracer = tracer or Untraced()
        self._recall = recall
        self._shelf = shelf

    async def redraft(self, task: TriageTask, wanted: Wanted) -> Proposal:
        """Another draft for one message; raises EndpointError, NeedsWritingModel."""
        return await drafting.redraft(await self._desk(task), wanted)

    async def triage(self, task: TriageTask, *, asked_at: datetime | None = None) -> AgentsAnswer:
        """Everything about one message; raises EndpointError if a model's server fails.

        Where only the reply fails, the answer says so.
        `asked_at` is when the router was asked, if that was before (`ask_first`).
        """
        desk = await self._desk(task)
        desk.now = asked_at or desk.now
        work = await _plan(desk)
        desk.now = self._now()
        try:
            async with asyncio.TaskGroup() as group:
                decision = group.create_task(self._decide(desk, work))
                summary = group.create_task(self._summary(desk, work))
                facts = group.create_task(self._facts(desk, work))
                found = group.create_task(specialists.findings(desk, work.plan))
        except BaseExceptionGroup as failures:
            raise _cause(failures) from failures
        verdict, proposal, failed = decision.result()
        line, conversation = summary.result()
        stated, facts_by = facts.result()
        return AgentsAnswer(
            verdict=verdict,
            summary=line,
            facts=stated,
            facts_by=facts_by,
            proposal=proposal,
            warnings=(*(desk.case.warnings or ()), *desk.notes),
            findings=found.result(),
            conversation=conversation,
            failed=failed,
        )

    async def sum_up(self, task: TriageTask) -> Conversation:
        """The thread up to this message, which is a long one; raises EndpointError."""
        _, conversation = await _summed_up(await self._desk(task))
        if conversation is None:
            raise ValueError("the thread is too short to be summed up")
        return conversation

    async def ask_first(self, task: TriageTask, *, asked_at: datetime) -> None:
        """Make only the request with which `triage` begins; raises EndpointError."""
        desk = await self._desk(task)
        desk.now = asked_at
        if desk.costs(AgentRole.ROUTE):
            await desk.ask(AgentRole.ROUTE, desk.chosen(AgentRole.ROUTE))

    async def rehearse(self, task: TriageTask) -> None:
        """Make every request that a model might get about this message; failures are ignored.

        For models that only keep what they are asked. The reviewer is left out: it is asked the
        same as the drafter, about a draft that is not there yet.
        """
        case, team = await self._open(task), self._library.agents()
        for role in AgentRole:
            desk = Desk(case, team, self._models_for, self._on_device, self._now(), self._record)
            if role is AgentRole.REVIEW or not team[role].enabled or not desk.costs(role):
                continue
            with suppress(EndpointError):
                await desk.ask(role, desk.chosen(role))
        for agent in relevant(team.specialists, task.message):
            desk = Desk(case, team, self._models_for, self._on_device, self._now(), self._record)
            chosen = None if agent.after else desk.chosen_for(agent)
            if chosen is not None:
                with suppress(EndpointError):
                    await desk.ask_specialist(agent, chosen, {})

    async def look(self, task: TriageTask) -> Looked:
        """What those specialists find for whom a message seems to be that others have decided.

        No router is asked: words of the message choose them (`relevance`).
        """
        wanted = await self._concerned(task)
        if not wanted:
            return Looked()
        desk = await self._desk(task)
        found = await specialists.found_by(desk, [agent.name for agent in wanted])
        return Looked(found, tuple(desk.notes))

    async def would_look(self, task: TriageTask) -> bool:
        """Whether `look` would ask anybody."""
        return bool(await self._concerned(task))

    async def _concerned(self, task: TriageTask) -> Sequence[Instructions]:
        added, message = self._library.agents().specialists, task.message
        if not added:
            return ()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: relevant(added, message))

    async def _desk(self, task: TriageTask) -> Desk:
        case = await self._open(task)
        desk = Desk(
            case=case,
            team=self._library.agents(),
            models_for=self._models_for,
            on_device=self._on_device,
            now=self._now(),
            record=self._record,
            recall=self._allowed_recall,
            shelf=self._shelf,
            meanwhile=lambda: self._begin(self._read_along, case),
        )
        if desk.case.local_only:
            self._tracer.keep_here()
        return desk

    def _begin(self, work: Callable[[Case], None], case: Case) -> None:
        """Have the worker do it, unless everything is being closed."""
        with suppress(RuntimeError):
            self._executor.submit(work, case)

    def _read_along(self, case: Case) -> None:
        """Work out what will be asked for when the router has answered; it is remembered."""
        _ = case.sources
        self._answers.scores(case.task)
        self._answers.extraction(case.task, language=case.language)

    async def _allowed_recall(self, task: TriageTask) -> Recalled:
        """What is at hand, without replies to those whose mail is to stay here."""
        recalled = await self._recall(task)
        covers = self._confidential().covers
        replies = (
            reply for reply in recalled.replies if not any(covers(to.email) for to in reply.to)
        )
        return replace(recalled, replies=tuple(replies))

    async def _open(self, task: TriageTask) -> Case:
        stays = self._confidential()
        shown = stays.without_their_words(task)

        def opened() -> Case:
            language = languages.of_message(task.message)
            return Case(
                shown,
                language,
                lambda: sources_of(shown, language=language),
                self._executor,
                mask=Mask(shown) if stays.mask else None,
                local_only=stays.local_only(task, lambda: self._answers.scores(task)),
                tracer=self._tracer,
                kept_categories=stays.categories,
            )

        return await asyncio.get_running_loop().run_in_executor(self._executor, opened)

    async def _decide(
        self, desk: Desk, work: _Work
    ) -> tuple[Verdict, Proposal | None, EndpointError | None]:
        """The verdict with the reply, or with why there is none: the rest is kept."""
        verdict = await self._verdict(desk, work)
        second_look = AgentRole.CLASSIFY in work.staff
        wanted = AgentRole.DRAFT in work.staff or (second_look and verdict.needs_reply)
        if not (wanted and desk.team[AgentRole.DRAFT].enabled) or not await on_worker(
            desk.case, lambda: may_draft(desk.case.task, verdict, desk.case.warnings or ())
        ):
            return verdict, None, None
        try:
            return verdict, await drafting.propose(desk), None
        except EndpointError as error:
            return verdict, None, error

    async def _verdict(self, desk: Desk, work: _Work) -> Verdict:
        role, answer, by = AgentRole.ROUTE, work.plan.first_verdict, work.by
        if AgentRole.CLASSIFY in work.staff:
            role = AgentRole.CLASSIFY
            answer, by = await desk.answer(AgentRole.CLASSIFY, Classification)
        scores = None
        if by is not self._on_device:
            with self._tracer.span(SpanKind.STEP, "local classifier"):
                scores = await on_worker(desk.case, lambda: self._answers.scores(desk.case.task))
            reason = await on_worker(
                desk.case, lambda: checked_reason(answer.reason, desk.case.sources)
            )
            answer = answer.model_copy(update={"reason": reason})
        return verdict_of(
            answer,
            decided_by=desk.team[role].name,
            scores=scores,
            warnings=desk.case.warnings or (),
        )

    async def _summary(self, desk: Desk, work: _Work) -> tuple[Summary, Conversation | None]:
        """The summarizer's line, else the router's if it is borne out, else one of the mail."""
        if AgentRole.SUMMARIZE in work.staff:
            return await _summed_up(desk)
        case = desk.case
        if work.by.writes:
            checked = await on_worker(
                case,
                lambda: check_summary(work.plan.summary, case.sources, language=case.language),
            )
            if not checked.problems:
                return Summary(checked.text, Written.MODEL), None
            desk.note_stand_in(AgentRole.SUMMARIZE, work.by, " ".join(checked.problems))
        line = await on_worker(case, lambda: self._answers.summary(case.task).text)
        return Summary(" ".join(line.split()), Written.EXTRACTED), None

    async def _facts(self, desk: Desk, work: _Work) -> tuple[tuple[Fact, ...], Written]:
        """The extractor's, else those that patterns find, for which no agent need be run."""
        case, written = desk.case, Written.EXTRACTED
        if AgentRole.EXTRACT in work.staff:
            answer, by = await desk.answer(AgentRole.EXTRACT, Extraction)
            written = Written.MODEL if by.writes else written
        else:
            answer = await on_worker(
                case, lambda: self._answers.extraction(case.task, language=case.language)
            )
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
        return facts, written


async def _plan(desk: Desk) -> _Work:
    plan, by = await desk.answer(AgentRole.ROUTE, TriagePlan)
    code = plan.language.casefold()
    if desk.case.language == languages.UNKNOWN and len(code) == 2 and code.isalpha():
        desk.case.language = code
    if plan.first_verdict.category in desk.case.kept_categories:
        desk.case.local_only = True
        desk.case.tracer.keep_here()
    named = {role for role, agent in desk.team.items() if agent.name in plan.specialists}
    length = len(desk.case.task.message.own_text)
    conversing = desk.case.task.is_long_conversation
    staff = staff_for(plan, named, desk.costs, length=length, conversing=conversing)
    return _Work(plan, by, staff)


async def _summed_up(desk: Desk) -> tuple[Summary, Conversation | None]:
    answer, by = await desk.answer(AgentRole.SUMMARIZE, SummaryOut)
    written = Written.MODEL if by.writes else Written.EXTRACTED
    summary = Summary(" ".join(answer.text.split()), written)
    if not isinstance(answer, ConversationOut):
        return summary, None
    return summary, Conversation(answer.conversation.strip(), written)


def _cause(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """What a person should read of several failures at once: an endpoint's, if there is one."""
    error: BaseException = failures.subgroup(EndpointError) or failures
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
