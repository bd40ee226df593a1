"""Dates as people write them in en, es, fr and de, reduced to what can be compared.

Owns: finding day-and-month pairs, months, weekdays and words such as 'tomorrow'. Must not:
decide which year is meant for the calendar (local.facts does).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from emailassist.assistant import grounding_words as words

LANGUAGES = ("en", "es", "fr", "de")
_SHORT = (
    *((name, number) for number, name in enumerate(words.SHORT_MONTHS, 1)),
    *(("ene", 1), ("abr", 4), ("ago", 8), ("dic", 12)),
    *(("janv", 1), ("févr", 2), ("avr", 4), ("juil", 7), ("sept", 9), ("déc", 12), ("dez", 12)),
)
_MONTH_NUMBER = {
    name: number
    for months in words.MONTHS.values()
    for number, names in enumerate(months, 1)
    for name in names.split("|")
} | dict(_SHORT)
_ANY_MONTH = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"(?<![\d.,])(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?({_ANY_MONTH})\b",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b({_ANY_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.,]\d|\d)", re.IGNORECASE
)
_ISO = re.compile(r"(?<!\d)\d{4}-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d./-])(\d{1,2})(?:/(\d{1,2})(?:/\d{2,4})?|[.-](\d{1,2})[.-]\d{2,4})(?![\d/])"
)


@dataclass(frozen=True, slots=True)
class DayMonth:
    """A date without its year; numeric ones that can be read both ways have two readings."""

    text: str
    start: int
    end: int
    pairs: frozenset[tuple[int, int]]
    """(day, month)"""


@dataclass(frozen=True, slots=True)
class DayWord:
    """A month, weekday or near day standing alone; `value` is its number or its concept."""

    text: str
    start: int
    end: int
    value: int | str


def folded(text: str) -> str:
    """Lower case without accents, for comparing."""
    if text.isascii():  # most words: it has nothing that could be taken away
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def dates_in(text: str) -> Iterator[DayMonth]:
    """Every date with a day and a month."""
    for found in _DAY_MONTH.finditer(text):
        yield _day_month(found, int(found[1]), _MONTH_NUMBER[found[2].casefold()])
    for found in _MONTH_DAY.finditer(text):
        yield _day_month(found, int(found[2]), _MONTH_NUMBER[found[1].casefold()])
    for found in _ISO.finditer(text):
        yield _day_month(found, int(found[2]), int(found[1]))
    for found in _NUMERIC.finditer(text):
        first, second = int(found[1]), int(found[2] or found[3])
        pairs = {(first, second), (second, first)}
        possible = frozenset(pair for pair in pairs if 1 <= pair[0] <= 31 and 1 <= pair[1] <= 12)
        if possible:
            yield DayMonth(found.group(), found.start(), found.end(), possible)


def _day_month(found: re.Match[str], day: int, month: int) -> DayMonth:
    return DayMonth(found.group(), found.start(), found.end(), frozenset({(day, month)}))


def months_in(text: str, languages: Sequence[str] = LANGUAGES) -> Iterator[DayWord]:
    """Names of months; 'May' and 'March' only where a capital letter says so."""
    for word in _named(text, words.MONTHS, languages):
        if word.text.casefold() not in {"may", "march"} or word.text[0].isupper():
            yield word


def weekdays_in(text: str, languages: Sequence[str] = LANGUAGES) -> Iterator[DayWord]:
    """Names of weekdays, Monday 0."""
    for word in _named(text, words.WEEKDAYS, languages):
        yield DayWord(word.text, word.start, word.end, int(word.value) - 1)


def short_weekdays_in(text: str) -> Iterator[int]:
    """English abbreviations with a capital letter, as calendars write them."""
    for number, name in enumerate(words.SHORT_WEEKDAYS):
        if re.search(rf"\b{name.title()}\b", text):
            yield number


def near_days_in(text: str, languages: Sequence[str] = LANGUAGES) -> Iterator[DayWord]:
    """Words that tell a day from the day of writing."""
    for language in languages:
        for concept, pattern in words.NEAR_DAYS.get(language, {}).items():
            for found in _word(pattern).finditer(text):
                yield DayWord(found.group(), found.start(), found.end(), concept)


def _named(
    text: str, table: Mapping[str, tuple[str, ...]], languages: Sequence[str]
) -> Iterator[DayWord]:
    for language in languages:
        names = table.get(language, ())
        for found in _one_of(names).finditer(text) if names else ():
            yield DayWord(found.group(), found.start(), found.end(), found.lastindex or 0)


@cache
def _word(names: str) -> re.Pattern[str]:
    """Compiled once: there are more of them than `re` itself remembers."""
    return re.compile(rf"\b(?:{names})\b", re.IGNORECASE)


@cache
def _one_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """All in one search; the number of the group tells which."""
    return re.compile(rf"\b(?:{'|'.join(f'({each})' for each in names)})\b", re.IGNORECASE)
