"""Calendar parts (iCalendar RFC 5545, iTIP RFC 5546) to events.

Owns: reading VEVENTs tolerantly. Must not: answer invitations or expand recurrences.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Component

from emailassist.domain.address import Address
from emailassist.domain.message import CalendarEvent
from emailassist.mime.charset import clean, decode, one_line, straight

MAX_BYTES = 1_000_000
MAX_EVENTS = 50
MAX_ATTENDEES = 500
_UNREADABLE = "The calendar part cannot be read."
_FLOATING = "A calendar event names no time zone; UTC is assumed."
_PARTIAL = "Some fields of a calendar event cannot be read."
# What a broken value makes icalendar raise, besides its own errors (ValueErrors all of them).
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def read_calendar(
    data: bytes, charset: str | None
) -> tuple[tuple[CalendarEvent, ...], tuple[str, ...]]:
    """The events of one calendar part, and sentences about what was wrong with it."""
    text = clean(decode(data[:MAX_BYTES], charset or "utf-8"))
    defects: list[str] = []
    events: list[CalendarEvent] = []
    for calendar in _calendars(text):
        method = _text(calendar, "METHOD").upper()
        for component in _found(calendar)[: MAX_EVENTS - len(events)]:
            event = _event(component, method, defects)
            events += [event] if event else []
    if not events:
        defects.append(_UNREADABLE)
    return tuple(events), tuple(dict.fromkeys(defects))


def _calendars(text: str) -> list[Component]:
    try:
        return list(Calendar.from_ical(text, multiple=True))
    except (*_BROKEN, RecursionError):
        return []


def _found(calendar: Component) -> list[Component]:
    return [*calendar.walk("VEVENT")]


def _event(component: Component, method: str, defects: list[str]) -> CalendarEvent | None:
    try:
        if component.errors:
            defects.append(_PARTIAL)
        start = _tolerant(lambda: component.decoded("DTSTART", None))
        end = _tolerant(lambda: component.decoded("DTEND", None)) or _after(
            start, _tolerant(lambda: component.decoded("DURATION", None))
        )
        return CalendarEvent(
            method=method,
            summary=_text(component, "SUMMARY"),
            start=_moment(start, defects),
            end=_moment(end, defects),
            all_day=isinstance(start, date) and not isinstance(start, datetime),
            location=_text(component, "LOCATION"),
            organizer=next(iter(_people(component, "ORGANIZER")), None),
            attendees=_people(component, "ATTENDEE"),
            status=_text(component, "STATUS").upper(),
            uid=_text(component, "UID"),
        )
    except _BROKEN:
        defects.append(_UNREADABLE)
        return None


def _tolerant(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except _BROKEN:
        return None


def _after(start: object, duration: object) -> date | None:
    if isinstance(start, date) and isinstance(duration, timedelta):
        return start + duration
    return None


def _moment(value: object, defects: list[str]) -> datetime | None:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            defects.append(_FLOATING)
            return value.replace(tzinfo=UTC)
        # Zones read from the part itself compare and pickle badly; the offset is what counts.
        return value.astimezone(UTC) if value.utcoffset() is None else value
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    return None


def _text(component: Component, name: str) -> str:
    value = component.get(name, "")
    return straight(str(value[0] if isinstance(value, list) and value else value))[:1_000]


def _people(component: Component, name: str) -> tuple[Address, ...]:
    value = component.get(name, [])
    entries = value if isinstance(value, list) else [value]
    return tuple(_person(entry) for entry in entries[:MAX_ATTENDEES])


def _person(entry: Any) -> Address:
    name = getattr(entry, "params", {}).get("CN", "")
    text = one_line(str(entry))
    email = text[7:] if text[:7].casefold() == "mailto:" else text
    return Address(straight(str(name)), email)
