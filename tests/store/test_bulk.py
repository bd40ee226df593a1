"""Many rows in one statement arrive as they would one by one."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from emailassist.store.bulk import as_rows, insert, packed

# As text is that was read of mail.
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
_NUMBER = st.integers(-(2**63), 2**63 - 1)
_Cell = str | int | None
_CELL = st.none() | st.booleans() | _NUMBER | _TEXT


@given(st.lists(st.tuples(_NUMBER, _CELL, _CELL)))
def test_rows_arrive_as_they_are(
    rows: list[tuple[int, _Cell, _Cell]],
) -> None:
    with Database(memory=True) as db:
        assert db.conn.execute(as_rows(3), [packed(rows)]).fetchall() == rows


@given(st.lists(st.tuples(_CELL, _CELL)))
def test_rows_are_inserted_as_they_are(rows: list[tuple[_Cell, _Cell]]) -> None:
    assert _inserted(rows) == [(*row, 7) for row in rows]


def test_more_rows_are_inserted_than_one_statement_takes() -> None:
    rows = [(number, "x") for number in range(17_000)]
    assert _inserted(rows) == [(*row, 7) for row in rows]


def _inserted(rows: Sequence[tuple[_Cell, _Cell]]) -> list[tuple[_Cell, ...]]:
    with Database(memory=True) as db:
        db.execute("CREATE TABLE kept(a, b, c)")
        insert(db, "kept(a, b, c)", "(?, ?, 7)", rows)
        return [*db.conn.execute("SELECT * FROM kept ORDER BY rowid")]


def test_no_rows_are_none() -> None:
    with Database(memory=True) as db:
        assert db.conn.execute(as_rows(2), [packed([])]).fetchall() == []
