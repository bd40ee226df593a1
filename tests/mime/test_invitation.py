from datetime import UTC, datetime

from emailassist.domain.address import Address
from emailassist.mime.invitation import read_calendar
from emailassist.mime.parse import parse_message

EVENT = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:1@example.com
SUMMARY:Revisión del plan
DTSTART;TZID=Europe/Madrid:20261103T101500
DTEND;TZID=Europe/Madrid:20261103T111500
LOCATION:Sala 2
ORGANIZER;CN=Ana Ruiz:mailto:ana@example.com
ATTENDEE;CN=Clara;PARTSTAT=NEEDS-ACTION:MAILTO:clara@example.com
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_is_read() -> None:
    (event,), defects = read_calendar(EVENT.encode(), "utf-8")
    assert event.method == "REQUEST"
    assert event.summary == "Revisión del plan"
    assert event.start == datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 3, 10, 15, tzinfo=UTC)
    assert not event.all_day
    assert (event.location, event.status, event.uid) == ("Sala 2", "CONFIRMED", "1@example.com")
    assert event.organizer == Address("Ana Ruiz", "ana@example.com")
    assert event.attendees == (Address("Clara", "clara@example.com"),)
    assert defects == ()


def test_whole_days_durations_and_missing_zones() -> None:
    days = EVENT.replace(";TZID=Europe/Madrid:20261103T101500", ";VALUE=DATE:20261103")
    days = days.replace("DTEND;TZID=Europe/Madrid:20261103T111500", "DURATION:P2D")
    (event,), _ = read_calendar(days.encode(), None)
    assert event.all_day
    assert event.start == datetime(2026, 11, 3, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 5, tzinfo=UTC)
    (floating,), defects = read_calendar(EVENT.replace(";TZID=Europe/Madrid", "").encode(), None)
    assert floating.start == datetime(2026, 11, 3, 10, 15, tzinfo=UTC)
    assert len(defects) == 1


def test_a_broken_calendar_is_a_defect_not_an_error() -> None:
    for broken in ("", "nonsense", EVENT[:90], EVENT.replace("BEGIN:VEVENT", "BEGIN:VEVEN")):
        assert read_calendar(broken.encode(), "utf-8")[1] != ()
    (event,), _ = read_calendar(EVENT.replace("20261103T101500", "soon").encode(), "utf-8")
    assert event.start is None


def test_both_copies_of_an_invitation_are_one_event() -> None:
    part = f"Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\n{EVENT}"
    raw = f"""Content-Type: multipart/mixed; boundary=o

--o
Content-Type: multipart/alternative; boundary=i

--i

You are invited.
--i
{part}
--i--
--o
{part.replace("text/calendar;", "application/ics; name=invite.ics;")}
--o--
"""
    parsed = parse_message(raw.encode())
    assert [event.summary for event in parsed.calendar] == ["Revisión del plan"]
    assert [attachment.filename for attachment in parsed.attachments] == ["invite.ics"]
    assert parsed.text == "You are invited."
