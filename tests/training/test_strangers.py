"""The mail that weights are calibrated on is what anybody would label so."""

import json

from training.check import MAILBOXES, Row
from training.looks import strangers


def test_no_habit_of_an_owner_is_calibrated_on() -> None:
    habits = json.loads((MAILBOXES / "habits.json").read_text(encoding="utf-8"))
    assert set(habits) == {path.name for path in MAILBOXES.glob("*.jsonl")}
    senders = {sender for some in habits.values() for sender in some}
    text = "".join((MAILBOXES / name).read_text(encoding="utf-8") for name in habits)
    assert [sender for sender in senders if f"{sender}>" not in text] == []
    rows = [row for _, row in strangers(MAILBOXES)]
    assert 400 < len(rows) < 600
    assert not any(
        f"{each}>" in row.sender for row in rows if isinstance(row, Row) for each in senders
    )
