"""What is remembered when a reply is drafted: past replies, passages of notes and other mail.

Owns: these as data, each with the place it comes from. Must not: find or judge any.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from emailassist.domain.address import Address
from emailassist.domain.draft import ClaimSource
from emailassist.domain.ids import MessageKey


@dataclass(frozen=True, slots=True)
class PastReply:
    """Something that the person sent; `text` is their own, without quote and signature block."""

    key: MessageKey
    to: tuple[Address, ...]
    subject: str
    date: datetime
    text: str
    same_person: bool = False
    """It went to the correspondent of now."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A short text that may bear what a draft says, and where it stands."""

    source: ClaimSource
    text: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """All that is at hand for one draft besides its conversation.

    `replies` show the person's manner only; what `passages` say may be said, and so may what the
    person said for this draft (`said`) and what they wrote into it themselves (`kept`).
    """

    replies: tuple[PastReply, ...] = ()
    passages: tuple[Passage, ...] = ()
    said: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A file of the notes folders as the index knows it; `problem` says why it is not read."""

    path: Path
    title: str
    passages: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A passage of a note; `place` is its heading or page, '' at the beginning of a file."""

    path: Path
    title: str
    place: str
    text: str

    @property
    def name(self) -> str:
        """As a person would name the place: 'prices.md · Oak'."""
        return " · ".join(dict.fromkeys(part for part in (self.title, self.place) if part))


@dataclass(frozen=True, slots=True)
class FoundMail:
    """A message of the person's own store; `people` is everybody in it but the person."""

    key: MessageKey
    people: tuple[Address, ...]
    mine: bool
    subject: str
    date: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How much there was with one correspondent; the newest subjects first."""

    address: Address
    received: int
    sent: int
    first: datetime | None
    last: datetime | None
    subjects: tuple[str, ...]
