"""Times of day beside a date: '3 pm on Friday', 'Friday, 15:30–17:00 CET'.

Owns: finding the time that belongs to a date, and reading it with the zone that is named.
Must not: guess which half of the day '3:30' means, or a zone that the text does not name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MIDDAY: Final = 12
_OPEN_HALF: Final = 8
"""Before this hour a bare '3:30' may be in the afternoon."""
_BY_TWELVE: Final = frozenset({"en", "es", "und"})
"""Languages in which people tell the time by a clock of twelve hours."""
_REACH: Final = 90
_PLACES: Final = {
    "london": "Europe/London", "londres": "Europe/London", "uk": "Europe/London",
    "dublin": "Europe/Dublin", "irish": "Europe/Dublin", "lisbon": "Europe/Lisbon",
    "lisboa": "Europe/Lisbon", "madrid": "Europe/Madrid", "barcelona": "Europe/Madrid",
    "peninsular": "Europe/Madrid", "spanish": "Europe/Madrid", "española": "Europe/Madrid",
    "canaria": "Atlantic/Canary", "paris": "Europe/Paris", "parís": "Europe/Paris",
    "french": "Europe/Paris", "bruxelles": "Europe/Brussels", "brussels": "Europe/Brussels",
    "berlin": "Europe/Berlin", "rome": "Europe/Rome", "eastern": "America/New_York",
    "new york": "America/New_York", "nueva york": "America/New_York",
    "central": "America/Chicago", "pacific": "America/Los_Angeles", "mountain": "America/Denver",
    "montreal": "America/Montreal", "montréal": "America/Montreal", "mexico": "America/Mexico_City",
    "méxico": "America/Mexico_City", "bogotá": "America/Bogota", "lima": "America/Lima",
    "buenos aires": "America/Argentina/Buenos_Aires", "tokyo": "Asia/Tokyo",
    "singapore": "Asia/Singapore", "sydney": "Australia/Sydney",
}  # fmt: skip
_SIGNS: Final = {
    "Z": "UTC", "UTC": "UTC", "GMT": "UTC", "BST": "Europe/London", "WET": "Europe/Lisbon",
    "WEST": "Europe/Lisbon", "CET": "Europe/Paris", "CEST": "Europe/Paris", "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin", "EET": "Europe/Athens", "EEST": "Europe/Athens",
    "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
    "CDT": "America/Chicago", "CT": "America/Chicago", "MDT": "America/Denver",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
    "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
}  # fmt: skip
_ZONE: Final = (
    r"(?:\s?[(,]?\s?(?:(?P<zone>(?-i:" + "|".join(sorted(_SIGNS, key=len, reverse=True)) + r"))\b"
    r"(?P<shift>\s?[+-]\d{1,2}(?::?\d\d)?\b)?"
    r"|(?:(?P<place>" + "|".join(_PLACES) + r")(?:\sstandard|\sdaylight)? time"
    r"|(?:hora|heure)\s(?:de |d['’])?(?:la |el )?(?P<lugar>" + "|".join(_PLACES) + r"))\b)\)?)?"
)
_PART: Final = (
    r"(?P<part>\s(?:de|por|in|du|de l['’]|am)\s?(?:la |the )?(?:mañana|madrugada|morning|matin"
    r"|mediodía|tarde|noche|afternoon|evening|après-midi|soir|vormittag|nachmittag|abend)\b)?"
)
_HALF: Final = r"\s?(?P<{}>[ap])(?:\.\s?m\b\.?|m\b)"
_NAMED: Final = r"(?P<named>noon|midday|midnight|mediodía|medianoche|midi|minuit|mittags?)\b"
_TOLD: Final = (
    r"(?P<hour>[01]?\d|2[0-3])(?:"
    r"(?:[:.]|\s?h\s?)(?P<minute>[0-5]\d)(?::[0-5]\d(?P<offset>[+-]\d\d:?\d\d)?)?"
    r"(?![\d/]|\.\d)(?:" + _HALF.format("half1") + r"|\s?h\b)?"
    r"|" + _HALF.format("half2") + r"|\s?h(?:oras?|eures?|rs?|s)?\b|\s?uhr\b"
    r"|(?=(?:\s?[–—-]\s?|\s(?:to|a|à|bis)\s)\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m\b|\s?h\b))"
    r"|(?=\sy las \d)"
    r"|(?=\sde la (?:mañana|tarde|noche)\b)|(?=\so['’]clock\b)\so['’]clock)"
)
_UNTIL: Final = (
    r"(?:\s?(?:[–—-]|\b(?:to|until|till|a|à|y las|a las|hasta las|jusqu['’]à|bis)\b"
    r"|\b(?:and|y|et|und)(?=\s\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m\b|\s?h\b|\s?uhr\b)))\s?"
    r"(?:2[0-3]|[01]?\d)(?:[:.]\d\d|\s?h\s?\d\d|\s?h\b|(?=\s?[ap]\.?m))?"
    r"(?:" + _HALF.format("last") + r"|\s?uhr\b)?(?![\d/]))?"
)
_CLOCK: Final = rf"(?:{_NAMED}|{_TOLD}{_UNTIL}{_PART}){_ZONE}"
_TO: Final = (
    r"(?:[\s,;:|–—*()-]{0,12}(?:at|from|a las?|a partir de las?|à partir de"
    r"|desde las?|de las?|entre las|between|de|à|a|dès"
    r"|um|ab|von|by|before|antes de las?|antes del?|avant|vor|bis|around|about|hacia las|sobre las"
    r"|vers|gegen|starting|starts?|beginning|time|hora|heure|horaires?|horario|uhrzeit|when|@)?"
    r"[\s:]{0,4}){1,2}"
)
_AFTER: Final = re.compile(rf"(?P<to>{_TO}){_CLOCK}", re.IGNORECASE)
_ZONE_LATER: Final = re.compile(_ZONE, re.IGNORECASE)
_BEFORE: Final = re.compile(
    rf"(?<![\w:.,€$£/-]){_CLOCK}(?P<on>,?\s(?:(?:on|del?|el|le|am|den|ce|this)\s)?"
    r"(?:the\s)?)$",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(
    rf"\b(?:by|before|no later than|antes de las?|antes del?|avant|au plus tard à|vor|bis)"
    rf"\s(?P<clock>{_CLOCK})",
    re.IGNORECASE,
)
_LIMITS: Final = re.compile(r"\b(?:by|before|antes|avant|vor|bis)\b", re.IGNORECASE)


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

    def on(self, day: date) -> str:
        """The moment on a day in ISO 8601; with its offset from UTC if a zone is named."""
        if self.at is None:
            return day.isoformat()
        moment = datetime.combine(day, self.at)
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
    after = _AFTER.match(text, end, min(len(text), end + _REACH))
    if after is not None and after["to"].count("\n") <= 1:
        return _clock(after, after.start(), language)
    lead = text[max(0, start - _REACH) : start]
    before = _BEFORE.search(lead)
    if before is None:
        return None
    clock = _clock(before, start - len(lead) + before.start(), language)
    named = _ZONE_LATER.match(text, end, min(len(text), end + _REACH))
    if named is None or not named.group() or clock.zone:
        return clock
    zone, shift = _zone(named)
    return replace(clock, end=named.end(), zone=zone, shift=shift)


def limits_alone(text: str) -> Iterator[tuple[int, int]]:
    """Where it says before what time, whether or not a day stands beside it."""
    for match in _ALONE.finditer(text):
        yield match.start("clock"), match.start("clock") + len(match["clock"].rstrip())


def _clock(match: "re.Match[str]", start: int, language: str) -> Clock:
    end = start + len(match.group().rstrip())
    zone, shift = _zone(match)
    limits = _LIMITS.search(match.groupdict().get("to") or "") is not None
    return Clock(start, end, _time(match, language), zone, shift, limits)


def _time(match: "re.Match[str]", language: str) -> time | None:
    if match["named"]:
        name = match["named"].casefold()
        return time(0) if name in {"midnight", "medianoche", "minuit"} else time(_MIDDAY)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half1"] or match["half2"] or "").casefold()
    half = half or _half_of_part(match["part"] or "", hour) or _half_of_end(match, hour)
    if half:
        return time(hour % _MIDDAY + (_MIDDAY if half == "p" else 0), minute)
    told = match.group("hour")
    open_half = told[0] != "0" and 0 < hour < _OPEN_HALF and language in _BY_TWELVE
    return None if open_half else time(hour, minute)


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
        sign = _SIGNS[match["zone"]]
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
    return _PLACES.get(place, ""), timedelta()
