"""What a session tells of mailboxes and messages, as typed values (RFC 9051, RFC 7162).

Owns: the values. Must not: know how they were asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from emailassist.domain.ids import Uid, UidValidity
from emailassist.imap.uids import UidRanges


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """Up to where a mailbox is known: UIDVALIDITY and HIGHESTMODSEQ (RFC 7162 section 3.2.5)."""

    uid_validity: UidValidity
    highest_modseq: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since a `SyncPoint`: flags as they are now, and UIDs that are gone.

    `flags` holds new messages too. `vanished` may name UIDs that nobody ever knew.
    """

    flags: Mapping[Uid, frozenset[str]]
    vanished: UidRanges


@dataclass(frozen=True, slots=True)
class Selected:
    r"""What SELECT tells of a mailbox; `exists` is the number of messages.

    `highest_modseq` is None where the server, or this mailbox, has no modification sequences;
    `changes` is None unless they were asked for and the server can tell them. `permanent_flags`
    are those that are kept, ``\*`` for any keyword; None where the server does not say.
    """

    uid_validity: UidValidity
    uid_next: Uid
    exists: int
    highest_modseq: int | None = None
    changes: Changes | None = None
    permanent_flags: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class FetchedHeader:
    """What a list needs of one message.

    `header` holds the fields of `fetching.HEADER_FIELDS` that the message has, and the empty line
    after them; `size` is octets; `internal_date` is aware, in UTC.
    """

    uid: Uid
    flags: frozenset[str]
    internal_date: datetime
    size: int
    header: bytes


@dataclass(frozen=True, slots=True)
class FetchedMessage:
    """One message as the server keeps it, or its start; `internal_date` is aware, in UTC."""

    uid: Uid
    flags: frozenset[str]
    internal_date: datetime
    raw: bytes
