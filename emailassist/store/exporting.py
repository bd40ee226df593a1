"""What an export reads from the store.

Owns: the queries of an export. Must not: write files.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.ids import AccountId, MailboxId, MessageKey
from emailassist.store import codec
from emailassist.store.placements import flag_set


@dataclass(frozen=True, slots=True)
class Placed:
    """One place of a message, with the names of where it lies; `mailbox` from the top down."""

    account: str
    mailbox: tuple[str, ...]
    key: MessageKey
    received_at: datetime
    flags: frozenset[str]


def placed(
    db: Database, *, account: AccountId | None = None, mailbox: MailboxId | None = None
) -> tuple[Placed, ...]:
    """Every place of an account or a mailbox, or of all, mailbox by mailbox."""
    rows = db.conn.execute(
        "SELECT a.name, b.name, b.delimiter, p.message, m.received_at, p.flags FROM placements p "
        "JOIN mailboxes b ON b.id = p.mailbox_id JOIN accounts a ON a.id = b.account_id "
        "JOIN messages m ON m.id = p.message "
        "WHERE (:account IS NULL OR a.id = :account) AND (:mailbox IS NULL OR b.id = :mailbox) "
        "ORDER BY a.id, b.id, p.uid",
        {"account": account, "mailbox": mailbox},
    )
    return tuple(
        Placed(
            account_name,
            tuple(name.split(delimiter)) if delimiter else (name,),
            MessageKey(key),
            codec.moment(received_at),
            flag_set(flags),
        )
        for account_name, name, delimiter, key, received_at, flags in rows
    )


def raw(db: Database, key: MessageKey) -> bytes | None:
    """The bytes of a message; None while they are not all here."""
    row = db.conn.execute(
        "SELECT s.raw FROM sources s JOIN messages m ON m.id = s.message "
        "WHERE m.id = ? AND m.partial = 0",
        [key],
    ).fetchone()
    return None if row is None else bytes(row[0])
