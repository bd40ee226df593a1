"""One message's triage at work: asking the agent of a role, and what stands in for it.

Owns: which model a role runs on, the log of runs, the notes for the person. Must not: know the
order in which roles are asked (`team`) or how a draft is judged (`drafting`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import shorten
from types import MappingProxyType
from typing import Any, TypeVar, cast
from uuid import uuid4

from emailassist.assistant.instructions import AgentRole, Instructions, ModelTier
from emailassist.assistant.outputs import Answer
from emailassist.assistant.prompt import document
from emailassist.assistant.roles import Case, ChosenModel, build_agent, on_worker
from emailassist.assistant.roster import Roster
from emailassist.assistant.runs import Asked, Listener, Opinion, ask
from emailassist.assistant.tools import Shelf, tools_for
from emailassist.assistant.watched import agent_span, note_outcome, watched
from emailassist.domain.errors import EndpointError, EndpointMisbehaved
from emailassist.domain.recall import Recalled
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import AgentRun, Cost, Outcome, TriageWarning, WarningKind

Out = TypeVar("Out", bound=Answer)
Record = Callable[[AgentRun], None]

_WRITING_ROLES = frozenset({AgentRole.SUMMARIZE, AgentRole.DRAFT, AgentRole.REVIEW})
_LONGEST_TOLD = 160
_STAND_IN: Mapping[AgentRole, str] = MappingProxyType(
    {
        AgentRole.ROUTE: "The specialists were chosen by rules instead.",
        AgentRole.CLASSIFY: "The category comes from the classifier on this machine instead.",
        AgentRole.SUMMARIZE: "The summary is a sentence of the mail itself instead.",
        AgentRole.EXTRACT: "The facts were found by patterns instead.",
        AgentRole.DRAFT: "The draft only has places for your answers instead.",
        AgentRole.REVIEW: "The draft was only checked by rules.",
    }
)
_UNDER_WAY = 0.04
"""Seconds until a request has left: what is worked out meanwhile must not hold it up."""
_STAYED = "This message was read on this machine only, as you wish."


Recalling = Callable[[TriageTask], Awaitable[Recalled]]
"""Says what of the person's own is close to a message."""


async def nothing_recalled(_task: TriageTask) -> Recalled:
    """Where nobody remembers."""
    return Recalled()


@dataclass(frozen=True, slots=True)
class Request:
    """What an agent is given besides the message.

    `draft` is what to judge or to change, `wish` what the person wants of it, in words for the
    model; `answers` are those of specialists that were asked before. `opinion` judges an answer
    that passed the checks; what it or they object to is asked for again at most `rounds` times.
    `listen` hears the answer as it is written.
    """

    draft: str = ""
    wish: str = ""
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    opinion: Opinion | None = None
    rounds: int = 1
    listen: Listener | None = None


_PLAIN = Request()


@dataclass
class Desk:
    """The work on one message."""

    case: Case
    team: Roster
    models_for: Callable[[ModelTier], Sequence[ChosenModel]]
    on_device: ChosenModel
    now: datetime
    record: Record
    notes: list[TriageWarning] = field(default_factory=list)
    failed: dict[str, EndpointError] = field(default_factory=dict)
    """Endpoints that did not work for this message, with what was wrong."""
    recall: Recalling = nothing_recalled
    """Asked once, when a draft is wanted."""
    shelf: Shelf | None = None
    """Where agents look things up, if their files give them tools."""
    meanwhile: Callable[[], object] = lambda: None
    """Begins what can be worked out once a model has been asked."""

    def chosen(self, role: AgentRole) -> ChosenModel:
        """The first model of the role's tier that works, as far as is known.

        One that cannot write is spared the writing.
        """
        able = self._able(self.team[role], writing=role in _WRITING_ROLES)
        return able[0] if able else self.on_device

    def chosen_for(self, specialist: Instructions) -> ChosenModel | None:
        """The same for a specialist that the person added; None if no model that writes is left."""
        able = self._able(specialist, writing=True)
        return able[0] if able else None

    def _able(self, agent: Instructions, *, writing: bool) -> list[ChosenModel]:
        models = self._allowed(agent.model)
        working = [each for each in models if each.name not in self.failed] or models[-1:]
        return [each for each in working if each.writes or not writing]

    def costs(self, role: AgentRole) -> bool:
        """Whether asking this role costs a model's call."""
        return self.chosen(role) is not self.on_device

    def _allowed(self, tier: ModelTier) -> Sequence[ChosenModel]:
        """The tier's models, or those on this machine if nothing of the message may leave it."""
        models = self.models_for(tier)
        if not self.case.local_only:
            return models
        here = [each for each in models if not each.remote]
        if len(here) < len(models):
            self.note(WarningKind.MODEL, _STAYED)
        others = (each for tier in ModelTier for each in self.models_for(tier) if not each.remote)
        return here or [next(others, self.on_device)]

    async def answer(
        self, role: AgentRole, output: type[Out], *, draft: str = ""
    ) -> tuple[Out, ChosenModel]:
        """A usable answer and who gave it: the role's model, or the on-device one instead."""
        chosen = self.chosen(role)
        asked: Asked[Out]
        asked, chosen = await self._ask_in_turn(self.team[role], chosen, Request(draft))
        if asked.output is None and chosen is not self.on_device:
            self.note_stand_in(role, chosen, asked.told)
            chosen = self.on_device
            asked = await self._ask(self.team[role], chosen, Request(draft))
        if not isinstance(asked.output, output):
            raise EndpointMisbehaved(
                f"{chosen.name} gave no usable answer as {self.team[role].name}: {asked.told}"
            )
        return asked.output, chosen

    async def ask(
        self, role: AgentRole, chosen: ChosenModel, request: Request = _PLAIN
    ) -> Asked[Out]:
        """Ask one agent, repairing what cannot be used; the run is logged whatever happens.

        An endpoint that fails is followed by the next one of the tier; raises EndpointError when
        there is none left.
        """
        asked, _ = await self._ask_in_turn(self.team[role], chosen, request)
        return cast("Asked[Out]", asked)

    async def ask_specialist(
        self, agent: Instructions, chosen: ChosenModel, answers: Mapping[str, Mapping[str, str]]
    ) -> Asked[Any]:
        """Ask a specialist that the person added, as `ask` does.

        `answers` are those of the specialists that it comes after.
        """
        asked, _ = await self._ask_in_turn(agent, chosen, Request(answers=answers))
        return asked

    async def _ask_in_turn(
        self, agent: Instructions, chosen: ChosenModel, given: Request
    ) -> tuple[Asked[Any], ChosenModel]:
        while True:
            try:
                asked = await self._ask(agent, chosen, given)
            except EndpointError as error:
                self.failed[chosen.name] = error
                after = self._next_for(agent)
                if after is None:
                    raise
                self.note(WarningKind.MODEL, f"{error.reason} {after.name} was asked instead.")
                chosen = after
            else:
                return asked, chosen

    def _next_for(self, agent: Instructions) -> ChosenModel | None:
        """Who is asked when an endpoint of the agent's tier has failed."""
        after = self.chosen_for(agent) if agent.schema else self.chosen(agent.role)
        if after is None or after.name in self.failed or after is self.on_device:
            return None
        return after

    async def _ask(
        self, instructions: Instructions, chosen: ChosenModel, given: Request
    ) -> Asked[Any]:
        case = self.case
        run_id = uuid4().hex
        looking = chosen.writes and self.shelf is not None and instructions.tools
        tools = tools_for(looking, case, self.shelf) if looking and self.shelf else ()
        agent = build_agent(
            instructions, chosen, case, team=self.team, now=self.now, run=run_id, tools=tools
        )
        agent = watched(agent, case.tracer)
        prompt = await on_worker(
            case,
            lambda: document(
                case.task,
                instructions.role,
                language=case.language,
                budget=chosen.budget,
                draft=given.draft,
                answers=given.answers,
                sources=case.sources if instructions.role is AgentRole.DRAFT else None,
            ),
        )
        if chosen is not self.on_device:
            asyncio.get_running_loop().call_later(_UNDER_WAY, self.meanwhile)
        if given.wish:
            prompt = f"{prompt}\n\n{given.wish}"

        with agent_span(case.tracer, instructions, chosen, run_id) as note:

            def log(outcome: Outcome, cost: Cost) -> None:
                note.cost = cost
                self.record(
                    AgentRun(
                        instructions.name,
                        chosen.name,
                        instructions.digest,
                        cost,
                        outcome,
                        run_id,
                        instructions.model,
                    )
                )

            asking = ask(
                agent,
                prompt,
                case,
                record=log,
                opinion=given.opinion,
                rounds=given.rounds,
                listen=given.listen,
                max_turns=instructions.max_turns,
            )
            asked = await self._in_time(instructions, asking)
            note_outcome(note, asked)
        return asked

    async def _in_time(self, agent: Instructions, asking: Awaitable[Asked[Any]]) -> Asked[Any]:
        limit = asyncio.timeout(agent.timeout)
        try:
            async with limit:
                return await asking
        except TimeoutError:
            if not limit.expired():
                raise
            told = f"it took longer than {agent.timeout:g} seconds"
            return Asked(None, Outcome.UNUSABLE, told, told)

    def note_stand_in(self, role: AgentRole, chosen: ChosenModel, told: str) -> None:
        self.note(
            WarningKind.MODEL,
            f"{chosen.name} gave no usable answer for “{self.team[role].title}”"
            f" ({_shortened(told.rstrip('. '))}). {_STAND_IN[role]}",
        )

    def note(self, kind: WarningKind, text: str) -> None:
        warning = TriageWarning(kind, text)
        if warning not in self.notes:
            self.notes.append(warning)


def _shortened(told: str) -> str:
    """What was wrong with an answer, in a length that is read."""
    return shorten(told, _LONGEST_TOLD, placeholder=" …")
