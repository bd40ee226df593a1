"""The outbox: submissions and their state, so that none is lost and none repeated.

Owns: the table outbox; every change of state is one committed transaction that names the
state it comes from, so two senders can never both take one. Must not: talk SMTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from emailassist.domain.draft import OutboxEntry, OutboxState
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import AccountId, DraftKey, MessageId, MessageKey, OutboxKey
from emailassist.store import codec


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished message with its SMTP envelope, ready to be submitted."""

    account: AccountId
    message_id: MessageId
    sender: str
    recipients: tuple[str, ...]
    subject: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Submission:
    """An outbox row with its letter; `reply_to` is the message that it answers."""

    entry: OutboxEntry
    letter: Letter
    reply_to: MessageKey
    attempts: int


def enqueue(db: Database, draft: DraftKey, letter: Letter, send_at: datetime) -> OutboxEntry:
    """Add a letter; the Message-ID is unique, so the same letter cannot be added twice."""
    cursor = db.execute(
        "INSERT INTO outbox(draft, account_id, message_id, sender, recipients_json, subject, raw,"
        " state, send_at) VALUES (?,?,?,?,?,?,?,?,?)",
        [
            draft,
            letter.account,
            letter.message_id,
            letter.sender,
            codec.encode(tuple[str, ...], letter.recipients),
            letter.subject,
            letter.raw,
            OutboxState.QUEUED.value,
            send_at.timestamp(),
        ],
    )
    return submission(db, OutboxKey(int(cursor.lastrowid or 0))).entry


def move(
    db: Database,
    key: OutboxKey,
    *,
    origin: OutboxState,
    to: OutboxState,
    problem: str = "",
    send_at: datetime | None = None,
) -> bool:
    """Change the state if it still is `origin`; whether it was."""
    cursor = db.execute(
        "UPDATE outbox SET state = ?, problem = ?, send_at = coalesce(?, send_at), "
        "attempts = attempts + ? WHERE id = ? AND state = ?",
        [
            to.value,
            problem,
            send_at.timestamp() if send_at else None,
            int(to is OutboxState.CONNECTING),
            key,
            origin.value,
        ],
    )
    return cursor.rowcount == 1


_SELECT = """
SELECT o.*, d.reply_to FROM outbox o JOIN drafts d ON d.id = o.draft
"""


def submission(db: Database, key: OutboxKey) -> Submission:
    """One row; raises NotFound."""
    for row in db.query(f"{_SELECT} WHERE o.id = ?", [key]):
        return _submission(row)
    raise NotFound(f"There is no outgoing message {key}.")


def in_states(db: Database, states: Sequence[OutboxState]) -> tuple[Submission, ...]:
    """Rows in one of these states, the next to be sent first."""
    marks = ",".join("?" * len(states))
    rows = db.query(
        f"{_SELECT} WHERE o.state IN ({marks}) ORDER BY o.send_at, o.id",
        [state.value for state in states],
    )
    return tuple(_submission(row) for row in rows)


def for_draft(db: Database, draft: DraftKey) -> OutboxEntry | None:
    """The newest outbox row of a draft."""
    rows = db.query(f"{_SELECT} WHERE o.draft = ? ORDER BY o.id DESC LIMIT 1", [draft])
    return next((_submission(row).entry for row in rows), None)


def _submission(row: dict[str, Any]) -> Submission:
    recipients = codec.decode(tuple[str, ...], row["recipients_json"])
    entry = OutboxEntry(
        key=OutboxKey(row["id"]),
        draft=DraftKey(row["draft"]),
        state=OutboxState(row["state"]),
        to=recipients,
        subject=row["subject"],
        send_at=codec.moment(row["send_at"]),
        problem=row["problem"],
    )
    letter = Letter(
        account=AccountId(row["account_id"]),
        message_id=MessageId(row["message_id"]),
        sender=row["sender"],
        recipients=recipients,
        subject=row["subject"],
        raw=row["raw"],
    )
    return Submission(entry, letter, MessageKey(row["reply_to"]), row["attempts"])
