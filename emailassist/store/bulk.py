"""Writing many rows with one statement.

For each row of `executemany` the sqlite3 module takes the interpreter's lock anew, and waits for
it as long as another thread computes. One statement of many rows needs it once.

Owns: that form of statements. Must not: know tables.
"""

from collections.abc import Sequence
from itertools import chain

from sqlite_utils import Database

Row = Sequence[str | bytes | int | None]
_MOST_VALUES = 32_000
"""How many one statement takes in any build of SQLite since 3.32."""


def write(db: Database, before: str, row: str, rows: Sequence[Row], after: str = "") -> None:
    """Run a statement around ``VALUES row, row, …``; `row` has parameters for one of the rows.

    Between ``FROM (`` and ``)`` the columns are named column1, column2 and so on.
    """
    most = _MOST_VALUES // row.count("?")
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        values = ", ".join([row] * len(some))
        db.conn.execute(f"{before} VALUES {values} {after}", [*chain.from_iterable(some)])
