"""`emailassist search`.

Owns: the command that finds messages. Must not: understand a search by itself.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from emailassist.cli.session import session, table
from emailassist.domain.query import parse
from emailassist.domain.views import Listing, MessageRow
from emailassist.engine.engine import Engine


def search(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help="Words, and from: to: subject: filename: has: is: in: and so on.")
    ],
    limit: Annotated[int, typer.Option(min=1, help="At most that many, the newest.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Find messages by words, people, attachments, dates and more.

    from:ana  to:bo  subject:oak  filename:pdf  has:attachment  is:unread  is:starred  category:news
    before:2026-11-01  after:7d  on:2026-11  in:sent  label:work  larger:5M
    "two words"  -not  this OR that
    """

    async def work(engine: Engine) -> tuple[MessageRow, ...]:
        page = await engine.list_page(Listing(query=query), before=None, limit=limit)
        return await engine.rows(page.keys)

    each = session(context, as_json=as_json)
    found = each.run(work)
    rows = [
        (r.key, f"{r.date:%Y-%m-%d}", r.sender.label if r.sender else "", r.subject) for r in found
    ]
    words = _not_understood(query)
    each.show(
        {"messages": [asdict(row) for row in found], "searched_as_words": words},
        table(("Number", "Date", "From", "Subject"), rows) if rows else _nothing(words),
    )


def _not_understood(query: str) -> list[str]:
    """Operators whose value says nothing to us."""
    readings = parse(query, datetime.now().astimezone().date()).readings
    return [f"{each.operator}:{each.value}" for each in readings if each.value and not each.literal]


def _nothing(words: list[str]) -> str:
    return f"Nothing found; searched as words: {', '.join(words)}." if words else "Nothing found."
