"""A message's bytes cut into parts where its boundaries are (RFC 2046 section 5.1).

Owns: one pass over the bytes, linear whatever they hold. Must not: copy or decode a body.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from functools import lru_cache

from emailassist.mime import headers
from emailassist.mime.plain_fields import split_fields

MAX_DEPTH = 50
MAX_HEADER = 8_000_000
"""Bytes of a header that are read."""
NO_BOUNDARY = "The message says it has parts, but not what separates them."
NEVER_OCCURS = "The boundary between the parts never occurs."
NO_END = "The last part has no end; the message may be cut off."
BROKEN_HEADER = "There is a broken line in the header."
LONG_HEADER = f"The header is longer than {MAX_HEADER:,} bytes; the rest is left out."
TOO_DEEP = f"Parts nested deeper than {MAX_DEPTH} are shown as they are."

_FIELD_LINES = re.compile(
    rb"(?:(?:[\x21-\x39\x3b-\x7e]*+:|[ \t]|From )[^\r\n]*+(?:\r\n|\r|\n|\Z))*+"
)
_BLANK_LINE = re.compile(rb"\r\n|\r|\n|\Z")
# Begins with what it looks for, so that a body is passed at the speed of a plain search.
_AT_LINE_START = rb"(?:(?<=[\r\n]--)|(?<=\A--))"
_DASHES = re.compile(rb"--%b" % _AT_LINE_START)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_PATIENCE = 1_000
"""Lines that look like boundaries and are none; after these a pattern of its own is made."""


@dataclass(slots=True)
class Entity:
    """A message or a part: its fields and where its body is in the source.

    `kind` is its type in lower case, after the rules of RFC 2045 section 5.2; a multipart has
    `parts`, and one that could not be taken apart is a text.
    """

    fields: list[tuple[str, str]]
    kind: str
    parameters: dict[str, str]
    start: int
    end: int
    parts: "list[Entity] | None" = None

    def value(self, name: str) -> str:
        """The first field of this name (lower case), or ''."""
        return next((value for key, value in self.fields if key.lower() == name), "")


@dataclass(slots=True)
class _Open:
    """A multipart whose end has not been met."""

    entity: Entity
    boundary: bytes
    children: list[Entity]


@dataclass(slots=True)
class Splitter:
    """One pass over `source`; `defects` tell what was wrong."""

    source: bytes
    most: int
    defects: list[str] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _levels: dict[bytes, int] = field(default_factory=dict)
    _current: Entity | None = None
    """The part whose body is being passed; None between the parts of a multipart."""
    _met: int = 0
    _misses: int = 0

    def split(self) -> Entity:
        """The message and its parts, at most about `most` of them."""
        root = self._begin(0, "text/plain")
        for at, line_end, boundary, is_end in self._boundaries():
            self._close_above(self._levels[boundary], at)
            if is_end:
                self._end_multipart()
            elif self._met > self.most:
                break
            else:
                self._begin_child(line_end)
        self._close_above(-1, len(self.source))
        return root

    def _boundaries(self) -> Iterator[tuple[int, int, bytes, bool]]:
        """Boundary lines of open multiparts: where, where the next line starts, which, last."""
        at = self._position()
        while self._open and (found := self._pattern().search(self.source, at)):
            line = _LINE.match(self.source, found.start())
            text = line[0].rstrip()[2:] if line else b""
            at = line.end() if line else found.end()
            is_end = text not in self._levels and text.endswith(b"--")
            boundary = text[:-2] if is_end else text
            if boundary in self._levels:
                yield found.start(), at, boundary, is_end
                at = max(at, self._position())
            else:
                self._misses += 1

    def _pattern(self) -> re.Pattern[bytes]:
        return _DASHES if self._misses < _PATIENCE else _lines_of(tuple(self._levels))

    def _position(self) -> int:
        return self._current.start if self._current else 0

    def _begin_child(self, start: int) -> None:
        opened = self._open[-1]
        digest = opened.entity.kind == "multipart/digest"
        opened.children.append(self._begin(start, "message/rfc822" if digest else "text/plain"))

    def _begin(self, start: int, default: str) -> Entity:
        end, body = self._header(start)
        header = header_start(self.source[start:end])
        if len(header) < end - start:
            self.defects.append(LONG_HEADER)
        entity = read_entity(header, default)
        entity.start, entity.end = body, len(self.source)
        self._current = entity
        self._met += 1
        if entity.kind.startswith("multipart/"):
            self._open_multipart(entity)
        return entity

    def _open_multipart(self, entity: Entity) -> None:
        name = entity.parameters.get("boundary", "").rstrip()
        boundary = name.encode("utf-8", "surrogateescape")
        if not boundary:
            self.defects.append(NO_BOUNDARY)
        elif len(self._open) >= MAX_DEPTH:
            self.defects.append(TOO_DEEP)
        else:
            self._levels.setdefault(boundary, len(self._open))
            self._open.append(_Open(entity, boundary, []))

    def _header(self, start: int) -> tuple[int, int]:
        """Where the header at `start` ends and where the body begins."""
        lines = _FIELD_LINES.match(self.source, start)
        end = lines.end() if lines else start
        for found in _DASHES.finditer(self.source, start, end):
            line = _LINE.match(self.source, found.start())
            if line and line[0].strip().removeprefix(b"--").removesuffix(b"--") in self._levels:
                return found.start(), found.start()
        blank = _BLANK_LINE.match(self.source, end)
        if blank is None and not self.source.startswith(b"--", end):
            self.defects.append(BROKEN_HEADER)
        return end, blank.end() if blank else end

    def _close_above(self, level: int, at: int) -> None:
        """End every part below the multipart at `level`; the line end before `at` is no text."""
        end = at - (self.source[at - 2 : at] == b"\r\n") - (self.source[at - 1 : at] in b"\r\n")
        while len(self._open) > level + 1:
            self.defects.append(NO_END if self._open[-1].children else NEVER_OCCURS)
            self._end_last(end if at < len(self.source) else at)
            self._end_multipart()
        self._end_last(end if at < len(self.source) else at)

    def _end_last(self, end: int) -> None:
        if self._current is not None:
            self._current.end = max(self._current.start, end)
            self._current = None

    def _end_multipart(self) -> None:
        done = self._open.pop()
        if self._levels.get(done.boundary) == len(self._open):
            del self._levels[done.boundary]
        # Two boundaries in a row have nothing between them.
        parts = [each for each in done.children if each.fields or each.end > each.start]
        done.entity.parts = parts or None


@lru_cache(maxsize=64)
def _lines_of(boundaries: tuple[bytes, ...]) -> re.Pattern[bytes]:
    names = b"|".join(re.escape(each) for each in boundaries)
    return re.compile(rb"--%b(?:%b)(?:--)?[ \t]*+(?=[\r\n]|\Z)" % (_AT_LINE_START, names))


def header_start(header: bytes) -> bytes:
    """As many whole lines of a header as are read."""
    if len(header) <= MAX_HEADER:
        return header
    return header[: header.rfind(b"\n", 0, MAX_HEADER) + 1]


def read_entity(header: bytes, default: str = "text/plain") -> Entity:
    """An entity of this header, without a body yet."""
    fields = read_fields(header)
    entity = Entity(fields, default, {}, 0, 0)
    content_type = entity.value("content-type")
    if content_type:
        kind, entity.parameters = headers.parameters(content_type)
        entity.kind = kind if kind.count("/") == 1 else "text/plain"
    return entity


def read_fields(header: bytes) -> list[tuple[str, str]]:
    """Every field in order: name as written, value unfolded, raw bytes decoded, not RFC 2047."""
    found = split_fields(header)
    if found is None:
        return headers.fields(BytesHeaderParser().parsebytes(header))
    return [(name, headers.unfolded(value)) for name, value in found]
