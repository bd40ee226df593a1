"""Changes that the person made here and a server has not seen yet.

Owns: the table flag_operations, and flags that such changes hold in place. Must not: speak IMAP.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.ids import AccountId, MailboxId, MessageKey, Uid
from emailassist.store.placements import flag_set, joined, places


def set_flag(db: Database, key: MessageKey, flag: str, *, on: bool) -> None:
    """Set or clear a flag here at once and queue the change for the server, in one transaction."""
    with db.atomic():
        for place in places(db, key):
            flags = place.flags | {flag} if on else place.flags - {flag}
            db.execute(
                "UPDATE placements SET flags = ? WHERE mailbox_id = ? AND uid = ?",
                [joined(flags), place.mailbox, place.uid],
            )
        db.execute("DELETE FROM flag_operations WHERE message = ? AND flag = ?", [key, flag])
        db.execute(
            "INSERT INTO flag_operations(message, flag, adding) VALUES (?, ?, ?)", [key, flag, on]
        )


@dataclass(frozen=True, slots=True)
class FlagOperation:
    """A flag change that the server has not seen yet."""

    id: int
    message: MessageKey
    flag: str
    adding: bool


def pending_flags(db: Database, account: AccountId) -> tuple[FlagOperation, ...]:
    """Queued flag changes of an account, in order."""
    rows = db.query(
        "SELECT f.id, f.message, f.flag, f.adding FROM flag_operations f "
        "JOIN messages m ON m.id = f.message WHERE m.account_id = ? ORDER BY f.id",
        [account],
    )
    return tuple(
        FlagOperation(row["id"], MessageKey(row["message"]), row["flag"], bool(row["adding"]))
        for row in rows
    )


def flag_written(db: Database, operation: FlagOperation) -> None:
    """The server has the change; forget that it was pending."""
    db.execute("DELETE FROM flag_operations WHERE id = ?", [operation.id])


def update_flags(
    db: Database, mailbox: MailboxId, flags: Mapping[Uid, frozenset[str]]
) -> frozenset[MessageKey]:
    """Take over flags seen on the server; the messages that changed.

    A flag that waits to be written to the server is the person's newer word and stays.
    """
    changed: set[MessageKey] = set()
    with db.atomic():
        for uid, seen in flags.items():
            for row in db.query(
                "SELECT message, flags FROM placements WHERE mailbox_id = ? AND uid = ?",
                [mailbox, uid],
            ):
                wanted = with_pending(db, MessageKey(row["message"]), seen)
                if flag_set(row["flags"]) != wanted:
                    changed.add(MessageKey(row["message"]))
                    db.execute(
                        "UPDATE placements SET flags = ? WHERE mailbox_id = ? AND uid = ?",
                        [joined(wanted), mailbox, uid],
                    )
    return frozenset(changed)


def with_pending(db: Database, key: MessageKey, flags: frozenset[str]) -> frozenset[str]:
    """A server's flags as they are once it has heard of every change."""
    result = set(flags)
    for row in db.query(
        "SELECT flag, adding FROM flag_operations WHERE message = ? ORDER BY id", [key]
    ):
        if row["adding"]:
            result.add(row["flag"])
        else:
            result.discard(row["flag"])
    return frozenset(result)
