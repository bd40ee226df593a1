"""What the person says about messages, together with what it teaches.

Owns: the transactions over corrections, lessons and what was judged anew because of them. Must
not: learn, or judge.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.ids import LessonKey, MessageKey
from emailassist.domain.mailbox import Role
from emailassist.domain.teaching import Slot, by_word
from emailassist.domain.triage import Correction, Tier, Triage, Verdict
from emailassist.store import codec, lessons
from emailassist.store import triage as triage_store
from emailassist.store.lessons import Row


@dataclass(frozen=True, slots=True)
class Changed:
    """What a message teaches now, if anything, and what is judged as before it was taught."""

    lesson: LessonKey | None
    restored: frozenset[MessageKey]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten, so that it can be taken back; `messages` are judged as before it."""

    lessons: tuple[Row, ...]
    corrections: tuple[int, ...]
    messages: frozenset[MessageKey]

    @property
    def count(self) -> int:
        """How many lessons."""
        return len(self.lessons)

    @property
    def words(self) -> tuple[tuple[MessageKey, LessonKey], ...]:
        """What was said about messages that are still here."""
        return tuple(
            (MessageKey(row["message"]), LessonKey(row["id"]))
            for row in self.lessons
            if row["slot"] == Slot.WORD.value and row["message"] is not None
        )


def correct(db: Database, key: MessageKey, new: Correction, now: datetime) -> Changed:
    """Put the person's word in force, and what it teaches in the place of what was taught before.

    What another word about this message had judged anew is as before.
    """
    with db.atomic():
        _give_back(db, [key], now)
        restored = _restore_for(db, key, now)
        triage_store.keep_correction(db, key, new, now)
        return Changed(_teach_words(db, key, now), restored)


def withdraw(db: Database, key: MessageKey, now: datetime) -> Changed:
    """Take back the last correction and what it taught; an older one counts again."""
    with db.atomic():
        restored = _restore_for(db, key, now)
        triage_store.withdraw_correction(db, key, now)
        return Changed(_teach_words(db, key, now), restored)


def forget(db: Database, name: str | None, now: datetime) -> Forgotten:
    """Forget what was taught about a sender or list, or everything (None).

    What the person said of a message stays in force for it.
    """
    with db.atomic():
        return _forgotten(db, lessons.take_out(db, name), now)


def forget_one(db: Database, key: LessonKey, now: datetime) -> Forgotten:
    """Forget one lesson."""
    with db.atomic():
        return _forgotten(db, lessons.take_out_one(db, key), now)


def remember(db: Database, forgotten: Forgotten) -> None:
    """Take forgetting back."""
    with db.atomic():
        _set_teaching(db, forgotten.corrections, teaches=True)
        lessons.put_back(db, forgotten.lessons)


def _forgotten(db: Database, rows: list[Row], now: datetime) -> Forgotten:
    keys = [row["message"] for row in rows if row["slot"] == Slot.WORD.value and row["message"]]
    corrections = [
        row["id"]
        for row in db.query(
            "SELECT id FROM corrections WHERE teaches = 1 "
            "AND message IN (SELECT value FROM json_each(?))",
            [json.dumps(keys)],
        )
    ]
    _set_teaching(db, corrections, teaches=False)
    restored = _restore(db, [row["id"] for row in rows], now)
    return Forgotten(tuple(rows), tuple(corrections), restored)


def _set_teaching(db: Database, corrections: Iterable[int], *, teaches: bool) -> None:
    db.execute(
        "UPDATE corrections SET teaches = ? WHERE id IN (SELECT value FROM json_each(?))",
        [teaches, json.dumps(list(corrections))],
    )


def _teach_words(db: Database, key: MessageKey, now: datetime) -> LessonKey | None:
    said = triage_store.correction(db, key, teaching=True)
    if said is None:
        lessons.unteach(db, key, Slot.WORD)
        return None
    return lessons.teach(db, key, by_word(said), now)


# What is judged anew


def like(db: Database, key: MessageKey, since: datetime, most: int) -> tuple[MessageKey, ...]:
    """Messages that a word about this one may concern: by the same sender first, newest first.

    Those in INBOX by the same sender, or that went to just the same addresses (as over a list), or
    of which no tier was sure; not those that the person said or did something about, other than
    reading them.
    """
    rows = db.query(
        "SELECT m.id FROM messages m JOIN triage t ON t.message = m.id, messages told "
        "WHERE told.id = :key AND m.id != :key AND m.mine = 0 AND m.date >= :since "
        "AND m.account_id = told.account_id AND t.state = 'done' AND t.tier != :person "
        "AND m.id NOT IN (SELECT message FROM lessons WHERE message IS NOT NULL AND slot != :read) "
        "AND m.id NOT IN (SELECT message FROM corrections) "
        "AND m.id NOT IN (SELECT message FROM rejudged WHERE undone = 1) "
        "AND EXISTS (SELECT 1 FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id "
        "WHERE p.message = m.id AND b.role = :inbox) "
        "AND (lower(m.sender_email) = lower(told.sender_email) OR t.category IS NULL "
        "OR (m.recipients_json = told.recipients_json AND m.recipients_json != '[]')) "
        "ORDER BY lower(m.sender_email) != lower(told.sender_email), m.date DESC LIMIT :most",
        {
            "key": key,
            "since": codec.seconds(since),
            "person": Tier.PERSON.value,
            "read": Slot.READ.value,
            "inbox": Role.INBOX.value,
            "most": most,
        },
    )
    return tuple(MessageKey(row["id"]) for row in rows)


def rejudge(
    db: Database,
    key: MessageKey,
    before: Triage,
    verdict: Verdict,
    because: LessonKey,
    now: datetime,
) -> bool:
    """Put another verdict in force because of a lesson, unless either changed meanwhile."""
    with db.atomic():
        taught = db.table("lessons").count_where("id = ?", [because])
        said = triage_store.correction(db, key)
        if not taught or said is not None or triage_store.standing(db, key).triage != before:
            return False
        first = _before(db, key) or before
        db.execute(
            "INSERT OR REPLACE INTO rejudged(message, because, before_json) VALUES (?, ?, ?)",
            [key, because, codec.encode(Triage, first)],
        )
        triage = replace(before, verdict=verdict, trail=(*first.trail, verdict))
        triage_store.keep_triage(db, key, triage, (), now)
        return True


def judged_by(db: Database, because: LessonKey) -> frozenset[MessageKey]:
    """The messages that are judged anew because of a lesson."""
    rows = db.query(
        "SELECT message FROM rejudged WHERE because = ? AND undone = 0",
        [because],
    )
    return frozenset(MessageKey(row["message"]) for row in rows)


def put_back(db: Database, because: LessonKey, now: datetime) -> frozenset[MessageKey]:
    """Give what was judged anew because of a lesson its former triage, for good.

    The lesson stays.
    """
    with db.atomic():
        return _restore(db, [because], now, undone=True)


def _before(db: Database, key: MessageKey) -> Triage | None:
    """What was in force before a lesson changed it, if what the lesson said still is."""
    for row in db.query("SELECT before_json FROM rejudged WHERE message = ?", [key]):
        before = codec.decode(Triage, row["before_json"])
        now = triage_store.standing(db, key).triage
        if now is not None and now.trail == (*before.trail, now.verdict):
            return before
    return None


def _restore_for(db: Database, key: MessageKey, now: datetime) -> frozenset[MessageKey]:
    said = [each.key for each in lessons.of_message(db, key) if each.lesson.said]
    return _restore(db, said, now)


def _restore(
    db: Database, because: Iterable[int], now: datetime, *, undone: bool = False
) -> frozenset[MessageKey]:
    rows = db.query(
        "SELECT message FROM rejudged WHERE undone = 0 "
        "AND because IN (SELECT value FROM json_each(?))",
        [json.dumps(list(because))],
    )
    keys = [MessageKey(row["message"]) for row in rows]
    restored = _give_back(db, keys, now, drop=not undone)
    if undone:
        db.execute(
            "UPDATE rejudged SET undone = 1 WHERE message IN (SELECT value FROM json_each(?))",
            [json.dumps(keys)],
        )
    return restored


def _give_back(
    db: Database, keys: Iterable[MessageKey], now: datetime, *, drop: bool = True
) -> frozenset[MessageKey]:
    """Give messages the triage from before a lesson changed it; those for which there was one."""
    restored: set[MessageKey] = set()
    for key in keys:
        before = _before(db, key)
        if before is not None:
            triage_store.keep_triage(db, key, before, (), now)
            restored.add(key)
        if drop:
            db.execute("DELETE FROM rejudged WHERE message = ?", [key])
    return frozenset(restored)
