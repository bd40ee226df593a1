"""Batches of the scripted engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from emailassist.domain.backlog import Batch, BatchState, Gathered
from emailassist.domain.events import Finished, Job

NEW = Batch(
    id=3,
    reference="r",
    endpoint="openai",
    model="gpt-5-mini",
    made_at=datetime(2026, 3, 2, tzinfo=UTC),
    state=BatchState.GATHERED,
    requests=4200,
    input_tokens=5_000_000,
    output_tokens=840_000,
    money=1.46,
)
UNDER_WAY = replace(
    NEW, id=2, requests=5000, state=BatchState.SUBMITTED, server_id="b", said="in_progress"
)
DONE = replace(NEW, id=1, requests=900, answered=898, failed=2, triaged=898)


class FakeBacklog:
    """Batches in memory, each call at once done."""

    def __init__(self) -> None:
        self.all: list[Batch] = [UNDER_WAY, replace(DONE, state=BatchState.CLOSED)]
        self.done: list[str] = []

    async def batches(self, *, limit: int = 100) -> tuple[Batch, ...]:
        return tuple(self.all)

    async def gathered(self) -> Gathered:
        return Gathered(tuple(each for each in self.all if each.state is BatchState.GATHERED))

    async def gather(self, limit: int | None = None, *, endpoint: str | None = None) -> Finished:
        self.all.insert(0, NEW)
        return Finished(Job.TRIAGE, "4,200 messages can be triaged as a batch.")

    async def approve(self) -> Finished:
        self.done.append("approve")
        self.all[0] = replace(self.all[0], state=BatchState.SUBMITTED)
        return Finished(Job.TRIAGE, "Batch 3: 4,200 messages with the server.")

    async def discard(self) -> int:
        self.done.append("discard")
        del self.all[0]
        return 1

    async def go_on(self) -> Finished:
        self.done.append("go on")
        return Finished(Job.TRIAGE, "", "The server cannot be reached.")

    async def cancel(self, number: int) -> Batch:
        self.done.append(f"cancel {number}")
        self.all = [replace(each, cancelling=each.id == number) for each in self.all]
        return UNDER_WAY
