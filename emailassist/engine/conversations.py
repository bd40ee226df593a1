"""Summing up a thread because somebody asks.

Owns: gathering the thread, asking, keeping what comes back. Must not: decide when a thread is
summed up by itself (the team does, within what a message may cost).
"""

from emailassist.domain.errors import InputError
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import Work
from emailassist.domain.triage import AgentRun, Conversation
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.triage import TriageJob, now
from emailassist.store import triage as triage_store


class Conversations:
    """Threads summed up."""

    def __init__(
        self, store: Store, announcer: Announcer, triage: TriageJob, endpoints: Endpoints
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._triage = triage
        self._endpoints = endpoints

    async def sum_up(self, key: MessageKey) -> Conversation:
        """Sum up the thread up to this message; what was summed up before is built upon.

        Raises NotFound, InputError for a short thread or a message without triage, EndpointError.
        """
        task = await self._triage.task(key)
        if not task.is_long_conversation:
            raise InputError(
                "There is not enough in this conversation to sum up.",
                hint="It takes at least three messages before this one.",
            )
        team = await self._endpoints.team(None)
        runs: list[AgentRun] = []
        try:
            with team.tracer.trace(Work.CONVERSATION, key):
                conversation = await team.agents.sum_up(task, runs.append)
        finally:
            await self._store.write(triage_store.keep_runs, key, runs, now())
        await self._store.write(triage_store.keep_conversation, key, conversation, now())
        self._announcer.tell(ChangeSet(messages=frozenset({key})))
        return conversation
