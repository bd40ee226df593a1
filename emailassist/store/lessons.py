"""What the person taught: each lesson with all that the classifier saw of its message.

Owns: the table lessons. A lesson outlives its message, so that nothing has to be looked at twice;
of the message it holds the sender, the list, vectors, hashes of the subject's words and the names
of signs, and no text.
Must not: know what is learned from it, or what was said and undone (feedback does).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from emailassist.domain.ids import LessonKey, MailboxId, MessageKey
from emailassist.domain.lesson import Deed, Lesson
from emailassist.domain.teaching import Slot, Teaching, weight_of
from emailassist.domain.triage import Priority
from emailassist.local.seen import Seen
from emailassist.store import codec


@dataclass(frozen=True, slots=True)
class Kept:
    """A lesson as it is kept; `seen` is None until somebody looked at the message.

    `message` is None once it is gone, and `subject` '' then.
    """

    key: LessonKey
    message: MessageKey | None
    subject: str
    lesson: Lesson
    sender: str
    list_id: str
    seen: Seen | None
    model: str
    """What made the vector."""


Row = dict[str, Any]
"""A row of the table as it is, to be put back."""


def teach(
    db: Database,
    key: MessageKey,
    taught: Teaching,
    now: datetime,
    *,
    origin: MailboxId | None = None,
) -> LessonKey:
    """Keep a lesson in the place of the message's former one of that slot; its key.

    One that says the same stays as old as it was. `origin`: the mailbox that the message was in.
    """
    with db.atomic():
        old = _of_slot(db, key, taught.slot)
        if old is not None and _says(old, taught):
            return LessonKey(old["id"])
        looked = _look_of(db, key)
        db.execute("DELETE FROM lessons WHERE message = ? AND slot = ?", [key, taught.slot.value])
        cursor = db.execute(
            "INSERT INTO lessons(message, slot, deed, category, priority, needs_reply, at, origin,"
            " sender, list_id, domain, known, signs, model, vector, subject_vector, words, looked) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                key,
                taught.slot.value,
                taught.deed.value if taught.deed else None,
                taught.category,
                taught.priority.value if taught.priority else None,
                taught.needs_reply,
                codec.seconds(now),
                old["origin"] if old is not None and old["origin"] is not None else origin,
                *looked,
            ],
        )
        return LessonKey(int(cursor.lastrowid or 0))


def unteach(db: Database, key: MessageKey, slot: Slot) -> None:
    """Let go of a message's lesson of that slot, if there is one."""
    db.execute("DELETE FROM lessons WHERE message = ? AND slot = ?", [key, slot.value])


def origin(db: Database, key: MessageKey) -> MailboxId | None:
    """The mailbox that a message was in before it was moved to where its lesson is about."""
    row = _of_slot(db, key, Slot.PLACE)
    return None if row is None or row["origin"] is None else MailboxId(row["origin"])


def deeds(db: Database, key: MessageKey) -> frozenset[Deed]:
    """The deeds that the message's lessons came from."""
    rows = db.query("SELECT deed FROM lessons WHERE message = ? AND deed IS NOT NULL", [key])
    return frozenset(codec.member(Deed, row["deed"]) for row in rows)


def keep_seen(db: Database, key: MessageKey, seen: Seen, model: str) -> tuple[LessonKey, ...]:
    """Keep what was seen of a message with all its lessons; which these are."""
    db.execute(
        "UPDATE lessons SET looked = 1, sender = ?, list_id = ?, domain = ?, known = ?, signs = ?,"
        " model = ?, vector = ?, subject_vector = ?, words = ? WHERE message = ?",
        [
            seen.sender,
            seen.list_id,
            seen.domain,
            seen.known,
            " ".join(sorted(seen.signs)),
            model,
            seen.vector,
            seen.subject,
            seen.words,
            key,
        ],
    )
    rows = db.conn.execute("SELECT id FROM lessons WHERE message = ?", [key])
    return tuple(LessonKey(number) for (number,) in rows)


def unlooked(db: Database, model: str, limit: int) -> tuple[MessageKey, ...]:
    """Messages with lessons that nobody looked at yet, or with another model; newest first."""
    rows = db.query(
        "SELECT message, max(at) AS latest FROM lessons WHERE message IS NOT NULL "
        "AND (looked = 0 OR (model != ? AND model != '')) "
        "GROUP BY message ORDER BY latest DESC, message DESC LIMIT ?",
        [model, limit],
    )
    return tuple(MessageKey(row["message"]) for row in rows)


def usable(db: Database, most: int) -> tuple[LessonKey, ...]:
    """The newest lessons that can be learned from, oldest first.

    When there are more, words come before deeds.
    """
    rows = db.conn.execute(
        "SELECT id FROM (SELECT id, at FROM lessons WHERE looked = 1 "
        "ORDER BY deed IS NULL DESC, at DESC, id DESC LIMIT ?) ORDER BY at, id",
        [most],
    )
    return tuple(LessonKey(key) for (key,) in rows)


def of_keys(db: Database, keys: Iterable[LessonKey]) -> tuple[Kept, ...]:
    """These lessons, in no order."""
    rows = db.query(
        f"{_KEPT} WHERE l.id IN (SELECT value FROM json_each(?))", [json.dumps(list(keys))]
    )
    return tuple(_kept(row) for row in rows)


def of_origin(db: Database, name: str | None, most: int, *, left: bool = True) -> tuple[Kept, ...]:
    """Lessons about a sender or list (None: all), newest first.

    `left`: also those from messages that were read and left as they were.
    """
    where, values = ("WHERE 1", []) if name is None else (f"WHERE {_ABOUT}", [name, name])
    if not left:
        where += f" AND l.slot != '{Slot.READ.value}'"
    rows = db.query(f"{_KEPT} {where} ORDER BY l.at DESC, l.id DESC LIMIT ?", [*values, most])
    return tuple(_kept(row) for row in rows)


def of_message(db: Database, key: MessageKey) -> tuple[Kept, ...]:
    """Lessons about a message, newest first."""
    rows = db.query(f"{_KEPT} WHERE l.message = ? ORDER BY l.at DESC, l.id DESC", [key])
    return tuple(_kept(row) for row in rows)


def tidy(db: Database, most: int) -> None:
    """Let go of what nothing can be learned from.

    That are lessons about messages that went before anybody looked at them, and the oldest deeds
    when there are more lessons than `most`.
    """
    db.execute("DELETE FROM lessons WHERE message IS NULL AND looked = 0")
    db.execute(
        "DELETE FROM lessons WHERE deed IS NOT NULL AND id IN "
        "(SELECT id FROM lessons ORDER BY deed IS NULL DESC, at DESC, id DESC LIMIT -1 OFFSET ?)",
        [most],
    )


def mark(db: Database) -> tuple[int, int, int]:
    """Another one whenever lessons came or went, in whatever process."""
    row = db.conn.execute(
        "SELECT count(*), coalesce(max(id), 0), coalesce(sum(looked), 0) FROM lessons"
    ).fetchone()
    return (int(row[0]), int(row[1]), int(row[2]))


def count(db: Database) -> int:
    """How many lessons there are."""
    return int(db.table("lessons").count)


def take_out(db: Database, name: str | None) -> list[Row]:
    """Remove the lessons about a sender or list, or all; they can be put back."""
    where, values = ("", []) if name is None else (f"WHERE {_ABOUT}", [name, name])
    return _take_out(db, where, values)


def take_out_one(db: Database, key: LessonKey) -> list[Row]:
    """Remove one lesson; it can be put back."""
    return _take_out(db, "WHERE l.id = ?", [key])


def put_back(db: Database, rows: Iterable[Row]) -> None:
    """Put removed lessons back, unless there is a newer one in their place."""
    with db.atomic():
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join("?" * len(row))
            gone = row["message"] is not None and not db.table("messages").count_where(
                "id = ?", [row["message"]]
            )
            values = list({**row, "message": None if gone else row["message"]}.values())
            if not (gone and not row["looked"]):
                db.execute(f"INSERT OR IGNORE INTO lessons({names}) VALUES ({marks})", values)


def _take_out(db: Database, where: str, values: Sequence[Any]) -> list[Row]:
    with db.atomic():
        rows = [dict(row) for row in db.query(f"SELECT l.* FROM lessons l {where}", values)]
        keys = json.dumps([row["id"] for row in rows])
        db.execute("DELETE FROM lessons WHERE id IN (SELECT value FROM json_each(?))", [keys])
    return rows


_ABOUT = "(l.list_id = ? COLLATE NOCASE OR (l.list_id = '' AND l.sender = ? COLLATE NOCASE))"
"""What came over a list is about the list, whoever wrote it."""

_KEPT = (
    "SELECT l.*, coalesce(m.subject, '') AS subject FROM lessons l "
    "LEFT JOIN messages m ON m.id = l.message"
)


def _of_slot(db: Database, key: MessageKey, slot: Slot) -> Row | None:
    rows = db.query("SELECT * FROM lessons WHERE message = ? AND slot = ?", [key, slot.value])
    return next(iter(rows), None)


def _says(row: Row, taught: Teaching) -> bool:
    said = (row["deed"], row["category"], row["priority"], row["needs_reply"])
    return said == (
        taught.deed.value if taught.deed else None,
        taught.category,
        taught.priority.value if taught.priority else None,
        None if taught.needs_reply is None else int(taught.needs_reply),
    )


def _look_of(db: Database, key: MessageKey) -> list[Any]:
    """The columns of a look that another lesson about the message has, or what is known so far."""
    for row in db.query(
        "SELECT sender, list_id, domain, known, signs, model, vector, subject_vector, words,"
        " looked FROM lessons WHERE message = ? AND looked = 1",
        [key],
    ):
        return list(row.values())
    for row in db.query("SELECT lower(sender_email) AS sender FROM messages WHERE id = ?", [key]):
        return [row["sender"], "", row["sender"].rpartition("@")[2], 0, "", "", b"", b"", b"", 0]
    return ["", "", "", 0, "", "", b"", b"", b"", 0]


def _kept(row: Row) -> Kept:
    deed = codec.member(Deed, row["deed"]) if row["deed"] else None
    lesson = Lesson(
        category=row["category"],
        priority=codec.member(Priority, row["priority"]) if row["priority"] else None,
        needs_reply=None if row["needs_reply"] is None else bool(row["needs_reply"]),
        weight=weight_of(deed),
        at=codec.moment(row["at"]),
        deed=deed,
    )
    seen = Seen(
        vector=row["vector"],
        signs=frozenset(row["signs"].split()),
        sender=row["sender"],
        domain=row["domain"],
        list_id=row["list_id"],
        known=bool(row["known"]),
        subject=row["subject_vector"],
        words=row["words"],
    )
    return Kept(
        LessonKey(row["id"]),
        None if row["message"] is None else MessageKey(row["message"]),
        row["subject"],
        lesson,
        row["sender"],
        row["list_id"],
        seen if row["looked"] else None,
        row["model"],
    )
