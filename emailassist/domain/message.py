"""Messages (RFC 5322, MIME RFC 2045) as the program knows them.

Owns: envelope, parts, the parsed message. Must not: parse or store bytes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from emailassist.domain.address import Address
from emailassist.domain.ids import MessageId


class Stage(IntEnum):
    """How far a message got on its way into the store; each stage includes those before it.

    First its envelope is listed, then its bytes are here, then its text is indexed; what its
    sender wrote, apart from quotes, is told when somebody first needs it.
    """

    LISTED = 0
    STORED = 1
    INDEXED = 2
    READ = 3


@dataclass(frozen=True, slots=True)
class Envelope:
    """The header fields that say who, to whom, when and in which thread.

    `date` is aware of its zone as the sender wrote it, or None when missing or unreadable.
    """

    message_id: MessageId | None
    subject: str
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime | None
    in_reply_to: tuple[MessageId, ...]
    references: tuple[MessageId, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One leaf part that is not the text being read; `size` in decoded bytes.

    `position` is the part's number in a walk over all leaf parts, by which its bytes are
    found again; `content_id` (without angle brackets) is set for parts that HTML refers to.
    """

    position: int
    filename: str
    content_type: str
    size: int
    inline: bool
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A VEVENT of a text/calendar part (RFC 5545, iTIP RFC 5546 method)."""

    method: str
    summary: str
    start: datetime | None
    end: datetime | None
    all_day: bool
    location: str
    organizer: Address | None
    attendees: tuple[Address, ...]
    status: str
    uid: str


class Protection(StrEnum):
    """How a message is signed or encrypted; what matters more comes first."""

    PGP_ENCRYPTED = "OpenPGP, encrypted"
    SMIME_ENCRYPTED = "S/MIME, encrypted"
    PGP_SIGNED = "OpenPGP, signed"
    SMIME_SIGNED = "S/MIME, signed"

    @property
    def standard(self) -> str:
        """``OpenPGP`` or ``S/MIME``."""
        return self.value.partition(",")[0]

    @property
    def encrypted(self) -> bool:
        """Whether there is nothing to read without a key."""
        return self in {Protection.PGP_ENCRYPTED, Protection.SMIME_ENCRYPTED}


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message after MIME parsing; nothing here is trusted, all of it is data.

    `text` is the readable text (from HTML if there is no plain part); `own_text` is what this
    sender wrote in this message; `quoted` and `signature` are what was split off. `html` is
    the raw HTML part, never shown without sanitising. `hidden_text` is text that the HTML
    hides from a reader. `headers` keeps every field in order, decoded, names as written.
    `defects` are sentences about what was wrong with the bytes. `protection` is what the
    message claims; no signature has been checked.
    """

    envelope: Envelope
    headers: tuple[tuple[str, str], ...]
    text: str
    own_text: str
    quoted: str
    signature: str
    html: str | None
    hidden_text: str
    attachments: tuple[Attachment, ...] = ()
    calendar: tuple[CalendarEvent, ...] = ()
    defects: tuple[str, ...] = field(default=())
    protection: Protection | None = None

    def header(self, name: str) -> str:
        """The first field of that name (case-insensitive), or ''."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every field of that name (case-insensitive), in order."""
        wanted = name.casefold()
        return tuple(value for key, value in self.headers if key.casefold() == wanted)
