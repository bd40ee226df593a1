"""Mailboxes and flags (RFC 9051, special use RFC 6154).

Owns: what is known of a mailbox. Must not: talk to a server.
"""

from dataclasses import dataclass
from enum import StrEnum

from emailassist.domain.ids import AccountId, MailboxId, UidValidity

SEEN = "\\Seen"
ANSWERED = "\\Answered"
FLAGGED = "\\Flagged"
DRAFT = "\\Draft"
DELETED = "\\Deleted"


class Role(StrEnum):
    """Special use of a mailbox (RFC 6154), plus INBOX itself and 'none'."""

    INBOX = "inbox"
    SENT = "sent"
    DRAFTS = "drafts"
    ARCHIVE = "archive"
    JUNK = "junk"
    TRASH = "trash"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ListedMailbox:
    """A mailbox as the server lists it; `name` is decoded, `delimiter` its hierarchy separator."""

    name: str
    role: Role
    delimiter: str
    selectable: bool = True


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox of the store with its synchronisation state."""

    id: MailboxId
    account_id: AccountId
    name: str
    role: Role
    delimiter: str
    uid_validity: UidValidity | None
    total: int
    unseen: int
