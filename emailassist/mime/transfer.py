"""Content-Transfer-Encodings undone (RFC 2045 section 6, and uuencode).

Owns: bytes as they were before the way, as many as can be had. Must not: raise on any input.
"""

import binascii
import re

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_PADDING_LINE = re.compile(rb"(?<==)\r?\n(?=[A-Za-z0-9+/])")
_UU_BEGIN = re.compile(rb"(?:\A|\n)begin [0-7]{3,4} [^\r\n]*\r?\n")
_UU_NAMES = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_WHITE = (b"\n", b"\r", b" ", b"\t", b"=")


def decoded(data: bytes, encoding: str) -> bytes:
    """The bytes of a part; an encoding that does not exist leaves them as they are."""
    if encoding == "base64":
        return base64_bytes(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    return uu_bytes(data) if encoding in _UU_NAMES else data


def beginning(source: bytes, start: int, end: int, encoding: str, most: int) -> tuple[bytes, bool]:
    """The first bytes of the part source[start:end], about `most`, and whether that is not all.

    Cut at the end of a line where there is one, so that no character is cut.
    """
    longest = most * 3 if encoding in {"base64", "quoted-printable"} else most
    if end - start <= longest:
        return decoded(source[start:end], encoding), False
    cut = source.rfind(b"\n", start, start + longest) + 1 or start + longest
    return decoded(source[start:cut], encoding), True


def decoded_size(source: bytes, start: int, end: int, encoding: str) -> int:
    """How many bytes source[start:end] will have; for base64 without decoding it."""
    if encoding != "base64":
        return len(decoded(source[start:end], encoding)) if encoding else end - start
    return (end - start - sum(source.count(byte, start, end) for byte in _WHITE)) * 3 // 4


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 with noise and missing padding (RFC 2045 section 6.8).

    What follows padding is read only when it is base64 again, as from a sender who encodes
    in pieces; else it was added on the way.
    """
    if b"\n" not in data:
        return _base64(data)
    first, *more = _PADDING_LINE.split(data)
    read = [_base64(first)]
    for piece in more:
        text = b"".join(piece.split())
        if len(text) % 4 or _NO_BASE64.search(text):
            break
        read.append(_base64(text))
    return b"".join(read)


def uu_bytes(data: bytes) -> bytes:
    """Decode the first uuencoded file in `data`, b'' when there is none."""
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return b""
    read: list[bytes] = []
    for line in data[begin.end() :].splitlines():
        if line.strip() == b"end":
            break
        read.append(_uu_line(line))
    return b"".join(read)


def _base64(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        # A broken line breaks those after it no more, where each begins anew.
        lines = data.split()
        anew = len(lines) > 1 and len(lines[0]) % 4 == 0
        return b"".join(map(_patched, lines if anew else [data]))


def _patched(data: bytes) -> bytes:
    body = _NO_BASE64.sub(b"", data).partition(b"=")[0]
    body = body[:-1] if len(body) % 4 == 1 else body
    return binascii.a2b_base64(body + b"=" * (-len(body) % 4))


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        pass  # Some encoders leave junk at the end of a line; the first byte tells its length.
    try:
        return binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3])
    except (binascii.Error, IndexError):
        return b""
