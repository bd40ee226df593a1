"""Where in a message a value stands, however it is written there.

Owns: finding texts, codes, numbers, dates and times in the parts of a message. Must not: call a
model, or take a value for true that it did not find. Pure; CPU work.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import islice
from typing import Final

from emailassist.assistant.amounts import Time, Written, numbers_in, times_in
from emailassist.assistant.answer_schema import FieldKind
from emailassist.assistant.dates import DayMonth, dates_in
from emailassist.domain.finding import Part
from emailassist.domain.message import ParsedMessage
from emailassist.domain.triage import Fact
from emailassist.local.amounts import find_amounts
from emailassist.local.dates import find_dates
from emailassist.local.sentences import MAX_CHARS, split_sentences

Span = tuple[int, int]
_ALIKE: Final = {
    "'": "['\u2018\u2019`\u00b4]",
    '"': '["\u201c\u201d\u201e\u00ab\u00bb]',
    "-": "[-\u2010-\u2015\u2212]",
}
"""Signs that one writes for another, as classes of a pattern."""
_CODE_GAP: Final = r"[\s.\-/\u00a0]?"
_SHORTEST_CODE: Final = 5
_LONGEST: Final = 1000
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NEAR: Final = 120
"""Characters between a day and the time of day that goes with it, at most."""
_MOST_SPANS: Final = 50


@dataclass
class Passage:
    """One part of a message, and what code reads in it, looked for once."""

    part: Part
    text: str
    language: str
    written_at: datetime

    def places(self, kind: FieldKind, value: str) -> list[Span]:
        """Everywhere that says the value, in the order of the text, the longer first."""
        found = set(islice(self._places(kind, value), _MOST_SPANS))
        return sorted(found, key=lambda span: (span[0], -span[1]))

    def quoted(self, quote: str) -> Span | None:
        """Where the words of a quote stand; case, white space and typography do not matter."""
        return next(_literally(quote, self.text), None)

    def _places(self, kind: FieldKind, value: str) -> Iterator[Span]:
        match kind:
            case FieldKind.NUMBER | FieldKind.INTEGER:
                yield from self._numbers(value)
            case FieldKind.DATE:
                yield from self._days(value)
            case FieldKind.DATE_TIME:
                yield from self._moments(value)
            case FieldKind.TIME:
                yield from self._times(value)
            case FieldKind.TEXT | FieldKind.CHOICE:
                yield from _literally(value, self.text)
                yield from _as_code(value, self.text)
                yield from self._currencies(value)

    @cached_property
    def dates(self) -> tuple[Fact, ...]:
        """Days with their ISO form, also those that count from when the message was written."""
        sentences = split_sentences(self.text)
        return tuple(
            fact
            for each in sentences
            for fact in find_dates(each, language=self.language, written_at=self.written_at)
        )

    @cached_property
    def amounts(self) -> tuple[Fact, ...]:
        return tuple(find_amounts(self.text))

    @cached_property
    def _day_months(self) -> tuple[DayMonth, ...]:
        return tuple(dates_in(self.text))

    @cached_property
    def _clock_times(self) -> tuple[Time, ...]:
        return tuple(times_in(self.text))

    @cached_property
    def _written_numbers(self) -> tuple[Written, ...]:
        """Numbers whose digits do not belong to a day or a time."""
        marked = bytearray(len(self.text))
        days = [(each.start, each.end) for each in self.dates]
        days += [(each.start, each.end) for each in self._day_months]
        days += [(each.start, each.end) for each in self._clock_times]
        for start, end in days:
            marked[start:end] = b"x" * (end - start)
        return tuple(
            each for each in numbers_in(self.text) if not any(marked[each.start : each.end])
        )

    def _numbers(self, value: str) -> Iterator[Span]:
        wanted = _decimal(value)
        if wanted is None:
            return
        for found in self._written_numbers:
            if abs(wanted) in found.values:
                yield found.start, found.end

    def _days(self, value: str) -> Iterator[Span]:
        yield from ((fact.start, fact.end) for fact in self.dates if fact.value[:10] == value[:10])
        year, month, day = value[:10].split("-")
        for found in self._day_months:
            if (int(day), int(month)) in found.pairs:
                around = self.text[found.start : found.end + 6]
                years = _YEAR.findall(found.text) or _YEAR.findall(around)
                if year in years or not years:
                    yield found.start, found.end

    def _times(self, value: str) -> Iterator[Span]:
        hour, minute = (int(part) for part in value.split(":"))
        half = "p" if hour >= 12 else "a"
        for found in self._clock_times:
            same = (found.hour, found.minute) == (hour % 12, minute)
            if same and found.half in {"", half}:
                yield found.start, found.end

    def _moments(self, value: str) -> Iterator[Span]:
        day, _, clock = value.partition("T")
        times = list(self._times(clock))
        for start, end in self._days(day):
            if clock == "00:00":
                yield start, end
            for from_, to in times:
                if from_ < end + _NEAR and start < to + _NEAR:
                    yield min(start, from_), max(end, to)

    def _currencies(self, value: str) -> Iterator[Span]:
        if _CURRENCY.fullmatch(value):
            for fact in self.amounts:
                if fact.value.endswith(f" {value}"):
                    yield fact.start, fact.end


def passages(message: ParsedMessage, *, language: str, written_at: datetime) -> list[Passage]:
    """The parts of a message in the order in which a value is looked for."""
    envelope, sender = message.envelope, message.envelope.sender
    parts = (
        (Part.TEXT, message.own_text),
        (Part.SUBJECT, envelope.subject),
        (Part.SENDER, f"{sender.name} <{sender.email}>" if sender else ""),
        (Part.ATTACHMENTS, "\n".join(each.filename for each in message.attachments)),
        (Part.SIGNATURE, message.signature),
        (Part.QUOTED, message.quoted),
    )
    return [Passage(part, text[:MAX_CHARS], language, written_at) for part, text in parts if text]


def _literally(value: str, text: str) -> Iterator[Span]:
    words = value[:_LONGEST].split()
    if not words or not any(char.isalnum() for char in value):
        return
    pattern = r"\s+".join("".join(_ALIKE.get(_plain(c), re.escape(c)) for c in w) for w in words)
    yield from _spans(pattern, text)


def _plain(char: str) -> str:
    """The sign of a class of alike ones."""
    return next((sign for sign, alike in _ALIKE.items() if re.fullmatch(alike, char)), char)


def _as_code(value: str, text: str) -> Iterator[Span]:
    """Numbers of invoices, IBANs and phones, however they are grouped."""
    signs = [char for char in value if char.isalnum()]
    if len(signs) >= _SHORTEST_CODE and any(char.isdigit() for char in signs) and len(signs) < 60:
        yield from _spans(_CODE_GAP.join(map(re.escape, signs)), text)


def _spans(pattern: str, text: str) -> Iterator[Span]:
    for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
        yield found.span()


def _decimal(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def first_within(places: Sequence[Span], around: Span | None) -> Span | None:
    """The first place, of those inside `around` if it is given."""
    if around is None:
        return places[0] if places else None
    start, end = around
    return next((place for place in places if start <= place[0] and place[1] <= end), None)
