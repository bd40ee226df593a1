"""Mailbox names on the wire: modified UTF-7 (RFC 3501 section 5.1.3).

Owns: the encoding. Must not: know what a name means.
"""

import binascii
import re

_SHIFTED = re.compile(rb"&([^-]*)-")
_FOREIGN = re.compile(r"&|[^\x20-\x7e]+")


def encode(name: str) -> bytes:
    """A name as the server writes it; raises UnicodeEncodeError for half a character."""
    return _FOREIGN.sub(lambda found: _shifted(found[0]), name).encode("ascii")


def decode(raw: bytes) -> str:
    """The name; raises ValueError when `raw` is not what `encode` would write."""
    name = _SHIFTED.sub(lambda found: _plain(found[1]), raw).decode("utf-8")
    if encode(name) != raw:
        raise ValueError("not modified UTF-7")
    return name


def _shifted(text: str) -> str:
    if text == "&":
        return "&-"
    base64 = binascii.b2a_base64(text.encode("utf-16-be"), newline=False).decode()
    return f"&{base64.rstrip('=').replace('/', ',')}-"


def _plain(shifted: bytes) -> bytes:
    if not shifted:
        return b"&"
    padded = shifted.replace(b",", b"/") + b"=" * (-len(shifted) % 4)
    return binascii.a2b_base64(padded).decode("utf-16-be").encode()
