"""Mailboxes and flags (RFC 9051, special use RFC 6154).

Owns: what is known of a mailbox. Must not: talk to a server.
"""

from dataclasses import dataclass
from enum import StrEnum

from emailassist.domain.ids import AccountId, MailboxId, Uid, UidValidity

SEEN = "\\Seen"
ANSWERED = "\\Answered"
FLAGGED = "\\Flagged"
DRAFT = "\\Draft"
DELETED = "\\Deleted"
FORWARDED = "$Forwarded"
JUNK = "$Junk"
NOT_JUNK = "$NotJunk"
"""Keywords (RFC 5788); servers that keep no keywords refuse them."""


class Role(StrEnum):
    """Special use of a mailbox (RFC 6154), plus INBOX itself and 'none'."""

    INBOX = "inbox"
    SENT = "sent"
    DRAFTS = "drafts"
    ARCHIVE = "archive"
    JUNK = "junk"
    TRASH = "trash"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """The state of a mailbox that is not selected (RFC 9051 section 6.3.11, RFC 7162).

    `highest_modseq` is None where there are no modification sequences.
    """

    messages: int
    uid_next: Uid
    uid_validity: UidValidity
    unseen: int | None = None
    highest_modseq: int | None = None


@dataclass(frozen=True, slots=True)
class ListedMailbox:
    """A mailbox as the server lists it; `name` is decoded, `delimiter` its hierarchy separator.

    `status` is None where the server does not tell it with the list, or has none to tell.
    """

    name: str
    role: Role
    delimiter: str
    selectable: bool = True
    subscribed: bool = True
    status: MailboxStatus | None = None


@dataclass(frozen=True, slots=True)
class MailboxState:
    """Up to where a mailbox is known: everything that it held then is in the store."""

    uid_validity: UidValidity
    uid_next: Uid
    messages: int
    highest_modseq: int | None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox of the store; `state` is None while it has not been read to the end."""

    id: MailboxId
    account_id: AccountId
    name: str
    role: Role
    delimiter: str
    uid_validity: UidValidity | None
    total: int
    unseen: int
    state: MailboxState | None = None
