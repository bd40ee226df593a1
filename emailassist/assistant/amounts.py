"""Numbers and times of day as people write them, reduced to values that can be compared.

Owns: every reading of a written number (1.234,56 and 1,234.56), clock times. Must not: know
what is counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(
    r"(?<!\d)(?:\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
    r"(?:\s?(?P<scale>k|K|M|thousand|millions?|mil|mill[oó]n(?:es)?|mille|tausend|millionen)\b)?"
)
_CLOCK = re.compile(
    r"(?<![\w.,])(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?:[:hH]|\.(?=\d\d\s?(?:[ap]\.?m|uhr|h\b)))(?P<minute>[0-5]\d)(?!\d)"
    r"(?:\s?(?P<half>[ap])\.?m\b|\s?(?:uhr|h)\b)?"
    r"|\s?(?P<half_>[ap])\.?m\b|\s?(?:uhr|h|heures?|horas?|o['’]clock)\b)",
    re.IGNORECASE,
)
_THOUSANDS = frozenset({"k", "thousand", "mil", "mille", "tausend"})
_LONGEST_NUMBER = 30


@dataclass(frozen=True, slots=True)
class Written:
    """A written number with its place and the values that it may stand for."""

    text: str
    start: int
    end: int
    values: frozenset[Decimal]


@dataclass(frozen=True, slots=True)
class Time:
    """A clock time; `half` is 'a' or 'p' (a.m., p.m.) or '' where the text leaves it open."""

    text: str
    start: int
    end: int
    hour: int
    minute: int
    half: str

    def agrees(self, other: "Time") -> bool:
        same = (self.hour, self.minute) == (other.hour, other.minute)
        return same and (not self.half or not other.half or self.half == other.half)


def numbers_in(text: str) -> Iterator[Written]:
    """Every number in digits; mask dates and times first where they are not meant."""
    for found in _NUMBER.finditer(text):
        scale = found["scale"] or ""
        digits = found.group()[: len(found.group()) - len(scale)].strip()
        values = readings(digits)
        if scale:
            factor = 1000 if scale.casefold() in _THOUSANDS else 1_000_000
            values = frozenset(value * factor for value in values)
        yield Written(found.group(), found.start(), found.end(), values)


def readings(digits: str) -> frozenset[Decimal]:
    """The values of a number whose separators may mean thousands or a decimal point."""
    parts = re.split(r"\D", digits[:_LONGEST_NUMBER])
    whole = Decimal("".join(parts))
    if len(parts) == 1:
        return frozenset({whole})
    decimal = Decimal(f"{''.join(parts[:-1])}.{parts[-1] or '0'}")
    if len(parts[-1]) != 3:
        return frozenset({decimal})
    return frozenset({whole, decimal} if len(parts) == 2 else {whole})


def times_in(text: str) -> Iterator[Time]:
    """Every clock time."""
    for found in _CLOCK.finditer(text):
        hour = int(found["hour"])
        half = (found["half"] or found["half_"] or "").lower()
        if not half and hour > 12:
            half = "p" if hour < 24 else "a"
        elif not half and hour == 0:
            half = "a"
        minute = int(found["minute"] or 0)
        yield Time(found.group(), found.start(), found.end(), hour % 12, minute, half)
