"""`emailassist compose`, `reply` and `forward`: drafts to approve.

Owns: these commands. Must not: send; only `drafts approve` does.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from emailassist.cli.accounts import find
from emailassist.cli.session import Number, Session, session
from emailassist.cli.times import read_time
from emailassist.domain.address import Address
from emailassist.domain.draft import Composition, Draft
from emailassist.domain.errors import DraftNotReady, InputError
from emailassist.domain.ids import MessageKey
from emailassist.engine.engine import Engine
from emailassist.mime.recipients import Audience, typed_addresses, written_addresses

_To = Annotated[list[str] | None, typer.Option("--to", help="A recipient; may be repeated.")]
_Cc = Annotated[list[str] | None, typer.Option("--cc", help="Who gets a copy.")]
_Bcc = Annotated[list[str] | None, typer.Option("--bcc", help="Who gets a copy unseen.")]
_Attach = Annotated[list[Path] | None, typer.Option("--attach", help="A file to attach.")]
_Body = Annotated[
    Path | None, typer.Option("--body-file", help="A file with the text; - reads standard input.")
]
_Later = Annotated[
    str, typer.Option("--later", help="When to send it once approved, such as “tomorrow 8:00”.")
]


def compose(
    context: typer.Context,
    to: _To = None,
    cc: _Cc = None,
    bcc: _Bcc = None,
    subject: Annotated[str, typer.Option(help="The subject.")] = "",
    attach: _Attach = None,
    body_file: _Body = None,
    account: Annotated[str, typer.Option(help="The account to send from, by its name.")] = "",
    later: _Later = "",
) -> None:
    """Write a new message as a draft; `drafts approve` sends it."""
    each = session(context)

    async def work(engine: Engine) -> Draft:
        given = _Given.read(attach, body_file, later)
        people, copies, unseen = _addresses(to), _addresses(cc), _addresses(bcc)
        sender = (await find(engine, account)).id if account else None
        draft = await engine.composer.new(sender)
        around = replace(_composition(draft), to=people, cc=copies, bcc=unseen, subject=subject)
        return await _written(engine, draft, around, given)

    _tell(each, each.run(work))


def reply(
    context: typer.Context,
    number: Number,
    everybody: Annotated[bool, typer.Option("--all", help="Reply to everybody.")] = False,
    to_list: Annotated[bool, typer.Option("--list", help="Reply to the mailing list.")] = False,
    attach: _Attach = None,
    body_file: _Body = None,
    later: _Later = "",
) -> None:
    """Answer a message with a draft that quotes it; `drafts approve` sends it."""
    each = session(context)
    audience = Audience.ALL if everybody else Audience.LIST if to_list else Audience.AUTHOR

    async def work(engine: Engine) -> Draft:
        given = _Given.read(attach, body_file, later)
        draft = await engine.composer.reply(MessageKey(number), audience)
        return await _written(engine, draft, _composition(draft), given)

    _tell(each, each.run(work))


def forward(
    context: typer.Context,
    number: Number,
    to: _To = None,
    as_attachment: Annotated[
        bool, typer.Option("--as-attachment", help="Hand it on as it came, not as text.")
    ] = False,
    attach: _Attach = None,
    body_file: _Body = None,
    later: _Later = "",
) -> None:
    """Hand a message on with a draft; `drafts approve` sends it."""
    each = session(context)

    async def work(engine: Engine) -> Draft:
        given = _Given.read(attach, body_file, later)
        people = _addresses(to)
        draft = await engine.composer.forward(MessageKey(number), enclosed=as_attachment)
        return await _written(engine, draft, replace(_composition(draft), to=people), given)

    _tell(each, each.run(work))


@dataclass(frozen=True, slots=True)
class _Given:
    """What was given with a command, read before anything is begun."""

    files: tuple[Path, ...]
    text: str
    at: datetime | None

    @classmethod
    def read(cls, files: Sequence[Path] | None, body: Path | None, later: str) -> "_Given":
        """Raises InputError for what cannot be used."""
        for path in files or ():
            if not path.is_file():
                raise InputError(f"“{path}” is no file.")
        at = read_time(later, datetime.now(UTC)) if later else None
        return cls(tuple(files or ()), _text(body), at)


async def _written(engine: Engine, draft: Draft, around: Composition, given: _Given) -> Draft:
    """The draft with the text above what it began with, and the files."""
    body = f"{given.text}{draft.proposal.body}"
    kept = await engine.composer.keep(draft.key, body, replace(around, at=given.at))
    for path in given.files:
        await engine.composer.attach(draft.key, path)
    return kept


def _composition(draft: Draft) -> Composition:
    if draft.composition is None:
        raise DraftNotReady(f"Draft {draft.key} cannot be written in.")
    return draft.composition


def _addresses(typed: Sequence[str] | None) -> tuple[Address, ...]:
    return typed_addresses(", ".join(typed or ()))


def _text(path: Path | None) -> str:
    """The text of that file, or of standard input; raises InputError."""
    if path is None:
        return ""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    return text.rstrip("\n")


def _tell(each: Session, draft: Draft) -> None:
    around = _composition(draft)
    people = (*around.to, *around.cc, *around.bcc)
    data = {
        "number": draft.key,
        "to": [address.email for address in people],
        "subject": around.subject,
        "later": around.at.isoformat() if around.at else None,
    }
    whom = written_addresses(people) or "nobody yet"
    each.show(
        data,
        f"Draft {draft.key} to {whom}. `emailassist drafts approve {draft.key}` sends it.",
    )
