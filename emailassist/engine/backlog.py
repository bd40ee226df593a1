"""Triaging a large backlog as batch jobs: half the price, within a day.

    gathered ─▶ approved ─▶ uploaded ─▶ ordering ─▶ submitted ─▶ answered ─▶ closed
        ├▶ exported (a file that somebody else runs) ───────────────┘
        └▶ refused (its server takes no batches; from approved, uploaded or ordering)

Each arrow is one committed step, so that a restart goes on where it was. An order is the only one
that costs: it is looked for at the server by our reference before it is sent a second time. What
a batch asks is the router's request, made and read by the same code as a live one; replies are
written by triage when the answers are here.

Owns: these steps, and which messages are in a batch. Must not: make a request or read an answer
(`llm.batch_clients` and the team do).
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from emailassist.domain.backlog import OPEN_STATES, Batch, BatchState, Gathered
from emailassist.domain.counted import counted
from emailassist.domain.errors import EndpointError, InputError, NotFound
from emailassist.domain.events import ChangeSet, Finished, Job
from emailassist.domain.ids import MessageKey
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.jobs import Jobs, Outcome, Report
from emailassist.engine.triage import TriageJob
from emailassist.store import backlog, messages

if TYPE_CHECKING:
    from emailassist.engine.batch_steps import BatchSteps
    from emailassist.llm.batch_clients import Kept

_log = structlog.get_logger(__name__)

MOST_REQUESTS = 5_000
MOST_BYTES = 20_000_000
"""In one file, far below what servers take: one that is lost is little, and fits into memory."""

_AT_ONCE = 50
_PAUSE = 600.0
"""Seconds between two looks at batches that a server is working on."""


class Backlog:
    """The batches of one home. `triage` runs what needs no batch."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        jobs: Jobs,
        triage: TriageJob,
        endpoints: Endpoints,
        *,
        triage_rest: Callable[[Sequence[MessageKey]], Awaitable[Finished]],
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._jobs = jobs
        self._triage = triage
        self._endpoints = endpoints
        self._triage_rest = triage_rest
        self._alone: list[MessageKey] = []
        """Messages of the last gathering that no batch is about."""

    @cached_property
    def _steps(self) -> "BatchSteps":
        # The clients of models take long to import: not before there is a batch.
        from emailassist.engine.batch_steps import BatchSteps

        return BatchSteps(self._store, self._endpoints, self._triage)

    async def batches(self, *, limit: int = 100) -> tuple[Batch, ...]:
        """The latest batches, newest first."""
        return await self._store.read(backlog.every, limit)

    async def gathered(self) -> Gathered:
        """What waits for the person's word."""
        return Gathered(await self._store.read(backlog.in_states, (BatchState.GATHERED,)))

    async def gather(self, limit: int | None = None, *, endpoint: str | None = None) -> Finished:
        """Write down what batches would ask about what is not triaged yet; nothing is sent.

        What rules decide, and no agent would look at, is triaged.

        Cancelled, it leaves what it has; the next one goes on with the rest.
        """

        async def work(report: Report) -> Outcome:
            todo = await self._store.read(messages.untriaged, limit=limit)
            waiting = await self._store.read(backlog.waiting)
            keys = [key for key in todo if key not in waiting]
            report(0, len(keys), "Gathering")
            decided, self._alone = await self._gather(keys, endpoint, report) if keys else (0, [])
            found = await self.gathered()
            return Outcome(_gathered_words(found.requests, decided, len(self._alone)))

        return await self._run(work)

    async def _gather(
        self, keys: Sequence[MessageKey], endpoint: str | None, report: Report
    ) -> tuple[int, list[MessageKey]]:
        """How many were triaged at once, and which no batch is about."""
        # Not before there is a batch, as above.
        from emailassist.engine.batch_steps import Apart

        steps = self._steps
        asked_at = datetime.now().astimezone().replace(microsecond=0)
        team = await self._endpoints.team(endpoint)
        served, agents = await self._endpoints.gathering(endpoint, asked_at)
        batch: Batch | None = None
        apart: dict[Apart, list[MessageKey]] = {each: [] for each in Apart}
        for start in range(0, len(keys), _AT_ONCE):
            kept: list[Kept] = []
            for key in keys[start : start + _AT_ONCE]:
                found = await steps.gathered(key, team.cascade, agents)
                if isinstance(found, Apart):
                    apart[found].append(key)
                else:
                    kept.append(found)
            if kept:
                batch = await self._room(batch, kept) or await self._begin(
                    served.name, served.model, asked_at, only=bool(endpoint)
                )
                await steps.add(batch, kept)
            report(min(start + _AT_ONCE, len(keys)), len(keys), "Gathering")
        for each in (await self.gathered()).batches:
            await steps.priced(each)
        decided = apart[Apart.DECIDED]
        if decided:
            await self._triage.run(
                decided, team.cascade, team.agents, report, at_once=1, tracer=team.tracer
            )
        return len(decided), apart[Apart.ALONE]

    async def _begin(self, endpoint: str, model: str, asked_at: datetime, *, only: bool) -> Batch:
        new = Batch(0, uuid.uuid4().hex, endpoint, model, asked_at, BatchState.GATHERED, only=only)
        return await self._store.write(backlog.begin, new)

    async def _room(self, batch: Batch | None, more: "Sequence[Kept]") -> Batch | None:
        """The batch if there is room for these in its file."""
        if batch is None:
            return None
        count, octets = await self._store.read(backlog.size, batch.id)
        larger = octets + sum(len(each.request.body) for each in more)
        return batch if count + len(more) <= MOST_REQUESTS and larger <= MOST_BYTES else None

    async def approve(self) -> Finished:
        """The person's word: order all that was gathered, and triage what needs no batch."""

        async def work(report: Report) -> Outcome:
            refused = ""
            for each in (await self.gathered()).batches:
                try:
                    await self._steps.allow(each)
                except EndpointError as error:  # the others may fit into the budget
                    refused = f"Batch {each.id} was not ordered: {error.sentences}"
            outcome = await self._go_on(report)
            return replace(outcome, problem=f"{refused} {outcome.problem}".strip())

        finished = await self._run(work)
        alone, self._alone = self._alone, []
        if alone and not finished.problem and not finished.cancelled:
            await self._triage_rest(alone)
        return finished

    async def discard(self) -> int:
        """Forget what was gathered and not ordered; how many batches."""
        found = await self.gathered()
        for each in found.batches:
            await self._store.write(backlog.drop, each.id)
        self._tell()
        return len(found.batches)

    async def go_on(self) -> Finished:
        """Take every ordered batch as far as it goes now: upload, order, look, fetch, triage."""
        return await self._run(self._go_on)

    async def cancel(self, number: int) -> Batch:
        """Have a batch not answered any further; what it has is kept. Raises as `go_on`."""
        batch = await self._store.read(backlog.one, number)
        if not batch.is_open:
            raise InputError(f"Batch {number} has ended.")
        changed = await self._steps.cancel(batch)
        self._tell()
        return changed

    async def write(self, path: Path) -> Finished:
        """Write all that was gathered to a file that somebody else runs, in place of ordering."""

        async def work(report: Report) -> Outcome:
            batches = (await self.gathered()).batches
            count = await self._steps.export(batches, path)
            report(count, count, "Writing")
            return Outcome(f"{count} requests written to {path}.")

        return await self._run(work)

    async def collect(self, path: Path) -> Finished:
        """Take the answers of a file that somebody else made of a written one."""

        async def work(report: Report) -> Outcome:
            waiting = await self._store.read(backlog.in_states, (BatchState.EXPORTED,))
            if not waiting:
                raise InputError("No file was written whose answers are missing.")
            for each in await self._steps.take(path, waiting):
                await self._steps.read(each, report)
            return _told([await self._store.read(backlog.one, each.id) for each in waiting])

        return await self._run(work)

    async def run(self) -> None:
        """Until the engine stops: look after what servers are working on."""
        while True:
            open_ones = await self._store.read(backlog.in_states, _GOING)
            if open_ones:
                await self.go_on()
            await asyncio.sleep(_PAUSE)

    async def _go_on(self, report: Report) -> Outcome:
        reached: list[Batch] = []
        problems: list[str] = []
        for batch in await self._store.read(backlog.in_states, _GOING):
            try:
                reached.append(await self._steps.forward(batch, report))
            except EndpointError as error:
                _log.warning("batch not taken further", batch=batch.id, error=type(error).__name__)
                problems.append(error.sentences)
            except NotFound as error:  # its endpoint was removed
                problems.append(f"Batch {batch.id}: {error.sentences}")
            self._tell()
        return replace(_told(reached), problem=" ".join(dict.fromkeys(problems)))

    async def _run(self, work: Callable[[Report], Awaitable[Outcome]]) -> Finished:
        try:
            return await self._jobs.run(Job.TRIAGE, work)
        finally:
            self._tell()

    def _tell(self) -> None:
        self._announcer.tell(ChangeSet(backlog=True))


_GOING = tuple(
    state for state in OPEN_STATES if state not in {BatchState.GATHERED, BatchState.EXPORTED}
)


def _gathered_words(requests: int, decided: int, alone: int) -> str:
    words = [f"{counted(requests)} can be triaged as a batch."]
    if decided:
        words.append(f"{counted(decided)} triaged by rules.")
    if alone:
        verb = "needs none or stays" if alone == 1 else "need none or stay"
        when = "triaged with your yes" if requests else "left to `emailassist triage`"
        words.append(f"{counted(alone)} {verb} on this machine: {when}.")
    return " ".join(words)


def _told(batches: Sequence[Batch]) -> Outcome:
    if not batches:
        return Outcome("No batch is under way.")
    return Outcome(" ".join(words_of(each) for each in batches))


def words_of(batch: Batch) -> str:
    """How far a batch is, in a sentence."""
    said = f" ({batch.said.replace('_', ' ')})" if batch.said else ""
    if batch.state is BatchState.REFUSED:
        text = f"{counted(batch.requests)} not ordered, free for triage"
    elif batch.state is BatchState.CLOSED:
        left = batch.requests - batch.triaged
        rest = f"; {counted(left)} can be triaged again" if left else ""
        text = f"{batch.triaged:,} of {counted(batch.requests)} triaged{rest}"
    else:
        text = f"{counted(batch.requests)} {_WORDS[batch.state]}{said}"
    problem = f" {batch.problem}" if batch.problem else ""
    return f"Batch {batch.id}: {text}.{problem}"


def cost_of(found: Gathered) -> str:
    """What it may cost, in a sentence."""
    tokens = f"at most {found.tokens:,} tokens"
    if found.money is None:
        return f"That is {tokens}; the price of the model is not known."
    if not found.money:
        return f"That is {tokens} and costs nothing."
    return f"That is {tokens} and costs at most ${found.money:,.2f}, replies not included."


_WORDS = {
    BatchState.GATHERED: "wait for your word",
    BatchState.APPROVED: "to be uploaded",
    BatchState.UPLOADED: "to be ordered",
    BatchState.ORDERING: "being ordered",
    BatchState.SUBMITTED: "with the server",
    BatchState.EXPORTED: "in a file",
    BatchState.ANSWERED: "to be read",
}
