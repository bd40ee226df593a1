"""Writing many rows with one statement.

For each row of `executemany` the sqlite3 module takes the interpreter's lock anew, and waits for
it as long as another thread computes. A statement that takes its rows out of JSON needs it once.

Owns: that form of statements. Must not: know tables.
"""

import json
from collections.abc import Iterable, Sequence

Rows = Iterable[Sequence[str | int | None]]


def as_rows(columns: int) -> str:
    """A SELECT of rows with so many columns, named c0, c1 and so on, out of one parameter."""
    taken = ", ".join(f"json_extract(value, '$[{at}]') AS c{at}" for at in range(columns))
    return f"SELECT {taken} FROM json_each(?)"


def packed(rows: Rows) -> str:
    """The parameter for `as_rows`."""
    return json.dumps([*rows], ensure_ascii=False, separators=(",", ":"))
