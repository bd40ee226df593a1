"""Answers of models, kept so that none is paid for twice.

Owns: the table answers. Must not: know what an answer says.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from emailassist.domain.usage import Call, KeptAnswer
from emailassist.store import codec


def keep(
    db: Database, key: str, answer: KeptAnswer, now: datetime, *, most_bytes: int, age: timedelta
) -> None:
    """Keep an answer; what is too old or used longest ago gives way."""
    packed = zlib.compress(answer.body, 6)
    at = codec.seconds(now)
    with db.atomic():
        db.execute(
            "INSERT OR REPLACE INTO answers(key, run, content_type, body, call_json, size, made_at,"
            " used_at) VALUES (?,?,?,?,?,?,?,?)",
            [
                key,
                answer.run,
                answer.content_type,
                packed,
                codec.encode(Call, answer.call),
                len(packed),
                at,
                at,
            ],
        )
        db.execute("DELETE FROM answers WHERE made_at < ?", [codec.seconds(now - age)])
        _shrink(db, most_bytes)


def _shrink(db: Database, most_bytes: int) -> None:
    _, size = kept(db)
    rows = db.query("SELECT rowid, size FROM answers ORDER BY used_at, rowid")
    going: list[int] = []
    while size > most_bytes and (row := next(rows, None)) is not None:
        going.append(row["rowid"])
        size -= row["size"]
    for rowid in going:
        db.execute("DELETE FROM answers WHERE rowid = ?", [rowid])


def has(db: Database, key: str) -> bool:
    """Whether there is an answer under that key, of whatever age."""
    return db.execute("SELECT 1 FROM answers WHERE key = ?", [key]).fetchone() is not None


def find(db: Database, key: str, run: str, now: datetime, *, age: timedelta) -> KeptAnswer | None:
    """The answer under that key unless it is too old; `run` uses it from now on."""
    oldest = codec.seconds(now - age)
    for row in db.query("SELECT * FROM answers WHERE key = ? AND made_at >= ?", [key, oldest]):
        db.execute(
            "UPDATE answers SET run = ?, used_at = ? WHERE key = ?", [run, codec.seconds(now), key]
        )
        call = codec.decode(Call, row["call_json"])
        return KeptAnswer(run, row["content_type"], zlib.decompress(row["body"]), call)
    return None


def reject(db: Database, runs: Iterable[str]) -> None:
    """Forget the answers that these runs had: nobody could use them."""
    for run in runs:
        db.execute("DELETE FROM answers WHERE run = ? AND run != ''", [run])


def clear(db: Database) -> int:
    """Forget all; how many there were."""
    count, _ = kept(db)
    db.execute("DELETE FROM answers")
    return count


def kept(db: Database) -> tuple[int, int]:
    """How many answers are kept, and in how many bytes."""
    row = db.execute("SELECT count(*), coalesce(sum(size), 0) FROM answers").fetchone()
    return int(row[0]), int(row[1])
