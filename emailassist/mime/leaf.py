"""One leaf part of a message.

Owns: where its bytes are, and having them decoded. Must not: copy them before they are asked for.
"""

import re
from dataclasses import dataclass, replace

from emailassist.mime import headers, transfer
from emailassist.mime.charset import one_line
from emailassist.mime.split import Entity, read_entity

_NAMELESS = re.compile(r"[\\/]")
_HEADER_END = re.compile(rb"\n[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf part.

    `content_type` is lower case, what is missing or broken counts as text/plain. `filename` is
    without folders, or ''. `alternative` numbers the multipart/alternative it belongs to, if
    any. `opened` says that the parts it holds stand beside it in the list.
    """

    position: int
    content_type: str
    source: bytes
    start: int
    end: int
    encoding: str = ""
    filename: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    disposition: str = ""
    content_id: str | None = None
    alternative: int | None = None
    first: bool = False
    related: bool = False
    opened: bool = False

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

    def parameter(self, name: str) -> str:
        """A parameter of the type (lower case name), or ''."""
        return next((value for key, value in self.parameters if key == name), "")

    def at(self, position: int) -> "Leaf":
        """The same part with another number."""
        return replace(self, position=position)

    @property
    def enclosed_subject(self) -> str:
        """The subject of an enclosed message, or ''."""
        data, _ = self.beginning(headers.MAX_FIELD)
        header = _HEADER_END.split(data.lstrip(b"\r\n"), maxsplit=1)[0] + b"\n"
        return headers.decoded(read_entity(header).value("subject"))


def leaf_of(
    entity: Entity, source: bytes, *, alternative: int | None, first: bool, related: bool
) -> Leaf:
    """The leaf of an entity that has no parts; its position is still to be given."""
    disposition, named = headers.parameters(entity.value("content-disposition"))
    name = named.get("filename") or named.get("name") or entity.parameters.get("name", "")
    return Leaf(
        position=-1,
        # A multipart that could not be taken apart is still text to read.
        content_type="text/plain" if entity.kind.startswith("multipart/") else entity.kind,
        source=source,
        start=entity.start,
        end=entity.end,
        encoding=entity.value("content-transfer-encoding").strip().casefold(),
        filename=_file_name(name),
        parameters=tuple(entity.parameters.items()),
        disposition=disposition,
        content_id=one_line(entity.value("content-id")).strip("<> ") or None,
        alternative=alternative,
        first=first,
        related=related,
    )


def _file_name(name: str) -> str:
    """A name without folders and without the quotes of senders who know only half the syntax."""
    last = _NAMELESS.split(name)[-1].strip()
    both = last[:1] == last[-1:] == "'"
    return (last.strip("'") if both else last.strip('"'))[:255]
