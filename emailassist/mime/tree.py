"""A message's bytes as a flat, bounded list of leaf parts.

Owns: the one walk that numbers the parts, so that a part found while parsing is found again
by its position. Must not: decide which part is the text to read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from emailassist.mime import headers, transfer
from emailassist.mime.charset import clean, decode, one_line
from emailassist.mime.split import Entity, Splitter, read_entity, read_fields

MAX_PARTS = 1_000
_NAMELESS = re.compile(r"[\\/]")
_BLOCKS = re.compile(rb"\r?\n(?:[ \t]*\r?\n)+")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf part.

    `content_type` is lower case, what is missing or broken counts as text/plain. `filename` is
    without folders, or ''. `alternative` numbers the multipart/alternative it belongs to, if
    any. The bytes stay where they are in the message until they are asked for.
    """

    position: int
    content_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    content_id: str | None
    alternative: int | None
    first: bool
    related: bool
    source: bytes
    start: int
    end: int
    encoding: str

    @property
    def data(self) -> bytes:
        """The decoded bytes (RFC 2045 section 6)."""
        return transfer.decoded(self.source[self.start : self.end], self.encoding)

    @property
    def size(self) -> int:
        """How many bytes `data` has."""
        return transfer.decoded_size(self.source, self.start, self.end, self.encoding)

    def beginning(self, most: int) -> tuple[bytes, bool]:
        """The first bytes of `data`, about `most`, and whether there are more."""
        return transfer.beginning(self.source, self.start, self.end, self.encoding, most)

    @property
    def enclosed_subject(self) -> str:
        """The subject of an enclosed message, or ''."""
        data, _ = self.beginning(headers.MAX_FIELD)
        return headers.decoded(read_entity(_BLOCKS.split(data, maxsplit=1)[0]).value("subject"))


@dataclass(frozen=True, slots=True)
class Tree:
    """The message itself, its leaves and what was wrong."""

    root: Entity
    leaves: tuple[Leaf, ...]
    defects: tuple[str, ...]


def read(raw: bytes) -> Tree:
    """Take a message apart. Never raises; limits are told as defects."""
    source = raw.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
    splitter = Splitter(source, 2 * MAX_PARTS)
    root = splitter.split()
    leaves = list(_walk(root, source))
    defects = splitter.defects
    if len(leaves) > MAX_PARTS:
        defects = [f"The message has more than {MAX_PARTS} parts; the rest is left out.", *defects]
    return Tree(root, tuple(leaves[:MAX_PARTS]), tuple(dict.fromkeys(defects)))


def report_text(data: bytes) -> str:
    """The fields of a delivery status or a disposition notification (RFC 3464, RFC 8098)."""
    blocks = (
        "\n".join(f"{name}: {headers.decoded(value)}" for name, value in read_fields(block + b"\n"))
        for block in _BLOCKS.split(data.strip(b"\r\n"))
    )
    return "\n\n".join(block for block in blocks if block) or clean(decode(data, "utf-8"))


def _walk(root: Entity, source: bytes) -> Iterator[Leaf]:
    position = 0
    # A part, its alternative, whether it is first and whether it is in a related.
    waiting: list[tuple[Entity, int | None, bool, bool]] = [(root, None, True, False)]
    while waiting:
        entity, alternative, first, related = waiting.pop()
        if entity.parts is None:
            yield _leaf(entity, source, position, alternative, first=first, related=related)
            position += 1
            continue
        if entity.kind == "multipart/alternative" and alternative is None:
            alternative = id(entity)
        waiting += [
            (child, alternative, number == 0, entity.kind == "multipart/related")
            for number, child in reversed(list(enumerate(entity.parts)))
        ]


def _leaf(
    entity: Entity,
    source: bytes,
    position: int,
    alternative: int | None,
    *,
    first: bool,
    related: bool,
) -> Leaf:
    disposition, named = headers.parameters(entity.value("content-disposition"))
    name = named.get("filename", "") or entity.parameters.get("name", "")
    return Leaf(
        position=position,
        # A multipart that could not be taken apart is still text to read.
        content_type="text/plain" if entity.kind.startswith("multipart/") else entity.kind,
        parameters=entity.parameters,
        disposition=disposition,
        filename=_NAMELESS.split(name)[-1].strip()[:255],
        content_id=one_line(entity.value("content-id")).strip("<> ") or None,
        alternative=alternative,
        first=first,
        related=related,
        source=source,
        start=entity.start,
        end=entity.end,
        encoding=entity.value("content-transfer-encoding").strip().casefold(),
    )
