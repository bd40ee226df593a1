"""`emailassist search | similar | meaning status | meaning learn`.

Owns: the commands that find messages. Must not: understand a search by itself.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from emailassist.cli.session import Number, session, table
from emailassist.domain.events import Finished
from emailassist.domain.found import By, Found
from emailassist.domain.ids import MessageKey
from emailassist.domain.meaning import Learnt, Standing
from emailassist.domain.query import parse
from emailassist.domain.views import Listing, MessageRow
from emailassist.engine.engine import Engine

app = typer.Typer(help="What mail is about, to find it by meaning.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def search(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help="Words, and from: to: subject: filename: has: is: in: and so on.")
    ],
    limit: Annotated[int, typer.Option(min=1, help="At most that many.")] = 50,
    by: Annotated[
        By,
        typer.Option(
            help="Words and meaning, best first; only the words, newest first; or only meaning."
        ),
    ] = By.BOTH,
    as_json: AsJson = False,
) -> None:
    """Find messages by words, meaning, people, attachments, dates and more.

    from:ana  to:bo  subject:oak  filename:pdf  has:attachment  is:unread  is:starred  category:news
    before:2026-11-01  after:7d  on:2026-11  in:sent  label:work  larger:5M
    "two words"  -not  this OR that
    """

    async def work(engine: Engine) -> tuple[Found, tuple[MessageRow, ...]]:
        if by is By.WORDS:
            page = await engine.list_page(Listing(query=query), before=None, limit=limit)
            found = Found(page.keys)
        else:
            found = await engine.search.find(Listing(query=query), by)
        return found, await engine.rows(found.keys[:limit])

    each = session(context, as_json=as_json)
    found, rows = each.run(work)
    words = _not_understood(query)
    if by is By.BOTH and rows and found.by_meaning.issuperset(found.keys) and not each.as_json:
        each.tell("No mail has these words. Closest in meaning:")
    each.show(
        {"messages": _data(found, rows), "searched_as_words": words},
        _table(found, rows) if rows else _nothing(words),
    )


def similar(
    context: typer.Context,
    message: Number,
    limit: Annotated[int, typer.Option(min=1, help="At most that many.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find mail of other conversations that is like a message, the most alike first."""

    async def work(engine: Engine) -> tuple[Found, tuple[MessageRow, ...]]:
        found = await engine.search.similar(MessageKey(message), limit)
        return found, await engine.rows(found.keys)

    each = session(context, as_json=as_json)
    found, rows = each.run(work)
    shown = _table(Found(found.keys), rows) if rows else "No mail is like it."
    each.show({"messages": _data(found, rows)}, shown)


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say how much of the mail can be found by meaning, and what the rest waits for."""

    async def work(engine: Engine) -> Learnt:
        return await engine.embedding.standing()

    each = session(context, as_json=as_json)
    learnt = each.run(work)
    each.show(asdict(learnt), told(learnt))


@app.command()
def learn(context: typer.Context, as_json: AsJson = False) -> None:
    """Learn now what all mail is about, whatever the settings say; interrupt it at any time."""

    async def work(engine: Engine) -> Finished:
        return await engine.embedding.learn()

    each = session(context, as_json=as_json)
    each.finished(each.run(work))


def told(learnt: Learnt) -> str:
    """How far it is, as a sentence."""
    known = f"{learnt.done} of {learnt.total} messages can be found by meaning"
    if learnt.standing in {Standing.COMPLETE, Standing.LEARNING}:
        return f"{known}."
    return f"{known}; the rest: {learnt.standing}. `emailassist meaning learn` learns it now."


def _data(found: Found, rows: Sequence[MessageRow]) -> list[dict[str, Any]]:
    return [asdict(row) | {"by_meaning": row.key in found.by_meaning} for row in rows]


def _table(found: Found, rows: Sequence[MessageRow]) -> Any:
    marked = ("",) if found.by_meaning else ()
    return table(
        ("Number", "Date", "From", "Subject", *marked),
        [
            (
                row.key,
                f"{row.date:%Y-%m-%d}",
                row.sender.label if row.sender else "",
                row.subject,
                *(["by meaning" if row.key in found.by_meaning else ""] if marked else []),
            )
            for row in rows
        ],
    )


def _not_understood(query: str) -> list[str]:
    """Operators whose value says nothing to us."""
    readings = parse(query, datetime.now().astimezone().date()).readings
    return [f"{each.operator}:{each.value}" for each in readings if each.value and not each.literal]


def _nothing(words: list[str]) -> str:
    return f"Nothing found; searched as words: {', '.join(words)}." if words else "Nothing found."
