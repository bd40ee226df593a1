"""Messages of the person's own as bytes (RFC 5322, MIME RFC 2045).

Owns: which fields and parts a message has, and its place in a thread. Must not: send, choose
recipients, or let a blind copy be seen.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from emailassist.domain.address import Address
from emailassist.domain.ids import MessageId
from emailassist.domain.message import Envelope
from emailassist.mime.charset import clean
from emailassist.mime.fields import (
    addr_spec,
    address_field,
    date_field,
    ids_field,
    is_message_id,
    text_field,
)
from emailassist.mime.flowed import fold
from emailassist.mime.recipients import Recipients
from emailassist.mime.rendering import text_as_html
from emailassist.mime.writing import Enclosure, enclosure_part, multipart, text_part

_DATE = re.compile(rb"(?m)^Date: [^\r\n]*")

KEPT_REFERENCES = 20
"""A long thread keeps this many identifiers from its beginning and its end."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message before it is bytes; `text` is all of it, quote and signature included.

    `answers` is the envelope of the message that it is a reply to; `date` is aware.
    `with_html` adds the same text as HTML.
    """

    sender: Address
    recipients: Recipients
    subject: str
    text: str
    message_id: MessageId
    date: datetime
    answers: Envelope | None = None
    enclosures: tuple[Enclosure, ...] = field(default=(), repr=False)
    with_html: bool = False


def build(outgoing: Outgoing) -> bytes:
    """The message with CRLF line ends, ready for submission; nothing in it tells of `bcc`.

    Raises InputError when an address cannot stand in a header.
    """
    return (_head(outgoing) + "MIME-Version: 1.0\r\n").encode() + _body(outgoing)


def build_draft(outgoing: Outgoing) -> bytes:
    """The message for a mailbox of drafts: who gets a blind copy must not be lost there.

    Raises InputError when an address cannot stand in a header.
    """
    bcc = outgoing.recipients.bcc
    hidden = address_field("Bcc", bcc) if bcc else ""
    return (_head(outgoing) + hidden + "MIME-Version: 1.0\r\n").encode() + _body(outgoing)


def redated(raw: bytes, date: datetime) -> bytes:
    """A message of ours with another (aware) date; all else stays as it is."""
    head, blank, body = raw.partition(b"\r\n\r\n")
    field = date_field(date).rstrip().encode()
    return _DATE.sub(lambda _: field, head, count=1) + blank + body


def envelope_addresses(recipients: Recipients) -> tuple[str, ...]:
    """Every recipient once, as SMTP wants them; raises InputError."""
    return tuple(addr_spec(each) for each in recipients.everybody)


def _head(outgoing: Outgoing) -> str:
    recipients = outgoing.recipients
    head = ids_field("Message-ID", [outgoing.message_id])
    head += _threading(outgoing.answers) if outgoing.answers else ""
    head += address_field("From", [outgoing.sender])
    if recipients.to:
        head += address_field("To", recipients.to)
    if recipients.cc:
        head += address_field("Cc", recipients.cc)
    if not recipients.to and not recipients.cc:
        head += "To: undisclosed-recipients:;\r\n"
    return head + text_field("Subject", outgoing.subject) + date_field(outgoing.date)


def _body(outgoing: Outgoing) -> bytes:
    text = clean(outgoing.text).strip("\n").rstrip()
    body = text_part("plain", fold(text), flowed=True)
    if outgoing.with_html:
        body = multipart("alternative", [body, text_part("html", text_as_html(text))])
    if not outgoing.enclosures:
        return body
    return multipart("mixed", [body, *map(enclosure_part, outgoing.enclosures)])


def _threading(parent: Envelope) -> str:
    """In-Reply-To and References (RFC 5322 section 3.6.4)."""
    if parent.message_id is None or not is_message_id(parent.message_id):
        return ""
    references = _references(parent, parent.message_id)
    return ids_field("In-Reply-To", [parent.message_id]) + ids_field("References", references)


def _references(envelope: Envelope, parent: MessageId) -> list[MessageId]:
    """The parent's chain and the parent itself."""
    chain = envelope.references
    if not chain and len(envelope.in_reply_to) == 1:
        chain = envelope.in_reply_to
    usable = [one for one in chain if one != parent and is_message_id(one)]
    if len(usable) > 2 * KEPT_REFERENCES:
        usable = usable[:KEPT_REFERENCES] + usable[-KEPT_REFERENCES:]
    return [*usable, parent]
