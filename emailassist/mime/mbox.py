"""Mailboxes in one file: mboxrd as written, its relatives as read (RFC 4155 and its critics).

Owns: separators, their quoting, and flags as header fields in front of a message. Must not:
open files or change a byte of a message.

What we write, any program can read: Status, X-Status and X-Keywords tell mutt, Dovecot and
others the flags. A last field of ours says how many octets of the message follow, so that it
comes back byte for byte, without these fields.
"""

import re
import time
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_tz
from io import SEEK_END
from typing import BinaryIO

from emailassist.domain.errors import InputError
from emailassist.domain.mailbox import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN
from emailassist.domain.transfer import FiledMessage

_SEPARATOR = re.compile(
    rb"From .*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{0,40}\d{1,2}:\d\d.*\b\d{4}\b"
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_TO_QUOTE = re.compile(rb"^>*From ", re.MULTILINE)
_OURS = re.compile(rb"(?:(?:Status|X-Status|X-Keywords): [^\n]*\n)*X-Emailassist-Octets: (\d+)\n")
_LENGTH = re.compile(rb"Content-Length:\s*(\d{1,12})\s*$", re.IGNORECASE)
_FIELD = re.compile(
    rb"^(Status|X-Status|X-Keywords|X-Mozilla-Status|X-Mozilla-Keys):[ \t]*([^\r\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_LETTERS = {ANSWERED: "A", FLAGGED: "F", DRAFT: "T", DELETED: "D"}
_MOZILLA = {SEEN: 0x1, ANSWERED: 0x2, FLAGGED: 0x4, DELETED: 0x8}


def entry(message: FiledMessage) -> bytes:
    """The message as it is added to a file; an unknown date is the beginning of time."""
    stamp = message.received_at.timestamp() if message.received_at else 0
    date = time.asctime(time.gmtime(stamp))
    fields = [f"From MAILER-DAEMON {date}", f"Status: {'RO' if SEEN in message.flags else 'O'}"]
    if letters := "".join(_LETTERS[flag] for flag in sorted(message.flags & _LETTERS.keys())):
        fields.append(f"X-Status: {letters}")
    if keywords := sorted(flag for flag in message.flags if not flag.startswith("\\")):
        fields.append(f"X-Keywords: {' '.join(keywords)}")
    fields.append(f"X-Emailassist-Octets: {len(message.raw)}\n")
    end = b"\n" if message.raw.endswith(b"\n") else b"\n\n"
    return "\n".join(fields).encode() + _TO_QUOTE.sub(rb">\g<0>", message.raw) + end


def read(file: BinaryIO, name: str, problems: list[str]) -> Iterator[FiledMessage]:
    """The messages of a file that can be sought in, one in memory at a time.

    What is damaged is named in `problems` and left out. Raises InputError when the file is
    no mbox.
    """
    size = file.seek(0, SEEK_END)
    file.seek(0)
    separator = file.readline()
    if not separator.startswith(b"From "):
        raise InputError(f"{name} is no mbox file: it does not begin with “From ”.")
    number = 0
    while separator:
        number += 1
        content, following = _until_separator(file, size)
        found = _message(f"{name}, message {number}", separator, content)
        if found is None:
            problems.append(f"Message {number} of {name} is cut short.")
        else:
            yield found
        separator = following


def _until_separator(file: BinaryIO, size: int) -> tuple[bytes, bytes]:
    """What lies before the next separator, and that, or b'' at the end."""
    content = bytearray()
    in_header, length = True, None
    while line := file.readline():
        if _SEPARATOR.match(line):
            return bytes(content), line
        content += line
        if not in_header:
            continue
        if not line.strip(b"\r\n"):
            in_header = False
            content += _by_length(file, length, size)
        elif stated := _LENGTH.match(line):
            length = int(stated[1])
    return bytes(content), b""


def _by_length(file: BinaryIO, length: int | None, size: int) -> bytes:
    """The body whose length its header states (mboxcl), if a separator or the end follows it."""
    start = file.tell()
    if length is None or start + length > size:
        return b""
    file.seek(start + length)
    after = file.read(9).lstrip(b"\r\n")
    file.seek(start)
    return file.read(length) if not after or after.startswith(b"From ") else b""


def _message(name: str, separator: bytes, content: bytes) -> FiledMessage | None:
    received_at = _date(separator)
    if ours := _OURS.match(content):
        octets = int(ours[1])
        raw = _unquoted(content[ours.end() :])[:octets]
        flags = _flags(content[: ours.end()])
        return FiledMessage(name, raw, received_at, flags) if len(raw) == octets else None
    raw = _unquoted(_without_blank_line(content))
    end = _HEADER_END.search(raw)
    return FiledMessage(name, raw, received_at, _flags(raw[: end.start()] if end else raw))


def _unquoted(content: bytes) -> bytes:
    """As it was before it was quoted; a bare `From ` inside says that nothing was."""
    if re.search(rb"^From ", content, re.MULTILINE):
        return content
    return _QUOTED.sub(rb"\1", content)


def _without_blank_line(content: bytes) -> bytes:
    for end in (b"\r\n", b"\n"):
        if content.endswith(b"\n" + end) or content == end:
            return content[: -len(end)]
    return content


def _date(separator: bytes) -> datetime | None:
    words = separator.decode("ascii", "replace").split(maxsplit=2)
    parts = parsedate_tz(words[2]) if len(words) > 2 else None
    if parts is None:
        return None
    try:
        return datetime.fromtimestamp(timegm((*parts[:6], 0, 0, 0)) - (parts[9] or 0), UTC)
    except (ValueError, OverflowError):
        return None


def _flags(header: bytes) -> frozenset[str]:
    """What the fields of mutt, Dovecot and Thunderbird say."""
    flags: set[str] = set()
    for field, value in _FIELD.findall(header):
        text = value.decode("utf-8", "replace")
        match field.lower():
            case b"status":
                flags |= {SEEN} if "R" in text else set()
            case b"x-status":
                flags |= {flag for flag, letter in _LETTERS.items() if letter in text}
            case b"x-mozilla-status":
                flags |= _mozilla(text)
            case _:
                flags.update(text.split())
    return frozenset(flags)


def _mozilla(text: str) -> set[str]:
    try:
        bits = int(text, 16)
    except ValueError:
        return set()
    return {flag for flag, bit in _MOZILLA.items() if bits & bit}
