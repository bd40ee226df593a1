"""`emailassist triage`, one message after the other or a backlog as batch jobs.

Owns: the command and what it says of batches. Must not: order anything without the person's yes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from emailassist.cli.session import Session, session
from emailassist.domain.backlog import Batch, Gathered
from emailassist.domain.errors import InputError
from emailassist.domain.events import Finished
from emailassist.engine.backlog import cost_of, words_of
from emailassist.engine.engine import Engine

Asked = Callable[[Gathered], Awaitable[bool]]

_BATCH = "Options of --batch"


def triage(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=0, help="At most that many; 0: all.")] = 0,
    endpoint: Annotated[str, typer.Option(help="Another than the default one.")] = "",
    batch: Annotated[
        bool,
        typer.Option("--batch", help="As batch jobs: half the price, answered within a day."),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Order without asking.", rich_help_panel=_BATCH)
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="How far batches are.", rich_help_panel=_BATCH)
    ] = False,
    cancel: Annotated[
        int, typer.Option(min=0, help="Cancel that batch.", rich_help_panel=_BATCH)
    ] = 0,
    write: Annotated[
        Path | None,
        typer.Option(
            help="Only write the requests to a file, as vLLM's run-batch takes it.",
            rich_help_panel=_BATCH,
        ),
    ] = None,
    collect: Annotated[
        Path | None,
        typer.Option(help="Take the results of a written file.", rich_help_panel=_BATCH),
    ] = None,
) -> None:
    """Triage what is not triaged yet, newest first."""
    each = session(context)
    others = (yes, status, cancel, write, collect)
    if not batch and any(others):
        each.fail(InputError("That option belongs to --batch."))
    if sum(map(bool, others[1:])) > 1:
        each.fail(InputError("--status, --cancel, --write and --collect are done one at a time."))
    if not batch:
        each.finished(
            each.run(lambda e: e.triage(limit or None, endpoint=endpoint or None), owning=True)
        )
    elif status:
        _show(each, each.run(lambda e: e.backlog.batches()))
    elif cancel:
        _show(each, (each.run(lambda e: e.backlog.cancel(cancel), owning=True),))
    elif collect:
        _done(each, lambda e: e.backlog.collect(collect))
    elif write:
        _done(each, lambda e: _written(e, limit, endpoint, write))
    else:
        _done(each, lambda e: _ordered(each, e, limit, endpoint, yes=yes))


def _done(each: Session, work: Callable[[Engine], Awaitable[Finished]]) -> None:
    async def whole(engine: Engine) -> tuple[Finished, tuple[Batch, ...]]:
        return await work(engine), await engine.backlog.batches()

    finished, batches = each.run(whole, owning=True)
    each.finished(finished, batches=[_data(batch) for batch in batches])


async def _written(engine: Engine, limit: int, endpoint: str, path: Path) -> Finished:
    gathered = await engine.backlog.gather(limit or None, endpoint=endpoint or None)
    if gathered.problem or gathered.cancelled:
        return gathered
    return await engine.backlog.write(path)


async def _ordered(
    each: Session, engine: Engine, limit: int, endpoint: str, *, yes: bool
) -> Finished:
    """First what is under way already, then what is new, if the person wants it."""
    before = await engine.backlog.go_on()
    if before.problem:
        return before
    gathered = await engine.backlog.gather(limit or None, endpoint=endpoint or None)
    found = await engine.backlog.gathered()
    if gathered.problem or gathered.cancelled:
        return gathered
    if not found.requests:
        return replace(before, text=f"{before.text} {gathered.text}")
    each.tell(f"{gathered.text} {cost_of(found)}")
    if not yes and (each.as_json or not typer.confirm("Order it?", err=True)):
        said = "Nothing was ordered; --yes orders what was gathered."
        return Finished(gathered.job, f"{gathered.text} {cost_of(found)} {said}")
    return await engine.backlog.approve()


def _show(each: Session, batches: tuple[Batch, ...]) -> None:
    text = "\n".join(words_of(batch) for batch in batches) or "There are no batches."
    each.show({"batches": [_data(batch) for batch in batches]}, text)


def _data(batch: Batch) -> dict[str, Any]:
    found = asdict(batch)
    for inner in ("reservation", "input_file", "reference"):
        found.pop(inner)
    return found | {"open": batch.is_open}
