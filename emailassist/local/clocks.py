"""Times of day: '3 pm on Friday', 'Friday, 15:30–17:00 CET', 'half past four'.

Owns: finding the time that belongs to a date, those that belong to none, and reading them with
the zone that is named.
Must not: guess which half of the day '3:30' means, or a zone that the text does not name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from emailassist.local import clock_words as words

_MIDDAY: Final = 12
_OPEN_HALF: Final = 8
"""Before this hour a bare '3:30' may be in the afternoon."""
_BY_TWELVE: Final = frozenset({"en", "es", "und"})
"""Languages in which people tell the time by a clock of twelve hours."""
_REACH: Final = 90
_MIDNIGHTS: Final = frozenset({"midnight", "medianoche", "minuit"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a text; `at` is None where the text leaves open which half is meant.

    `limits`: it says before when, not when.
    """

    start: int
    end: int
    at: time | None
    zone: str = ""
    shift: timedelta = timedelta()
    limits: bool = False
    midnight: bool = False

    def on(self, day: date) -> str:
        """The moment on a day in ISO 8601; with its offset from UTC if a zone is named.

        A midnight that limits is the end of the day; of another, people disagree.
        """
        if self.at is None or (self.midnight and not self.limits) or day == date.max:
            return day.isoformat()
        moment = datetime.combine(day, self.at) + timedelta(days=int(self.midnight))
        if self.shift:
            moment = moment.replace(tzinfo=timezone(self.shift))
        elif self.zone:
            try:
                moment = moment.replace(tzinfo=ZoneInfo(self.zone))
            except ZoneInfoNotFoundError:  # no time zones on this system
                return moment.isoformat(timespec="minutes")
        return moment.isoformat(timespec="minutes")


def clock_beside(text: str, start: int, end: int, *, language: str) -> Clock | None:
    """The time that stands right after a date at `start`:`end`, or else right before it."""
    after = words.AFTER.match(text, end, min(len(text), end + _REACH))
    if after is not None and after["to"].count("\n") <= 1:
        return _clock(after, after.start(), language)
    lead = text[max(0, start - _REACH) : start]
    before = words.BEFORE.search(lead)
    if before is None:
        return None
    clock = _clock(before, start - len(lead) + before.start(), language)
    limits = words.LIMIT_BEFORE.search(lead, 0, before.start()) is not None
    clock = replace(clock, start=clock.start - _article(before), limits=limits)
    named = words.ZONE_LATER.match(text, end, min(len(text), end + _REACH))
    if named is None or not named.group() or clock.zone:
        return clock
    zone, shift = _zone(named)
    return replace(clock, end=named.end(), zone=zone, shift=shift)


def limits_alone(text: str, *, language: str) -> Iterator[Clock]:
    """Where it says before what time, whether or not a day stands beside it."""
    for match in words.ALONE.finditer(text):
        clock = _clock(match, _start_of(match), language)
        yield replace(clock, end=_end_of(match), limits=True)


def clocks_alone(text: str) -> Iterator[tuple[int, int]]:
    """Where times of day stand: 'at 15:30', 'a las cuatro y media', '7 pm'."""
    for match in words.LONE.finditer(text):
        if match["cue"] or match["half1"] or match["half2"] or match["part1"] or match["h2"]:
            yield _start_of(match), _end_of(match)


def is_time_of_day(text: str) -> bool:
    """Whether a text is a time of day and no more."""
    return any(words.LONE.fullmatch(f"{cue}{text}") for cue in ("", "a "))


def _start_of(match: "re.Match[str]") -> int:
    return match.start("clock") - _article(match)


def _article(match: "re.Match[str]") -> int:
    """The length of the article before an hour that is spelt in Spanish."""
    if not match["h3"]:
        return 0
    return 4 if match.string[: match.start("h3")].casefold().endswith("las ") else 3


def _end_of(match: "re.Match[str]") -> int:
    return match.start("clock") + len(match["clock"].rstrip())


def _clock(match: "re.Match[str]", start: int, language: str) -> Clock:
    end = start + len(match.group().rstrip())
    zone, shift = _zone(match)
    limits = words.LIMITS.search(match.groupdict().get("to") or "") is not None
    midnight = (match["named"] or "").casefold() in _MIDNIGHTS
    return Clock(start, end, _time(match, language), zone, shift, limits, midnight)


def _time(match: "re.Match[str]", language: str) -> time | None:
    if match["named"]:
        return time(0) if match["named"].casefold() in _MIDNIGHTS else time(_MIDDAY)
    if match["hour"] is None:
        return _spelt_time(match)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half1"] or match["half2"] or "").casefold()
    half = half or _half_of_part(match["part"] or "", hour) or _half_of_end(match, hour)
    if half:
        return time(hour % _MIDDAY + (_MIDDAY if half == "p" else 0), minute)
    told = match.group("hour")
    open_half = told[0] != "0" and 0 < hour < _OPEN_HALF and language in _BY_TWELVE
    return None if open_half else time(hour, minute)


def _spelt_time(match: "re.Match[str]") -> time | None:
    """'Half past four' is told by a clock of twelve hours in every language."""
    if match["h5"]:
        hour = 0 if match["h5"].casefold() == "minuit" else _MIDDAY
    else:
        told = next(match[name] for name in ("h1", "h2", "h3", "h4") if match[name]).casefold()
        hour = int(told) if told.isdigit() else words.HOURS[told]
    minutes = 60 * hour + _minutes(match)
    half = _half_of_part(match["when"] or "", hour)
    if half:
        minutes = minutes % (60 * _MIDDAY) + (60 * _MIDDAY if half == "p" else 0)
    elif minutes < 60 * _OPEN_HALF and not match["h5"]:
        return None
    return time(minutes // 60 % 24, minutes % 60)


def _minutes(match: "re.Match[str]") -> int:
    past = match["side"] and match["side"].casefold() == "past"
    added = match["plus"] or match["plus2"] or match["plus3"] or (past and match["part1"])
    taken = match["less"] or match["less2"] or (not past and match["part1"])
    told = (added or taken or "").casefold()
    return words.MINUTES.get(told, 0) * (1 if added else -1)


def _half_of_part(part: str, hour: int) -> str:
    word = part.split()[-1].casefold() if part.split() else ""
    if hour > _MIDDAY or not word:
        return ""
    early = {"mañana", "madrugada", "morning", "matin", "vormittag"}
    return "a" if any(word.endswith(each) for each in early) else "p"


def _half_of_end(match: "re.Match[str]", hour: int) -> str:
    """'4–5:30 pm' is in the afternoon, '11–1 pm' begins before noon."""
    if not match["last"] or hour > _MIDDAY:
        return ""
    ends = re.findall(r"\d{1,2}", match.group()[match.end("hour") - match.start() :])
    minutes = 1 if match["minute"] else 0
    last = int(ends[minutes]) if len(ends) > minutes else hour
    half = match["last"].casefold()
    later = last % _MIDDAY >= hour % _MIDDAY
    return half if later else "a"


def _zone(match: "re.Match[str]") -> tuple[str, timedelta]:
    if match["zone"]:
        sign = words.SIGNS[match["zone"]]
        found = re.match(r"\s?([+-])(\d{1,2}):?(\d\d)?", match["shift"] or "")
        if found is None:
            return sign, timedelta()
        size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        valid = sign == "UTC" and size < timedelta(hours=15)
        return sign, (size if found[1] == "+" else -size) if valid else timedelta()
    offset = match.groupdict().get("offset")
    if offset:
        size = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
        return "UTC", size if offset[0] == "+" else -size
    place = (match["place"] or match["lugar"] or "").casefold()
    return words.PLACES.get(place, ""), timedelta()
