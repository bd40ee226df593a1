"""The held-out mail is sound, complete in every language, and no part of what is learned from."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from training.check import HELD_OUT, MAIL, Row, problems, read


def _rows(files: Iterable[Path]) -> list[tuple[str, Row | str]]:
    return [pair for path in files for pair in read(path)]


def test_every_row_is_sound_and_new() -> None:
    rows = _rows([*sorted(MAIL.glob("*.jsonl")), *sorted(HELD_OUT.glob("*.jsonl"))])
    assert list(problems(rows)) == []


def test_a_mail_has_the_same_labels_in_every_language() -> None:
    groups = defaultdict(list)
    for _, row in _rows([HELD_OUT / "parallel.jsonl"]):
        assert isinstance(row, Row)
        groups[row.group].append(row)
    for rows in groups.values():
        assert [row.lang for row in rows] == ["en", "es", "fr"]
        assert len({(r.category, r.accept, r.needs_reply, r.priority) for r in rows}) == 1


@pytest.mark.parametrize("name", ["mailbox.jsonl", "second.jsonl"])
def test_a_mailbox_is_in_the_order_in_which_it_came(name: str) -> None:
    rows = [row for _, row in _rows([HELD_OUT / name]) if isinstance(row, Row)]
    dates = [row.date for row in rows if row.date is not None]
    assert len(dates) == len(rows)
    assert dates == sorted(dates)
