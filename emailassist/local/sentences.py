"""Sentences of a mail text with their exact places.

Owns: splitting hard-wrapped plain text into sentences. Must not: judge what they say.
"""

import re
from dataclasses import dataclass
from typing import Final

from emailassist.local.date_words import MONTHS

MAX_CHARS: Final = 20_000
"""Longer texts are read up to here; what matters in a mail stands before."""

_BLANK: Final = re.compile(r"\n[ \t\r]*\n")
_POINT: Final = re.compile(r"(?:[-*•–·]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])[ \t]")
_BULLET: Final = re.compile(rf"[ \t]*(?:{_POINT.pattern}|>[ \t])")
_STOP: Final = re.compile(r"[.!?…]{1,6}[\"'”»’)\]]{0,3}(?=\s)|[\u3002\uff01\uff1f]")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|dra|sr|sra|srta|prof|st|vs|etc|approx|no|nr|núm|num|art|tel|ext|ref|inc"
    r"|ltd|co|corp|p|pp|fig|vol|ed|e\.g|i\.e|p\.ej|z\.b|d\.h|bzw|ca|usw|str|mme|mlle|m|av|avda|c"
    r"|a\.m|p\.m|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|ud|uds|vd)|(?<!\d)(?<!\d\s)\b[A-Z])\.$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"(?:^|[\s(])\d{1,2}\.$")
_MONTH_NEXT: Final = re.compile(rf"\s{{1,2}}(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_WRAP: Final = 45
_SENTENCE_START: Final = re.compile(r"\s+[\"'“«\u2018(\[]?[A-ZÀ-ÖØ-Þ¿¡\d]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `text` is exactly what stands at `start`:`end`, line breaks included."""

    text: str
    start: int
    end: int

    @property
    def flat(self) -> str:
        """The sentence on one line."""
        return " ".join(self.text.split())

    @property
    def sign(self) -> str:
        """What stands before a point of a list; '' where the sentence is none."""
        found = _POINT.match(self.text)
        return found.group().strip() if found else ""


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Sentences in order, of at most the first `MAX_CHARS` characters."""
    text = text[:MAX_CHARS]
    found: list[Sentence] = []
    for start, end in _units(text):
        found.extend(_within(text, start, end))
    return tuple(found)


def _units(text: str) -> list[tuple[int, int]]:
    """Stretches of text that no sentence crosses: paragraphs, list items, short lines."""
    units: list[tuple[int, int]] = []
    position = 0
    for gap in [*_BLANK.finditer(text), None]:
        block_end = gap.start() if gap else len(text)
        units.extend(_lines_joined(text, position, block_end))
        position = gap.end() if gap else len(text)
    return units


def _lines_joined(text: str, start: int, end: int) -> list[tuple[int, int]]:
    units: list[tuple[int, int]] = []
    unit_start = line_start = start
    while line_start < end:
        newline = text.find("\n", line_start, end)
        line_end = end if newline < 0 else newline
        line = text[line_start:line_end]
        following = text[line_end + 1 : line_end + 40]
        if newline < 0 or not _continues(line, following):
            units.append((unit_start, line_end))
            unit_start = line_end + 1
        line_start = line_end + 1
    return units


def _continues(line: str, following: str) -> bool:
    """Whether a line break was only made to wrap the text."""
    stripped = line.rstrip()
    if not stripped or not following.strip() or _BULLET.match(following):
        return False
    if stripped[-1] in ".!?:;…":
        return False
    lower_next = following.lstrip()[:1].islower()
    return len(stripped) >= _WRAP or (lower_next and stripped[-1] != ",")


def _within(text: str, start: int, end: int) -> list[Sentence]:
    found: list[Sentence] = []
    position = start
    for stop in _STOP.finditer(text, start, end):
        if stop.start() >= position and _ends_sentence(text, position, stop, end):
            found.extend(_sentence(text, position, stop.end()))
            position = stop.end()
    found.extend(_sentence(text, position, end))
    return found


def _ends_sentence(text: str, start: int, stop: "re.Match[str]", end: int) -> bool:
    mark = stop.group()
    if mark[0] in "?!\u3002\uff01\uff1f":
        return True
    if mark[0] == "." and mark[1:2] != "." and _is_abbreviation(text, start, stop):
        return False
    return _SENTENCE_START.match(text, stop.end(), end) is not None


def _is_abbreviation(text: str, start: int, stop: "re.Match[str]") -> bool:
    """Also a list number ('1. Oil') and a German ordinal ('3. Mai'); 'on the 3.', '17 h.' end."""
    before = text[max(0, stop.start() - 8) : stop.start() + 1]
    if _NUMBERED.search(before):
        at_start = not text[start : stop.start()].strip(" \t\r\n(0123456789")
        return at_start or _MONTH_NEXT.match(text, stop.end()) is not None
    return _ABBREVIATION.search(before) is not None


def _sentence(text: str, start: int, end: int) -> list[Sentence]:
    raw = text[start:end]
    stripped = raw.strip()
    if not stripped:
        return []
    begin = start + len(raw) - len(raw.lstrip())
    return [Sentence(stripped, begin, begin + len(stripped))]
