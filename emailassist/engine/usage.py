"""What models are used for and cost, and the answers that are kept.

Owns: the accounts and the answers of one home, for the layers of `llm` and as the person sees them.
Must not: know prices, or decide what is asked.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from emailassist.domain.endpoint import Budget
from emailassist.domain.usage import (
    BudgetState,
    Call,
    Exceeded,
    KeptAnswer,
    Period,
    UsageReport,
)
from emailassist.engine.confined import Store
from emailassist.engine.endpoints import Endpoints
from emailassist.store import answers, usage
from emailassist.store.database import Database

_log = structlog.get_logger(__name__)

_MEGABYTE = 1_000_000


class Usage:
    """The accounts of one home; days are those of the calendar here."""

    def __init__(self, store: Store, endpoints: Endpoints) -> None:
        self._store = store
        self._endpoints = endpoints
        self._writing: set[asyncio.Task[None]] = set()

    async def report(self, days: int = 31) -> UsageReport:
        """What was used in the last days, today included; raises SettingsError."""
        settings = await self._endpoints.current()
        await self.flush()
        budgets = [("", settings.budget)]
        budgets += [(each.name, each.budget) for each in settings.endpoints if each.budget]
        return await self._store.read(_report, budgets, days, _now())

    async def clear_answers(self) -> int:
        """Forget every answer that is kept; how many there were."""
        return await self._store.write(answers.clear)

    # For the layers of `llm`

    async def reserve(
        self, worst: Call, budgets: Sequence[tuple[str, Budget]], /
    ) -> int | Exceeded:
        """Reserve what a call may use, unless one of the budgets (by endpoint) is too small."""
        if not budgets:
            return usage.NOTHING_RESERVED
        return await self._store.write(usage.reserve, worst, budgets, _now())

    async def settle(self, reservation: int, call: Call | None, /) -> None:
        """Replace a reservation by what was used, soon; None: nothing was.

        Until then the reservation counts, which is more; so nobody has to wait for the disk.
        """
        if call is not None or reservation != usage.NOTHING_RESERVED:
            self._write(self._store.write(usage.settle, reservation, call, _now()))

    async def reused(self, call: Call, /) -> None:
        """Note an answer that came from those that are kept, and what it had cost."""
        self._write(self._store.write(usage.reused, call, _now()))

    async def flush(self) -> None:
        """Wait until all that was noted is on the disk."""
        while self._writing:
            await asyncio.gather(*self._writing, return_exceptions=True)

    def _write(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._writing.add(task)
        task.add_done_callback(self._written)

    def _written(self, task: asyncio.Task[None]) -> None:
        self._writing.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.warning("use of a model not written down", error=type(error).__name__)

    async def find(self, key: str, run: str, /) -> KeptAnswer | None:
        """The answer under that key, which `run` uses from now on."""
        if not await self._store.read(answers.has, key):
            return None
        return await self._store.write(answers.find, key, run, _now(), age=self._age())

    async def keep(self, key: str, answer: KeptAnswer, /) -> None:
        """Keep an answer; it is on the disk when this returns."""
        most = self._endpoints.settings.answer_cache_mb * _MEGABYTE
        await self._store.write(answers.keep, key, answer, _now(), most_bytes=most, age=self._age())

    async def reject(self, runs: Sequence[str], /) -> None:
        """Forget what these runs were answered: nobody could use it."""
        await self._store.write(answers.reject, runs)

    def _age(self) -> timedelta:
        return timedelta(days=self._endpoints.settings.answer_cache_days)


def _report(
    db: Database, budgets: Sequence[tuple[str, Budget]], days: int, now: datetime
) -> UsageReport:
    today = now.date()
    count, size = answers.kept(db)
    return UsageReport(
        rows=usage.rows(db, today - timedelta(days=max(1, days) - 1)),
        budgets=tuple(
            BudgetState(
                name,
                budget,
                today=usage.total(db, today, Period.DAY, name),
                month=usage.total(db, today, Period.MONTH, name),
            )
            for name, budget in budgets
        ),
        answers_kept=count,
        bytes_kept=size,
    )


def _now() -> datetime:
    return datetime.now().astimezone()
