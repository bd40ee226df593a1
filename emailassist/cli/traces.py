"""`emailassist trace list | show`.

Owns: the commands that tell how messages were decided. Must not: decide or keep anything.
"""

from dataclasses import asdict
from typing import Annotated

import typer

from emailassist.cli.session import LARGEST_NUMBER, Number, session, table
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import Trace, TraceFilter, TraceRow
from emailassist.engine import trace_report
from emailassist.engine.engine import Engine

app = typer.Typer(help="How messages were decided, step by step.", no_args_is_help=True)


@app.command("list")
def list_traces(
    context: typer.Context,
    wanted: Annotated[
        TraceFilter, typer.Option("--only", help="Which, or by what they are ordered.")
    ] = TraceFilter.RECENT,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most that many.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """List what was done lately, the newest first."""

    async def work(engine: Engine) -> tuple[TraceRow, ...]:
        return await engine.traces.recent(wanted, limit=limit)

    each = session(context, as_json=as_json)
    found = each.run(work)
    rows = [
        (
            row.key,
            f"{row.started.astimezone():%Y-%m-%d %H:%M}",
            row.message or "",
            row.work.value,
            f"{row.ending.value}, {row.failures} failed" if row.failures else row.ending.value,
            trace_report.cost_text(row.cost),
            row.subject,
        )
        for row in found
    ]
    columns = ("Trace", "When", "Message", "Work", "Ended", "Cost", "Subject")
    nothing = "No trace is kept."
    each.show({"traces": [asdict(row) for row in found]}, table(columns, rows) if rows else nothing)


@app.command()
def show(
    context: typer.Context,
    message: Number,
    trace: Annotated[
        int | None,
        typer.Option(min=1, max=LARGEST_NUMBER, help="Another trace than its last one."),
    ] = None,
    prompts: Annotated[bool, typer.Option(help="Every prompt and answer too.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON instead of text, with all that was said.")
    ] = False,
) -> None:
    """Show how a message was decided."""

    async def work(engine: Engine) -> Trace:
        if trace is not None:
            return await engine.traces.trace(trace, exchanges=True)
        return await engine.traces.of_message(MessageKey(message))

    each = session(context, as_json=as_json)
    found = each.run(work)
    each.show(trace_report.as_json(found), trace_report.as_text(found, said=prompts))
