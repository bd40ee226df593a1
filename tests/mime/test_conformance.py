"""What another parser's tests say that the awkward messages hold, and where we disagree."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from emailassist.domain.address import Address
from emailassist.domain.message import ParsedMessage
from emailassist.mime.html import html_to_text
from emailassist.mime.parse import parse_message

DATA = Path(__file__).parent / "data"
LATIN_1 = "raw Latin-1 bytes are read, not shown as U+FFFD"
BARE_WORD = "a bare word is an address of the local host, as Cron writes From: root"
TEXT_IS_READ = "a part that is read as text is no attachment as well"
WRONG = {
    ("stalwart_legacy_010", "subject"): LATIN_1,
    ("stalwart_legacy_010", "to"): LATIN_1,
    ("stalwart_legacy_016", "attachments"): LATIN_1,
    ("stalwart_legacy_017", "to"): LATIN_1,
    ("stalwart_legacy_023", "attachments"): LATIN_1,
    ("stalwart_legacy_026", "attachments"): LATIN_1,
    ("stalwart_legacy_027", "subject"): LATIN_1,
    ("stalwart_legacy_027", "to"): LATIN_1,
    ("stalwart_legacy_052", "subject"): LATIN_1,
    ("stalwart_legacy_052", "to"): LATIN_1,
    ("stalwart_legacy_052", "text"): LATIN_1,
    ("stalwart_malformed_002", "attachments"): TEXT_IS_READ,
    ("stalwart_malformed_011", "attachments"): TEXT_IS_READ,
    ("stalwart_malformed_016", "attachments"): TEXT_IS_READ,
    ("stalwart_thirdparty_002", "attachments"): TEXT_IS_READ,
    ("stalwart_malformed_012", "attachments"): "the last of the three enclosed messages is lost",
    ("stalwart_malformed_020", "text"): "the HTML is read, not shown as its source",
    ("stalwart_malformed_021", "text"): "the HTML is read, not shown as its source",
    ("stalwart_rfc_001", "from"): BARE_WORD,
    ("stalwart_rfc_001", "to"): BARE_WORD,
    ("stalwart_rfc_001", "attachments"): "a name is without folders",
    ("stalwart_rfc_004", "from"): BARE_WORD,
    ("stalwart_rfc_004", "to"): BARE_WORD,
    ("stalwart_rfc_003", "attachments"): "text/enriched is another form of the text beside it",
    ("stalwart_thirdparty_002", "text"): "a word after the padding of base64 is none",
}
"""Expectations that we hold to be wrong, and why."""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    expected: dict[str, Any]


ROWS = [
    Row(each.pop("id"), each)
    for each in map(json.loads, (DATA / "expected.jsonl").read_text("utf-8").splitlines())
]


def squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def people(addresses: tuple[Address, ...]) -> list[tuple[str, str]]:
    return [(squeezed(each.name), squeezed(each.email)) for each in addresses]


def wanted_people(pairs: list[list[str | None]]) -> list[tuple[str, str]]:
    return [(squeezed(name), squeezed(email)) for name, email in pairs]


def is_subject(message: ParsedMessage, expected: dict[str, Any]) -> bool:
    return squeezed(message.envelope.subject) == squeezed(expected["subject"])


def is_from(message: ParsedMessage, expected: dict[str, Any]) -> bool:
    sender = message.envelope.sender
    return people((sender,) if sender else ()) == wanted_people(expected["frm"][:1])


def is_to(message: ParsedMessage, expected: dict[str, Any]) -> bool:
    return people(message.envelope.to) == wanted_people(expected["to"])


def is_cc(message: ParsedMessage, expected: dict[str, Any]) -> bool:
    return people(message.envelope.cc) == wanted_people(expected["cc"])


def is_date(message: ParsedMessage, expected: dict[str, Any]) -> bool:
    date = expected["date"]
    return message.envelope.date == (datetime.fromisoformat(date) if date else None)


def is_id(message: ParsedMessage, expected: dict[str, Any]) -> bool:
    return (message.envelope.message_id or "").strip("<>") == (expected["message_id"] or "")


def is_text(message: ParsedMessage, expected: dict[str, Any]) -> bool:
    """Every text is there, as it stands or as what a reader sees of it."""
    found = squeezed(message.text)
    return all(
        squeezed(text) in found or squeezed(html_to_text(text).visible) in found
        for text in expected["text"]
    )


def is_attachments(message: ParsedMessage, expected: dict[str, Any]) -> bool:
    """As many, of the same types, with the same names; a name of ours for one without is fine."""
    wanted = [(each["type"], squeezed(each["name"])) for each in expected["attachments"]]
    found = [(each.content_type, squeezed(each.filename)) for each in message.attachments]
    return len(wanted) == len(found) and all(
        one[0] in {other[0], None} and one[1] in {other[1], ""}
        for one, other in zip(wanted, found, strict=True)
    )


FIELDS: dict[str, Callable[[ParsedMessage, dict[str, Any]], bool]] = {
    "subject": is_subject,
    "from": is_from,
    "to": is_to,
    "cc": is_cc,
    "date": is_date,
    "message_id": is_id,
    "text": is_text,
    "attachments": is_attachments,
}


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_awkward_message_is_read_as_expected(row: Row) -> None:
    message = parse_message((DATA / "messages" / f"{row.name}.eml").read_bytes())
    missed = {name for name, agrees in FIELDS.items() if not agrees(message, row.expected)}
    assert missed == {field for name, field in WRONG if name == row.name}


def test_only_messages_that_are_here_are_disputed() -> None:
    assert {name for name, _ in WRONG} <= {row.name for row in ROWS}
