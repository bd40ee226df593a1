"""Replies: whom they go to and their bytes (RFC 5322, MIME RFC 2045).

Owns: recipients, threading fields, attribution line and quote of a reply.
Must not: send, or take a recipient from the text of a mail or from a model.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP

from emailassist.domain.address import Address
from emailassist.domain.errors import InputError
from emailassist.domain.ids import MessageId
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person
from emailassist.mime.charset import clean, one_line
from emailassist.mime.subject import reply_subject
from emailassist.mime.wording import attribution

KEPT_REFERENCES = 20
"""A long thread keeps this many identifiers from its beginning and its end."""

_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,240}>")
_LOCAL_PART = re.compile(r"[\x21\x23-\x27*+\x2d-\x39=?\x41-\x5a\x5e-\x7e]+")
_DOMAIN = re.compile(r"\[[\w.:]+\]|\w(?:[\w.-]*\w)?")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a message."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()


def reply_recipients(original: ParsedMessage, me: Person) -> Recipients:
    """The one who wrote, by Reply-To, else From; never me, unless nobody else is left.

    A mailing list's own address in Reply-To does not count: the reply goes to the sender. A
    reply to my own message goes to those it went to.
    """
    envelope = original.envelope
    if me.is_me(envelope.sender):
        return Recipients(_others(envelope.to, me) or envelope.to[:1])
    sender = (envelope.sender,) if envelope.sender and envelope.sender.email else ()
    lists = set(_list_posts(original))
    wanted = tuple(address for address in envelope.reply_to if address.key not in lists)
    return Recipients(_others(wanted, me) or _others(sender, me) or wanted or sender)


def build_reply(
    original: ParsedMessage,
    *,
    sender: Address,
    recipients: Recipients,
    body: str,
    message_id: MessageId,
    date: datetime,
    language: str,
) -> bytes:
    """The reply with CRLF line ends, ready for submission; `date` is aware.

    Raises InputError when an address cannot stand in a header.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _header_address(sender)
    if recipients.to:
        message["To"] = [_header_address(address) for address in recipients.to]
    if recipients.cc:
        message["Cc"] = [_header_address(address) for address in recipients.cc]
    message["Subject"] = one_line(reply_subject(original.envelope.subject))
    message["Date"] = date
    text = f"{clean(body).strip()}\n\n{_quote(original, language)}"
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    return _identity(original, message_id) + message.as_bytes()


def new_message_id(domain: str, token: str) -> MessageId:
    """``<token@domain>`` of what is allowed in both (RFC 5322 section 3.6.4)."""
    left = _NOT_IN_ID.sub("", token).strip(".") or "message"
    right = _NOT_IN_ID.sub("", _ascii_domain(domain)).strip(".-") or "localhost"
    return MessageId(f"<{left}@{right}>")


def _list_posts(original: ParsedMessage) -> Iterable[str]:
    for text in original.all_headers("List-Post"):
        yield from re.findall(r"mailto:([^>?\s]+)", text.casefold())


def _others(found: tuple[Address, ...], me: Person) -> tuple[Address, ...]:
    unique = {address.key: address for address in reversed(found) if not me.is_me(address)}
    return tuple(reversed(unique.values()))


def _identity(original: ParsedMessage, message_id: MessageId) -> bytes:
    """The identification fields, folded here: the standard library encodes long identifiers."""
    if not _ID.fullmatch(message_id):
        raise InputError(f"{message_id!r} cannot be used as a Message-ID.")
    lines = [f"Message-ID: {message_id}"]
    envelope = original.envelope
    parent = envelope.message_id
    if parent and _ID.fullmatch(parent):
        lines.append(f"In-Reply-To: {parent}")
        lines.append("References: " + "\r\n ".join(_references(original, parent)))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _references(original: ParsedMessage, parent: MessageId) -> list[MessageId]:
    """The parent's chain and the parent itself (RFC 5322 section 3.6.4)."""
    envelope = original.envelope
    chain = envelope.references
    if not chain and len(envelope.in_reply_to) == 1:
        chain = envelope.in_reply_to
    usable = [one for one in chain if one != parent and _ID.fullmatch(one)]
    if len(usable) > 2 * KEPT_REFERENCES:
        usable = usable[:KEPT_REFERENCES] + usable[-KEPT_REFERENCES:]
    return [*usable, parent]


def _quote(original: ParsedMessage, language: str) -> str:
    sender = original.envelope.sender
    name = one_line(sender.label)[:_LONGEST_NAME] if sender else ""
    intro = attribution(name or "?", original.envelope.date, language)
    lines = clean(original.text).strip("\n").split("\n")
    return "\n".join([intro, *map(_quoted_line, lines)]) + "\n"


def _quoted_line(line: str) -> str:
    return f">{line}" if line.startswith(">") or not line.strip() else f"> {line}"


def _header_address(address: Address) -> HeaderAddress:
    local, _, domain = one_line(address.email).rpartition("@")
    if not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise _unusable(address)
    try:
        return HeaderAddress(one_line(address.name), local, _ascii_domain(domain))
    except ValueError as error:
        raise _unusable(address) from error


def _unusable(address: Address) -> InputError:
    return InputError(
        f"The address {address.email!r} cannot be used.", hint="Correct the address and try again."
    )


def _ascii_domain(domain: str) -> str:
    """The domain as it stands in a header (RFC 5891); raises ValueError when there is no form."""
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")
