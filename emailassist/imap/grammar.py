"""The formal syntax of IMAP (RFC 9051 section 9), as far as a client reads and writes it.

Owns: values, quoting, response codes, dates, over IMAPClient's lexer. Must not: read from
anywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from imapclient.datetime_util import datetime_to_INTERNALDATE
from imapclient.exceptions import ProtocolError
from imapclient.response_lexer import TokenSource

from emailassist.domain.ids import Uid
from emailassist.imap.errors import Nonsense

Value = bytes | list["Value"] | None
"""A parsed value: a string or atom, a list, or NIL."""

_DEEPEST = 32
_NIL = (b"NIL", b"nil", b"Nil")
_OPEN, _CLOSE, _QUOTE, _BRACE = b'()"{'
_CODE = re.compile(rb"\[([A-Z0-9-]+)(?: ([^\]]*))?\] *(.*)", re.IGNORECASE | re.DOTALL)
_MONTHS = {
    name: number
    for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}


@dataclass(frozen=True, slots=True)
class Code:
    """A response code (RFC 5530) with its arguments, and the words for people after it."""

    name: bytes
    arguments: bytes
    words: bytes


def code_of(text: bytes) -> Code:
    """The response code of a status response; its name is b'' where there is none."""
    found = _CODE.match(text)
    if found is None:
        return Code(b"", b"", text)
    return Code(found[1].upper(), found[2] or b"", found[3])


def values(pieces: Sequence[bytes]) -> list[Value]:
    """The values of a response; every second piece is a literal. Raises Nonsense."""
    stack: list[list[Value]] = [[]]
    source = TokenSource(_records(pieces))
    try:
        for token in source:
            _take(token, source.current_literal, stack)
    except (ValueError, ProtocolError) as error:
        raise Nonsense("a string has no end") from error
    if len(stack) != 1:
        raise Nonsense("a parenthesis is missing")
    return stack[0]


def _records(pieces: Sequence[bytes]) -> list[Any]:
    """As imaplib would have it: a text that announces a literal comes in a pair with that."""
    return [*zip(pieces[::2], pieces[1::2], strict=False), pieces[-1]]


def _take(token: bytes, literal: bytes | None, stack: list[list[Value]]) -> None:
    first = token[0]
    if first == _OPEN:
        _open(stack)
    elif first == _CLOSE:
        _close(stack)
    elif first == _QUOTE:
        stack[-1].append(token[1:-1])
    elif first == _BRACE and literal is not None:
        stack[-1].append(literal)
    else:
        stack[-1].append(None if token in _NIL else token)


def _open(stack: list[list[Value]]) -> None:
    if len(stack) > _DEEPEST:
        raise Nonsense("parentheses lie too deep")
    inner: list[Value] = []
    stack[-1].append(inner)
    stack.append(inner)


def _close(stack: list[list[Value]]) -> None:
    if len(stack) == 1:
        raise Nonsense("a parenthesis too many")
    stack.pop()


def attributes(value: Value) -> dict[bytes, Value]:
    """A list of names and values as of FETCH or STATUS; the names in upper case.

    Whatever tells one thing in two ways has answers in it that lost their beginnings.
    """
    if not isinstance(value, list) or len(value) % 2:
        raise Nonsense("no list of names and values")
    names = iter(value)
    found: dict[bytes, Value] = {}
    for name, item in zip(names, names, strict=True):
        if found.setdefault(text(name).upper(), item) != item:
            raise Nonsense("it tells one thing in two ways")
    return found


def text(value: Value) -> bytes:
    """The value, which has to be a string; raises Nonsense."""
    if not isinstance(value, bytes):
        raise Nonsense("a string is missing")
    return value


def number(value: Value) -> int:
    """The value, which has to be a number below 2^63 (RFC 9051); raises Nonsense."""
    digits = text(value)
    if not digits.isdigit() or len(digits) > 19:
        raise Nonsense("a number is missing")
    return int(digits)


def uid(value: Value) -> Uid:
    """The value as a UID; raises Nonsense."""
    return Uid(number(value))


def flags(value: Value) -> frozenset[str]:
    """Flags and keywords in one spelling, without ``Recent``, which is the connection's own."""
    if not value:
        return frozenset()
    if not isinstance(value, list):
        raise Nonsense("no list of flags")
    return _flags(tuple(map(text, value)))


@lru_cache(maxsize=1024)
def _flags(raw: tuple[bytes, ...]) -> frozenset[str]:
    """Many messages have the same flags: one set serves them all."""
    return frozenset(map(_flag, raw)) - {"\\Recent"}


def _flag(raw: bytes) -> str:
    flag = raw.decode("utf-8", "replace")
    # System flags have no fixed case.
    return f"\\{flag[1:].capitalize()}" if flag[:1] == "\\" else flag


def date(value: Value) -> datetime:
    """An INTERNALDATE in UTC; a message without one that can be read has come by now at least."""
    try:
        return _date(text(value))
    except (ValueError, KeyError, OverflowError):
        return datetime.now(UTC)


def _date(raw: bytes) -> datetime:
    return datetime(
        int(raw[7:11]),
        _MONTHS[raw[3:6].title()],
        int(raw[:2]),
        int(raw[12:14]),
        int(raw[15:17]),
        int(raw[18:20]),
        tzinfo=_zone(raw[21:26]),
    ).astimezone(UTC)


@lru_cache(maxsize=128)
def _zone(raw: bytes) -> timezone:
    """A server tells most dates in the same zones."""
    east = timedelta(hours=int(raw[1:3]), minutes=int(raw[3:5]))
    return timezone(-east if raw[:1] == b"-" else east)


def written_date(when: datetime) -> bytes:
    """An aware moment as APPEND takes it (RFC 9051, date-time)."""
    return b'"%s"' % datetime_to_INTERNALDATE(when).encode()


def quoted(string: str) -> bytes:
    """A quoted string; raises Nonsense where none can hold it."""
    if not string.isascii() or any(c in string for c in "\r\n\0"):
        raise Nonsense("cannot be quoted")
    return b'"%s"' % string.replace("\\", "\\\\").replace('"', '\\"').encode()


def in_order(sequence: bytes, at_most: int) -> Iterator[Uid]:
    """The UIDs of a set in the order written, as COPYUID pairs them (RFC 4315 section 3)."""
    left = at_most
    for part in sequence.split(b","):
        first, _, last = part.partition(b":")
        start, end = number(first), number(last or first)
        left -= abs(end - start) + 1
        if left < 0:
            raise Nonsense("more UIDs than were asked for")
        step = 1 if end >= start else -1
        yield from map(Uid, range(start, end + step, step))


def flag_list(names: Iterable[str]) -> bytes:
    """Flags as STORE and APPEND take them; raises Nonsense for what is none."""
    given = tuple(names)
    for name in given:
        if not name.isascii() or not name or set(name[1:]) & set('(){ %*"\\]\r\n\t\0\x7f'):
            raise Nonsense("no flag")
    return b"(%s)" % " ".join(given).encode()
