"""winmail.dat files for tests, written after MS-OXTNEF."""

import struct
from collections.abc import Iterable

Property = tuple[int, int, bytes]
"""Type, identifier and value."""


def attribute(level: int, name: int, data: bytes) -> bytes:
    head = struct.pack("<BHHI", level, name, 6, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def properties(values: Iterable[Property]) -> bytes:
    values = list(values)
    out = [struct.pack("<I", len(values))]
    for kind, name, data in values:
        out.append(struct.pack("<HH", kind, name))
        if name >= 0x8000:
            out.append(b"\0" * 16 + struct.pack("<II", 1, 4) + "ab".encode("utf-16-le"))
        if kind in {0x1E, 0x1F, 0x102, 0x0D}:
            out.append(struct.pack("<II", 1, len(data)) + padded(data))
        else:
            out.append(padded(data))
    return b"".join(out)


def winmail(
    message: Iterable[Property] = (),
    files: Iterable[tuple[str, bytes, Iterable[Property]]] = (),
) -> bytes:
    out = [struct.pack("<IH", 0x223E9F78, 1), attribute(1, 0x9007, struct.pack("<II", 1252, 0))]
    message = list(message)
    if message:
        out.append(attribute(1, 0x9003, properties(message)))
    for title, data, more in files:
        out += [
            attribute(2, 0x9002, b"\0" * 14),
            attribute(2, 0x8010, title.encode("cp1252") + b"\0"),
            attribute(2, 0x800F, data),
            attribute(2, 0x9005, properties(more)),
        ]
    return b"".join(out)
