"""Batch jobs: which messages were asked about, how far each batch is, what was answered.

Owns: the tables batches and batch_requests. Must not: know what a request or an answer says.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from emailassist.domain.backlog import OPEN_STATES, Batch, BatchAnswer, BatchRequest, BatchState
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MessageKey
from emailassist.store import codec

_COUNTS = (
    "count(r.message) AS requests, coalesce(sum(r.state = 'answered'), 0) AS ready,"
    " coalesce(sum(r.state = 'failed'), 0) AS failed,"
    " coalesce(sum(r.state = 'triaged'), 0) AS triaged"
)


def begin(db: Database, batch: Batch) -> Batch:
    """A new batch without requests."""
    row = db.execute(
        "INSERT INTO batches(reference, endpoint, model, made_at, state, only_this)"
        " VALUES (?,?,?,?,?,?) RETURNING id",
        [
            batch.reference,
            batch.endpoint,
            batch.model,
            codec.seconds(batch.made_at),
            batch.state.value,
            batch.only,
        ],
    ).fetchone()
    return one(db, int(row[0]))


def add(
    db: Database, batch: int, requests: Iterable[BatchRequest], *, tokens: tuple[int, int]
) -> None:
    """Add requests to a gathered batch, and their tokens (read, written at most) to its sum."""
    with db.atomic():
        for each in requests:
            db.execute(
                "INSERT OR IGNORE INTO batch_requests(batch, message, name, size, masked_json,"
                " body) VALUES (?,?,?,?,?,?)",
                [
                    batch,
                    each.message,
                    each.name,
                    len(each.body),
                    json.dumps(each.masked),
                    zlib.compress(each.body, 6),
                ],
            )
        db.execute(
            "UPDATE batches SET input_tokens = input_tokens + ?, output_tokens = output_tokens + ?"
            " WHERE id = ?",
            [*tokens, batch],
        )


def one(db: Database, number: int) -> Batch:
    """One batch; raises NotFound."""
    for found in _batches(db, "b.id = ?", [number]):
        return found
    raise NotFound(f"There is no batch {number}.")


def in_states(db: Database, states: Sequence[BatchState] = OPEN_STATES) -> tuple[Batch, ...]:
    """Batches in these states, oldest first."""
    marks = ",".join("?" for _ in states)
    return tuple(_batches(db, f"b.state IN ({marks})", list(states)))


def every(db: Database, limit: int) -> tuple[Batch, ...]:
    """The latest batches, newest first."""
    return tuple(_batches(db, "1", []))[::-1][:limit]


_SET = frozenset(
    {
        *("state", "money", "input_file", "server_id", "said", "problem", "cancelling"),
        "reservation",
    }
)


def change(db: Database, number: int, values: Mapping[str, Any]) -> Batch:
    """Note how far a batch is, for good."""
    names = [name for name in values if name in _SET]
    assigned = ", ".join(f"{name} = ?" for name in names)
    row = [values[name] for name in names]
    db.execute(f"UPDATE batches SET {assigned} WHERE id = ?", [*row, number])
    return one(db, number)


def drop(db: Database, number: int) -> None:
    """Forget a batch that was never ordered."""
    db.execute("DELETE FROM batch_requests WHERE batch = ?", [number])
    db.execute("DELETE FROM batches WHERE id = ?", [number])


def abandon(db: Database, number: int) -> Batch:
    """Nobody will answer a batch: its messages are as before."""
    end(db, number)
    return close(db, number)


def refuse(db: Database, number: int, problem: str) -> Batch:
    """Its server takes none: nobody will answer it, and `problem` says why."""
    with db.atomic():
        abandon(db, number)
        return change(db, number, {"state": BatchState.REFUSED.value, "problem": problem})


def names(db: Database, number: int) -> frozenset[str]:
    """The names of the requests of a batch that have no answer."""
    query = "SELECT name FROM batch_requests WHERE batch = ? AND state = 'waiting'"
    return frozenset(row["name"] for row in db.query(query, [number]))


def completions(db: Database, number: int) -> list[bytes]:
    """Every completion of a batch once, however many messages share it."""
    query = "SELECT answer FROM batch_requests WHERE batch = ? AND answer IS NOT NULL GROUP BY name"
    return [zlib.decompress(row["answer"]) for row in db.query(query, [number])]


def masked(db: Database, number: int) -> tuple[tuple[str, int], ...]:
    """How many personal data of each kind were replaced in the requests of a batch."""
    sums = dict[str, int]()
    query = "SELECT masked_json FROM batch_requests WHERE batch = ?"
    for row in db.query(query, [number]):
        for kind, count in json.loads(row["masked_json"]):
            sums[kind] = sums.get(kind, 0) + count
    return tuple(sorted(sums.items()))


def requests(db: Database, number: int) -> list[BatchRequest]:
    """The requests of a batch, in the order in which they were gathered."""
    query = "SELECT * FROM batch_requests WHERE batch = ? AND body IS NOT NULL ORDER BY rowid"
    return [
        BatchRequest(row["name"], row["message"], zlib.decompress(row["body"]))
        for row in db.query(query, [number])
    ]


def size(db: Database, number: int) -> tuple[int, int]:
    """How many requests a batch has, and the bytes of their bodies."""
    query = "SELECT count(*), coalesce(sum(size), 0) FROM batch_requests WHERE batch = ?"
    row = db.execute(query, [number]).fetchone()
    return int(row[0]), int(row[1])


def waiting(db: Database) -> frozenset[MessageKey]:
    """Messages that some open batch is about."""
    states = ",".join(f"'{state}'" for state in OPEN_STATES)
    rows = db.query(
        "SELECT r.message FROM batch_requests r JOIN batches b ON b.id = r.batch"
        f" WHERE r.state IN ('waiting', 'answered') AND b.state IN ({states})"
    )
    return frozenset(MessageKey(row["message"]) for row in rows)


def keep_answers(db: Database, number: int, answers: Iterable[BatchAnswer]) -> None:
    """Keep what came back; who has an answer keeps it, whatever comes later."""
    with db.atomic():
        for each in answers:
            state, body = ("failed", None) if each.problem else ("answered", each.body)
            db.execute(
                "UPDATE batch_requests SET state = ?, answer = ? WHERE batch = ? AND name = ?"
                " AND state IN ('waiting', 'failed')",
                [state, zlib.compress(body, 6) if body else None, number, each.name],
            )


def end(db: Database, number: int) -> Batch:
    """Nothing more will come: who has no answer gets none, and what was asked is let go."""
    with db.atomic():
        db.execute(
            "UPDATE batch_requests SET state = 'failed' WHERE batch = ? AND state = 'waiting'",
            [number],
        )
        db.execute("UPDATE batch_requests SET body = NULL WHERE batch = ?", [number])
        db.execute("UPDATE batches SET state = ? WHERE id = ?", [BatchState.ANSWERED.value, number])
    return one(db, number)


def answered(db: Database, number: int) -> dict[MessageKey, tuple[str, bytes]]:
    """Answers that no triage has made something of: request's name and completion by message."""
    rows = db.query(
        "SELECT r.message, r.name, r.answer FROM batch_requests r LEFT JOIN triage t"
        " ON t.message = r.message WHERE r.batch = ? AND r.state = 'answered'"
        " AND r.answer IS NOT NULL AND (coalesce(t.state, '') NOT IN ('done', 'failed')"
        " OR (t.problem != '' AND t.passing = 1))",
        [number],
    )
    return {
        MessageKey(row["message"]): (row["name"], zlib.decompress(row["answer"])) for row in rows
    }


def close(db: Database, number: int) -> Batch:
    """All answers have been read: who is triaged is done, the rest is as before."""
    with db.atomic():
        db.execute(
            "UPDATE batch_requests SET state = CASE WHEN EXISTS (SELECT 1 FROM triage t"
            " WHERE t.message = batch_requests.message AND t.state = 'done') THEN 'triaged'"
            " ELSE 'failed' END WHERE batch = ? AND state = 'answered'",
            [number],
        )
        db.execute("UPDATE batch_requests SET answer = NULL WHERE batch = ?", [number])
        db.execute("UPDATE batches SET state = ? WHERE id = ?", [BatchState.CLOSED.value, number])
    return one(db, number)


def _batches(db: Database, condition: str, values: Sequence[object]) -> Iterator[Batch]:
    rows = db.query(
        f"SELECT b.*, {_COUNTS} FROM batches b LEFT JOIN batch_requests r ON r.batch = b.id"
        f" WHERE {condition} GROUP BY b.id ORDER BY b.id",
        values,
    )
    for row in rows:
        yield Batch(
            id=row["id"],
            reference=row["reference"],
            endpoint=row["endpoint"],
            model=row["model"],
            made_at=codec.moment(row["made_at"]),
            state=BatchState(row["state"]),
            requests=row["requests"],
            answered=row["ready"] + row["triaged"],
            failed=row["failed"],
            triaged=row["triaged"],
            input_tokens=row["input_tokens"],
            output_tokens=row["output_tokens"],
            money=row["money"],
            input_file=row["input_file"],
            server_id=row["server_id"],
            said=row["said"],
            problem=row["problem"],
            cancelling=bool(row["cancelling"]),
            only=bool(row["only_this"]),
            reservation=row["reservation"],
        )
