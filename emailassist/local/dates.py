"""Dates and deadlines in a text, counted from the day it was written.

Owns: finding them and resolving them to ISO dates.
Must not: read a clock, or guess a date that the text leaves open (the value is '' then).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime, timedelta
from typing import Final

from emailassist.domain.triage import Fact, FactKind
from emailassist.local import ask_words, date_words
from emailassist.local.clocks import Clock, clock_beside, limits_alone
from emailassist.local.sentences import Sentence

_FRIDAY: Final = 4
_PLUS_MONTHS: Final = 270
_MONTHS_A_YEAR: Final = 12
_HOURS_A_DAY: Final = 24
_CENTURY: Final = 2000
_LEAD: Final = 60
_GOES_ON: Final = frozenset({"siguiente", "suivant", "d'après", "d’après"})
_CLAUSE_END: Final = re.compile(
    r"[,;:()–—]|\b(?:and|but|so|because|y|e|pero|porque|et|mais|car|und|aber)\b", re.IGNORECASE
)
_ASIDE: Final = re.compile(r"\([^()]{0,200}\)")


@dataclass(frozen=True, slots=True)
class _Base:
    """From where relative dates count, and in which order numbers stand."""

    day: date
    language: str


def find_dates(
    sentence: Sentence, *, language: str, written_at: datetime, whole: str = ""
) -> Iterator[Fact]:
    """Dates of one sentence; those that a deadline word introduces are deadlines.

    With the `whole` text the time of day may stand in another line: 'Friday, 3 May⏎3:30 pm'.
    """
    base = _Base(written_at.date(), language)
    taken: list[tuple[int, int]] = []
    furthest = base.day
    for pattern, resolve in (
        (date_words.WHEN, _resolve_full),
        (date_words.DAY, _resolve_weekday),
        (date_words.NEAR, _resolve_near),
        (date_words.PART, _resolve_part),
        (date_words.SPAN, _resolve_span),
        (date_words.MONTH_DAY, _resolve_month_day),
    ):
        for match in pattern.finditer(sentence.text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if pattern is date_words.MONTH_DAY and not _is_month_day(match, sentence.text):
                continue
            day = resolve(match, base, sentence.text)
            if day is None and pattern is date_words.WHEN and not match["n1"]:
                continue
            if pattern is date_words.DAY and _counts_from_another(match, day, base.day, furthest):
                day = None
            elif pattern is date_words.WHEN and day is not None:
                furthest = max(furthest, day)
            taken.append(match.span())
            fact = _fact(sentence, match, day, whole, language)
            taken.append((fact.start - sentence.start, fact.end - sentence.start))
            yield fact
    for clock in limits_alone(sentence.text, language=language):
        if not any(clock.start < end and start < clock.end for start, end in taken):
            yield _limit_alone(sentence, clock, written_at, whole)


def _limit_alone(sentence: Sentence, clock: Clock, written_at: datetime, whole: str) -> Fact:
    """A time without a day is today's if it is still to come and no other day is spoken of."""
    start, end = sentence.start + clock.start, sentence.start + clock.end
    value = ""
    if clock.at is not None and not _names_a_day(whole or sentence.text):
        value = clock.on(written_at.date())
        told = datetime.fromisoformat(value)
        if told.replace(tzinfo=told.tzinfo or written_at.tzinfo) <= written_at:
            value = ""
    return Fact(FactKind.DEADLINE, sentence.text[clock.start : clock.end], start, end, value)


def _names_a_day(text: str) -> bool:
    days = (date_words.WHEN, date_words.DAY, date_words.NEAR, date_words.SPAN)
    return any(pattern.search(text) for pattern in days)


def _counts_from_another(
    match: "re.Match[str]", day: date | None, base: date, furthest: date
) -> bool:
    """Whether a bare weekday goes on from a later date: 'I land on 4 December, leave Monday'."""
    return day is not None and not match["number"] and base < day < furthest


def _fact(
    sentence: Sentence, match: "re.Match[str]", day: date | None, whole: str, language: str
) -> Fact:
    text = match.group().rstrip(" ,.")
    offset = 0 if whole else sentence.start
    start, end = sentence.start + match.start(), sentence.start + match.start() + len(text)
    whole = whole or sentence.text
    clock = clock_beside(whole, start - offset, end - offset, language=language)
    limit = _is_deadline(sentence, match)
    value = day.isoformat() if day else ""
    if clock is not None:
        start, end = min(start, clock.start + offset), max(end, clock.end + offset)
        text = whole[start - offset : end - offset]
        limit = limit or clock.limits
    limit = limit or date_words.AT_THE_LATEST.match(whole, end - offset) is not None
    if clock is not None and day is not None:
        value = replace(clock, limits=limit).on(day)
    return Fact(FactKind.DEADLINE if limit else FactKind.DATE, text, start, end, value)


def _is_deadline(sentence: Sentence, match: "re.Match[str]") -> bool:
    if match.re is date_words.SPAN:
        cue = match.group().casefold()
        return cue.startswith(date_words.WITHIN)
    lead = _lead(sentence.text, match)
    cue_match = date_words.DEADLINE_BEFORE.search(lead)
    if cue_match is None:
        before_an_hour = date_words.HOUR_LIMIT.match(sentence.text, match.end())
        starts_so = match.group().casefold().startswith(("eod", "cob", "eow"))
        return starts_so or before_an_hour is not None
    if date_words.ONLY_IN_ASKS.search(cue_match.group()):
        if date_words.NOT_UNTIL.search(lead):
            return False
        wanted = (ask_words.REQUEST, ask_words.ANSWER_WANTED, date_words.HOLDS)
        return any(pattern.search(sentence.flat) for pattern in wanted)
    return True


def _lead(text: str, match: "re.Match[str]") -> str:
    return text[max(0, match.start() - _LEAD) : match.start()]


def _resolve_full(match: "re.Match[str]", base: _Base, _text: str) -> date | None:
    if match["iso"]:
        return _day(int(match["iy"]), int(match["im"]), int(match["id"]))
    if match["n1"]:
        return _numeric(match, base)
    day = int(match["d1"] or match["d2"])
    month = date_words.MONTHS[(match["m1"] or match["m2"]).casefold()]
    year = match["y1"] or match["y2"]
    since = int(match["since"] or 0)
    day = since if 0 < since < day else day
    return _day(int(year), month, day) if year else _nearest(day, month, base.day)


def _numeric(match: "re.Match[str]", base: _Base) -> date | None:
    """Day first, except where English leaves the order open: then only if one is over 12."""
    first, second, year = int(match["n1"]), int(match["n2"]), int(match["y3"])
    if year < 100:
        year += _CENTURY
    if first > _MONTHS_A_YEAR or first == second:
        return _day(year, second, first)
    if second > _MONTHS_A_YEAR:
        return _day(year, first, second)
    return _day(year, second, first) if base.language not in {"en", "und"} else None


def _nearest(day: int, month: int, base: date) -> date | None:
    """The year in which the date lies from three months back to nine months ahead."""
    for year in (base.year - 1, base.year, base.year + 1):
        found = _day(year, month, day)
        if found and -(365 - _PLUS_MONTHS) <= (found - base).days <= _PLUS_MONTHS:
            return found
    return None


def _after(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _resolve_weekday(match: "re.Match[str]", base: _Base, text: str) -> date | None:
    weekday = date_words.WEEKDAYS[match["weekday"].casefold()]
    if match["number"]:
        return _numbered(weekday, int(match["number"]), base.day)
    if (match["next"] and match["next"].casefold() == "next") or match["after"] == "next week":
        return None  # people disagree on which Tuesday "next Tuesday" is
    if match["that"] or (match["after"] or "").casefold() in _GOES_ON:
        return None  # it counts from a day named before
    if match["gone"] or match["over"] or (not _is_ahead(match) and _is_told(match, text)):
        return _after(base.day, -((base.day.weekday() - weekday) % 7 or 7))
    ahead = (weekday - base.day.weekday()) % 7
    return _after(base.day, ahead) if ahead else None  # "Thursday" on a Thursday: which one?


def _numbered(weekday: int, number: int, base: date) -> date | None:
    """The nearest day of the month that falls on the weekday: 'Friday 20th'."""
    around = (_after(base, days) for days in (*range(63), *range(-1, -32, -1)))
    return next(
        (day for day in around if day and day.day == number and day.weekday() == weekday), None
    )


def _is_ahead(match: "re.Match[str]") -> bool:
    """Whether a word at the weekday says that it is still to come, whatever happened."""
    beside = (match["next"] or match["after"] or "").casefold()
    return beside not in {"", "this", "este", "diesen"}


def _is_told(match: "re.Match[str]", text: str) -> bool:
    """Whether the sentence tells of what happened on that day."""
    after = date_words.PAST_AFTER.match(text[match.end() :][:80].replace("\n", " "))
    return after is not None or _is_over(text[: match.start()])


def _is_over(before: str) -> bool:
    """Whether the clause before a day tells what happened on it: its last verb decides."""
    clause = _CLAUSE_END.split(_ASIDE.sub(" ", before))[-1]
    clause = date_words.NOT_PAST.sub(" ", " ".join(clause.split()) + " ")
    if date_words.AHEAD.search(clause):
        return False
    last = None
    for last in date_words.PAST.finditer(clause):  # noqa: B007
        pass
    return last is not None and not date_words.STILL_AHEAD.search(clause, last.end())


def _resolve_near(match: "re.Match[str]", base: _Base, _text: str) -> date | None:
    word = match["near"].casefold()
    if word in {"the day after tomorrow", "pasado mañana", "après-demain", "übermorgen"}:
        return _after(base.day, 2)
    if word in {"tomorrow", "mañana", "demain", "morgen"}:
        return _after(base.day, 1)
    if "month" in word or "mes" in word or "mois" in word or "monat" in word:
        return base.day.replace(day=monthrange(base.day.year, base.day.month)[1])
    if "week" in word or "sem" in word or "woche" in word or word == "eow":
        return _after(base.day, (_FRIDAY - base.day.weekday()) % 7)
    return base.day


def _resolve_part(match: "re.Match[str]", base: _Base, _text: str) -> date | None:
    part = match["part"].casefold()
    if not any(each in part for each in ("end", "fin")):
        return None
    month = date_words.MONTHS[match["month"].casefold()]
    nearest = _nearest(1, month, base.day)
    year = int(match["year"]) if match["year"] else nearest.year if nearest else base.day.year
    return _day(year, month, monthrange(year, month)[1])


def _resolve_span(match: "re.Match[str]", base: _Base, _text: str) -> date | None:
    raw = match["count"].casefold()
    unit = match["unit"].casefold()
    working = match["working"] or match["laborables"]  # holidays are not everywhere the same
    if working or (raw in date_words.LOOSE_COUNTS and unit.startswith(("d", "j"))):
        return None
    count = date_words.COUNTS.get(raw) or int(raw)
    if unit.startswith(("mo", "mes")):
        return _in_months(base.day, count, base.day.day)
    if unit.startswith(("h", "stund")):
        return _after(base.day, count // _HOURS_A_DAY)
    weeks = unit.startswith(("w", "sem"))
    return _after(base.day, count * (7 if weeks else 1))


def _resolve_month_day(match: "re.Match[str]", base: _Base, text: str) -> date | None:
    """The nearest such day after the day of writing, or before it where the past is told."""
    number = int(match["ordinal"] or match["number"])
    month = (match["month"] or "").casefold()
    if month:
        ahead = any(each in month for each in ("next", "viene", "próximo", "prochain"))
        return _in_months(base.day, int(ahead), number, clamp=False)
    months = -int(number >= base.day.day) if _is_told(match, text) else int(number < base.day.day)
    day = _in_months(base.day, months, number, clamp=False)
    named = {date_words.MONTHS[each.casefold()] for each in date_words.MONTH_NAMED.findall(text)}
    return day if day and named <= {day.month} else None


def _is_month_day(match: "re.Match[str]", text: str) -> bool:
    """Whether the words around a number make a day of it."""
    lead = _lead(text, match)
    cues = (date_words.DEADLINE_BEFORE, date_words.ON_BEFORE)
    return bool(match["month"] or match["called"]) or any(cue.search(lead) for cue in cues)


def _in_months(day: date, months: int, number: int, *, clamp: bool = True) -> date | None:
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    if not 1 <= day.year + years <= MAXYEAR:
        return None
    last = monthrange(day.year + years, month + 1)[1]
    return _day(day.year + years, month + 1, min(number, last) if clamp else number)
