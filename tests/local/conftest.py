from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from emailassist.domain.address import Address
from emailassist.domain.task import Person, SentReply, TriageTask, Turn
from emailassist.mime.parse import parse_message

ME = Person("Clara Vidal", (Address("Clara Vidal", "clara@estudio.example"),))
WRITTEN = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)  # a Wednesday

INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:42@cal.example
DTSTAMP:20240514T080000Z
DTSTART:20240521T080000Z
DTEND:20240521T090000Z
SUMMARY:Project review
LOCATION:Room 4
ORGANIZER:mailto:ana@partner.example
ATTENDEE:mailto:clara@estudio.example
END:VEVENT
END:VCALENDAR
"""

MakeTask = Callable[..., TriageTask]


@pytest.fixture
def make_task() -> MakeTask:
    """Build a task from what a test is about; the rest is an ordinary personal mail."""

    def make(
        body: str = "",
        *,
        subject: str = "Hello",
        sender: str = "Ana Ruiz <ana@partner.example>",
        to: str = "Clara Vidal <clara@estudio.example>",
        headers: dict[str, str] | list[tuple[str, str]] | None = None,
        html: str = "",
        calendar: str = "",
        me: Person = ME,
        known_sender: bool = False,
        answered: bool = False,
        thread: tuple[Turn, ...] = (),
        sent_replies: tuple[SentReply, ...] = (),
    ) -> TriageTask:
        message = EmailMessage()
        message["From"] = sender
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = "Wed, 15 May 2024 09:00:00 +0000"
        for name, value in headers.items() if isinstance(headers, dict) else headers or ():
            message[name] = value
        message.set_content(body)
        if html:
            message.add_alternative(html, subtype="html")
        if calendar:
            message.add_alternative(calendar, subtype="calendar", params={"method": "REQUEST"})
        return TriageTask(
            parse_message(bytes(message)),
            me,
            WRITTEN,
            known_sender=known_sender,
            answered=answered,
            thread=thread,
            sent_replies=sent_replies,
        )

    return make


@pytest.fixture
def invitation() -> str:
    return INVITATION


@pytest.fixture
def written() -> datetime:
    return WRITTEN
