import sqlite3
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_utils import Database
from typing_extensions import override

from emailassist.domain.account import Account
from emailassist.domain.ids import MessageKey
from emailassist.domain.lesson import Deed
from emailassist.domain.mailbox import ANSWERED, FLAGGED, SEEN, ListedMailbox, Mailbox, Role
from emailassist.domain.triage import Correction, Priority
from emailassist.local.deeds import read_deeds
from emailassist.local.seen import Seen
from emailassist.store import (
    accounts,
    arrivals,
    deeds,
    feedback,
    intents,
    lessons,
    placements,
    relocation,
)
from emailassist.store import triage as triage_store
from emailassist.store.feedback import Forgotten
from emailassist.store.lessons import Kept
from emailassist.store.schema import migrations
from tests.store.test_triage import NOW, TRIAGE
from tests.support.mail import arrival, new_account, raw_message

BOXES = {
    "INBOX": Role.INBOX,
    "Archive": Role.ARCHIVE,
    "Junk": Role.JUNK,
    "Trash": Role.TRASH,
    "Projects": Role.NONE,
}
SEEN_OF = Seen(
    b"\0\0",
    frozenset({"asks"}),
    "tom@reed.example",
    "reed.example",
    "",
    known=True,
    subject=b"\1\0",
)


@pytest.fixture
def boxes(db: Database, account: Account) -> dict[str, Mailbox]:
    listed = [ListedMailbox(name, role, "/") for name, role in BOXES.items()]
    accounts.keep_mailboxes(db, account.id, listed)
    return {box.name: box for box in accounts.mailboxes(db, account.id)}


@pytest.fixture
def key(db: Database, account: Account, boxes: dict[str, Mailbox]) -> MessageKey:
    return _add(db, account, boxes["INBOX"], 1)


def test_a_lesson_outlives_its_message(db: Database, account: Account, key: MessageKey) -> None:
    feedback.correct(db, key, Correction(category="personal"), NOW)
    assert lessons.unlooked(db, "m", 9) == (key,)
    lessons.keep_seen(db, key, SEEN_OF, "m")
    assert lessons.unlooked(db, "m", 9) == ()
    assert lessons.unlooked(db, "other", 9) == (key,)
    db.execute("DELETE FROM placements")
    assert placements.remove_homeless(db, account.id) == 1
    lessons.tidy(db, 9)
    (kept,) = lessons.of_keys(db, lessons.usable(db, 9))
    assert (kept.seen, kept.model, kept.message, kept.subject) == (SEEN_OF, "m", None, "")
    assert (kept.lesson.category, kept.lesson.weight, kept.lesson.said) == ("personal", 1.0, True)


def test_words_stay_when_there_are_too_many_lessons(
    db: Database, account: Account, boxes: dict[str, Mailbox]
) -> None:
    keys = [_add(db, account, boxes["INBOX"], uid) for uid in (1, 2, 3)]
    feedback.correct(db, keys[0], Correction(category="personal"), NOW)
    for number, each in enumerate(keys[1:]):
        intents.set_flag(db, each, FLAGGED, on=True)
        deeds.observe(db, read_deeds, NOW + timedelta(hours=number), 9)
    lessons.tidy(db, 2)
    assert [each.message for each in lessons.of_origin(db, None, 9)] == [keys[2], keys[0]]


@pytest.mark.parametrize(
    ("path", "flags", "deed"),
    [
        (["INBOX", "Archive"], [], Deed.ARCHIVED_UNREAD),
        (["INBOX", "Archive"], [SEEN], None),
        (["INBOX", "Archive", "INBOX"], [], None),
        (["INBOX", "Trash"], [], Deed.DELETED_UNREAD),
        (["INBOX", "Junk"], [], Deed.JUNKED),
        (["INBOX", "Junk", "Trash"], [], Deed.JUNKED),
        (["INBOX", "Junk", "INBOX"], [], None),
        (["Junk", "INBOX"], [], Deed.UNJUNKED),
        (["Junk", "Trash"], [], None),
        (["INBOX", "Projects"], [], None),
    ],
)
def test_where_a_message_went_is_a_deed(
    db: Database,
    account: Account,
    boxes: dict[str, Mailbox],
    path: list[str],
    flags: list[str],
    deed: Deed | None,
) -> None:
    first = _add(db, account, boxes[path[0]], 1, *flags)
    for source, target in pairwise(path):
        intents.move(db, first, boxes[source].id, boxes[target].id)
        deeds.observe(db, read_deeds, NOW, 9)
    assert [each.lesson.deed for each in lessons.of_message(db, first)] == ([deed] if deed else [])
    assert not deeds.is_stirred(db, NOW)


def test_a_mailbox_of_ones_own_teaches_what_it_mostly_holds(
    db: Database, account: Account, boxes: dict[str, Mailbox]
) -> None:
    for uid in (1, 2, 3):
        held = _add(db, account, boxes["Projects"], uid)
        triage_store.keep_triage(db, held, TRIAGE, (), NOW)
    moved = _add(db, account, boxes["INBOX"], 4)
    intents.move(db, moved, boxes["INBOX"].id, boxes["Projects"].id)
    deeds.observe(db, read_deeds, NOW, 9)
    (kept,) = lessons.of_message(db, moved)
    assert (kept.lesson.deed, kept.lesson.category) == (Deed.MOVED, "fyi")


def test_what_another_program_did_is_seen(
    db: Database, account: Account, boxes: dict[str, Mailbox], key: MessageKey
) -> None:
    mail = arrival(7, raw_message("Letter 1", message_id="<1@x.example>"))
    placements.remove_places(db, boxes["INBOX"].id, [arrival(1, mail.raw).uid])
    deeds.observe(db, read_deeds, NOW, 9)  # it has yet to be found elsewhere
    arrivals.add_arrivals(db, account.id, boxes["Junk"].id, [mail])
    deeds.observe(db, read_deeds, NOW, 9)
    assert [each.lesson.deed for each in lessons.of_message(db, key)] == [Deed.JUNKED]


def test_answering_and_starring_teach_until_they_are_taken_back(
    db: Database, key: MessageKey
) -> None:
    for flag in (ANSWERED, FLAGGED):
        intents.set_flag(db, key, flag, on=True)
    deeds.observe(db, read_deeds, NOW, 9)
    found = {each.lesson.deed: each.lesson for each in lessons.of_message(db, key)}
    assert found[Deed.ANSWERED].needs_reply is True
    assert found[Deed.FLAGGED].priority is Priority.HIGH
    assert all(lesson.weight < 0.5 for lesson in found.values())
    for flag in (ANSWERED, FLAGGED):
        intents.set_flag(db, key, flag, on=False)
    deeds.observe(db, read_deeds, NOW, 9)
    assert lessons.count(db) == 0


def test_many_at_once_teach_a_little(
    db: Database, account: Account, boxes: dict[str, Mailbox]
) -> None:
    keys = [_add(db, account, boxes["INBOX"], uid) for uid in range(1, 8)]
    steps = relocation.to_role(db, keys, relocation.ARCHIVE, None)
    assert deeds.observe(db, read_deeds, NOW, 3).taught == 3
    assert {each.message for each in lessons.of_origin(db, None, 9)} == {*keys[-3:]}
    intents.take_back(db, steps)
    deeds.observe(db, read_deeds, NOW, 0)
    assert lessons.count(db) == 0


def test_nothing_is_stirred_by_what_goes_for_good(
    db: Database, account: Account, key: MessageKey
) -> None:
    accounts.remove_account(db, account.id)
    assert not deeds.is_stirred(db, NOW)


def _add(db: Database, account: Account, box: Mailbox, uid: int, *flags: str) -> MessageKey:
    raw = raw_message(f"Letter {uid}", message_id=f"<{uid}@x.example>")
    return arrivals.add_arrivals(db, account.id, box.id, [arrival(uid, raw, *flags)])[0]


which = st.integers(0, 2)
CATEGORIES = ("personal", "fyi", "receipt")


class Teaching(RuleBasedStateMachine):
    """Corrections said, withdrawn and forgotten, and forgetting taken back, in any order."""

    def __init__(self) -> None:
        super().__init__()
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        self.db = Database(connection)
        migrations.apply(self.db)
        account = accounts.add_account(self.db, new_account())
        accounts.keep_mailboxes(self.db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
        (inbox,) = accounts.mailboxes(self.db, account.id)
        raws = [
            raw_message(
                f"Letter {uid}",
                sender=f"S <s{uid % 2}@x.example>",
                message_id=f"<{uid}@x.example>",
            )
            for uid in range(1, 4)
        ]
        mail = [arrival(uid, raw) for uid, raw in enumerate(raws, 1)]
        self.keys = arrivals.add_arrivals(self.db, account.id, inbox.id, mail)
        self.senders = [f"s{uid % 2}@x.example" for uid in range(1, 4)]
        for key in self.keys:
            triage_store.keep_triage(self.db, key, TRIAGE, (), NOW)
        self.said: list[list[tuple[str, object, bool]]] = [[] for _ in self.keys]
        self.undo: tuple[Forgotten, list[list[tuple[str, object, bool]]]] | None = None
        self.at = NOW

    @rule(number=which, category=st.sampled_from(CATEGORIES))
    def say_category(self, number: int, category: str) -> None:
        self._correct(number, Correction(category=category), ("category", category, True))

    @rule(number=which, needs_reply=st.booleans())
    def say_reply(self, number: int, needs_reply: bool) -> None:
        self._correct(
            number, Correction(needs_reply=needs_reply), ("needs_reply", needs_reply, True)
        )

    def _correct(self, number: int, said: Correction, word: tuple[str, object, bool]) -> None:
        self.at += timedelta(seconds=1)
        feedback.correct(self.db, self.keys[number], said, self.at)
        self.said[number].append(word)
        self.undo = None

    @rule(number=which)
    def withdraw(self, number: int) -> None:
        feedback.withdraw(self.db, self.keys[number], self.at)
        self.said[number] = self.said[number][:-1]
        self.undo = None

    @rule(number=which, everything=st.booleans())
    def forget(self, number: int, everything: bool) -> None:
        name = None if everything else self.senders[number]
        before = [list(each) for each in self.said]
        self.undo = feedback.forget(self.db, name, self.at), before
        for each, sender in enumerate(self.senders):
            if name in {None, sender}:
                self.said[each] = [(field, value, False) for field, value, _ in self.said[each]]

    @rule(number=which)
    def remove_one(self, number: int) -> None:
        for each in lessons.of_message(self.db, self.keys[number]):
            feedback.forget_one(self.db, each.key, self.at)
        self.said[number] = [(field, value, False) for field, value, _ in self.said[number]]
        self.undo = None

    @rule()
    def remember(self) -> None:
        if self.undo is not None:
            forgotten, self.said = self.undo
            feedback.remember(self.db, forgotten)
            self.undo = None

    @invariant()
    def lessons_are_what_was_said_and_not_forgotten(self) -> None:
        for key, said in zip(self.keys, self.said, strict=True):
            expected = {field: value for field, value, teaches in said if teaches}
            kept = lessons.of_message(self.db, key)
            assert len(kept) == bool(expected)
            assert not kept or _said(kept[0]) == expected
            verdict = triage_store.standing(self.db, key).triage
            assert verdict is not None
            shown = {field: value for field, value, _ in said}.get("category", "fyi")
            assert verdict.verdict.category == shown

    @override
    def teardown(self) -> None:
        self.db.close()


def _said(kept: Kept) -> dict[str, object]:
    lesson = kept.lesson
    found = {"category": lesson.category, "needs_reply": lesson.needs_reply}
    return {name: value for name, value in found.items() if value is not None}


Teaching.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestTeaching = Teaching.TestCase
