"""Triage as a job: gathering tasks, running the cascade over them, keeping the results.

Owns: which messages are triaged, how many at once, and what becomes of failures.
Must not: decide about a message (the cascade does).
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from emailassist.domain.account import Account
from emailassist.domain.errors import EndpointError
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.domain.task import Person, TriageTask
from emailassist.domain.triage import AgentRun
from emailassist.engine.announcer import Announcer
from emailassist.engine.cascade import Agents, Cascade
from emailassist.engine.confined import Confined, Store
from emailassist.engine.jobs import Outcome, Report
from emailassist.mime.parse import parse_message
from emailassist.store import accounts, context, drafts, messages
from emailassist.store import triage as triage_store

_log = structlog.get_logger(__name__)


def now() -> datetime:
    """The current time, aware."""
    return datetime.now(UTC)


class TriageJob:
    """Triages messages of the store."""

    def __init__(self, store: Store, announcer: Announcer, parsing: Confined) -> None:
        self._store = store
        self._announcer = announcer
        self._parsing = parsing

    async def run(
        self,
        keys: Sequence[MessageKey],
        cascade: Cascade,
        agents: Agents,
        report: Report,
        *,
        at_once: int,
    ) -> Outcome:
        """Triage these messages, `at_once` in parallel.

        Each result is stored when it is there, so cancelling or a crash loses only the
        messages under way. An endpoint that is down or refuses us ends the job; what is left
        stays untriaged.
        """
        todo = list(reversed(keys))
        done = failed = 0
        stopped: EndpointError | None = None
        report(0, len(keys), "Triaging")

        async def work() -> None:
            nonlocal done, failed, stopped
            while todo and stopped is None:
                key = todo.pop()
                try:
                    await self._one(key, cascade, agents)
                except EndpointError as error:
                    failed += 1
                    await self._fail(key, error)
                    if error.is_down:
                        stopped = error
                done += 1
                report(done, len(keys), "Triaging")

        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, at_once)):
                group.create_task(work())
        return _outcome(done - failed, len(keys), failed, stopped)

    async def task(self, key: MessageKey) -> TriageTask:
        """One message with what surrounds it; raises NotFound."""
        source = await self._store.read(messages.source, key)
        account = await self._store.read(accounts.account, source.account)
        around = await self._store.read(context.context, key, source.account)
        message = await self._parsing.run(parse_message, source.raw)
        return TriageTask(
            message=message,
            me=owner(account),
            received_at=source.received_at,
            known_sender=around.known_sender,
            answered=around.answered,
            thread=around.thread,
            sent_replies=around.sent_replies,
        )

    async def _one(self, key: MessageKey, cascade: Cascade, agents: Agents) -> None:
        task = await self.task(key)
        runs: list[AgentRun] = []
        try:
            result = await cascade.triage(task, agents, runs.append)
        except EndpointError:
            await self._store.write(triage_store.keep_runs, key, runs, now())
            raise
        await self._store.write(triage_store.keep_triage, key, result.triage, runs, now())
        await self._store.write(drafts.propose, key, result.proposal, now())
        self._announcer.tell(ChangeSet(messages=frozenset({key}), lists=True))

    async def _fail(self, key: MessageKey, error: EndpointError) -> None:
        _log.warning("message not triaged", message=key, reason=error.reason)
        await self._store.write(triage_store.keep_failure, key, error.reason)
        self._announcer.tell(ChangeSet(messages=frozenset({key})))


def owner(account: Account) -> Person:
    """Whose account it is."""
    return Person(account.address.name, (account.address,))


def _outcome(done: int, total: int, failed: int, stopped: EndpointError | None) -> Outcome:
    text = f"{done} of {total} messages triaged." if total else "Nothing to triage."
    if stopped is not None:
        rest = f"{total - done} messages stay untriaged."
        return Outcome(text, f"{stopped.reason} {rest} {stopped.hint}".strip())
    if failed:
        return Outcome(text, f"{failed} messages could not be triaged; each says why.")
    return Outcome(text)
