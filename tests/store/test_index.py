import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.account import Account
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.views import Listing
from emailassist.store import arrivals, index, listing
from emailassist.store.database import Database, open_writer
from emailassist.store.schema import migrations
from tests.support.mail import arrival, raw_message


def test_an_ordinal_tells_date_and_message_and_orders_by_date(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    dates = ["Thu, 01 Jan 1970 00:00:00 +0000", "Wed, 18 Nov 2026 09:00:00 +0100", ""]
    for uid, date in enumerate(dates, 1):
        raw = raw_message(date=date, message_id=f"<{uid}@x.example>")
        arrivals.add_arrivals(db, account.id, inbox.id, [arrival(uid, raw)])
    for row in db.query("SELECT id, date, ordinal FROM messages"):
        assert row["ordinal"] == index.ordinal(row["date"], row["id"])
        assert row["ordinal"] & ((1 << index.KEY_BITS) - 1) == row["id"]


@pytest.mark.parametrize("date", [-62_135_596_800, 253_402_300_799])
def test_the_ends_of_time_have_an_ordinal(date: int) -> None:
    assert -(2**63) <= index.ordinal(date, MessageKey(2**28 - 1)) < 2**63


@given(st.text())
def test_cutting_a_text_never_fails_and_joins_back(text: str) -> None:
    assert index.segmented(index.segmented("plain text")) == "plain text"
    cut = index.segmented(text)
    assert cut == text or not text.isascii()


def test_text_without_spaces_becomes_pairs() -> None:
    assert index.segmented("件名:会議の日程 ok").split() == [
        *("件名", "名", ":", "会議", "議の", "の日", "日程", "程", "ok"),
    ]


def test_mail_of_an_older_database_is_found_by_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        old = Database(connection)
        migrations.apply(old, stop_before="ordinals")
        old.execute("INSERT INTO accounts VALUES (1, 'Work', '{}')")
        old.execute("INSERT INTO threads VALUES (1, 1)")
        old.execute(
            "INSERT INTO messages(id, account_id, thread_id, digest, subject, base_subject,"
            " sender_name, sender_email, recipients_json, date, snippet, own_text, people, body,"
            " has_attachments, mine, loose) VALUES (5, 1, 1, 'x', 'Oak', 'oak', 'Tom',"
            ' \'tom@reed.example\', \'[{"name": "Clara", "email": "c@x.example"}]\', 1700000000,'
            " '', '', '', 'two\nlines 会議\nplan.pdf', 1, 0, 0)"
        )
    db = open_writer(path)
    (row,) = db.query("SELECT rowid, * FROM search")
    assert row["rowid"] == index.ordinal(1_700_000_000, MessageKey(5))
    assert row["sender"] == "Tom tom@reed.example"
    assert row["recipients"] == "Clara c@x.example"
    assert (row["files"], row["body"].split()) == ("plan.pdf", ["two", "lines", "会議", "議"])
    assert listing.list_keys(db, Listing(query="clara lines")) == (5,)
    db.execute("DELETE FROM messages")
    assert listing.list_keys(db, Listing(query="clara")) == ()
    db.close()
