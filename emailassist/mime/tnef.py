"""winmail.dat: Outlook's own way of wrapping a message (MS-OXTNEF).

Owns: the text and the files inside, as many as can be read. Must not: raise, or read anything
twice.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from emailassist.mime.charset import clean, decode
from emailassist.mime.rtf import rtf_text, uncompressed

SIGNATURE = 0x223E9F78
MAX_FILES = 500
_RENDERING, _TITLE, _DATA, _ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
_BODY, _PROPERTIES, _CODEPAGE = 0x800C, 0x9003, 0x9007
_P_BODY, _P_RTF, _P_HTML = 0x1000, 0x1009, 0x1013
_P_DATA, _P_NAME, _P_LONG_NAME, _P_SHOWN_NAME = 0x3701, 0x3704, 0x3707, 0x3001
_P_TYPE, _P_CONTENT_ID, _P_CODEPAGE = 0x370E, 0x3712, 0x3FDE
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16, 0: 0, 1: 0}
_UNICODE, _OBJECT = 0x1F, 0x0D
_MANY = 0x1000
_VARIABLE = frozenset({0x1E, _UNICODE, 0x102, _OBJECT})
_IID = 16
"""Bytes of an embedded object's interface before its data."""


@dataclass(slots=True)
class TnefFile:
    """One file in a winmail.dat."""

    name: str = ""
    content_type: str = ""
    content_id: str = ""
    data: bytes = b""


@dataclass(slots=True)
class Tnef:
    """What a winmail.dat holds; `html` wins over `text` where there are both."""

    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)
    codepage: str = "cp1252"


def read_tnef(data: bytes) -> Tnef | None:
    """The contents, as far as the bytes go; None when these are not TNEF."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        return None
    found = Tnef()
    for level, name, value in _attributes(data):
        if level == 2:
            _file_attribute(found, name, value)
        else:
            _message_attribute(found, name, value)
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 6
    while at + 11 <= len(data):
        level, name, _, length = struct.unpack_from("<BHHI", data, at)
        yield level, name, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _message_attribute(found: Tnef, name: int, value: bytes) -> None:
    if name == _CODEPAGE and len(value) >= 4:
        found.codepage = f"cp{struct.unpack_from('<I', value)[0]}"
    elif name == _BODY:
        found.text = found.text or _text(value, found.codepage)
    elif name == _PROPERTIES:
        properties = dict(_properties(value, found.codepage))
        found.html = _as_text(properties.get(_P_HTML, ""), _codepage(properties) or found.codepage)
        text = _as_text(properties.get(_P_BODY, ""), found.codepage)
        rtf = properties.get(_P_RTF, b"")
        if not (text or found.text or found.html) and isinstance(rtf, bytes):
            text = rtf_text(uncompressed(rtf))
        found.text = text or found.text


def _file_attribute(found: Tnef, name: int, value: bytes) -> None:
    if name == _RENDERING or not found.files:
        if len(found.files) == MAX_FILES:
            return
        found.files.append(TnefFile())
    file = found.files[-1]
    if name == _TITLE:
        file.name = file.name or _text(value, found.codepage)
    elif name == _DATA:
        file.data = value
    elif name == _ATTACHMENT:
        _file_properties(file, dict(_properties(value, found.codepage)), found.codepage)


def _file_properties(file: TnefFile, properties: dict[int, bytes | str], codepage: str) -> None:
    names = (_P_LONG_NAME, _P_NAME, _P_SHOWN_NAME)
    named = (_as_text(properties.get(name, ""), codepage) for name in names)
    file.name = next((name for name in named if name), "") or file.name
    file.content_type = _as_text(properties.get(_P_TYPE, ""), codepage).casefold()
    file.content_id = _as_text(properties.get(_P_CONTENT_ID, ""), codepage)
    data = properties.get(_P_DATA, b"")
    if isinstance(data, bytes) and data and not file.data:
        file.data = data


def _properties(data: bytes, codepage: str) -> Iterator[tuple[int, bytes | str]]:
    """The MAPI properties that have one value of a length of its own (MS-OXTNEF 2.1.3.4)."""
    try:
        count, at = struct.unpack_from("<I", data)[0], 4
        for _ in range(min(count, len(data) // 4)):
            kind, name = struct.unpack_from("<HH", data, at)
            at = _past_name(data, at + 4) if name >= 0x8000 else at + 4
            many = bool(kind & _MANY)
            kind &= ~_MANY
            values = 1
            if many or kind in _VARIABLE:
                (values,) = struct.unpack_from("<I", data, at)
                at += 4
            if kind not in _VARIABLE:
                if kind == 3 and not many:
                    yield name, data[at : at + 4]
                at += _FIXED[kind] * values
                continue
            for _ in range(min(values, len(data) // 4)):
                (length,) = struct.unpack_from("<I", data, at)
                value = data[at + 4 : at + 4 + length]
                at += 4 + (length + 3) // 4 * 4
                yield name, _value(kind, value, codepage)
    except (struct.error, KeyError):
        return  # What came before the break has been given.


def _past_name(data: bytes, at: int) -> int:
    """Behind the name of a named property."""
    (kind,) = struct.unpack_from("<I", data, at + 16)
    (length,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + ((length + 3) // 4 * 4 if kind else 0)


def _value(kind: int, value: bytes, codepage: str) -> bytes | str:
    if kind == _UNICODE:
        return clean(value.decode("utf-16-le", "replace"))
    if kind == _OBJECT:
        return value[_IID:]
    return _text(value, codepage) if kind == 0x1E else value


def _codepage(properties: dict[int, bytes | str]) -> str:
    raw = properties.get(_P_CODEPAGE, b"")
    number = int.from_bytes(raw, "little") if isinstance(raw, bytes) else 0
    return "utf-8" if number == 65001 else f"cp{number}" if number else ""


def _as_text(value: bytes | str, codepage: str) -> str:
    return value if isinstance(value, str) else _text(value, codepage)


def _text(value: bytes, codepage: str) -> str:
    return clean(decode(value.rstrip(b"\x00"), codepage))
