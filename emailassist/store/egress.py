"""The egress ledger: what left this machine, when, where to and why.

Owns: the table egress and its bounds. An entry outlives the message that it is about. Must not:
decide what may leave.
"""

import json
import zlib
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from emailassist.domain.egress import Arrival, Departure, Egress, EgressFilter
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MessageKey
from emailassist.store import codec

_CHECKED_EVERY = 32
"""Entries between two looks at the bounds."""

_COLUMNS = (
    "e.id, e.at, e.endpoint, e.host, e.reason, e.target, e.subject, e.run, e.sent, e.masked_json,"
    " e.received, e.outcome, e.body IS NOT NULL AS readable, coalesce(m.subject, '') AS about"
)
_FROM = "FROM egress e LEFT JOIN messages m ON m.id = e.subject"


def depart(db: Database, leaving: Departure, *, days: int, megabytes: int) -> int:
    """Write down what is about to leave; older entries make room. Returns its number."""
    body = zlib.compress(leaving.body, 6)
    tokens = zlib.compress(json.dumps(leaving.values).encode(), 6)
    row = db.execute(
        "INSERT INTO egress(at, endpoint, host, reason, target, subject, run, sent, masked_json,"
        " kept, body, tokens) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        [
            codec.seconds(leaving.at),
            leaving.endpoint,
            leaving.host,
            leaving.reason,
            leaving.target,
            leaving.subject,
            leaving.run,
            leaving.sent,
            json.dumps(leaving.masked),
            len(body) + len(tokens),
            body,
            tokens,
        ],
    ).fetchone()
    number = int(row[0])
    if number % _CHECKED_EVERY == 0:
        keep_within(db, leaving.at, days=days, megabytes=megabytes)
    return number


def arrive(db: Database, entry: int, arrived: Arrival) -> None:
    """Complete an entry."""
    db.execute(
        "UPDATE egress SET ended_at = ?, received = ?, outcome = ? WHERE id = ?",
        [codec.seconds(arrived.at), arrived.received, arrived.outcome, entry],
    )


def keep_within(db: Database, now: datetime, *, days: int, megabytes: int) -> None:
    """Drop entries older than `days`, and of the oldest others the texts beyond `megabytes`.

    That something left stays known until the entry is too old.
    """
    db.execute("DELETE FROM egress WHERE at < ?", [codec.seconds(now - timedelta(days=days))])
    db.execute(
        "UPDATE egress SET body = NULL, tokens = NULL, kept = 0 WHERE kept > 0 AND id IN (SELECT id"
        " FROM (SELECT id, sum(kept) OVER (ORDER BY at DESC, id DESC) AS so_far FROM egress)"
        " WHERE so_far > ?)",
        [megabytes * 1_000_000],
    )


def entries(db: Database, wanted: EgressFilter) -> tuple[Egress, ...]:
    """Entries, newest first."""
    conditions: list[str] = ["1"]
    values: list[int | str] = []
    if wanted.subject is not None:
        conditions.append("e.subject = ?")
        values.append(wanted.subject)
    if wanted.run:
        conditions.append("e.run = ?")
        values.append(wanted.run)
    if wanted.since is not None:
        conditions.append("e.at >= ?")
        values.append(codec.seconds(wanted.since))
    if wanted.text:
        fields = "e.host || ' ' || e.endpoint || ' ' || e.reason || ' ' || coalesce(m.subject, '')"
        conditions.append(f"instr(lower({fields}), lower(?)) > 0")
        values.append(wanted.text)
    rows = db.query(
        f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(conditions)} ORDER BY e.id DESC LIMIT ?",
        [*values, wanted.limit],
    )
    return tuple(_entry(row) for row in rows)


def entry(db: Database, number: int) -> Egress:
    """One entry; raises NotFound."""
    for row in db.query(f"SELECT {_COLUMNS} {_FROM} WHERE e.id = ?", [number]):
        return _entry(row)
    raise NotFound(f"There is no entry {number} in the list of what left this machine.")


def body(db: Database, number: int) -> tuple[bytes, dict[str, str]]:
    """The exact body that left, and what its tokens stand for; raises NotFound."""
    row = db.execute("SELECT body, tokens FROM egress WHERE id = ?", [number]).fetchone()
    if row is None or row[0] is None:
        raise NotFound(
            f"What left with entry {number} is not kept any more.",
            hint="How long and how much is kept are settings: ledger_days and ledger_mb.",
        )
    return zlib.decompress(row[0]), dict(json.loads(zlib.decompress(row[1])))


def _entry(row: dict[str, Any]) -> Egress:
    subject = row["subject"]
    return Egress(
        id=row["id"],
        at=codec.moment(row["at"]),
        endpoint=row["endpoint"],
        host=row["host"],
        reason=row["reason"],
        target=row["target"],
        sent=row["sent"],
        received=row["received"],
        outcome=row["outcome"],
        subject=None if subject is None else MessageKey(subject),
        about=row["about"],
        run=row["run"],
        masked=tuple((kind, count) for kind, count in json.loads(row["masked_json"])),
        body_kept=bool(row["readable"]),
    )
