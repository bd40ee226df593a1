"""What the person sent before, to find replies that are close to a new question.

Owns: the queries over mail of one's own for that. Must not: judge which is closest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.message import Stage
from emailassist.domain.recall import PastReply
from emailassist.store import codec

_FIELDS = "m.id, m.recipients_json, m.subject, m.date, m.own_text, m.stage"


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent message; `is_read`: its own text is known (`indexing.keep_own_texts`)."""

    reply: PastReply
    is_read: bool


def with_words(
    db: Database, account: AccountId, match: str, but_thread: int, limit: int
) -> tuple[Sent, ...]:
    """Sent messages for an FTS5 expression, best first, but those of one thread."""
    rows = db.query(
        f"SELECT {_FIELDS} FROM search s JOIN messages m ON m.ordinal = s.rowid "
        "WHERE search MATCH ? AND m.account_id = ? AND m.mine = 1 AND m.thread_id != ? "
        "ORDER BY bm25(search) LIMIT ?",
        [match, account, but_thread, limit],
    )
    return tuple(map(_sent, rows))


def of_keys(db: Database, keys: Sequence[MessageKey]) -> tuple[Sent, ...]:
    """These sent messages, in this order."""
    marks = ", ".join("?" * len(keys))
    rows = db.query(f"SELECT {_FIELDS} FROM messages m WHERE m.id IN ({marks})", list(keys))
    found = {row["id"]: _sent(row) for row in rows}
    return tuple(found[key] for key in keys if key in found)


def without_vector(db: Database, model: str, limit: int) -> tuple[PastReply, ...]:
    """Some of the newest replies that were read and have no vector of that model yet."""
    rows = db.query(
        f"SELECT {_FIELDS} FROM messages m WHERE m.mine = 1 AND m.stage = ? "
        "AND m.own_text != '' AND m.id NOT IN (SELECT message FROM vectors WHERE model = ?) "
        "ORDER BY m.date DESC LIMIT ?",
        [Stage.READ, model, limit],
    )
    return tuple(_sent(row).reply for row in rows)


def _sent(row: dict[str, Any]) -> Sent:
    reply = PastReply(
        MessageKey(row["id"]),
        codec.decode(tuple[Address, ...], row["recipients_json"]),
        row["subject"],
        codec.moment(row["date"]),
        row["own_text"],
    )
    return Sent(reply, row["stage"] >= Stage.READ)
