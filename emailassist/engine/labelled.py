"""Labelled mail: reading a set and making tasks of its rows.

Owns: the row format of `emailassist evaluate`. Must not: run or judge anything.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from emailassist.domain.address import Address
from emailassist.domain.errors import LabelledSetError
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person, TriageTask
from emailassist.local.traits import is_discussion_list
from emailassist.mime.parse import parse_message
from emailassist.paths import shipped

_SOMEBODY: Final = Address("", "me@example.org")


class LabelledRow(BaseModel):
    """One row; either `raw` (the whole message) or the single fields hold the mail.

    What is None was not labelled and is not judged. `accept` lists further right categories;
    rows of one `group` are the same mail in several forms.
    """

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    id: str
    sender: str = Field("", validation_alias=AliasChoices("from", "frm"))
    to: str | list[str] = ""
    subject: str = ""
    body: str = ""
    raw: str | None = None
    headers: dict[str, str] = {}
    category: str | None = None
    accept: list[str] = []
    needs_reply: bool | None = None
    priority: str | None = None
    group: str = ""


def read_rows(path: Path) -> tuple[LabelledRow, ...]:
    """The rows of a JSON-lines file; raises LabelledSetError naming the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # JSON may hold other line ends
    except OSError as error:
        raise LabelledSetError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise LabelledSetError(f"{path} cannot be read: it is no text in UTF-8.") from error
    rows = tuple(
        _row(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()
    )
    if not rows:
        raise LabelledSetError(f"{path} holds no rows.")
    return rows


def sample_rows() -> tuple[LabelledRow, ...]:
    """The shipped sample mailbox with its expected labels, each row a whole message."""
    folder = shipped("resources") / "sample_mailbox"
    return tuple(
        row.model_copy(
            update={
                "raw": (folder / f"{row.id}.eml").read_bytes().decode("utf-8", "surrogateescape")
            }
        )
        for row in read_rows(folder / "expected.jsonl")
    )


def _row(path: Path, number: int, line: str) -> LabelledRow:
    try:
        return LabelledRow.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            raise LabelledSetError(f"{path}:{number}: The line is no JSON object.") from error
        place = ".".join(str(part) for part in first["loc"]) or "row"
        raise LabelledSetError(f"{path}:{number}: {place}: {first['msg']}") from error


def row_task(row: LabelledRow) -> TriageTask:
    """The row as a message that has just arrived in its owner's inbox.

    That is who is called ``me@…``, else its first recipient unless that is a list.
    """
    raw = _composed(row) if row.raw is None else _octets(row.raw)
    message = parse_message(raw)
    owner = _owner(message)
    return TriageTask(
        message=message,
        me=Person(owner.name, (owner,)),
        received_at=message.envelope.date or datetime.now(UTC),
    )


def _owner(message: ParsedMessage) -> Address:
    named = (*message.envelope.to, *message.envelope.cc)
    of_list = message.header("List-Id") or is_discussion_list(message)
    mine = [each for each in named if each.key.startswith("me@")]
    return (mine or [*message.envelope.to[: 0 if of_list else 1], _SOMEBODY])[0]


def _octets(raw: str) -> bytes:
    """The bytes that were read as this text; some are not UTF-8."""
    try:
        return raw.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "replace")


def _composed(row: LabelledRow) -> bytes:
    """The single fields as a plain text message in UTF-8 (RFC 6532)."""
    to = row.to if isinstance(row.to, str) else ", ".join(row.to)
    given = {"From": row.sender, "To": to, "Subject": row.subject, **row.headers}
    fields = {
        name: " ".join(value.split())
        for name, value in given.items()
        if value.strip() and not _is_about_parts(name)
    }
    lines = [f"{name}: {value}" for name, value in fields.items()]
    lines += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", ""]
    return "\r\n".join([*lines, *row.body.splitlines(), ""]).encode("utf-8", "replace")


def _is_about_parts(name: str) -> bool:
    """Header fields that describe parts which a row's body no longer has."""
    return name.casefold().startswith("content-") or name.casefold() == "mime-version"
