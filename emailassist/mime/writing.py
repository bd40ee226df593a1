"""MIME parts as they are written (RFC 2045, RFC 2046, RFC 2183).

Owns: transfer encodings, part headers, multiparts. Must not: change a byte of an enclosed
message or file.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from emailassist.mime.fields import parameter

MESSAGE = "message/rfc822"
_OCTETS = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_LONGEST_LINE = 998
_MOSTLY_FOREIGN = 3
"""Above one in three bytes outside ASCII base64 is shorter than quoted-printable."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file, or a whole message, that goes with a mail."""

    name: str
    content_type: str
    data: bytes = field(repr=False)


def text_part(subtype: str, text: str, *, flowed: bool = False) -> bytes:
    """A text part in UTF-8 that every server can carry; ends with CRLF."""
    form = "; format=flowed" if flowed else ""
    body = f"{text.rstrip(chr(10))}\n".replace("\n", "\r\n").encode()
    foreign = sum(byte > 0x7F for byte in body)
    if not foreign and _has_short_lines(body):
        return _part(f"text/{subtype}; charset=utf-8{form}", "7bit", "", body)
    if foreign * _MOSTLY_FOREIGN > len(body):
        return _part(f"text/{subtype}; charset=utf-8{form}", "base64", "", _base64(body))
    quoted = binascii.b2a_qp(body, istext=True)
    return _part(f"text/{subtype}; charset=utf-8{form}", "quoted-printable", "", quoted)


def enclosure_part(enclosure: Enclosure) -> bytes:
    """An attachment; a message is enclosed as it is where mail can carry it so."""
    shown = "attachment" + parameter("filename", enclosure.name or "attachment")
    disposition = f"Content-Disposition: {shown}\r\n"
    if enclosure.content_type == MESSAGE and _is_sound(enclosure.data):
        encoding = "7bit" if enclosure.data.isascii() else "8bit"
        return _part(MESSAGE, encoding, disposition, enclosure.data)
    kind = enclosure.content_type.casefold()
    # RFC 2046 section 5.2 allows no encoding of a message or of another multipart.
    safe = _TYPE.fullmatch(kind) and not kind.startswith(("multipart/", "message/"))
    return _part(kind if safe else _OCTETS, "base64", disposition, _base64(enclosure.data))


def multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    """The parts in one; the boundary stands in none of them."""
    digest = hashlib.sha256(b"".join(parts)).hexdigest()[:32]
    boundary = f"=_{digest}"
    edge = f"--{boundary}\r\n".encode()
    inner = b"\r\n".join(edge + part for part in parts)
    return (
        f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
        + inner
        + f"\r\n--{boundary}--\r\n".encode()
    )


def _part(content_type: str, encoding: str, more: str, body: bytes) -> bytes:
    head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n"
    return head.encode("ascii") + body


def _base64(data: bytes) -> bytes:
    lines = base64.b64encode(data)
    return b"".join(lines[at : at + 76] + b"\r\n" for at in range(0, len(lines), 76))


def _is_sound(data: bytes) -> bool:
    """Whether SMTP carries these bytes unchanged (RFC 5321 section 4.5.3.1.6, RFC 2045 2.8)."""
    lone = data.replace(b"\r\n", b"")
    return b"\r" not in lone and b"\n" not in lone and b"\0" not in data and _has_short_lines(data)


def _has_short_lines(data: bytes) -> bool:
    return all(len(line) <= _LONGEST_LINE for line in data.split(b"\r\n"))
