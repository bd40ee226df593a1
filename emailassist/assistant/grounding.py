"""Does a text say only what its sources say? Names, numbers, dates, times, links, addresses.

Owns: finding in a draft or a summary what has no source, with its place. Must not: judge
promises or meaning (the reviewer does), nor correct anything. Pure and bounded.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from emailassist.assistant import dates
from emailassist.assistant import grounding_words as words
from emailassist.assistant.amounts import Time, numbers_in, times_in
from emailassist.assistant.dates import DayMonth, DayWord, folded
from emailassist.assistant.names import names_in, word_parts

LONGEST = 60_000
"""Characters of sources or text that are looked at."""

_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:javascript|data|file|mailto|tel|sms|bitcoin):"
    r"(?=\S))[^\s<>\"'«»‹›()\[\]]+",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(
    r"(?<![\w@.-])(?!(?:p\.ej|p\.ex|ee\.uu|aa\.vv)\b)(?:\w[\w-]*[.\u3002\uff0e\uff61])+[^\W\d_][\w-]*[^\W_]"
    r"(?:/[^\s<>\"'«»‹›()\[\]\x01]*)?(?!\w)",
    re.IGNORECASE,
)
"""Any words joined by dots: every few months there is a new ending of host names."""
_DISGUISED = re.compile(
    r"\w+ ?[\[({] ?(?:\.|@|dot|at|punto|arroba|point|arobase|punkt) ?[\])}] ?\w+"
    r"|\w+ (?:at|arroba|arobase|bei) \w+ (?:dot|punto|point|punkt) \w+",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.]+")
_LONG_DIGITS = re.compile(r"\+?\d(?:[ \u00a0().\-/]{0,2}\d){6,}")
_CODE = re.compile(r"(?<![\w-])(?=[\w/-]*\d)[^\W\d_]+[\w/-]*\w", re.UNICODE)
_GAP = re.compile(r"‹[^‹›]{0,200}›")
_BLANK = "\x01"
"""Stands where something was judged: neither a word nor white space, so it joins nothing."""
_NEVER = re.compile(r"(?!)")
_TRAILING = ".,;:!?…»”’"


class Kind(StrEnum):
    """What has no source."""

    NAME = "name"
    NUMBER = "number"
    CURRENCY = "currency"
    DATE = "date"
    TIME = "time"
    LINK = "link"
    EMAIL = "e-mail address"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that the sources do not say, and where it stands in the text."""

    kind: Kind
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Sources:
    """What may be said: the text of everything that was there, read once.

    `written_at` tells the year of dates without one; `days` are dates that other code worked
    out from the text (next Friday).
    """

    text: str
    written_at: datetime
    days: tuple[date, ...] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word_parts(self.text[:LONGEST]))

    @cached_property
    def flat(self) -> str:
        return self.text[:LONGEST].casefold()

    @cached_property
    def digits(self) -> tuple[str, ...]:
        return tuple(_digits(found.group()) for found in _LONG_DIGITS.finditer(self.flat))

    @cached_property
    def pairs(self) -> frozenset[tuple[int, int]]:
        written = (pair for found in dates.dates_in(self.text[:LONGEST]) for pair in found.pairs)
        return frozenset(written) | {(day.day, day.month) for day in self.days}

    @cached_property
    def months(self) -> frozenset[int | str]:
        named = {word.value for word in dates.months_in(self.text[:LONGEST])}
        return frozenset(named) | {month for _, month in self.pairs}

    @cached_property
    def weekdays(self) -> frozenset[int | str]:
        text = self.text[:LONGEST]
        named = {word.value for word in dates.weekdays_in(text)}
        return frozenset(named | {*dates.short_weekdays_in(text)} | {*self._dated_weekdays()})

    @cached_property
    def near_days(self) -> frozenset[int | str]:
        return frozenset(word.value for word in dates.near_days_in(self.flat))

    @cached_property
    def times(self) -> tuple[Time, ...]:
        text = self.text[:LONGEST]
        return (*times_in(text), *times_in(_blanked(text, dates.dates_in(text))))

    @cached_property
    def lone_numbers(self) -> frozenset[Decimal]:
        """Numbers that are not part of a date or a time."""
        text = _blanked(self.text[:LONGEST], dates.dates_in(self.text[:LONGEST]))
        text = _blanked(text, times_in(text))
        return frozenset(value for found in numbers_in(text) for value in found.values)

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        text = self.text[:LONGEST]
        texts = (text, _without_names_of_things(text))
        in_digits = {value for text in texts for n in numbers_in(text) for value in n.values}
        spelled = {
            Decimal(number)
            for names in words.NUMBER_WORDS.values()
            for number, name in enumerate(names, 2)
            if folded(name) in self.words
        }
        return frozenset(in_digits | spelled | {Decimal(self.written_at.year)})

    @cached_property
    def currencies(self) -> frozenset[str]:
        return frozenset(name for name, _ in _currencies(self.text[:LONGEST]))

    def _dated_weekdays(self) -> Iterator[int]:
        """The weekday of each date: in this year, or the next if it is long past."""
        for day, month in self.pairs:
            for year in (self.written_at.year, self.written_at.year + 1):
                try:
                    dated = date(year, month, day)
                except ValueError:
                    continue
                if dated > self.written_at.date() - timedelta(days=90):
                    yield dated.weekday()
                    break


def unsupported(text: str, sources: Sources, *, language: str) -> tuple[Unsupported, ...]:
    """What `text` says and `sources` do not, in the order of the text.

    `language` (ISO 639-1) is that of `text`. Gaps written as ‹…› are open and pass.
    """
    reader = _Reader(_masked(text[:LONGEST], _GAP), sources, language)
    found = sorted(reader.findings(), key=lambda item: (item.start, item.end))
    return tuple(found)


@dataclass
class _Reader:
    """Reads one text, blanking what it has judged so that nothing is judged twice."""

    text: str
    sources: Sources
    language: str

    def findings(self) -> Iterator[Unsupported]:
        yield from self._patterns(Kind.EMAIL, _EMAIL, self._occurs)
        yield from self._patterns(Kind.LINK, _LINK, self._link_occurs)
        yield from self._patterns(Kind.LINK, _DISGUISED, self._occurs)
        yield from self._patterns(Kind.LINK, _HANDLE, self._occurs)
        yield from self._patterns(Kind.LINK, _HOST, self._link_occurs)
        yield from self._dates()
        yield from self._times()
        yield from self._patterns(Kind.CODE, _CODE, self._code_occurs)
        yield from self._patterns(Kind.NUMBER, _LONG_DIGITS, self._digits_occur)
        for name, found in _currencies(self.text):
            if name not in self.sources.currencies:
                yield Unsupported(Kind.CURRENCY, found.group(), *found.span())
        for pattern in words.CURRENCIES.values():
            self.text = _masked(self.text, re.compile(pattern, re.IGNORECASE))
        yield from self._numbers()
        yield from self._day_words()
        for name_found in names_in(self.text, self.language):
            if folded(name_found.text) not in self.sources.words:
                yield Unsupported(Kind.NAME, name_found.text, name_found.start, name_found.end)

    def _patterns(
        self, kind: Kind, pattern: re.Pattern[str], occurs: Callable[[str], bool]
    ) -> Iterator[Unsupported]:
        for found in pattern.finditer(self.text):
            written = found.group().rstrip(_TRAILING)
            if not occurs(written):
                yield Unsupported(kind, written, found.start(), found.start() + len(written))
        self.text = _masked(self.text, pattern)

    def _dates(self) -> Iterator[Unsupported]:
        found = list(dates.dates_in(self.text))
        self.text = _blanked(self.text, found)
        for day in found:
            if not day.pairs & self.sources.pairs and not self._loosely_said(day):
                yield Unsupported(Kind.DATE, day.text, day.start, day.end)

    def _loosely_said(self, found: DayMonth) -> bool:
        """'14 and 15 March' says 14 March too."""
        days, months = self.sources.lone_numbers, self.sources.months
        return any(Decimal(day) in days and month in months for day, month in found.pairs)

    def _times(self) -> Iterator[Unsupported]:
        found = list(times_in(self.text))
        self.text = _blanked(self.text, found)
        for time in found:
            said = any(time.agrees(other) for other in self.sources.times)
            hours = {Decimal(time.hour), Decimal(time.hour + 12)}
            if not said and (time.minute or not hours & self.sources.lone_numbers):
                yield Unsupported(Kind.TIME, time.text, time.start, time.end)

    def _numbers(self) -> Iterator[Unsupported]:
        for number in numbers_in(self.text):
            if not number.values & self.sources.numbers:
                yield Unsupported(Kind.NUMBER, number.text, number.start, number.end)
        for value, name in enumerate(words.NUMBER_WORDS.get(self.language, ()), 2):
            if Decimal(value) not in self.sources.numbers:
                for found in re.finditer(rf"\b{name}\b", self.text, re.IGNORECASE):
                    yield Unsupported(Kind.NUMBER, found.group(), *found.span())
        for found in words.LARGE_NUMBERS.get(self.language, _NEVER).finditer(self.text):
            if folded(found.group()) not in self.sources.words and not self._counts(found):
                yield Unsupported(Kind.NUMBER, found.group(), *found.span())

    def _counts(self, found: re.Match[str]) -> bool:
        """Whether the sources have its value in digits: 'twenty' for 20 and, being a part, 24."""
        value = words.number_value(found.group())
        rest = 9 if value in words.TENS else 0
        return any(
            value <= number <= value + rest
            or (value >= words.ROUND_FROM and number >= value and not number % value)
            for number in self.sources.numbers
        )

    def _day_words(self) -> Iterator[Unsupported]:
        # What the sources say is only worked out for kinds of words that the text has.
        known: tuple[tuple[Iterator[DayWord], Callable[[], frozenset[int | str]]], ...] = (
            (dates.months_in(self.text, (self.language,)), lambda: self.sources.months),
            (dates.weekdays_in(self.text, (self.language,)), lambda: self.sources.weekdays),
            (dates.near_days_in(self.text, (self.language,)), lambda: self.sources.near_days),
        )
        for found, said in known:
            for word in found:
                if word.value not in said() and not _may_the_verb(word.text, word.start, self.text):
                    yield Unsupported(Kind.DATE, word.text, word.start, word.end)

    def _occurs(self, written: str) -> bool:
        return written.casefold() in self.sources.flat

    def _link_occurs(self, written: str) -> bool:
        bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", written.casefold()).rstrip("/")
        pattern = rf"(?:(?<![\w.-])|(?<=\bwww\.)){re.escape(bare)}(?!-*\w)"
        return re.search(pattern, self.sources.flat) is not None

    def _code_occurs(self, written: str) -> bool:
        pattern = rf"(?<![^\W\d])(?<!\w-){re.escape(written.casefold())}(?!\w|-\w)"
        return re.search(pattern, self.sources.flat) is not None

    def _digits_occur(self, written: str) -> bool:
        digits = _digits(written)
        if any(digits in known or known in digits for known in self.sources.digits):
            return True
        numbers = list(numbers_in(written))
        return len(numbers) == 1 and bool(numbers[0].values & self.sources.numbers)


def _masked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda found: _BLANK * len(found.group()), text)


def _without_names_of_things(text: str) -> str:
    """As `_Reader` leaves a text when it comes to the numbers."""
    for pattern in (_EMAIL, _LINK, _DISGUISED, _HANDLE, _HOST):
        text = _masked(text, pattern)
    text = _blanked(text, dates.dates_in(text))
    text = _blanked(text, times_in(text))
    for pattern in (_CODE, _LONG_DIGITS):
        text = _masked(text, pattern)
    return text


def _blanked(text: str, spans: Iterable[DayMonth | Time]) -> str:
    for span in spans:
        text = text[: span.start] + _BLANK * (span.end - span.start) + text[span.end :]
    return text


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _currencies(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for name, pattern in words.CURRENCIES.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield name, found


def _may_the_verb(word: str, start: int, text: str) -> bool:
    """'May I …' at the start of a sentence is no month."""
    return word == "May" and text[:start].rstrip(" ")[-1:] in {"", ".", "!", "?", "\n", ",", ":"}
