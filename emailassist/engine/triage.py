"""Triage as a job: gathering tasks, running the cascade over them, keeping the results.

Owns: which messages are triaged, how many at once, and what becomes of failures.
Must not: decide about a message (the cascade does).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from emailassist.assistant.tracer import Tracer, Untraced
from emailassist.domain.account import Account
from emailassist.domain.counted import counted
from emailassist.domain.errors import (
    ChangedSinceAsked,
    EmailAssistError,
    EndpointError,
    EndpointOverBudget,
    EndpointRateLimited,
    EndpointUnauthorized,
    EndpointUnreachable,
    InternalError,
    ModelMissing,
    NotFound,
)
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.domain.task import Person, TriageTask
from emailassist.domain.trace import Work
from emailassist.domain.triage import AgentRun
from emailassist.engine.announcer import Announcer
from emailassist.engine.cascade import Agents, Cascade
from emailassist.engine.confined import Confined, Store
from emailassist.engine.history import Histories
from emailassist.engine.jobs import Outcome, Report
from emailassist.engine.patience import Patience
from emailassist.engine.surroundings import surroundings
from emailassist.engine.workers import side_by_side
from emailassist.local.asks import body_of
from emailassist.local.authentication import believed
from emailassist.local.embeddings import mail_text
from emailassist.mime.parse import parse_message
from emailassist.store import accounts, messages, results
from emailassist.store import triage as triage_store

_log = structlog.get_logger(__name__)

_PASSING = (
    EndpointOverBudget,
    EndpointRateLimited,
    EndpointUnauthorized,
    EndpointUnreachable,
    ModelMissing,
)
"""Failures that are no message's fault, and cost nothing."""
_MESSAGES_PER_CALL = 1.5
"""More messages than calls: while some are read here, the server has others to answer."""
_MESSAGES_AT_LEAST = 3
"""One is looked up, one read and one kept, each on a thread of its own."""


def now() -> datetime:
    """The current time, aware."""
    return datetime.now(UTC)


VectorOf = Callable[[MessageKey, str], Awaitable[bytes]]
"""The vector of a message, whose text this is; empty where nobody makes one."""


async def no_vector(_key: MessageKey, _text: str) -> bytes:
    """Whoever needs one makes it."""
    return b""


class TriageJob:
    """Triages messages of the store."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        parsing: Confined,
        vector_of: VectorOf = no_vector,
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._parsing = parsing
        self._histories = Histories(store)
        self._vector_of = vector_of

    async def run(
        self,
        keys: Sequence[MessageKey],
        cascade: Cascade,
        agents: Agents,
        report: Report,
        *,
        at_once: int,
        tracer: Tracer | None = None,
    ) -> Outcome:
        """Triage these messages, with `at_once` calls in parallel.

        Each result is stored when it is there, so cancelling or a crash loses only the
        messages under way. An endpoint that is down, refuses us or gives nothing of use ends
        the job; what is left stays untriaged.
        """
        todo = list(reversed(keys))
        done = 0
        failures: list[EmailAssistError] = []
        patience = Patience()
        report(0, len(keys), "Triaging")

        async def work() -> None:
            nonlocal done
            while todo and patience.ended is None:
                key = todo.pop()
                try:
                    if await self._one(key, cascade, agents, tracer or Untraced()):
                        patience.answered()
                except ChangedSinceAsked:
                    _log.info("a message is not as it was when it was asked about", message=key)
                except EndpointError as error:
                    failures.append(error)
                    patience.failed(error)
                    await self._fail(key, error)
                except NotFound:
                    _log.info("a message was gone before its triage", message=key)
                except EmailAssistError:
                    raise
                except Exception:  # noqa: BLE001 - one strange message must not stop the others
                    _log.exception("triage failed by a bug", message=key)
                    failures.append(InternalError())
                    await self._fail(key, failures[-1])
                done += 1
                report(done, len(keys), "Triaging")

        side = max(_MESSAGES_AT_LEAST, int(_MESSAGES_PER_CALL * at_once))
        await side_by_side(work, side)
        return _outcome(done - len(failures), len(keys), failures, patience.ended)

    async def task(self, key: MessageKey) -> TriageTask:
        """One message with what surrounds it; raises NotFound."""
        source = await self._store.read(messages.source, key)
        account = await self._store.read(accounts.account, source.account)
        around = await surroundings(self._store, key, source.account)
        parsed = await self._parsing.run(parse_message, source.raw)
        message = believed(parsed, await self._histories.servers(source.account))
        before = (await self._store.read(triage_store.standing, key)).triage
        task = TriageTask(
            message=message,
            me=owner(account),
            received_at=source.received_at,
            known_sender=around.known_sender,
            answered=around.answered,
            thread=around.thread,
            sent_replies=around.sent_replies,
            key=key,
            category=(before.verdict.category if before else None) or "",
            so_far=around.so_far,
            folded=around.folded,
            history=await self._histories.of(key, source.account, message),
        )
        text = mail_text(message.envelope.subject, body_of(task))
        return replace(task, vector=await self._vector_of(key, text))

    async def _one(self, key: MessageKey, cascade: Cascade, agents: Agents, tracer: Tracer) -> bool:
        """Triage one message; whether agents had a part in it.

        Raises EndpointError; where only the reply failed, after the rest was kept.
        """
        task = await self.task(key)
        runs: list[AgentRun] = []
        try:
            with tracer.trace(Work.TRIAGE, key):
                result = await cascade.triage(task, agents, runs.append)
        except ChangedSinceAsked:
            raise
        except BaseException:  # what it cost counts, however it ended
            await self._store.write(triage_store.keep_runs, key, runs, now())
            raise
        await self._store.write(
            results.keep_result, key, result.triage, result.proposal, runs, now()
        )
        self._announcer.tell(ChangeSet(messages=frozenset({key}), lists=True))
        if result.failed is not None:
            raise result.failed
        return bool(runs)

    async def _fail(self, key: MessageKey, error: EmailAssistError) -> None:
        # Not the reason: it may quote a server, and that may quote the mail.
        _log.warning("message not triaged", message=key, error=type(error).__name__)
        try:
            passing = isinstance(error, _PASSING)
            await self._store.write(triage_store.keep_failure, key, error.reason, passing=passing)
        except NotFound:
            _log.info("a message was gone after its triage", message=key)
        self._announcer.tell(ChangeSet(messages=frozenset({key})))


def owner(account: Account) -> Person:
    """Whose account it is."""
    return Person(account.address.name, (account.address,))


def _outcome(
    done: int, total: int, failures: Sequence[EmailAssistError], stopped: EndpointError | None
) -> Outcome:
    text = f"{done} of {total} messages triaged." if total else "Nothing to triage."
    if stopped is not None:
        left = total - done
        verb = "stays" if left == 1 else "stay"
        rest = f"{counted(left)} {verb} untriaged."
        return Outcome(text, f"{stopped.reason} {rest} {stopped.hint}".strip())
    if failures:
        last = failures[-1]
        problem = f"{counted(len(failures))} of {total} could not be triaged: {last.sentences}"
        return Outcome(text, problem)
    return Outcome(text)
