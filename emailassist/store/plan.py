"""The order in which conditions are tried, so that the first rows come at once.

Owns: the choice between walking the full-text hits, all messages, or the few that an index
names. Must not: know what a list or a search is.
"""

from collections.abc import Sequence

from sqlite_utils import Database

from emailassist.store.conditions import Condition
from emailassist.store.index import KEY_BITS

_KEY = (1 << KEY_BITS) - 1

_FEW = 5_000
"""So many messages are looked at and sorted in milliseconds."""
_FEW_TO_MATCH = 300
"""Asking the full-text index about one message costs more than about the next hit."""


def newest(
    db: Database,
    match: str,
    conditions: Sequence[Condition],
    *,
    before: int | None = None,
    limit: int | None = None,
) -> list[int]:
    """The ordinals of what meets `match` (FTS5, or '') and all conditions, newest first."""
    few = _fewest(db, conditions, _FEW_TO_MATCH if match else _FEW)
    where = list(conditions)
    if before is not None:
        where.append(Condition("{ordinal} < ?", (before,)))
    if few is not None:
        where.insert(0, Condition(f"listed.id IN ({few.keys})", few.values))
    if match and few is not None:
        matches = "EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND rowid = listed.ordinal)"
        where.append(Condition(matches, (match,)))
    if match and few is None:
        where.insert(0, Condition("search MATCH ?", (match,)))
        return _run(db, "search", "search.rowid", f"(search.rowid & {_KEY})", where, limit)
    # The plus sign keeps SQLite from walking all messages in order when it need not.
    order = "listed.ordinal" if few is None else "+listed.ordinal"
    return _run(db, "messages listed", "listed.ordinal", "listed.id", where, limit, order)


def _run(
    db: Database,
    table: str,
    ordinal: str,
    key: str,
    where: Sequence[Condition],
    limit: int | None,
    order: str = "",
) -> list[int]:
    sql = " AND ".join(f"({each.sql.format(key=key, ordinal=ordinal)})" for each in where) or "1"
    rows = db.conn.execute(
        f"SELECT {ordinal} FROM {table} WHERE {sql} ORDER BY {order or ordinal} DESC LIMIT ?",
        [*(value for each in where for value in each.values), -1 if limit is None else limit],
    )
    return [row[0] for row in rows]


def _fewest(db: Database, conditions: Sequence[Condition], most: int) -> Condition | None:
    """The condition that the fewest messages meet, if that is known by an index."""
    best = None
    for each in conditions:
        if each.keys:
            sql = f"SELECT count(*) FROM ({each.keys} LIMIT ?)"
            count = db.conn.execute(sql, [*each.values, most + 1]).fetchone()[0]
            if count <= most:
                best, most = each, count
    return best
