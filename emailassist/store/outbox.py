"""The outbox: submissions and their state, so that none is lost and none repeated.

Owns: the table outbox; every change of state is one committed transaction that names the
state it comes from, so two senders can never both take one. Must not: talk SMTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from emailassist.domain.draft import OutboxEntry, OutboxState, Purpose
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import AccountId, DraftKey, MessageId, MessageKey, OutboxKey
from emailassist.store import codec

_LAST = (OutboxState.FILED, OutboxState.WITHDRAWN)
"""No letter leaves these, and none goes out from them."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What is on the outside of a letter: its SMTP envelope, and by what it is known again."""

    account: AccountId
    message_id: MessageId
    sender: str
    recipients: tuple[str, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished message with its cover, ready to be submitted."""

    cover: Cover
    raw: bytes


@dataclass(frozen=True, slots=True)
class Submission:
    """An outbox row without its bytes, which `raw` reads; `reply_to` is what it answers, if any."""

    entry: OutboxEntry
    cover: Cover
    reply_to: MessageKey | None
    attempts: int
    forwards: MessageKey | None = None

    @property
    def about(self) -> frozenset[MessageKey]:
        """The messages that show something of it."""
        return frozenset(key for key in (self.reply_to, self.forwards) if key is not None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of a letter, and when; `scheduled`: the person chose the time."""

    send_at: datetime
    scheduled: bool = False
    purpose: Purpose = Purpose.SEND


def enqueue(db: Database, draft: DraftKey, letter: Letter, plan: Plan) -> OutboxEntry:
    """Add a letter; the Message-ID is unique, so the same letter cannot be added twice."""
    cover = letter.cover
    cursor = db.execute(
        "INSERT INTO outbox(draft, account_id, message_id, sender, recipients_json, subject, raw,"
        " state, send_at, scheduled, purpose) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            draft,
            cover.account,
            cover.message_id,
            cover.sender,
            codec.encode(tuple[str, ...], cover.recipients),
            cover.subject,
            letter.raw,
            OutboxState.QUEUED.value,
            plan.send_at.timestamp(),
            plan.scheduled,
            plan.purpose.value,
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
    """Change the state if it still is `origin`; whether it was.

    The bytes of a letter go with its last state: they lie in Sent, or its draft has the words.
    """
    cursor = db.execute(
        "UPDATE outbox SET state = ?, problem = ?, send_at = coalesce(?, send_at), "
        "attempts = attempts + ?, raw = iif(?, x'', raw) WHERE id = ? AND state = ?",
        [
            to.value,
            problem,
            send_at.timestamp() if send_at else None,
            int(to is OutboxState.CONNECTING),
            to in _LAST,
            key,
            origin.value,
        ],
    )
    return cursor.rowcount == 1


_SELECT = """
SELECT o.id, o.draft, o.account_id, o.message_id, o.sender, o.recipients_json, o.subject, o.state,
    o.send_at, o.attempts, o.problem, o.scheduled, o.purpose, d.reply_to,
    json_extract(d.composition_json, '$.forwards') AS forwards
FROM outbox o JOIN drafts d ON d.id = o.draft
"""


def submission(db: Database, key: OutboxKey) -> Submission:
    """One row; raises NotFound."""
    for row in db.query(f"{_SELECT} WHERE o.id = ?", [key]):
        return _submission(row)
    raise NotFound(f"There is no outgoing message {key}.")


def raw(db: Database, key: OutboxKey) -> bytes:
    """The bytes of a letter, which may be many, and none in its last state; raises NotFound."""
    for row in db.query("SELECT raw FROM outbox WHERE id = ?", [key]):
        return bytes(row["raw"])
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


def reschedule(db: Database, key: OutboxKey, send_at: datetime, raw: bytes) -> bool:
    """Choose another time for a letter that has not begun to go out; whether it was in time.

    `raw` are its bytes with that date.
    """
    cursor = db.execute(
        "UPDATE outbox SET send_at = ?, raw = ?, scheduled = 1, problem = '', attempts = 0 "
        "WHERE id = ? AND state = ? AND purpose = ?",
        [send_at.timestamp(), raw, key, OutboxState.QUEUED.value, Purpose.SEND.value],
    )
    return cursor.rowcount == 1


def saved_as(db: Database, message_id: MessageId) -> DraftKey | None:
    """The draft whose copy on the server has that Message-ID."""
    rows = db.query(
        "SELECT draft FROM outbox WHERE message_id = ? AND purpose = ?",
        [message_id, Purpose.SAVE.value],
    )
    return next((DraftKey(row["draft"]) for row in rows), None)


def saved_copies(db: Database, draft: DraftKey) -> tuple[tuple[AccountId, MessageId], ...]:
    """The copies of a draft that were put, or may have been, on a server as drafts."""
    rows = db.query(
        "SELECT account_id, message_id FROM outbox WHERE draft = :draft AND purpose = :save "
        "AND attempts > 0 UNION ALL "
        "SELECT account_id, json_extract(composition_json, '$.replaces') FROM drafts "
        "WHERE id = :draft AND json_extract(composition_json, '$.replaces') IS NOT NULL",
        {"draft": draft, "save": Purpose.SAVE.value},
    )
    return tuple((AccountId(row["account_id"]), MessageId(row["message_id"])) for row in rows)


def _submission(row: dict[str, Any]) -> Submission:
    recipients = codec.decode(tuple[str, ...], row["recipients_json"])
    entry = OutboxEntry(
        key=OutboxKey(row["id"]),
        draft=DraftKey(row["draft"]),
        state=codec.member(OutboxState, row["state"]),
        to=recipients,
        subject=row["subject"],
        send_at=codec.moment(row["send_at"]),
        problem=row["problem"],
        purpose=codec.member(Purpose, row["purpose"]),
        scheduled=bool(row["scheduled"]),
    )
    cover = Cover(
        account=AccountId(row["account_id"]),
        message_id=MessageId(row["message_id"]),
        sender=row["sender"],
        recipients=recipients,
        subject=row["subject"],
    )
    return Submission(entry, cover, row["reply_to"], row["attempts"], row["forwards"])
