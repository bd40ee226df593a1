"""What messages mean, as one vector each.

Owns: the table vectors. A vector is of the text that the message has now, by the model that is
named with it; any other is as good as none. Must not: compare vectors, or know what makes them.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.message import Stage

Keyed = tuple[MessageKey, bytes]


@dataclass(frozen=True, slots=True)
class Covered:
    """How many of the messages that were read have a vector."""

    done: int
    total: int


def put(db: Database, model: str, found: Sequence[Keyed]) -> None:
    """Keep vectors in the place of any others; those of messages that are gone are dropped."""
    with db.atomic():
        db.conn.executemany(
            "INSERT OR REPLACE INTO vectors(message, model, vector) "
            "SELECT id, ?, ? FROM messages WHERE id = ?",
            [(model, vector, key) for key, vector in found],
        )


def of_keys(db: Database, model: str, keys: Collection[MessageKey]) -> dict[MessageKey, bytes]:
    """The vectors of these messages that a model made."""
    rows = db.conn.execute(
        "SELECT message, vector FROM vectors WHERE model = ? "
        "AND message IN (SELECT value FROM json_each(?))",
        [model, json.dumps(list(keys))],
    )
    return {MessageKey(key): vector for key, vector in rows}


def all_of(db: Database, model: str) -> Iterator[tuple[MessageKey, AccountId, bytes]]:
    """Every vector that a model made, in the order of the keys."""
    for key, account, vector in db.conn.execute(
        "SELECT v.message, m.account_id, v.vector FROM vectors v "
        "JOIN messages m ON m.id = v.message WHERE v.model = ? ORDER BY v.message",
        [model],
    ):
        yield MessageKey(key), AccountId(account), vector


def waiting(db: Database, model: str, limit: int) -> tuple[MessageKey, ...]:
    """Messages that were read and have no vector by this model, newest first."""
    rows = db.conn.execute(
        f"SELECT m.id FROM messages m WHERE {_WAITS} ORDER BY m.ordinal DESC LIMIT ?",
        [model, limit],
    )
    return tuple(MessageKey(key) for (key,) in rows)


def covered(db: Database, model: str) -> Covered:
    """How far a model is."""
    (done,) = db.conn.execute("SELECT count(*) FROM vectors WHERE model = ?", [model]).fetchone()
    (left,) = db.conn.execute(f"SELECT count(*) FROM messages m WHERE {_WAITS}", [model]).fetchone()
    return Covered(done, done + left)


_WAITS = (
    "m.id NOT IN (SELECT message FROM vectors WHERE model = ?) "
    f"AND m.stage >= {Stage.INDEXED.value}"
)
"""In this order: few have none, and only of these the row itself has to be looked up."""
