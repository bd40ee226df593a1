"""Labelled mail: reading a set and making tasks of its rows.

Owns: the row format of `emailassist evaluate`. Must not: run or judge anything.
"""

import json
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from emailassist.domain.address import Address
from emailassist.domain.errors import LabelledSetError
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person, TriageTask
from emailassist.local.traits import is_discussion_list
from emailassist.mime.parse import parse_message
from emailassist.paths import shipped

_FAULTS: Final = {
    "missing": "is missing",
    "string_type": "must be text",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
}
_SOMEBODY: Final = Address("", "me@example.org")


class LabelledRow(BaseModel):
    """One row; either `raw` (the whole message) or the single fields hold the mail.

    What is None was not labelled and is not judged. `accept` lists further right categories;
    rows of one `group` are the same mail in several forms.
    """

    model_config = ConfigDict(extra="ignore", populate_by_name=True, coerce_numbers_to_str=True)

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

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}

    @field_validator("accept", mode="before")
    @classmethod
    def _one_or_more(cls, given: Any) -> Any:
        return [given] if isinstance(given, str) else given

    @field_validator("category", "priority")
    @classmethod
    def _named(cls, given: str | None) -> str | None:
        """Without spaces around; nothing is no label."""
        return (given or "").strip() or None

    @field_validator("priority")
    @classmethod
    def _small(cls, given: str | None) -> str | None:
        return given and given.lower()


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be read: its line, and a sentence that says why."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """The rows of a file, and those that had to be left out."""

    rows: tuple[LabelledRow, ...]
    faults: tuple[RowFault, ...] = ()


def read_file(path: Path) -> LabelledFile:
    """A JSON-lines file, row by row; raises LabelledSetError where no row can be read."""
    try:
        lines = path.read_bytes().removeprefix(BOM_UTF8).split(b"\n")  # JSON may hold other ends
    except OSError as error:
        raise LabelledSetError(f"{path} cannot be read: {error.strerror}.") from error
    rows: list[LabelledRow] = []
    faults: list[RowFault] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(_row(line))
        except LabelledSetError as error:
            faults.append(RowFault(number, error.reason))
    if not rows:
        raise _unreadable(path, faults)
    return LabelledFile(tuple(rows), tuple(faults))


def read_rows(path: Path) -> tuple[LabelledRow, ...]:
    """The rows of a file of which none may be odd; raises LabelledSetError naming the line."""
    found = read_file(path)
    if found.faults:
        raise _unreadable(path, found.faults)
    return found.rows


def _unreadable(path: Path, faults: Sequence[RowFault]) -> LabelledSetError:
    if not faults:
        return LabelledSetError(f"{path} holds no rows.")
    first = faults[0]
    return LabelledSetError(f"{path}:{first.line}: {first.problem}")


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


def _row(line: bytes) -> LabelledRow:
    try:
        return LabelledRow.model_validate_json(line)
    except ValidationError as error:
        if _fault(error)["type"] != "json_invalid":
            raise LabelledSetError(_problem(error)) from error
    try:
        return LabelledRow.model_validate_json(_in_pairs(line))
    except ValidationError as error:
        raise LabelledSetError(_problem(error)) from error


def _in_pairs(line: bytes) -> bytes:
    """The line without escapes that are half of a pair, which some programs write (RFC 8259)."""
    try:
        text = json.dumps(json.loads(line.decode("utf-8")), ensure_ascii=False)
    except UnicodeDecodeError as error:
        raise LabelledSetError("The line is no text in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise LabelledSetError("The line is no JSON object.") from error
    return text.encode("utf-8", "replace")


def _fault(error: ValidationError) -> ErrorDetails:
    return error.errors(include_url=False, include_input=False)[0]


def _problem(error: ValidationError) -> str:
    """What is wrong with a field, in words."""
    fault = _fault(error)
    if not fault["loc"]:
        return "The line is no JSON object."
    name = ".".join(map(str, fault["loc"]))
    return f"“{name}” {_FAULTS.get(fault['type'], 'is of another kind than it has to be')}."


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
