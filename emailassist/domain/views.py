"""What the window and the command line show: read-only pictures of the store.

Owns: rows, details and counts for showing. Must not: format text for a particular screen.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from emailassist.domain.address import Address
from emailassist.domain.draft import Draft, OutboxEntry
from emailassist.domain.ids import AccountId, MailboxId, MessageKey, ThreadKey
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.message import ParsedMessage
from emailassist.domain.passage import Passage
from emailassist.domain.triage import Priority, Tier, Triage


class TriageState(StrEnum):
    """How far triage got with a message."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Listing:
    """Which messages a list shows, newest first. The set fields narrow it together.

    `inboxes`: what lies in the INBOX of any account. `category` may be `UNSURE`; `query` is a
    search as the person typed it (see query.py).
    """

    mailbox: MailboxId | None = None
    category: str | None = None
    query: str = ""
    needs_reply: bool = False
    inboxes: bool = False


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Some messages of a listing; `more` says where the next page begins, None at the end."""

    keys: tuple[MessageKey, ...]
    more: int | None


UNSURE = "unsure"
"""The category under which messages are listed that no tier decided."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One line of the message list."""

    key: MessageKey
    thread: ThreadKey
    account: AccountId
    sender: Address | None
    recipients: tuple[Address, ...]
    mine: bool
    """The person wrote it."""
    subject: str
    date: datetime
    snippet: str
    summary: str
    category: str | None
    priority: Priority | None
    needs_reply: bool
    tier: Tier | None
    triage: TriageState
    seen: bool
    answered: bool
    flagged: bool
    has_attachments: bool
    has_draft: bool
    labels: tuple[str, ...] = ()


class Presence(StrEnum):
    """How much of a message is here."""

    WHOLE = "whole"
    START = "start"
    """The first part of a large message."""
    ENVELOPE = "envelope"


@dataclass(frozen=True, slots=True)
class MessageDetail:
    """Everything the reading pane and the assistant panel show of one message.

    `size` in octets, as the server counts; `passages` of `message.text` seem to speak to a program.
    """

    row: MessageRow
    message: ParsedMessage
    triage: Triage | None
    triage_problem: str
    draft: Draft | None
    outbox: OutboxEntry | None
    thread: tuple[MessageRow, ...]
    presence: Presence = Presence.WHOLE
    size: int = 0
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Sidebar:
    """Mailboxes with their counts, and how many inbox messages each category holds."""

    mailboxes: tuple[Mailbox, ...]
    categories: tuple[tuple[str, int], ...]
    needs_reply: int
    drafts: int
    untriaged: int


@dataclass(frozen=True, slots=True)
class InstructionFile:
    """One agent's instruction file as the instructions page lists it."""

    name: str
    role: str
    title: str
    when: str
    enabled: bool
    edited: bool
    """The person's own copy is in force, not the shipped one."""
    digest: str
    problem: str
    """Why the file on disk is not in force, a line for each fault, or ''."""
    is_own: bool = False
    """The person made it: there is no shipped one."""
    shipped_changed: bool = False
    """The shipped file is another one than when the person's copy was made."""
    fields: tuple[str, ...] = ()
    """What a specialist of the person's own looks for."""
    tier: str = ""
    """The model tier that it asks for."""


@dataclass(frozen=True, slots=True)
class InstructionExample:
    """A complete file to begin with; it is not in force until it is copied."""

    name: str
    title: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class InstructionVersion:
    """One saved version of an instruction file."""

    name: str
    digest: str
    saved_at: datetime
    note: str
    text: str
