"""`emailassist mail archive | trash | delete | move | flag | label | spam | not-spam`.

Owns: the commands that change messages. Must not: know how a server is told.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from emailassist.cli.accounts import find_mailbox
from emailassist.cli.session import LARGEST_NUMBER, session
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.ids import MessageKey
from emailassist.domain.operation import Undo
from emailassist.engine.actions import Actions
from emailassist.engine.engine import Engine

app = typer.Typer(help="Change messages, here and on their server.", no_args_is_help=True)

Keys = Annotated[
    list[int],
    typer.Argument(min=1, max=LARGEST_NUMBER, help="Messages by number, as `search` lists them."),
]
Later = Annotated[
    bool,
    typer.Option("--later", help="Do not connect: the next synchronisation tells the server."),
]
Act = Callable[[Actions, Sequence[MessageKey]], Awaitable[Undo]]


@app.command()
def archive(context: typer.Context, messages: Keys, later: Later = False) -> None:
    """Move messages to Archive."""
    _act(context, messages, lambda actions, keys: actions.archive(keys), later=later)


@app.command()
def trash(context: typer.Context, messages: Keys, later: Later = False) -> None:
    """Move messages to Trash."""
    _act(context, messages, lambda actions, keys: actions.trash(keys), later=later)


@app.command()
def delete(
    context: typer.Context,
    messages: Keys,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    later: Later = False,
) -> None:
    """Delete messages for good."""
    if not yes:
        typer.confirm(f"Delete {len(messages)} for good?", abort=True, err=True)
    _act(
        context, messages, lambda actions, keys: actions.delete_for_good(keys, grace=0), later=later
    )


@app.command()
def move(
    context: typer.Context,
    messages: Keys,
    to: Annotated[str, typer.Option(help="The mailbox's name, as the server has it.")],
    later: Later = False,
) -> None:
    """Move messages to a mailbox of their account."""

    async def work(engine: Engine) -> _Outcome:
        keys = await _known(engine, messages)
        (first,) = await engine.rows(keys[:1])
        target = await find_mailbox(engine, to, first.account)
        return await _finish(engine, await engine.actions.move(keys, target), later=later)

    _say(context, work)


@app.command()
def flag(
    context: typer.Context,
    messages: Keys,
    read: Annotated[bool | None, typer.Option("--read/--unread")] = None,
    star: Annotated[bool | None, typer.Option("--star/--unstar")] = None,
    later: Later = False,
) -> None:
    """Mark messages as read or unread, star them or take the star away."""
    if read is None and star is None:
        session(context).fail(InputError("Say what: --read, --unread, --star or --unstar."))

    async def both(actions: Actions, keys: Sequence[MessageKey]) -> Undo:
        done = []
        if read is not None:
            done.append(await actions.mark_seen(keys, seen=read))
        if star is not None:
            done.append(await actions.star(keys, on=star))
        changed = [each for each in done if each.steps] or done[:1]
        words = ", ".join(each.words for each in changed)
        return Undo(0, words, tuple(step for each in done for step in each.steps))

    _act(context, messages, both, later=later)


@app.command()
def label(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The label: an IMAP keyword.")],
    messages: Keys,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away.")] = False,
    later: Later = False,
) -> None:
    """Give messages a label, or take it away."""
    _act(
        context,
        messages,
        lambda actions, keys: actions.label(keys, name, on=not remove),
        later=later,
    )


@app.command()
def spam(context: typer.Context, messages: Keys, later: Later = False) -> None:
    """Mark messages as spam and move them to Junk."""
    _act(context, messages, lambda actions, keys: actions.spam(keys), later=later)


@app.command()
def not_spam(context: typer.Context, messages: Keys, later: Later = False) -> None:
    """Mark messages as no spam and move them to INBOX."""
    _act(context, messages, lambda actions, keys: actions.not_spam(keys), later=later)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was done here, and why a server has not heard of it yet."""

    undo: Undo
    waiting: str


def _act(context: typer.Context, messages: Sequence[int], act: Act, *, later: bool) -> None:
    async def work(engine: Engine) -> _Outcome:
        keys = await _known(engine, messages)
        return await _finish(engine, await act(engine.actions, keys), later=later)

    _say(context, work)


async def _finish(engine: Engine, undo: Undo, *, later: bool) -> _Outcome:
    problems = () if later else await engine.actions.tell_servers()
    waiting = "It waits for the next synchronisation." if later else ""
    if problems:
        waiting = f"It waits for the next synchronisation: {' '.join(problems)}"
    return _Outcome(undo, waiting)


def _say(context: typer.Context, work: Callable[[Engine], Awaitable[_Outcome]]) -> None:
    each = session(context)
    outcome = each.run(work, owning=True)
    said = f"{outcome.undo.words}. {outcome.waiting if outcome.undo.steps else ''}".strip()
    each.show(
        {"result": outcome.undo.words, "messages": outcome.undo.count, "waiting": outcome.waiting},
        said,
    )


async def _known(engine: Engine, messages: Sequence[int]) -> tuple[MessageKey, ...]:
    keys = tuple(dict.fromkeys(MessageKey(each) for each in messages))
    here = {row.key for row in await engine.rows(keys)}
    for key in keys:
        if key not in here:
            raise NotFound(f"Message {key} is not here.", hint="`search` lists those that are.")
    return keys
