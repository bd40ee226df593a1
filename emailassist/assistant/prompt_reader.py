"""Reading back the document that `prompt` writes.

Owns: the inverse of `prompt.document`, by which the on-device model works on exactly what any
other model would see. Must not: fill in what is not there.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emailassist.assistant.fencing import unfenced
from emailassist.assistant.prompt import CLOSE, ME, OPEN
from emailassist.domain.address import Address
from emailassist.domain.ids import MessageId
from emailassist.domain.message import Attachment, CalendarEvent, Envelope, ParsedMessage
from emailassist.domain.task import Person, SentReply, TriageTask, Turn


@dataclass(frozen=True, slots=True)
class Read:
    """A document read back."""

    task: TriageTask
    language: str
    draft: str


def read_document(prompt: str) -> Read:
    """What `document` wrote; raises ValueError for anything else."""
    start, end = prompt.find(OPEN), prompt.rfind(CLOSE)
    if start < 0 or end < 0:
        raise ValueError("this is not a message document")
    data = _without_fences(json.loads(prompt[start + len(OPEN) : end], strict=False))
    if not isinstance(data, dict):
        raise ValueError("a message document is one JSON object")  # noqa: TRY004
    return Read(_task(data), data.get("language", "und"), data.get("draft", ""))


def _without_fences(data: Any) -> Any:
    """What code works on has nothing in it that speaks to a program."""
    if isinstance(data, str):
        return unfenced(data)
    if isinstance(data, list):
        return [_without_fences(item) for item in data]
    if isinstance(data, dict):
        return {key: _without_fences(value) for key, value in data.items()}
    return data


def _task(data: Mapping[str, Any]) -> TriageTask:
    name, *mine = data.get("me", [""])
    me = Person(name, tuple(Address("", each) for each in mine))
    return TriageTask(
        message=_message(data, me),
        me=me,
        received_at=datetime.fromisoformat(data.get("received") or data["date"]),
        known_sender=data.get("known_sender", False),
        answered=data.get("answered", False),
        so_far=data.get("so_far", ""),
        thread=tuple(_read_turn(turn) for turn in data.get("thread", ())),
        sent_replies=tuple(
            SentReply(tuple(reply["to"]), reply["text"], data.get("language", ""))
            for part in ("my_replies", "my_openings_and_closings")
            for reply in data.get(part, ())
        ),
    )


def _message(data: Mapping[str, Any], me: Person) -> ParsedMessage:
    own = data.get("text", "")
    if "text_end" in data:
        own = f"{own}\n\n{data['text_end']}"
    quoted = data.get("quoted", "")
    return ParsedMessage(
        envelope=_envelope(data, me),
        headers=tuple(data.get("headers", {}).items()),
        text=f"{own}\n\n{quoted}".strip(),
        own_text=own,
        quoted=quoted,
        signature="",
        html=None,
        hidden_text="",
        attachments=tuple(
            Attachment(position, item["name"], item["type"], 0, inline=False)
            for position, item in enumerate(data.get("attachments", ()))
        ),
        calendar=tuple(_read_event(event) for event in data.get("calendar", ())),
    )


def _envelope(data: Mapping[str, Any], me: Person) -> Envelope:
    return Envelope(
        message_id=None,
        subject=data.get("subject", ""),
        sender=_read_address(data.get("from")),
        reply_to=_read_addresses(data.get("reply_to", ())),
        to=_read_recipients(data.get("to", ()), me),
        cc=_read_recipients(data.get("cc", ()), me),
        date=_moment(data.get("date")),
        in_reply_to=(MessageId("<earlier>"),) if data.get("in_thread") else (),
        references=(),
    )


def _read_address(data: Sequence[str] | None) -> Address | None:
    return Address(*data) if data else None


def _read_recipients(entries: Sequence[Any], me: Person) -> tuple[Address, ...]:
    mine = Address(me.name, me.addresses[0].email) if me.addresses else Address(me.name, "")
    return tuple(mine if entry == ME else Address(*entry) for entry in entries)


def _read_addresses(entries: Sequence[Sequence[str]]) -> tuple[Address, ...]:
    return tuple(Address(*entry) for entry in entries)


def _read_turn(data: Mapping[str, Any]) -> Turn:
    return Turn(_read_address(data["from"]), _moment(data["date"]), data["mine"], data["text"])


def _read_event(data: Mapping[str, Any]) -> CalendarEvent:
    return CalendarEvent(
        method=data["method"],
        summary=data["summary"],
        start=_moment(data["start"]),
        end=_moment(data["end"]),
        all_day=data["all_day"],
        location=data["location"],
        organizer=_read_address(data["organizer"]),
        attendees=(),
        status=data["status"],
        uid="",
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
