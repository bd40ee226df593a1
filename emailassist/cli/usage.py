"""`emailassist usage …`.

Owns: the commands about what models cost and the answers that are kept. Must not: count.
"""

from collections import defaultdict
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer

from emailassist.cli.session import session, table
from emailassist.domain.usage import BudgetState, UsageReport, UsageRow, Used

app = typer.Typer(help="What models were used for, and what it cost.", invoke_without_command=True)


class By(StrEnum):
    """What the rows are summed up by."""

    DAY = "day"
    ENDPOINT = "endpoint"
    AGENT = "agent"


@app.callback()
def usage(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Of the last days.")] = 31,
    by: Annotated[By, typer.Option(help="What to sum up by.")] = By.DAY,
) -> None:
    """Show calls, tokens and money, and how much of each budget is left."""
    if context.invoked_subcommand is not None:
        return
    each = session(context)
    report = each.run(lambda engine: engine.usage.report(days))
    each.show(_plain(report, by), table(*_rows(report, by)))
    for state in report.budgets:
        if state.budget and not each.as_json:
            each.tell(_budget_words(state))


@app.command("forget-answers")
def forget_answers(context: typer.Context) -> None:
    """Forget the answers of models that are kept on this machine."""
    each = session(context)
    count = each.run(lambda engine: engine.usage.clear_answers())
    each.show({"forgotten": count}, f"Forgot {count} answers.")


def _summed(report: UsageReport, by: By) -> dict[str, Used]:
    sums: dict[str, Used] = defaultdict(Used)
    for row in report.rows:
        sums[_name(row, by)] += row.used
    return dict(sums)


def _name(row: UsageRow, by: By) -> str:
    return {By.DAY: row.day.isoformat(), By.ENDPOINT: row.endpoint, By.AGENT: row.agent}[by]


def _rows(report: UsageReport, by: By) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    sums = _summed(report, by)
    if len(sums) > 1:
        sums["all"] = sum(sums.values(), Used())
    columns = (by.value.title(), "Calls", "Reused", "Tokens in", "cached", "out", "Cost", "Saved")
    return columns, [
        (
            name,
            f"{used.calls:,}",
            f"{used.answers_reused:,}",
            f"{used.input_tokens:,}",
            f"{used.cached_tokens:,}",
            f"{used.output_tokens:,}",
            f"${used.money:,.4f}",
            f"${used.money_saved:,.4f}",
        )
        for name, used in sums.items()
    ]


def _plain(report: UsageReport, by: By) -> dict[str, Any]:
    return {
        "by": by.value,
        "sums": {name: asdict(used) for name, used in _summed(report, by).items()},
        "rows": [
            {"day": row.day.isoformat(), "endpoint": row.endpoint, "model": row.model}
            | {"agent": row.agent}
            | asdict(row.used)
            for row in report.rows
        ],
        "budgets": [asdict(state) for state in report.budgets],
        "answers_kept": report.answers_kept,
        "bytes_kept": report.bytes_kept,
    }


def _budget_words(state: BudgetState) -> str:
    budget, whose = state.budget, state.endpoint or "all endpoints"
    parts = [
        f"{spent} of {limit} {when}"
        for limit, spent, when in (
            (_money(budget.daily_money), f"${state.today.money:,.4f}", "today"),
            (_money(budget.monthly_money), f"${state.month.money:,.4f}", "this month"),
            (_tokens(budget.daily_tokens), f"{state.today.tokens:,}", "today"),
            (_tokens(budget.monthly_tokens), f"{state.month.tokens:,}", "this month"),
        )
        if limit
    ]
    return f"Budget of {whose}: {'; '.join(parts)}."


def _money(value: float) -> str:
    return f"${value:,.2f}" if value else ""


def _tokens(value: int) -> str:
    return f"{value:,} tokens" if value else ""
