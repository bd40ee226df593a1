"""The tables for what the person teaches.

Owns: the migrations for that; new ones are added at the end, those released never changed. Must
not: hold queries.
"""

import json
from typing import Any

from sqlite_utils import Database

from emailassist.store.schema.beginning import migrations

_LESSONS = """
CREATE TABLE lessons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER REFERENCES messages(id) ON DELETE SET NULL,
    slot TEXT NOT NULL,
    deed TEXT,
    category TEXT,
    priority TEXT,
    needs_reply INTEGER,
    at INTEGER NOT NULL,
    origin INTEGER,
    sender TEXT NOT NULL,
    list_id TEXT NOT NULL DEFAULT '',
    domain TEXT NOT NULL DEFAULT '',
    known INTEGER NOT NULL DEFAULT 0,
    signs TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    vector BLOB NOT NULL DEFAULT x'',
    looked INTEGER NOT NULL DEFAULT 0,
    UNIQUE (message, slot)
);
CREATE INDEX lessons_by_sender ON lessons(sender COLLATE NOCASE);
CREATE INDEX lessons_by_list ON lessons(list_id COLLATE NOCASE) WHERE list_id != '';
CREATE INDEX lessons_by_time ON lessons(at);
ALTER TABLE corrections ADD COLUMN teaches INTEGER NOT NULL DEFAULT 1;
CREATE TABLE rejudged (
    message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
    because INTEGER NOT NULL,
    before_json TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX rejudged_by_lesson ON rejudged(because);
CREATE TABLE stirred (
    message INTEGER PRIMARY KEY,
    origin INTEGER
)"""

_TRIGGERS = (
    # Not for what goes with its message or mailbox: then nobody did anything to it.
    "CREATE TRIGGER placements_left AFTER DELETE ON placements "
    "WHEN EXISTS (SELECT 1 FROM messages WHERE id = old.message AND mine = 0) BEGIN "
    "INSERT INTO stirred(message, origin) VALUES (old.message, old.mailbox_id) "
    "ON CONFLICT(message) DO UPDATE SET origin = coalesce(origin, excluded.origin); END",
    "CREATE TRIGGER placements_moved AFTER UPDATE OF mailbox_id ON placements BEGIN "
    "INSERT INTO stirred(message, origin) SELECT old.message, old.mailbox_id "
    "FROM messages WHERE id = old.message AND mine = 0 "
    "ON CONFLICT(message) DO UPDATE SET origin = coalesce(origin, excluded.origin); END",
    "CREATE TRIGGER placements_flagged AFTER UPDATE OF flags ON placements "
    "WHEN (instr(old.flags, '\\Answered') > 0) != (instr(new.flags, '\\Answered') > 0) "
    "OR (instr(old.flags, '\\Flagged') > 0) != (instr(new.flags, '\\Flagged') > 0) BEGIN "
    "INSERT OR IGNORE INTO stirred(message) SELECT id FROM messages "
    "WHERE id = new.message AND mine = 0; END",
)


@migrations()
def learning(db: Database) -> None:
    """Lessons; corrections from before teach, too.

    `stirred` holds messages of others that left a mailbox or were answered or starred since
    somebody looked, and the mailbox they were in first; no foreign key, as it is written while
    placements go. `rejudged` is the triage of messages from before a lesson changed it;
    `undone`: the person took that back.
    """
    for statement in _LESSONS.split(";\n"):
        db.execute(statement)
    for trigger in _TRIGGERS:
        db.execute(trigger)
    db.conn.executemany(
        "INSERT INTO lessons(message, slot, category, priority, needs_reply, at, sender) "
        "SELECT id, 'word', ?, ?, ?, ?, lower(sender_email) FROM messages WHERE id = ?",
        [
            (*(said.get(name) for name in ("category", "priority", "needs_reply")), at, message)
            for message, (said, at) in _said(db).items()
        ],
    )


@migrations()
def subjects(db: Database) -> None:
    """The vector of a message's subject alone; lessons from before are looked at again."""
    db.execute("ALTER TABLE lessons ADD COLUMN subject_vector BLOB NOT NULL DEFAULT x''")
    db.execute("UPDATE lessons SET looked = 0 WHERE message IS NOT NULL")


_READING = (
    "CREATE TABLE opened (message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE, "
    "category TEXT NOT NULL, at INTEGER NOT NULL)",
    "CREATE INDEX opened_by_time ON opened(at)",
    # Only where the flag is set on what was here unread: nothing that arrives as read counts.
    "CREATE TRIGGER placements_read AFTER UPDATE OF flags ON placements "
    "WHEN instr(old.flags, '\\Seen') = 0 AND instr(new.flags, '\\Seen') > 0 BEGIN "
    "INSERT OR IGNORE INTO opened(message, category, at) "
    "SELECT m.id, t.category, CAST(strftime('%s', 'now') AS INTEGER) "
    "FROM messages m JOIN triage t ON t.message = m.id WHERE m.id = new.message AND m.mine = 0 "
    "AND t.state = 'done' AND t.tier != 'person' AND t.category IS NOT NULL; END",
    "CREATE TRIGGER placements_unread AFTER UPDATE OF flags ON placements "
    "WHEN instr(old.flags, '\\Seen') > 0 AND instr(new.flags, '\\Seen') = 0 BEGIN "
    "INSERT OR IGNORE INTO stirred(message) SELECT id FROM messages "
    "WHERE id = new.message AND mine = 0; END",
    "CREATE TRIGGER triage_changed AFTER INSERT ON triage BEGIN "
    "DELETE FROM opened WHERE message = new.message "
    "AND (category IS NOT new.category OR new.tier = 'person'); "
    "INSERT OR IGNORE INTO stirred(message) SELECT message FROM lessons "
    "WHERE message = new.message AND slot = 'read' "
    "AND (category IS NOT new.category OR new.tier = 'person'); END",
)


@migrations()
def reading(db: Database) -> None:
    """Messages that were read while a category stood there, which may yet be left as it was."""
    for statement in _READING:
        db.execute(statement)


@migrations()
def subject_words(db: Database) -> None:
    """Hashes of the subject's words; lessons from before are looked at again."""
    db.execute("ALTER TABLE lessons ADD COLUMN words BLOB NOT NULL DEFAULT x''")
    db.execute("UPDATE lessons SET looked = 0 WHERE message IS NOT NULL")


def _said(db: Database) -> dict[int, tuple[dict[str, Any], int]]:
    """The newest word about each field of each corrected message, and when the last was said."""
    merged: dict[int, tuple[dict[str, Any], int]] = {}
    for row in db.query("SELECT message, correction_json, made_at FROM corrections ORDER BY id"):
        said = {
            name: value
            for name, value in json.loads(row["correction_json"]).items()
            if value is not None
        }
        before, _ = merged.get(row["message"], ({}, 0))
        merged[row["message"]] = ({**before, **said}, row["made_at"])
    return merged
