"""What a search finds, on a small mailbox in several languages."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emailassist.domain.account import Account
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import ANSWERED, FLAGGED, SEEN, Mailbox
from emailassist.domain.views import Listing
from emailassist.store import arrivals, listing
from emailassist.store.database import Database
from tests.support.mail import arrival, raw_message

TODAY = date(2026, 11, 21)


def multipart(subject: str, filename: str) -> bytes:
    head = raw_message(subject, "", message_id=f"<{subject}@x.example>").decode()
    head = head.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=b")
    return (
        f"{head}--b\r\nContent-Type: text/plain\r\n\r\nsee the plan\r\n--b\r\n"
        f"Content-Type: application/pdf\r\nContent-Disposition: attachment; "
        f'filename="{filename}"\r\n\r\nx\r\n--b--\r\n'
    ).encode()


def written(subject: str, day: str, body: str = "text\n", **more: str) -> bytes:
    return raw_message(
        subject,
        body,
        message_id=f"<{day}.{len(subject)}@x.example>",
        date=f"{day} 12:00:00 +0000",
        **more,
    )


@pytest.fixture
def subjects(db: Database, account: Account, inbox: Mailbox, sent: Mailbox) -> Database:
    mail = [
        arrival(1, written("Oak", "15 Mar 2024", "An invoice.\n"), SEEN),
        arrival(
            2, written("Beech", "31 Oct 2026", "Your invoice, café.\n", sender="an@oak.example")
        ),
        arrival(
            3, written("会議の日程について", "01 Nov 2026", "東京で会う。\n"), FLAGGED, "$Work"
        ),
        arrival(4, multipart("Plans", "oak-table.pdf"), SEEN, ANSWERED),
    ]
    mine = written("Ash", "20 Nov 2026", sender="clara@tallernorte.example", to="bo@b.example")
    arrivals.add_arrivals(db, account.id, inbox.id, mail)
    arrivals.add_arrivals(db, account.id, sent.id, [arrival(1, mine, SEEN)])
    return db


def found(db: Database, query: str) -> list[str]:
    keys = listing.list_keys(db, Listing(query=query), today=TODAY)
    return [row.subject[:5] for row in listing.rows(db, keys)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("oak", ["Plans", "Beech", "Oak"]),
        ("subject:oak", ["Oak"]),
        ("from:oak", ["Beech"]),
        ("filename:oak", ["Plans"]),
        ("filename:pdf", ["Plans"]),
        ("to:bo", ["Ash"]),
        ("from:me", ["Ash"]),
        ("invoice", ["Beech", "Oak"]),
        ("invo", ["Beech", "Oak"]),
        ("invo cafe", []),
        ("CAFÉ", ["Beech"]),
        ("cafe\u0301", ["Beech"]),
        ('"your invoice"', ["Beech"]),
        ('"invoice your"', []),
        ("oak -invoice", ["Plans"]),
        ("-invoice", ["Ash", "Plans", "会議の日程"]),
        ("beech OR ash", ["Ash", "Beech"]),
        ("-oak -ash", ["会議の日程"]),
        ("is:starred OR from:oak", ["会議の日程", "Beech"]),
        ("is:unread", ["会議の日程", "Beech"]),
        ("is:read oak", ["Plans", "Oak"]),
        ("is:answered", ["Plans"]),
        ("has:attachment", ["Plans"]),
        ("-has:attachment oak", ["Beech", "Oak"]),
        ("in:sent", ["Ash"]),
        ("in:enviados", ["Ash"]),
        ("in:nowhere", []),
        ("label:$work", ["会議の日程"]),
        ("label:work", []),
        ("-label:$Work is:unread", ["Beech"]),
        ("before:2026-11", ["Beech", "Oak"]),
        ("after:2026-11-01", ["Ash", "Plans", "会議の日程"]),
        ("on:2024", ["Oak"]),
        ("after:yesterday", ["Ash"]),
        ("after:7d oak", ["Plans"]),
        ("larger:1M", []),
        ("smaller:1M oak", ["Plans", "Beech", "Oak"]),
        ("from: oak", ["Plans", "Beech", "Oak"]),
        ("oak &", ["Plans", "Beech", "Oak"]),
        ("& !", []),
        ("会議", ["会議の日程"]),
        ("会", ["会議の日程"]),
        ("程について", ["会議の日程"]),
        ("東京 日程", ["会議の日程"]),
        ("て", ["会議の日程"]),
        ("議会", []),
        ("日会議", []),
        ("-会議 is:unread", ["Beech"]),
    ],
)
def test_it_finds(subjects: Database, query: str, expected: list[str]) -> None:
    assert found(subjects, query) == expected


def test_pages_follow_one_another(subjects: Database) -> None:
    for query in ("", "is:read", "invoice OR is:starred", "oak"):
        wanted = Listing(query=query)
        keys: list[MessageKey] = []
        before = None
        while True:
            page = listing.list_page(subjects, wanted, before=before, limit=2, today=TODAY)
            keys += page.keys
            before = page.more
            if before is None:
                break
        assert tuple(keys) == listing.list_keys(subjects, wanted, today=TODAY)


_PIECES = st.sampled_from(
    ["from:", "before:", "is:unread", "in:", "-", '"', " OR ", " ", "7d", "*", "(", "会", "\x00"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PIECES | st.text(max_size=4), max_size=8).map("".join))
def test_whatever_is_typed_the_database_answers(subjects: Database, query: str) -> None:
    listing.list_keys(subjects, Listing(query=query), today=TODAY)
