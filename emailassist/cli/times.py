"""Times as a person types them on the command line.

Owns: reading them, in the zone of this computer. Must not: wait.
"""

import re
from datetime import datetime, timedelta

from emailassist.domain.errors import InputError

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED = re.compile(r"(?P<day>[a-z]+)(?:\s+(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?)?")
_MORNING = 8


def read_time(text: str, now: datetime) -> datetime:
    """``tomorrow 8:00``, ``monday``, ``2026-12-01 08:00`` as an aware time after `now`.

    A day without a time means eight in the morning. Raises InputError.
    """
    words = " ".join(text.casefold().split())
    found = _named(words, now.astimezone()) or _iso(words)
    if found is None:
        raise InputError(
            f"“{text}” is no time.",
            hint="Say, for instance, “tomorrow 8:00”, “monday 8:00” or “2026-12-01 08:00”.",
        )
    if found <= now:
        raise InputError(f"“{text}” has passed.", hint="Choose a later time.")
    return found


def _named(words: str, now: datetime) -> datetime | None:
    found = _NAMED.fullmatch(words)
    if found is None or found["day"] not in {"today", "tomorrow", *_DAYS}:
        return None
    hour, minute = int(found["hour"] or _MORNING), int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        return None
    if found["day"] in _DAYS:
        ahead = (_DAYS.index(found["day"]) - now.weekday()) % 7
        day = _at(now + timedelta(days=ahead), hour, minute)
        return day if day > now else _at(now + timedelta(days=ahead + 7), hour, minute)
    return _at(now + timedelta(days=found["day"] == "tomorrow"), hour, minute)


def _at(day: datetime, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute).astimezone()


def _iso(words: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words.upper())
    except ValueError:
        return None
    return found.replace(hour=_MORNING).astimezone() if len(words) <= 10 else found.astimezone()
