"""S/MIME as far as it can be read without a key (RFC 5652 section 5, RFC 8551 section 3.5).

Owns: the content inside an opaque signature. Must not: verify or decrypt anything.
"""

from collections.abc import Iterator

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _OID, _OCTETS, _OCTETS_IN_PIECES, _EXPLICIT = 0x30, 0x06, 0x04, 0x24, 0xA0
_MAX_DEPTH = 8


def signed_content(data: bytes) -> bytes | None:
    """The MIME entity inside signed-data; None when this is none, or has none inside."""
    info = _children(data, 0, len(data), _SEQUENCE)
    if info is None or not _is_oid(data, info[0], _SIGNED_DATA) or len(info) < 2:
        return None
    signed = _inside(data, info[1], _EXPLICIT, _SEQUENCE)
    encapsulated = next((each for each in signed or () if each[0] == _SEQUENCE), None)
    fields = list(_values(data, encapsulated[1], encapsulated[2])) if encapsulated else []
    content = fields[1] if len(fields) > 1 and fields[1][0] == _EXPLICIT else None
    if content is None:
        return None
    return b"".join(_octets(data, content[1], content[2], 0)) or None


_Value = tuple[int, int, int, int]
"""Tag, start and end of the contents, and where the next value begins."""


def _is_oid(data: bytes, value: _Value, wanted: bytes) -> bool:
    return value[0] == _OID and data[value[1] : value[2]] == wanted


def _children(data: bytes, start: int, end: int, tag: int) -> list[_Value] | None:
    outer = next(_values(data, start, end), None)
    if outer is None or outer[0] != tag:
        return None
    return list(_values(data, outer[1], outer[2])) or None


def _inside(data: bytes, value: _Value, tag: int, inner: int) -> list[_Value] | None:
    return _children(data, value[1], value[2], inner) if value[0] == tag else None


def _octets(data: bytes, start: int, end: int, depth: int) -> Iterator[bytes]:
    for tag, inner, stop, _ in _values(data, start, end):
        if tag == _OCTETS:
            yield data[inner:stop]
        elif tag == _OCTETS_IN_PIECES and depth < _MAX_DEPTH:
            yield from _octets(data, inner, stop, depth + 1)


def _values(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[_Value]:
    """The values side by side in data[start:end], in DER or BER."""
    at = start
    while at + 2 <= end and data[at : at + 2] != b"\x00\x00":
        tag, length = data[at], data[at + 1]
        at += 2
        if length == 0x80:
            stop = _end_of_open(data, at, end, depth)
            yield tag, at, stop, stop + 2
            at = stop + 2
            continue
        if length > 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        stop = min(at + length, end)
        yield tag, at, stop, stop
        at = stop


def _end_of_open(data: bytes, start: int, end: int, depth: int) -> int:
    """Where the contents of a value of indefinite length end."""
    if depth == _MAX_DEPTH:
        return end
    last = start
    for value in _values(data, start, end, depth + 1):
        last = value[3]
    return min(last, end)
