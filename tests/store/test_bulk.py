"""Many rows in one statement arrive as they would one by one."""

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from emailassist.store.bulk import as_rows, packed

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


def test_no_rows_are_none() -> None:
    with Database(memory=True) as db:
        assert db.conn.execute(as_rows(2), [packed([])]).fetchall() == []
