"""What messages mean, as one vector each.

Owns: the tables vectors and vector_bases. A vector is of the text that the message has now, by the
model that is named with it; any other is as good as none. Must not: compare vectors, or know what
makes them.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Stage
from emailassist.store.conditions import Condition

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


def written(db: Database, model: str, after: int, limit: int) -> tuple[int, list[Keyed]]:
    """Some vectors of a model written after a change, and the last change looked at.

    That is `after` itself once there are no more. Those written again come again.
    """
    rows = db.conn.execute(
        "SELECT change, message, model, vector FROM vectors WHERE change > ? "
        "ORDER BY change LIMIT ?",
        [after, limit],
    ).fetchall()
    last = rows[-1][0] if rows else after
    return last, [(MessageKey(key), vector) for _, key, made_by, vector in rows if made_by == model]


def sample(db: Database, model: str, most: int) -> list[bytes]:
    """Some vectors of a model, from all over them."""
    (count,) = db.conn.execute("SELECT count(*) FROM vectors WHERE model = ?", [model]).fetchone()
    rows = db.conn.execute(
        "SELECT vector FROM vectors WHERE model = ? AND change % ? = 0 LIMIT ?",
        [model, max(1, count // most), most],
    )
    return [vector for (vector,) in rows]


def meeting(
    db: Database,
    model: str,
    keys: Sequence[MessageKey],
    conditions: Sequence[Condition],
    limit: int,
) -> list[Keyed]:
    """The first of these messages that meet all conditions, with their vectors."""
    asked = [f"({each.sql})".format(key="v.message", ordinal=_ORDINAL) for each in conditions]
    rows = db.conn.execute(
        "SELECT v.message, v.vector FROM json_each(?) k CROSS JOIN vectors v "
        "ON v.message = k.value AND v.model = ? "
        f"WHERE {' AND '.join(asked) or 1} LIMIT ?",
        [json.dumps(keys), model, *(value for each in conditions for value in each.values), limit],
    )
    return [(MessageKey(key), vector) for key, vector in rows]


def basis(db: Database, model: str) -> bytes:
    """What the vectors of a model are shortened by, or b''."""
    rows = db.conn.execute("SELECT basis FROM vector_bases WHERE model = ?", [model]).fetchall()
    return rows[0][0] if rows else b""


def keep_basis(db: Database, model: str, made: bytes) -> None:
    """Keep it, unless there is one: vectors shortened by two cannot be compared."""
    db.conn.execute("INSERT OR IGNORE INTO vector_bases(model, basis) VALUES (?, ?)", [model, made])


def are_there(db: Database) -> bool:
    """Whether any message has a vector."""
    (found,) = db.conn.execute("SELECT EXISTS (SELECT 1 FROM vectors)").fetchone()
    return bool(found)


def has_any(db: Database) -> bool:
    """Whether there is a message that was read."""
    (found,) = db.conn.execute(
        f"SELECT EXISTS (SELECT 1 FROM messages WHERE stage >= {Stage.INDEXED.value})"
    ).fetchone()
    return bool(found)


def has_waiting(db: Database, model: str) -> bool:
    """Whether a message that was read has no vector by this model (''; by any)."""
    known = "SELECT message FROM vectors WHERE model = ?1 OR ?1 = ''"
    (found,) = db.conn.execute(
        f"SELECT EXISTS (SELECT 1 FROM messages m WHERE m.id NOT IN ({known}) "
        f"AND m.stage >= {Stage.INDEXED.value})",
        [model],
    ).fetchone()
    return bool(found)


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


_ORDINAL = "(SELECT ordinal FROM messages WHERE id = v.message)"
"""Looked up only where a condition asks for it."""
_WAITS = (
    "m.id NOT IN (SELECT message FROM vectors WHERE model = ?) "
    f"AND m.stage >= {Stage.INDEXED.value}"
)
"""In this order: few have none, and only of these the row itself has to be looked up."""
