"""What the finders of personal data have in common.

Owns: the kinds, a found span, and the view of a text that is searched. Must not: search.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a token stands for; the value is how the token begins."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    IBAN = "IBAN"
    CARD = "CARD"
    ID = "IDENT"
    NAME = "NAME"
    SURNAME = "SURNAME"
    LINK = "LINK"
    """The part of a web address that says who follows it."""
    WORD = "WORD"
    """Not personal: a word that could be taken for one of our tokens."""


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data at `start`:`end` of the view; `value` is the same however it is written."""

    kind: Kind
    start: int
    end: int
    value: str


_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\[nrtbf\"\\/]")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
_NO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f")
_PLAIN = re.compile(r"[\n\x20-\x5b\x5d-\x7e\u00a1-\u00ac\u00ae-\u02ff]*")
_FOLDED = {
    **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000\t\r\x0b\x0c", " "),
    **{chr(code): " " for code in range(0x2000, 0x200B)},
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
}


@dataclass(frozen=True, slots=True)
class View:
    """A text as it is searched: JSON escapes undone, look-alikes and white space made plain.

    Each character has its place in the original, so that what is found can be replaced there.
    """

    text: str
    places: tuple[int, ...] | None
    """Where each character begins and, last, where the text ends; None: nothing differs."""

    @classmethod
    def of(cls, raw: str) -> "View":
        if _PLAIN.fullmatch(raw):
            return cls(raw, None)
        chars: list[str] = []
        places: list[int] = []
        for start, piece in _pieces(raw):
            if piece not in _NO_WIDTH:
                chars.append(_plain(piece))
                places.append(start)
        return cls("".join(chars), (*places, len(raw)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the view stands in the original."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end]


def _pieces(raw: str) -> Iterator[tuple[int, str]]:
    at = 0
    for escape in _ESCAPE.finditer(raw):
        yield from enumerate(raw[at : escape.start()], at)
        yield escape.start(), _unescaped(escape.group()[1:])
        at = escape.end()
    yield from enumerate(raw[at:], at)


def _unescaped(code: str) -> str:
    return chr(int(code[1:], 16)) if code[0] == "u" else _ESCAPED.get(code, code)


def _plain(char: str) -> str:
    """The character itself, or the plain one that it stands for; always one."""
    if char in _FOLDED:
        return _FOLDED[char]
    if char < "\u0300" and char not in "\u00aa\u00ba":
        return char
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) != 1:
        return char
    return str(unicodedata.digit(folded)) if folded.isdigit() else folded


def apart(found: list[Found]) -> list[Found]:
    """In order, without those that overlap one that comes before them in the list."""
    kept: list[Found] = []
    taken: list[tuple[int, int]] = []
    for item in found:
        if all(item.end <= start or end <= item.start for start, end in taken):
            kept.append(item)
            taken.append((item.start, item.end))
    return sorted(kept, key=lambda item: item.start)
