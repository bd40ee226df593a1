"""Reading a message and leaving it as it is confirms its category, a little."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from emailassist.domain.account import Account
from emailassist.domain.ids import MessageKey
from emailassist.domain.lesson import Deed
from emailassist.domain.mailbox import SEEN, ListedMailbox, Mailbox, Role
from emailassist.domain.teaching import Teaching
from emailassist.domain.triage import Correction, Priority, TriageWarning, WarningKind
from emailassist.local.deeds import read_deeds
from emailassist.store import accounts, arrivals, codec, deeds, feedback, intents, lessons
from emailassist.store import triage as triage_store
from tests.store.test_triage import NOW, TRIAGE
from tests.support.mail import arrival, raw_message

LATER = NOW + timedelta(minutes=5)
TAUGHT = 99
FRAUD = TriageWarning(WarningKind.PHISHING, "It pretends.")


@pytest.fixture
def boxes(db: Database, account: Account) -> dict[str, Mailbox]:
    roles = {"INBOX": Role.INBOX, "Archive": Role.ARCHIVE, "Projects": Role.NONE}
    listed = [ListedMailbox(name, role, "/") for name, role in roles.items()]
    accounts.keep_mailboxes(db, account.id, listed)
    return {box.name: box for box in accounts.mailboxes(db, account.id)}


Arrive = Callable[..., MessageKey]


@pytest.fixture
def arrive(db: Database, account: Account, boxes: dict[str, Mailbox]) -> Arrive:
    """Mail for somebody who corrects what is wrong."""

    def come(uid: int = 1, *flags: str) -> MessageKey:
        raw = raw_message(f"Letter {uid}", message_id=f"<{uid}@x.example>")
        mail = [arrival(uid, raw, *flags)]
        (key,) = arrivals.add_arrivals(db, account.id, boxes["INBOX"].id, mail)
        triage_store.keep_triage(db, key, TRIAGE, (), NOW)
        return key

    lessons.teach(db, come(TAUGHT), Teaching(None, priority=Priority.LOW), NOW)
    return come


def read(db: Database, key: MessageKey) -> None:
    intents.set_flag(db, key, SEEN, on=True)
    db.execute("UPDATE opened SET at = ?", [codec.seconds(NOW)])


def learned(db: Database) -> list[tuple[Deed | None, str | None]]:
    deeds.observe(db, read_deeds, LATER, 50)
    kept = lessons.of_origin(db, None, 99)
    return [
        (each.lesson.deed, each.lesson.category) for each in kept if each.lesson.priority is None
    ]


def test_what_was_read_and_left_teaches_after_some_minutes(db: Database, arrive: Arrive) -> None:
    key = arrive()
    read(db, key)
    assert not deeds.is_stirred(db, NOW)
    deeds.observe(db, read_deeds, NOW, 50)
    assert lessons.count(db) == 1
    assert deeds.is_stirred(db, LATER)
    assert learned(db) == [(Deed.KEPT, "fyi")]
    assert not deeds.is_stirred(db, LATER)
    intents.set_flag(db, key, SEEN, on=False)
    assert learned(db) == []


@pytest.mark.parametrize("waited", [False, True])
def test_a_correction_takes_its_place(db: Database, arrive: Arrive, waited: bool) -> None:
    key = arrive()
    read(db, key)
    if waited:
        assert learned(db) == [(Deed.KEPT, "fyi")]
    feedback.correct(db, key, Correction(category="receipt"), NOW)
    assert learned(db) == [(None, "receipt")]
    feedback.withdraw(db, key, LATER)
    assert learned(db) == []


@pytest.mark.parametrize("waited", [False, True])
@pytest.mark.parametrize(("target", "stays"), [("Archive", True), ("Projects", False)])
def test_archiving_leaves_it_and_moving_does_not(
    db: Database,
    arrive: Arrive,
    boxes: dict[str, Mailbox],
    target: str,
    stays: bool,
    waited: bool,
) -> None:
    key = arrive()
    read(db, key)
    if waited:
        learned(db)
    intents.move(db, key, boxes["INBOX"].id, boxes[target].id)
    deeds.observe(db, read_deeds, NOW, 50)
    assert learned(db) == ([(Deed.KEPT, "fyi")] if stays else [])


def test_what_came_as_read_teaches_nothing(db: Database, arrive: Arrive) -> None:
    arrive(1, SEEN)
    assert learned(db) == []


@pytest.mark.parametrize(
    "triage",
    [
        replace(TRIAGE, verdict=replace(TRIAGE.verdict, category=None)),
        replace(TRIAGE, verdict=replace(TRIAGE.verdict, category="spam-phishing")),
        replace(TRIAGE, warnings=(FRAUD,)),
    ],
)
def test_unsure_spam_and_warned_of_is_never_confirmed(
    db: Database, arrive: Arrive, triage: object
) -> None:
    key = arrive()
    triage_store.keep_triage(db, key, triage, (), NOW)  # type: ignore[arg-type]
    read(db, key)
    assert learned(db) == []


def test_marking_many_as_read_is_not_reading(db: Database, arrive: Arrive) -> None:
    for uid in range(1, 12):
        read(db, arrive(uid))
    assert learned(db) == []
    assert not deeds.is_stirred(db, LATER)


def test_who_does_not_want_it_teaches_nothing(db: Database, arrive: Arrive) -> None:
    read(db, arrive())
    deeds.observe(db, read_deeds, LATER, 0)
    assert learned(db) == []


def test_who_does_not_correct_errors_confirms_nothing(db: Database, arrive: Arrive) -> None:
    read(db, arrive())
    lessons.take_out(db, None)
    assert learned(db) == []
    lessons.teach(db, arrive(2), Teaching(None, priority=Priority.LOW), NOW - timedelta(days=90))
    read(db, arrive(3))
    assert learned(db) == []
