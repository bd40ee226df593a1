"""Messages read back: their bytes, and which of them wait for what.

Owns: the queries over messages and sources. Must not: insert them, or parse MIME.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.errors import NotFetched, NotFound
from emailassist.domain.ids import AccountId, MessageId, MessageKey
from emailassist.domain.mailbox import Role
from emailassist.domain.message import Stage
from emailassist.store import codec


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a message as they arrived, and what the store knows beside them.

    `received_at` is the server's word (INTERNALDATE), not the sender's. With `partial` only the
    first bytes of `size` are here.
    """

    key: MessageKey
    account: AccountId
    thread: int
    received_at: datetime
    message_id: MessageId | None
    raw: bytes
    size: int = 0
    partial: bool = False


def source(db: Database, key: MessageKey) -> Source:
    """A message's bytes, proven by their digest.

    Raises NotFound, NotFetched while it is only listed, and Unreadable.
    """
    rows = list(
        db.query(
            "SELECT m.account_id, m.thread_id, m.received_at, m.message_id, s.raw, m.size, "
            "m.partial, m.digest "
            "FROM messages m LEFT JOIN sources s ON s.message = m.id WHERE m.id = ?",
            [key],
        )
    )
    if not rows:
        raise _missing(key)
    row = rows[0]
    if row["raw"] is None:
        raise NotFetched(
            "This message is still on the server only.", hint="It comes with the next connection."
        )
    if not row["partial"] and hashlib.sha256(row["raw"]).hexdigest() != row["digest"]:
        raise codec.Unreadable("the bytes of a message have changed")
    return Source(
        key,
        AccountId(row["account_id"]),
        row["thread_id"],
        codec.moment(row["received_at"]),
        MessageId(row["message_id"]) if row["message_id"] else None,
        row["raw"],
        row["size"],
        bool(row["partial"]),
    )


def message_id(db: Database, key: MessageKey) -> MessageId | None:
    """What the sender named the message; None if nothing, or if it is not here any more."""
    for row in db.query("SELECT message_id FROM messages WHERE id = ?", [key]):
        return MessageId(row["message_id"]) if row["message_id"] else None
    return None


def is_here(db: Database, key: MessageKey) -> bool:
    """Whether the store has the message."""
    return bool(db.table("messages").count_where("id = ?", [key]))


def size(db: Database, key: MessageKey) -> int:
    """The octets of a message as the server counts them, 0 when nobody knows."""
    rows = db.conn.execute("SELECT size FROM messages WHERE id = ?", [key]).fetchall()
    return int(rows[0][0]) if rows else 0


def require(db: Database, key: MessageKey) -> None:
    """Raises NotFound when the message is not here (any more)."""
    if not is_here(db, key):
        raise _missing(key)


def _missing(key: MessageKey) -> NotFound:
    return NotFound(f"Message {key} is not here (any more).")


def fingerprint(raw: bytes) -> str:
    """Equal for the same message whatever line ends a server gives it."""
    return hashlib.sha256(raw.replace(b"\r\n", b"\n").strip()).hexdigest()


def by_fingerprint(db: Database) -> dict[str, MessageKey]:
    """Every message by its fingerprint."""
    rows = db.query("SELECT message, raw FROM sources")
    return {fingerprint(row["raw"]): MessageKey(row["message"]) for row in rows}


def untriaged(
    db: Database, *, limit: int | None = None, retry_failed: bool = True
) -> tuple[MessageKey, ...]:
    """Inbox messages of others that no triage finished, newest first; failed ones come last.

    One of which only the reply, or a second triage, failed is not finished either.

    Those that a batch was ordered for are not among them: nothing is paid for twice.

    Without `retry_failed` only those failures are among them that may pass by themselves.
    """
    failed = "coalesce(t.problem, '') != ''"
    kept = "" if retry_failed else f"AND (NOT {failed} OR t.passing = 1) "
    rows = db.query(
        "SELECT DISTINCT m.id, m.date FROM messages m JOIN placements p ON p.message = m.id "
        "JOIN mailboxes b ON b.id = p.mailbox_id LEFT JOIN triage t ON t.message = m.id "
        f"WHERE b.role = ? AND m.mine = 0 AND m.stage >= {Stage.INDEXED.value} "
        f"AND (coalesce(t.state, '') != 'done' OR {failed}) {kept}"
        "AND NOT EXISTS (SELECT 1 FROM batch_requests r JOIN batches o ON o.id = r.batch "
        "WHERE r.message = m.id AND r.state IN ('waiting', 'answered') AND o.state != 'gathered') "
        f"ORDER BY {failed}, m.date DESC, m.id DESC LIMIT ?",
        [Role.INBOX.value, -1 if limit is None else limit],
    )
    return tuple(MessageKey(row["id"]) for row in rows)
