"""The order in which conditions are tried, so that the first rows come at once.

Owns: the choice between walking the full-text hits, all messages, or the few that an index
names. Must not: know what a list or a search is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from emailassist.store.conditions import Condition
from emailassist.store.index import KEY_MASK

_FEW = 5_000
"""So many messages are looked at and sorted in milliseconds."""


def newest(
    db: Database,
    match: str,
    conditions: Sequence[Condition],
    *,
    before: int | None = None,
    limit: int | None = None,
) -> list[int]:
    """The ordinals of what meets `match` (FTS5, or '') and all conditions, newest first."""
    few, count = _fewest(db, conditions)
    if count == 0:
        return []
    where = list(conditions)
    if before is not None:
        where.append(Condition("{ordinal} < ?", (before,)))
    # The plus signs keep SQLite from using an index where another way is quicker.
    if match:
        if few is not None:
            named = f"SELECT ordinal FROM messages WHERE id IN ({few.keys})"
            where.insert(0, Condition(f"+search.rowid IN ({named})", few.values))
        where.insert(0, Condition("search MATCH ?", (match,)))
        return _run(
            db, _Walk("search", "search.rowid", f"(search.rowid & {KEY_MASK})"), where, limit
        )
    if few is not None:
        where.insert(0, Condition(f"listed.id IN ({few.keys})", few.values))
        return _run(db, replace(_ALL, order="+listed.ordinal"), where, limit)
    return _run(db, _ALL, where, limit)


@dataclass(frozen=True, slots=True)
class _Walk:
    """What is walked, and how it names a message."""

    table: str
    ordinal: str
    key: str
    order: str = ""


_ALL = _Walk("messages listed", "listed.ordinal", "listed.id")


def _run(db: Database, walk: _Walk, where: Sequence[Condition], limit: int | None) -> list[int]:
    asked = [f"({each.sql})".format(key=walk.key, ordinal=walk.ordinal) for each in where]
    rows = db.conn.execute(
        f"SELECT {walk.ordinal} FROM {walk.table} WHERE {' AND '.join(asked) or 1} "
        f"ORDER BY {walk.order or walk.ordinal} DESC LIMIT ?",
        [*(value for each in where for value in each.values), -1 if limit is None else limit],
    )
    return [row[0] for row in rows]


def _fewest(db: Database, conditions: Sequence[Condition]) -> tuple[Condition | None, int]:
    """The condition that the fewest messages meet, and how many, if these are few."""
    best, most = None, _FEW
    for each in conditions:
        if each.keys:
            sql = f"SELECT count(*) FROM ({each.keys} LIMIT ?)"
            count = db.conn.execute(sql, [*each.values, most + 1]).fetchone()[0]
            if count <= most:
                best, most = each, count
    return best, most
