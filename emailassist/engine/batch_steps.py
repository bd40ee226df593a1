"""The steps of one batch, each of which ends with a commit.

Owns: what is done at the server in which state, and what is kept of it. Must not: decide which
messages are asked about, or what the person is told.
"""

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any

import structlog

from emailassist.domain.backlog import Batch, BatchAnswer, BatchRequest, BatchState
from emailassist.domain.errors import EndpointError, InputError, NoBatches, NotFound
from emailassist.domain.ids import MessageKey
from emailassist.domain.usage import Call
from emailassist.engine.batch_agents import GatheringAgents, Postponed
from emailassist.engine.cascade import Cascade
from emailassist.engine.confined import Store
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.jobs import Report
from emailassist.engine.triage import TriageJob
from emailassist.llm import batch_lines
from emailassist.llm.batch_clients import Kept
from emailassist.llm.purpose import Purpose
from emailassist.store import backlog, usage
from emailassist.store.database import Database

_log = structlog.get_logger(__name__)


_AGENT = "Batch"
"""In the accounts."""


class Apart(Enum):
    """Why a message is in no batch."""

    DECIDED = auto()
    """Code decides it, and nobody else would look at it."""
    ALONE = auto()


class BatchSteps:
    """Takes batches from one state to the next. Raises EndpointError as its server fails."""

    def __init__(self, store: Store, endpoints: Endpoints, triage: TriageJob) -> None:
        self._store = store
        self._endpoints = endpoints
        self._triage = triage

    async def change(self, batch: Batch, state: BatchState, **values: Any) -> Batch:
        """Commit a step."""
        return await self._store.write(backlog.change, batch.id, {"state": state.value, **values})

    async def gathered(
        self, key: MessageKey, cascade: Cascade, agents: GatheringAgents
    ) -> "Kept | Apart":
        """The request with which a message's triage begins, or why no batch can take it."""
        try:
            await cascade.triage(await self._triage.task(key), agents, lambda _run: None)
        except Postponed:
            return next(iter(agents.taken()), Apart.ALONE)
        except NotFound:
            _log.info("a message was gone before it was asked about", message=key)
            return Apart.ALONE
        return Apart.DECIDED

    async def add(self, batch: Batch, kept: Sequence[Kept]) -> None:
        """Add requests to a batch."""
        tokens = (
            sum(each.asked.prompt_tokens for each in kept),
            sum(each.asked.answer_tokens for each in kept),
        )
        await self._store.write(
            backlog.add, batch.id, [each.request for each in kept], tokens=tokens
        )

    async def priced(self, batch: Batch) -> Batch:
        """With what it may cost at most."""
        tokens = (batch.input_tokens, batch.output_tokens, 0)
        money = await self._endpoints.batch_money(batch.endpoint, tokens)
        return await self._store.write(backlog.change, batch.id, {"money": money})

    async def forward(self, batch: Batch, report: Report) -> Batch:
        """Take an approved batch as far as it goes now.

        Raises NoBatches after it has ended because its server takes none.
        """
        if batch.state in {BatchState.APPROVED, BatchState.UPLOADED, BatchState.ORDERING}:
            report(0, batch.requests, "Ordering a batch")
            try:
                batch = await self._order(batch)
            except NoBatches as error:
                if batch.state is BatchState.ORDERING:  # it may have been: the person gives it up
                    raise
                await self._release(batch)
                await self._store.write(backlog.refuse, batch.id, error.reason)
                raise
        if batch.state is BatchState.SUBMITTED:
            batch = await self._look(batch)
        if batch.state is BatchState.ANSWERED:
            batch = await self.read(batch, report)
        return batch

    async def _order(self, batch: Batch) -> Batch:
        server = await self._endpoints.batch_server(batch.endpoint)
        if batch.state is BatchState.APPROVED:
            masked = await self._store.read(backlog.masked, batch.id)
            purpose = Purpose(f"Batch of {batch.requests:,} messages", masked=masked)
            file = await server.upload(batch.reference, await self._file([batch]), purpose)
            batch = await self.change(batch, BatchState.UPLOADED, input_file=file)
        if batch.state is BatchState.ORDERING:  # nobody knows whether it arrived
            found = await server.find(batch.reference)
        else:
            batch = await self.change(batch, BatchState.ORDERING)
            found = None
        ordered = found or await server.order(batch.reference, batch.input_file)
        return await self.change(
            batch, BatchState.SUBMITTED, server_id=ordered.id, said=ordered.status
        )

    async def _look(self, batch: Batch) -> Batch:
        server = await self._endpoints.batch_server(batch.endpoint)
        ordered = await server.look(batch.server_id)
        if batch.cancelling and not ordered.has_ended and ordered.status != "cancelling":
            ordered = await server.cancel(batch.server_id)
        batch = await self.change(
            batch, BatchState.SUBMITTED, said=ordered.status, problem=ordered.problem
        )
        if not ordered.has_ended:
            return batch
        for file in ordered.files:
            data = await server.download(file)
            await self._keep(batch, await asyncio.to_thread(_answers, data))
        batch = await self._end(batch)
        for file in (batch.input_file, *ordered.files):
            try:
                await server.forget(file)
            except EndpointError as error:
                _log.info("a batch's file stays at its server", error=type(error).__name__)
        return batch

    async def allow(self, batch: Batch) -> Batch:
        """Reserve what a batch may cost and take it for ordering; raises EndpointOverBudget."""
        reservation = batch.reservation or await self._endpoints.reserve(_worst(batch))
        return await self.change(batch, BatchState.APPROVED, reservation=reservation)

    async def _release(self, batch: Batch) -> None:
        """Nothing was ordered: what was reserved is free again."""
        if batch.reservation is not None:
            await self._endpoints.settle(batch.reservation, None)

    async def _end(self, batch: Batch) -> Batch:
        """Nothing more will come: what the answers used is in the accounts from now on.

        One commit with the batch's new state, so that they are counted once, whatever happens.
        """
        bodies = await self._store.read(backlog.completions, batch.id)
        used = await asyncio.to_thread(lambda: [batch_lines.used_by(each) for each in bodies])
        tokens = (
            sum(each.input for each in used),
            sum(each.output for each in used),
            sum(each.cached for each in used),
        )
        money = await self._money(batch, tokens)
        call = Call(
            batch.endpoint,
            batch.model,
            _AGENT,
            *tokens,
            money=money,
            estimated=any(each.estimated for each in used),
            requests=len(used),
        )
        at = datetime.now().astimezone()
        return await self._store.write(_ended, batch, call if used else None, at)

    async def _money(self, batch: Batch, tokens: tuple[int, int, int]) -> float:
        try:
            return await self._endpoints.batch_money(batch.endpoint, tokens) or 0.0
        except NotFound:  # its endpoint was removed meanwhile
            return 0.0

    async def cancel(self, batch: Batch) -> Batch:
        """Have no more of it answered; what was never ordered is forgotten.

        Asked again while the server cannot say what became of it, it is given up.
        """
        if batch.state in {BatchState.GATHERED, BatchState.APPROVED, BatchState.UPLOADED}:
            await self._release(batch)
            return await self._store.write(backlog.abandon, batch.id)
        if batch.state is BatchState.EXPORTED:
            return await self._store.write(backlog.abandon, batch.id)
        if batch.state is BatchState.ORDERING:
            server = await self._endpoints.batch_server(batch.endpoint)
            try:
                found = await server.find(batch.reference)
            except NoBatches:
                found = None
            if found is None:
                await self._release(batch)
                return await self._store.write(backlog.abandon, batch.id)
            batch = await self.change(batch, BatchState.SUBMITTED, server_id=found.id)
        again = batch.cancelling
        batch = await self._store.write(backlog.change, batch.id, {"cancelling": True})
        try:
            return await self._look(batch) if batch.state is BatchState.SUBMITTED else batch
        except (EndpointError, NotFound):
            if not again:
                raise
        if batch.reservation is not None:  # nobody will say what it has cost
            await self._endpoints.settle(batch.reservation, _worst(batch))
        return await self._store.write(backlog.abandon, batch.id)

    async def read(self, batch: Batch, report: Report) -> Batch:
        """Have triage read the answers; what could not be used now stays for the next time."""
        answers = await self._store.read(backlog.answered, batch.id)
        only = batch.endpoint if batch.only else None
        team = await self._endpoints.team(only)
        asked_at = batch.made_at.astimezone()
        agents = await self._endpoints.answered(only, dict(answers.values()), asked_at)
        try:
            outcome = await self._triage.run(
                tuple(answers),
                team.cascade,
                agents,
                report,
                at_once=team.at_once,
                tracer=team.tracer,
            )
        finally:
            await agents.aclose()
        left = await self._store.read(backlog.answered, batch.id)
        if all(key in agents.changed for key in left):
            return await self._store.write(backlog.close, batch.id)
        return await self._store.write(backlog.change, batch.id, {"problem": outcome.problem})

    async def export(self, batches: Sequence[Batch], path: Path) -> int:
        """Write these batches to a file; from then on they wait for its answers."""
        if not batches:
            raise InputError(
                "Nothing was gathered that could be written.",
                hint="Messages of an open batch are left out: `emailassist triage --batch "
                "--status` lists them, `--cancel N` frees its messages.",
            )
        data = await self._file(batches)
        try:
            await asyncio.to_thread(_write_whole, path, data)
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror}.") from error
        for each in batches:
            await self.change(each, BatchState.EXPORTED)
        return data.count(b"\n")

    async def take(self, path: Path, waiting: Sequence[Batch]) -> tuple[Batch, ...]:
        """Keep the answers of a file; the batches to which it had some. Raises InputError."""
        try:
            data = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}.") from error
        found = await asyncio.to_thread(_answers, data)
        names = {each.name for each in found}
        mine = [each for each in waiting if names & await self._store.read(backlog.names, each.id)]
        if not mine:
            raise InputError(
                f"{path} has no answers to what was asked.",
                hint="It must be the results file of the runner, of what was written here last.",
            )
        for each in mine:
            await self._keep(each, found)
        return tuple([await self._end(each) for each in mine])

    async def _file(self, batches: Sequence[Batch]) -> bytes:
        """The lines of these batches as one file, every request once."""
        found: list[BatchRequest] = []
        for each in batches:
            found += await self._store.read(backlog.requests, each.id)
        return await asyncio.to_thread(lambda: b"".join(batch_lines.lines(found)))

    async def _keep(self, batch: Batch, answers: Sequence[BatchAnswer]) -> None:
        await self._store.write(backlog.keep_answers, batch.id, answers)


def _worst(batch: Batch) -> Call:
    return Call(
        endpoint=batch.endpoint,
        model=batch.model,
        agent=_AGENT,
        input_tokens=batch.input_tokens,
        output_tokens=batch.output_tokens,
        money=batch.money or 0.0,
        estimated=True,
        requests=batch.requests,
    )


def _ended(db: Database, batch: Batch, call: Call | None, at: datetime) -> Batch:
    with db.atomic():
        usage.settle(db, batch.reservation or usage.NOTHING_RESERVED, call, at)
        return backlog.end(db, batch.id)


def _answers(data: bytes) -> list[BatchAnswer]:
    return list(batch_lines.answers(data))


def _write_whole(path: Path, data: bytes) -> None:
    """All or nothing, and readable by nobody else: it quotes mail."""
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    new.replace(path)
