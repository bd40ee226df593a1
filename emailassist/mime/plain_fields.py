"""Header fields in the plain form that nearly all mail has, read at the speed of one pattern each.

Owns: telling that form from everything else, for which each function gives None.
Must not: read anything in another way than `headers` does, which takes over after a None.
"""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import chain

from emailassist.domain.address import Address
from emailassist.domain.ids import MessageId

_FIELD = re.compile(r"([\x21-\x39\x3b-\x7e]++):([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z)")
_ADDRESS = r"[\w.!#$%&*+/^`{|}~'-]++@[\w.-]++"
_WORDS = r"(?:=\?[\w.:+*'-]++\?[bBqQ]\?[\x21-\x3b\x3d\x40-\x7e]*+\?=[ \t]*+)++"
_ENCODED = re.compile(
    r"([^=?]*+)=\?([\w.:+'-]++)\?([bBqQ])\?[!->@-~]*+\?="
    r"(?:\s*+=\?\2\?\3\?[!->@-~]*+\?=)*+([^=?]*+)",
    re.ASCII,
)
_NAME = r"\w[\w.'&+!/ \t-]*+"
_MAILBOX = re.compile(
    r'[ \t]*+(?:(?:"([^"\\<>=]*+)"[ \t]*+'
    rf"|({_NAME})|({_WORDS}))?<({_ADDRESS})>|({_ADDRESS}))[ \t]*+",
    re.ASCII,
)
_ID = r"<[\x21-\x3b\x3d\x3f-\x7e]++>"
_IDS = re.compile(rf"\s*+{_ID}(?:\s++{_ID})*+\s*+")
_PARAMETERS = re.compile(
    r'[\w.+/-]*+(?:;[ \t]*+[\w-]++=(?:"[^"\\;\x00-\x1f]*+"|[\w.:+/=?\'-]++)[ \t]*+)*+;?', re.ASCII
)
_PARAMETER = re.compile(r';[ \t]*+([\w-]++)=(?:"([^"]*+)"|([^;\s]++))', re.ASCII)
_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) ((?:19|20)\d\d)"
    r" ((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?) ([+-]\d\d[0-5]\d)(?: \([A-Za-z ]*\))?",
    re.ASCII,
)
_MONTHS = {
    "Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06",
    "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12",
}  # fmt: skip


def split_fields(header: bytes) -> list[tuple[str, str]] | None:
    """Names and values, still folded, up to the first blank line; non-ASCII as surrogates."""
    text = header.decode("ascii", "surrogateescape")
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        return None
    block = text.partition("\n\n")[0]
    found: list[tuple[str, str]] = _FIELD.findall(block)
    # Whatever is no field has been skipped, and the lengths tell.
    read = sum(map(len, chain.from_iterable(found))) + 2 * len(found)
    return found if read == len(block) + (not block.endswith("\n")) else None


def plain_text(text: str) -> bool:
    """Whether `text` is printable ASCII without encoded words."""
    return text.isascii() and text.isprintable() and "=?" not in text


def words(text: str, decoded: Callable[[str, str, list[str]], str]) -> str | None:
    """``Re: =?utf-8?Q?Caf?= =?utf-8?Q?=C3=A9?= (2)``: words of one charset and encoding in a row.

    These, as `decoded` reads them, and what is around them.
    """
    found = _ENCODED.fullmatch(text)
    if found is None:
        return None
    before, charset, encoding, after = found.groups()
    return before + decoded(charset, encoding, text.split("?")[3::4]) + after


def mailboxes(text: str, decoded: Callable[[str], str]) -> tuple[Address, ...] | None:
    """A list of ``Name <a@b>``, ``"Name" <a@b>`` and ``a@b``; `decoded` reads encoded words."""
    found: list[Address] = []
    at = 0
    while one := _MAILBOX.match(text, at):
        quoted, name, words, angled, bare = one.groups()
        shown = decoded(words) if words else quoted or name
        found.append(Address(_name(shown) if shown else "", angled or bare))
        at = one.end()
        if at == len(text):
            return tuple(found)
        if text[at] != ",":
            return None
        at += 1
    return None


def identifiers(text: str) -> tuple[MessageId, ...] | None:
    """``<a@b> <c@d>``, without repeats."""
    if _IDS.fullmatch(text) is None:
        return None
    return tuple(map(MessageId, dict.fromkeys(text.split())))


def parameters(field: str) -> dict[str, str] | None:
    """``text/plain; charset=utf-8; name="a b"``, names in lower case."""
    if "=?" in field or _PARAMETERS.fullmatch(field) is None:
        return None
    pairs = _PARAMETER.findall(field)
    return {name.lower(): " ".join((quoted or token).split()) for name, quoted, token in pairs}


def moment(text: str) -> datetime | None:
    """``Tue, 3 Nov 2026 10:15:00 +0100 (CET)``."""
    found = _DATE.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    day, month, year, time, zone = found.groups()
    try:
        return datetime.fromisoformat(f"{year}-{_MONTHS[month]}-{day.zfill(2)}T{time}{zone}")
    except ValueError:
        return None


def _name(text: str) -> str:
    name = " ".join(text.split())
    return " ".join(name.strip("'\"").split()) if name[:1] in "'\"" or name[-1:] in "'\"" else name
