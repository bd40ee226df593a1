"""The accounts of the scripted engine."""

from __future__ import annotations

from datetime import date

from emailassist.domain.endpoint import Budget
from emailassist.domain.usage import BudgetState, UsageReport, UsageRow, Used

_USED = Used(12, 3, 14_200, 9_100, 800, 0.0123, 0.0031, 2)


def report() -> UsageReport:
    """Two days of two agents, with a budget that is nearly used up."""
    days = (date(2026, 3, 2), date(2026, 3, 1))
    rows = tuple(
        UsageRow(day, "openai", "gpt-5-mini", agent, _USED)
        for day in days
        for agent in ("Router", "Reply drafts")
    )
    state = BudgetState(
        "", Budget(daily_money=0.025, monthly_tokens=1_000_000), _USED + _USED, _USED
    )
    return UsageReport(rows, (state,), answers_kept=7, bytes_kept=12_345)


class FakeUsage:
    """What was used, in memory."""

    def __init__(self) -> None:
        self.shown = report()
        self.days: list[int] = []

    async def report(self, days: int = 31) -> UsageReport:
        self.days.append(days)
        return self.shown

    async def clear_answers(self) -> int:
        count, self.shown = self.shown.answers_kept, UsageReport((), (), 0, 0)
        return count
