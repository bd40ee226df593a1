"""Header fields as they are written (RFC 5322, RFC 2047, RFC 2231, RFC 6532).

Owns: encoding and folding of texts, addresses, identifiers and parameters; that nothing put
into a field can end it. Must not: choose what is written.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from emailassist.domain.address import Address
from emailassist.domain.errors import InputError
from emailassist.domain.ids import MessageId
from emailassist.mime.charset import one_line

_WIDTH = 76
_LONGEST_WORD = 39
"""Bytes of text in one encoded word, which with its frame stays under 75 characters."""
_LONGEST_TEXT = 2_000
_LONGEST_PARAMETER = 50

_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,240}>")
_ATOM = r"[\w!#$%&'*+/=?^`{|}~\x80-\U0010ffff-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(r"\[[\w.:]+\]|\w(?:[\w.-]*\w)?")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST_ADDRESS = 320


def text_field(name: str, text: str) -> str:
    """An unstructured field such as Subject, folded, with its CRLF."""
    value = one_line(text)[:_LONGEST_TEXT]
    if _is_plain(value):
        return _folded(f"{name}: ", value.split(" "), " ")
    return _folded(f"{name}: ", _encoded_words(value), " ")


def address_field(name: str, addresses: Sequence[Address]) -> str:
    """From, To and the like; raises InputError when an address cannot stand there."""
    return _folded(f"{name}: ", [_mailbox(each) for each in addresses], ", ")


def ids_field(name: str, ids: Iterable[MessageId]) -> str:
    """Message-ID, References and the like, never cut; raises InputError for what is no id."""
    listed = list(ids)
    for each in listed:
        if not is_message_id(each):
            raise InputError(f"{each!r} cannot be used as a Message-ID.")
    return f"{name}: " + "\r\n ".join(listed) + "\r\n"


def date_field(date: datetime) -> str:
    """The Date field; `date` is aware."""
    return f"Date: {format_datetime(date)}\r\n"


def parameter(name: str, value: str) -> str:
    """``; name=value`` on lines of its own, in the form of RFC 2231 where it needs one."""
    text = one_line(value)
    if text.isascii() and text.isprintable() and len(text) <= _LONGEST_PARAMETER:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f';\r\n {name}="{escaped}"'
    pieces = _percent_pieces(text)
    if len(pieces) == 1:
        return f";\r\n {name}*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return "".join(f";\r\n {name}*{number}*={piece}" for number, piece in enumerate(pieces))


def addr_spec(address: Address) -> str:
    """The address as it stands in a field and in the envelope; raises InputError.

    The domain is written in letters that every server knows (RFC 5891). A local part outside
    ASCII stays as it is and needs SMTPUTF8 (RFC 6531).
    """
    email = one_line(address.email)
    local, _, domain = email.rpartition("@")
    known = _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain) and ".." not in domain
    if not known or not email.isprintable():
        raise _unusable(address)
    try:
        written = f"{local}@{_ascii_domain(domain)}"
    except UnicodeError as error:
        raise _unusable(address) from error
    if len(written) > _LONGEST_ADDRESS:
        raise _unusable(address)
    return written


def is_message_id(text: str) -> bool:
    """Whether `text` is an identifier that can be written as it is."""
    return _ID.fullmatch(text) is not None


def new_message_id(domain: str, token: str) -> MessageId:
    """``<token@domain>`` of what is allowed in both (RFC 5322 section 3.6.4)."""
    left = _NOT_IN_ID.sub("", token).strip(".") or "message"
    right = _NOT_IN_ID.sub("", _ascii_domain(domain)).strip(".-") or "localhost"
    return MessageId(f"<{left}@{right}>")


def _mailbox(address: Address) -> str:
    spec = addr_spec(address)
    name = one_line(address.name)[:_LONGEST_TEXT]
    if not name:
        return spec
    return f"{_phrase(name)} <{spec}>"


def _phrase(name: str) -> str:
    """A display name: as atoms, quoted, or as encoded words."""
    if not _is_plain(name):
        return "\r\n ".join(_encoded_words(name))
    if _PLAIN_NAME.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_plain(text: str) -> bool:
    """Whether it may stand as it is: ASCII, no word too long, nothing that reads as encoded."""
    short = all(len(word) <= _WIDTH for word in text.split(" "))
    return text.isascii() and text.isprintable() and "=?" not in text and short


def _encoded_words(text: str) -> list[str]:
    """RFC 2047 words; none is cut within a character, and the blanks stand inside them."""
    words: list[str] = []
    piece = b""
    for character in text:
        data = character.encode()
        if len(piece) + len(data) > _LONGEST_WORD:
            words.append(_encoded_word(piece))
            piece = b""
        piece += data
    return [*words, _encoded_word(piece)]


def _encoded_word(data: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(data).decode()}?="


def _folded(start: str, pieces: Sequence[str], separator: str) -> str:
    """The pieces behind `start`, a new line begun where one would grow too long."""
    lines = [start]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        text = piece if last else f"{piece}{separator}"
        room = _WIDTH - len(lines[-1].rpartition("\n")[2])
        if len(text.partition("\r")[0].rstrip()) > room and lines[-1] != start:
            lines.append(f" {text}")
        else:
            lines[-1] += text
    return "\r\n".join(line.rstrip(" ") for line in lines) + "\r\n"


def _percent_pieces(text: str) -> list[str]:
    pieces = [""]
    for character in text:
        encoded = quote(character, safe="")
        if len(pieces[-1]) + len(encoded) > _LONGEST_PARAMETER:
            pieces.append("")
        pieces[-1] += encoded
    return pieces


def _ascii_domain(domain: str) -> str:
    """The domain as it stands in a header (RFC 5891); raises ValueError when there is no form."""
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def _unusable(address: Address) -> InputError:
    return InputError(
        f"The address {address.email!r} cannot be used.", hint="Correct the address and try again."
    )
