"""Many rows in one statement arrive as they would one by one."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from emailassist.store import bulk

_Cell = str | bytes | int | None
_NUMBER = st.integers(-(2**63), 2**63 - 1)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_CELL = st.none() | st.booleans() | _NUMBER | _TEXT | st.binary()


def _written(
    rows: Sequence[tuple[_Cell, ...]], before: Sequence[tuple[_Cell, ...]] = ()
) -> list[tuple[_Cell, ...]]:
    with Database(memory=True) as db:
        db.execute("CREATE TABLE kept(a PRIMARY KEY, b, c)")
        bulk.write(db, "INSERT INTO kept(a, b, c)", "(?, ?, 7)", before)
        after = "ON CONFLICT (a) DO UPDATE SET b = excluded.b"
        bulk.write(db, "INSERT INTO kept(a, b, c)", "(?, ?, 7)", rows, after)
        return [*db.conn.execute("SELECT * FROM kept ORDER BY rowid")]


@given(st.lists(st.tuples(_NUMBER, _CELL), unique_by=lambda row: row[0]))
def test_rows_are_written_as_they_are(rows: list[tuple[_Cell, _Cell]]) -> None:
    assert _written(rows) == [(*row, 7) for row in rows]


def test_more_rows_are_written_than_one_statement_takes() -> None:
    rows = [(number, "x") for number in range(17_000)]
    assert _written(rows) == [(*row, 7) for row in rows]


def test_what_follows_the_rows_counts() -> None:
    assert _written([(1, "new")], before=[(1, "old"), (2, "old")]) == [(1, "new", 7), (2, "old", 7)]


def test_rows_may_tell_what_others_become() -> None:
    with Database(memory=True) as db:
        db.execute("CREATE TABLE kept(a, b)")
        bulk.write(db, "INSERT INTO kept", "(?, ?)", [(1, "x"), (2, "y"), (3, "z")])
        before = "UPDATE kept SET b = column2 FROM ("
        bulk.write(db, before, "(?, ?)", [(3, "c"), (1, "a")], ") WHERE a = column1")
        assert [*db.conn.execute("SELECT * FROM kept")] == [(1, "a"), (2, "y"), (3, "c")]
