"""Parts that hold parts in a format of their own: winmail.dat, S/MIME and uuencoded text.

Owns: finding what they hold. Must not: number parts (tree does).
"""

import mimetypes
import re
from collections.abc import Iterator

from emailassist.mime.charset import one_line
from emailassist.mime.cms import signed_content
from emailassist.mime.leaf import Leaf
from emailassist.mime.tnef import read_tnef

TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
TNEF_NAME = "winmail.dat"
SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_UNKNOWN = "application/octet-stream"
_AS_IT_IS = frozenset({"", "7bit", "8bit", "binary"})
# Begins with the word itself, so that a text is passed at the speed of a plain search.
_UU_BEGIN = re.compile(
    rb"begin (?:(?<=\nbegin )|(?<=\Abegin ))[0-7]{3,4} ([^\r\n]{1,255})\r?\n([^\r\n]*)\r?\n"
)
_UU_END = re.compile(rb"(?<=\n)end[ \t]*(?=\r|\n|\Z)")


def is_tnef(leaf: Leaf) -> bool:
    """Whether a part says that it is a winmail.dat."""
    return leaf.content_type in TNEF_TYPES or leaf.filename.casefold() == TNEF_NAME


def signed_message(leaf: Leaf) -> bytes | None:
    """The MIME entity inside an opaque S/MIME signature."""
    return signed_content(leaf.data) if leaf.content_type in SMIME_TYPES else None


def held(leaf: Leaf) -> list[Leaf]:
    """The text and the files inside a winmail.dat, or the files inside a text."""
    if is_tnef(leaf):
        return list(_in_tnef(leaf))
    plain = leaf.content_type == "text/plain" and leaf.encoding in _AS_IT_IS
    return list(_in_text(leaf)) if plain else []


def without_files(text: str) -> str:
    """`text` with the name of each uuencoded file in the place of the file."""
    if "begin " not in text:
        return text
    data = text.encode("utf-8", "replace")
    kept: list[bytes] = []
    at = 0
    for name, start, end in _uuencoded(data, 0, len(data)):
        kept += [data[at:start], b"[", name, b"]"]
        at = end
    return b"".join([*kept, data[at:]]).decode("utf-8", "replace")


def _uuencoded(data: bytes, at: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of each file that is uuencoded in data[at:stop]."""
    while begin := _UU_BEGIN.search(data, at, stop):
        at = begin.start(2)
        if not _is_uu_line(begin[2]):
            continue
        end = _UU_END.search(data, at, stop)
        if end is None:
            return
        yield begin[1].strip(), begin.start(), end.end()
        at = end.end()


def _is_uu_line(line: bytes) -> bool:
    """Whether the first byte tells the length of the line, as in no line of prose."""
    if not line or not 0x20 < line[0] <= 0x60:
        return False
    octets = (line[0] - 32) & 63
    shortest = (octets * 4 + 2) // 3
    return shortest <= len(line) - 1 <= (octets + 2) // 3 * 4 + 1


def _in_tnef(leaf: Leaf) -> Iterator[Leaf]:
    found = read_tnef(leaf.data)
    if found is None:
        return
    for kind, text in (("text/html", found.html), ("text/plain", found.text)):
        if text.strip():
            yield _made(text.encode("utf-8"), kind, parameters=(("charset", "utf-8"),))
            break
    for file in found.files:
        kind = file.content_type or mimetypes.guess_type(file.name)[0] or _UNKNOWN
        identifier = file.content_id.strip("<> ") or None
        yield _made(file.data, kind, name=file.name, content_id=identifier)


def _made(
    data: bytes,
    kind: str,
    *,
    name: str = "",
    parameters: tuple[tuple[str, str], ...] = (),
    content_id: str | None = None,
) -> Leaf:
    return Leaf(
        position=-1,
        content_type=kind,
        source=data,
        start=0,
        end=len(data),
        filename=_base_name(name),
        parameters=parameters,
        disposition="" if parameters or content_id else "attachment",
        content_id=content_id,
        related=content_id is not None,
    )


def _in_text(leaf: Leaf) -> Iterator[Leaf]:
    for raw_name, start, end in _uuencoded(leaf.source, leaf.start, leaf.end):
        name = raw_name.decode("utf-8", "replace")
        yield Leaf(
            position=-1,
            content_type=mimetypes.guess_type(name)[0] or _UNKNOWN,
            source=leaf.source,
            start=start,
            end=end,
            encoding="x-uuencode",
            filename=_base_name(name),
            disposition="attachment",
        )


def _base_name(name: str) -> str:
    return one_line(re.split(r"[\\/]", name)[-1])[:255]
