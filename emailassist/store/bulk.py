"""Writing many rows with one statement.

For each row of `executemany` the sqlite3 module takes the interpreter's lock anew, and waits for
it as long as another thread computes. One statement of many rows needs it once: VALUES where
they are only inserted, else rows out of JSON, which take more than twice the time.

Owns: that form of statements. Must not: know tables.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import chain

from sqlite_utils import Database

Row = Sequence[str | int | None]
Rows = Iterable[Row]
_MOST_VALUES = 32_000
"""How many one statement takes in any build of SQLite since 3.32."""


def insert(db: Database, into: str, row: str, rows: Sequence[Row]) -> None:
    """Insert rows `into` a table with its columns; `row` is one of VALUES, with its parameters."""
    most = _MOST_VALUES // row.count("?")
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        written = ", ".join([row] * len(some))
        db.conn.execute(f"INSERT INTO {into} VALUES {written}", [*chain.from_iterable(some)])


def as_rows(columns: int) -> str:
    """A SELECT of rows with so many columns, named c0, c1 and so on, out of one parameter."""
    taken = ", ".join(f"json_extract(value, '$[{at}]') AS c{at}" for at in range(columns))
    return f"SELECT {taken} FROM json_each(?)"


def packed(rows: Rows) -> str:
    """The parameter for `as_rows`."""
    return json.dumps([*rows], ensure_ascii=False, separators=(",", ":"))
