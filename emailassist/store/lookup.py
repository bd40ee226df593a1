"""Mail that may bear what a draft says, and how much there was with somebody.

Owns: the queries for that. Must not: decide what of it anybody may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.message import Stage
from emailassist.domain.recall import Contact
from emailassist.store import codec

_SUBJECTS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A message with the words; `is_read`: what its sender wrote is known."""

    key: MessageKey
    sender: Address
    recipients: tuple[Address, ...]
    mine: bool
    subject: str
    date: int
    text: str
    is_read: bool


def with_words(
    db: Database, account: AccountId, match: str, but_thread: int, limit: int
) -> tuple[Hit, ...]:
    """Messages of an account for an FTS5 expression, best first, but those of one thread."""
    rows = db.query(
        "SELECT m.* FROM search s JOIN messages m ON m.ordinal = s.rowid WHERE search MATCH ? "
        "AND m.account_id = ? AND m.thread_id != ? ORDER BY bm25(search) LIMIT ?",
        [match, account, but_thread, limit],
    )
    return tuple(map(_hit, rows))


def of_keys(db: Database, keys: Sequence[MessageKey]) -> tuple[Hit, ...]:
    """These messages, in this order."""
    marks = ", ".join("?" * len(keys))
    rows = db.query(f"SELECT m.* FROM messages m WHERE m.id IN ({marks})", list(keys))
    found = {row["id"]: _hit(row) for row in rows}
    return tuple(found[key] for key in keys if key in found)


def contact(db: Database, account: AccountId, address: Address) -> Contact:
    """How much there was with that address, to it or from it."""
    email = address.email.casefold()
    to_them = (
        "m.mine = 1 AND EXISTS (SELECT 1 FROM json_each(m.recipients_json) r "
        "WHERE lower(json_extract(r.value, '$.email')) = :email)"
    )
    rows = list(
        db.query(
            "SELECT m.mine, m.subject, m.date FROM messages m WHERE m.account_id = :account "
            f"AND (lower(m.sender_email) = :email OR ({to_them})) ORDER BY m.date DESC",
            {"account": account, "email": email},
        )
    )
    return Contact(
        address,
        received=sum(not row["mine"] for row in rows),
        sent=sum(bool(row["mine"]) for row in rows),
        first=codec.moment(rows[-1]["date"]) if rows else None,
        last=codec.moment(rows[0]["date"]) if rows else None,
        subjects=tuple(dict.fromkeys(row["subject"] for row in rows))[:_SUBJECTS],
    )


def _hit(row: dict[str, Any]) -> Hit:
    return Hit(
        MessageKey(row["id"]),
        Address(row["sender_name"], row["sender_email"]),
        codec.decode(tuple[Address, ...], row["recipients_json"]),
        bool(row["mine"]),
        row["subject"],
        row["date"],
        row["own_text"],
        row["stage"] >= Stage.READ,
    )
