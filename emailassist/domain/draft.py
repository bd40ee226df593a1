"""Drafts and what may still be missing in them.

Owns: the draft, its open choices, what the person set around its text, and its states.
Must not: write or send one.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from emailassist.domain.address import Address
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import (
    AccountId,
    DraftKey,
    EnclosureKey,
    MessageId,
    MessageKey,
    OutboxKey,
)
from emailassist.domain.triage import TriageWarning, Written

_GAP = re.compile("‹[^›\n]*›")
"""A place that the person still has to fill: a choice's marker, or a fact nobody gave."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An ask that only the person can answer.

    `marker` stands in the draft's body until one of `options` (whole sentences), or their own
    words, takes its place. A draft with a marker left cannot be approved.
    """

    marker: str
    ask: str
    options: tuple[str, ...]


class SourceKind(StrEnum):
    """Where something that a draft says comes from."""

    THREAD = "thread"
    MAIL = "mail"
    """Other mail of the person's own."""
    NOTE = "note"
    PERSON = "person"
    """The person said so when they asked for this draft."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """What bears a claim: `quote` stands in the message `key`, or in the note called `title`.

    `path` is that note's file; `beyond`: others than those of this conversation take part in that
    mail.
    """

    kind: SourceKind
    title: str = ""
    key: MessageKey | None = None
    quote: str = ""
    path: str = ""
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a draft states at `start`:`end` of its body, and what bears it."""

    text: str
    start: int
    end: int
    source: ClaimSource

    def moved_to(self, body: str) -> "Claim | None":
        """The same claim in another text, at the place nearest to its own; None if it is gone."""
        places = [found.start() for found in re.finditer(re.escape(self.text), body)]
        if not places:
            return None
        start = min(places, key=lambda place: abs(place - self.start))
        return replace(self, start=start, end=start + len(self.text))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply as the drafting step leaves it: new text only, no quote and no recipients."""

    body: str
    language: str
    written: Written
    choices: tuple[Choice, ...] = ()
    warnings: tuple[TriageWarning, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def open_choices(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.marker in self.body)

    def with_body(self, body: str) -> "Proposal":
        """With the person's text: of the claims those that still stand in it, where they do."""
        moved = (claim.moved_to(body) for claim in self.claims)
        claims = sorted((each for each in moved if each is not None), key=lambda each: each.start)
        return replace(self, body=body, claims=tuple(claims))


@dataclass(frozen=True, slots=True)
class Composition:
    """What the person set in the composer around a draft's text.

    A draft that has one goes out as it stands: its body is the whole text, with quote and
    signature. `sender` is the account it is sent from, `forwards` the message it hands on, `at` a
    time (aware) that was chosen before it was approved, `replaces` the Message-ID of the server's
    draft that this one takes the place of.
    """

    sender: AccountId
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    subject: str = ""
    forwards: MessageKey | None = None
    at: datetime | None = None
    replaces: MessageId | None = None

    @property
    def has_recipient(self) -> bool:
        return bool(self.to or self.cc or self.bcc)


@dataclass(frozen=True, slots=True)
class EnclosedFile:
    """A file that goes with a draft; `size` in bytes."""

    key: EnclosureKey
    name: str
    content_type: str
    size: int


class DraftState(StrEnum):
    """Life of a draft: proposed or edited, then approved, then sent; or discarded.

    `saved` lies in the server's mailbox of drafts and can be opened here again.
    """

    PROPOSED = "proposed"
    EDITED = "edited"
    APPROVED = "approved"
    SENT = "sent"
    DISCARDED = "discarded"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of the store; `reply_to` is the message that it answers, if it is a reply.

    A reply that was never opened in the composer has no composition: who gets it and what is
    quoted follows from the message then.
    """

    key: DraftKey
    reply_to: MessageKey | None
    proposal: Proposal
    state: DraftState
    updated_at: datetime
    composition: Composition | None = None

    @property
    def about(self) -> frozenset[MessageKey]:
        """The messages that show something of this draft."""
        forwards = self.composition.forwards if self.composition else None
        return frozenset(key for key in (self.reply_to, forwards) if key is not None)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the person."""
        return self.state in {DraftState.PROPOSED, DraftState.EDITED}

    @property
    def is_own(self) -> bool:
        """Whether the person wrote it, from the first word or over an empty frame."""
        edited = self.state in {DraftState.EDITED, DraftState.SAVED}
        frame = self.proposal.written is Written.SKELETON and not self.proposal.choices
        return edited and frame

    def check_ready(self) -> None:
        """Raises DraftNotReady, saying why, when this cannot be approved."""
        if not self.is_open:
            raise DraftNotReady(f"Draft {self.key} is {self.state.value}.")
        if self.composition is None and not self.proposal.body.strip():
            raise DraftNotReady(f"Draft {self.key} is empty.", hint="Write something first.")
        if self.composition is not None and not self.composition.has_recipient:
            raise DraftNotReady(
                f"Draft {self.key} has no recipient.", hint="Say whom it is for first."
            )
        gap = _GAP.search(self._own_text())
        if gap is not None:
            raise DraftNotReady(
                f"Draft {self.key} still has something to fill in: {gap.group()}",
                hint="Choose an answer, or write your own in its place.",
            )

    def _own_text(self) -> str:
        """What may have gaps: a reply's new text, never what others wrote."""
        if self.composition is None:
            return self.proposal.body
        if self.reply_to is None:
            return ""
        lines = self.proposal.body.split("\n")
        return "\n".join(line for line in lines if not line.startswith(">"))


class Purpose(StrEnum):
    """What an approved draft waits for: to be sent, or to be saved on the server as a draft."""

    SEND = "send"
    SAVE = "save"


class OutboxState(StrEnum):
    """Life of a submission; every arrow is one committed transaction.

    queued → connecting → transmitting → accepted → filed. A crash in `connecting` is safe to
    repeat; one in `transmitting` is `uncertain` until the Message-ID is found in Sent or the
    person decides. `accepted` only lacks its copy in Sent.
    """

    QUEUED = "queued"
    CONNECTING = "connecting"
    TRANSMITTING = "transmitting"
    ACCEPTED = "accepted"
    FILED = "filed"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A submission as the window lists it.

    `send_at` is the end of its undo delay or of the wait for the next attempt; with `scheduled`
    it is the time that the person chose.
    """

    key: OutboxKey
    draft: DraftKey
    state: OutboxState
    to: tuple[str, ...]
    subject: str
    send_at: datetime
    problem: str
    purpose: Purpose = Purpose.SEND
    scheduled: bool = False
