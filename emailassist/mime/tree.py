"""A message's bytes as a flat, bounded list of leaf parts.

Owns: the one walk that numbers the parts, so that a part found while parsing is found again
by its position. Must not: decide which part is the text to read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from functools import cached_property

from emailassist.mime import headers
from emailassist.mime.charset import clean, decode, one_line

MAX_PARTS = 1_000
MAX_DEPTH = 50
_DEFECTS = {
    "StartBoundaryNotFoundDefect": "The boundary between the parts never occurs.",
    "CloseBoundaryNotFoundDefect": "The last part has no end; the message may be cut off.",
    "NoBoundaryInMultipartDefect": "The message says it has parts, but not what separates them.",
    "MultipartInvariantViolationDefect": "The message says it has parts, but has none.",
    "MissingHeaderBodySeparatorDefect": "There is a broken line in the header.",
    "FirstHeaderLineIsContinuationDefect": "The header begins in the middle of a field.",
    "MisplacedEnvelopeHeaderDefect": "There is a broken line in the header.",
    "InvalidBase64PaddingDefect": "A base64 part is incomplete.",
    "InvalidBase64CharactersDefect": "A base64 part holds characters that do not belong there.",
    "InvalidBase64LengthDefect": "A base64 part is incomplete.",
    "InvalidMultipartContentTransferEncodingDefect": "A multipart is said to be encoded.",
}
_AS_IT_IS = compat32.clone(max_line_length=None)
_NAMELESS = re.compile(r"[\\/]")


@dataclass(frozen=True)
class Leaf:
    """One leaf part. `alternative` numbers the multipart/alternative it belongs to, if any."""

    position: int
    part: Message
    alternative: int | None
    first: bool
    related: bool

    @cached_property
    def content_type(self) -> str:
        """Lower case type/subtype; what is missing or broken counts as text/plain."""
        # A multipart that could not be taken apart is still text to read.
        broken = self.part.get_content_maintype() == "multipart"
        return "text/plain" if broken else self.part.get_content_type()

    @cached_property
    def parameters(self) -> dict[str, str]:
        return headers.parameters(self.part, "Content-Type")[1]

    @cached_property
    def disposition(self) -> str:
        return headers.parameters(self.part, "Content-Disposition")[0]

    @cached_property
    def filename(self) -> str:
        """The name without folders, or ''."""
        named = headers.parameters(self.part, "Content-Disposition")[1].get("filename", "")
        name = named or self.parameters.get("name", "")
        return _NAMELESS.split(name)[-1].strip()[:255]

    @cached_property
    def content_id(self) -> str | None:
        return one_line(headers.value(self.part, "Content-ID")).strip("<> ") or None

    @property
    def enclosed_subject(self) -> str:
        """The subject of an enclosed message, or ''."""
        first = next(iter(_inner(self.part)), None)
        return headers.decoded(headers.value(first, "Subject")) if first else ""

    @cached_property
    def data(self) -> bytes:
        """The decoded bytes (RFC 2045 section 6)."""
        return _enclosed(self.part) if self.part.is_multipart() else _content(self.part)


@dataclass(frozen=True, slots=True)
class Tree:
    """The header's part, the leaves and what was wrong."""

    root: Message
    leaves: tuple[Leaf, ...]
    defects: tuple[str, ...]


def read(raw: bytes) -> Tree:
    """Take a message apart. Never raises; limits are told as defects."""
    defects: list[str] = []
    root = _parsed(raw.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf"), defects)
    leaves: list[Leaf] = []
    for leaf in _walk(root, defects):
        if len(leaves) == MAX_PARTS:
            defects.append(f"The message has more than {MAX_PARTS} parts; the rest is left out.")
            break
        leaves.append(leaf)
    for part in (root, *(leaf.part for leaf in leaves)):
        defects += _told(part)
    return Tree(root, tuple(leaves), tuple(dict.fromkeys(defects)))


def report_text(part: Message) -> str:
    """The fields of a delivery status or a disposition notification (RFC 3464, RFC 8098)."""
    blocks = _inner(part)
    if not blocks:
        return clean(decode(_content(part), "utf-8"))
    lines = (
        "\n".join(f"{name}: {headers.decoded(text)}" for name, text in headers.fields(block))
        for block in blocks
    )
    return "\n\n".join(block for block in lines if block)


def _parsed(raw: bytes, defects: list[str]) -> Message:
    try:
        return BytesParser().parsebytes(raw)
    except (RecursionError, ValueError):
        # Nested a thousand deep, or a boundary in a thousand numbered pieces.
        defects.append("The parts are too deeply nested or too broken to be taken apart.")
        return BytesHeaderParser().parsebytes(raw)


def _walk(root: Message, defects: list[str]) -> Iterator[Leaf]:
    position = 0
    # A part, its depth, its alternative, whether it is first and whether it is in a related.
    waiting: list[tuple[Message, int, int | None, bool, bool]] = [(root, 0, None, True, False)]
    while waiting:
        part, depth, alternative, first, related = waiting.pop()
        children = _children(part)
        if children is None:
            yield Leaf(position, part, alternative, first, related)
            position += 1
            continue
        if depth == MAX_DEPTH:
            defects.append(f"Parts nested deeper than {MAX_DEPTH} are left out.")
            continue
        kind = part.get_content_subtype()
        if kind == "alternative" and alternative is None:
            alternative = id(part)
        waiting += [
            (child, depth + 1, alternative, number == 0, kind == "related")
            for number, child in reversed(list(enumerate(children)))
        ]


def _children(part: Message) -> list[Message] | None:
    is_container = part.get_content_maintype() == "multipart" and part.is_multipart()
    return _inner(part) if is_container else None


def _inner(part: Message) -> list[Message]:
    """The parts inside `part`: of a multipart, a report or an enclosed message."""
    payload = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, Message)]


def _content(part: Message) -> bytes:
    """The decoded bytes of a part without parts in it."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _told(part: Message) -> list[str]:
    names = (type(defect).__name__ for defect in part.defects)
    return [_DEFECTS.get(name, f"A part is malformed ({name}).") for name in names]


def _enclosed(part: Message) -> bytes:
    """The bytes of an enclosed message."""
    first = next(iter(_inner(part)), None)
    if first is None:
        return b""
    if headers.value(part, "Content-Transfer-Encoding").casefold() == "base64":
        # Not allowed for an enclosed message (RFC 2046 section 5.2.1), but it occurs.
        return headers.base64_bytes(_content(first))
    try:
        return first.as_bytes(policy=_AS_IT_IS)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return report_text(part).encode("utf-8", "replace")
