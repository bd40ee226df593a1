"""Agents whose first request about a message goes into a batch, and those that read its answer.

Owns: the two as a cascade's last tier. Must not: be imported before agents are needed.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.assistant.team import Team
from emailassist.domain.errors import EndpointError
from emailassist.domain.task import TriageTask
from emailassist.engine.cascade import Record
from emailassist.llm.batch_clients import AnsweredClients, GatheringClients, Kept

if TYPE_CHECKING:
    from emailassist.engine.workshop import TeamAgents


class Postponed(EndpointError):  # noqa: N818 - named for what happened
    """What agents would say comes later, if at all."""


class GatheringAgents:
    """Keep the request with which a triage begins, and answer nothing."""

    def __init__(self, team: Team, clients: GatheringClients, asked_at: datetime) -> None:
        self._team = team
        self._clients = clients
        self._asked_at = asked_at

    @property
    def model(self) -> str:
        return ""

    def taken(self) -> tuple[Kept, ...]:
        """What was kept since this was asked last."""
        kept = tuple(self._clients.kept)
        self._clients.kept.clear()
        return kept

    async def triage(self, task: TriageTask, _record: Record) -> AgentsAnswer:
        """Make the request; always raises Postponed."""
        postponed = Postponed("This message waits for its batch.")
        try:
            await self._team.ask_first(task, asked_at=self._asked_at)
        except EndpointError as error:
            raise postponed from error
        raise postponed

    async def look(self, task: TriageTask, _record: Record) -> Looked:
        """Nothing is looked at yet; raises Postponed if a specialist would."""
        if await self._team.would_look(task):
            raise Postponed("This message waits for the person's word.")
        return Looked()


class AnsweredAgents:
    """Begin with what a batch has answered, and go on as always."""

    def __init__(self, agents: "TeamAgents", clients: AnsweredClients, asked_at: datetime) -> None:
        self._agents = agents
        self._clients = clients
        self._asked_at = asked_at

    @property
    def model(self) -> str:
        return self._agents.model

    @property
    def changed(self) -> frozenset[int]:
        """Messages that are not as they were when the batch was made."""
        return frozenset(self._clients.changed)

    async def triage(self, task: TriageTask, record: Record) -> AgentsAnswer:
        """Run the agents over one message; raises EndpointError."""
        return await self._agents.triage(task, record, asked_at=self._asked_at)

    async def look(self, task: TriageTask, record: Record) -> Looked:
        """Run the specialists that a decided message seems to be for."""
        return await self._agents.look(task, record)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._clients.aclose()
