"""The tables for mail, letters and what agents do, as migrations after the first one.

Owns: these. A migration that has been released is never changed; new ones are added in another
module after this. Must not: hold queries.
"""

import json

from sqlite_utils import Database

from emailassist.domain.mailbox import Role
from emailassist.domain.message import Stage
from emailassist.store.index import segmented
from emailassist.store.schema.beginning import migrations

_SECOND = f"""
CREATE TABLE waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    flag TEXT NOT NULL,
    adding INTEGER NOT NULL
);
INSERT INTO waiting SELECT id, message, flag, adding FROM flag_operations;
DROP TABLE flag_operations;
ALTER TABLE waiting RENAME TO flag_operations;
ALTER TABLE messages ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
UPDATE messages SET date = min(date, CAST(strftime('%s', 'now') AS INTEGER));
UPDATE messages SET received_at = date;
UPDATE messages SET mine = 0 WHERE mine = 1
    AND id IN (SELECT p.message FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id
        WHERE b.role IN ('{Role.INBOX.value}', '{Role.JUNK.value}'))
    AND id NOT IN (SELECT p.message FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id
        WHERE b.role = '{Role.SENT.value}');
ALTER TABLE triage ADD COLUMN passing INTEGER NOT NULL DEFAULT 0;
CREATE INDEX messages_of_mine ON messages(account_id, date DESC) WHERE mine = 1"""


@migrations()
def second(db: Database) -> None:
    """Keys of waiting flags are used once; when mail arrived; which failures pass by themselves.

    Mail in my name is not mine where mail of others arrives.
    """
    for statement in _SECOND.split(";\n"):
        db.execute(statement)


_ORDINALS = """
ALTER TABLE messages ADD COLUMN ordinal INTEGER
    GENERATED ALWAYS AS (min(max(date, 0), 17179869183) << 28 | id) VIRTUAL;
CREATE UNIQUE INDEX messages_by_ordinal ON messages(ordinal);
DROP INDEX messages_by_date;
CREATE INDEX messages_attached ON messages(ordinal) WHERE has_attachments = 1;
CREATE INDEX messages_mine ON messages(ordinal) WHERE mine = 1;
CREATE INDEX placements_unread ON placements(message) WHERE instr(flags, '\\Seen') = 0;
CREATE INDEX placements_starred ON placements(message) WHERE instr(flags, '\\Flagged') > 0;
DROP TRIGGER messages_found;
DROP TRIGGER messages_lost;
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(
    subject, sender, recipients, files, body,
    prefix="2", tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO search(search, rank) VALUES ('hashsize', 16000000);
INSERT INTO search(search, rank) VALUES ('automerge', 16)"""
# Fewer, larger segments: a fifth less time than the defaults, with the prefixes they lack.


@migrations()
def ordinals(db: Database) -> None:
    """Search by sender, recipients and attachments; hits lie in the index by date.

    The old index kept the names of attachments on the last line of the text.
    """
    for statement in _ORDINALS.split(";\n"):
        db.execute(statement)
    db.execute(
        "CREATE TRIGGER messages_lost AFTER DELETE ON messages BEGIN "
        "DELETE FROM search WHERE rowid = old.ordinal; END"
    )
    rows = db.conn.execute(
        "SELECT ordinal, subject, sender_name || ' ' || sender_email, recipients_json, body "
        "FROM messages ORDER BY ordinal"
    )
    db.conn.executemany(
        "INSERT INTO search(rowid, subject, sender, recipients, files, body) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        map(_found_by, rows),
    )
    db.execute("ALTER TABLE messages DROP COLUMN body")


def _found_by(row: tuple[int, str, str, str, str]) -> tuple[object, ...]:
    ordinal, subject, sender, recipients, body = row
    people = " ".join(f"{each['name']} {each['email']}" for each in json.loads(recipients))
    text, _, files = body.rpartition("\n")
    return ordinal, *map(segmented, (subject, sender, people, files, text))


_COMPOSITIONS = """
CREATE TABLE new_drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    reply_to INTEGER REFERENCES messages(id) ON DELETE CASCADE,
    proposal_json TEXT NOT NULL,
    composition_json TEXT,
    state TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);
INSERT INTO new_drafts
    SELECT d.id, m.account_id, d.reply_to, d.proposal_json, NULL, d.state, d.updated_at
    FROM drafts d JOIN messages m ON m.id = d.reply_to;
CREATE TABLE new_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    draft INTEGER NOT NULL REFERENCES new_drafts(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    message_id TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL,
    recipients_json TEXT NOT NULL,
    subject TEXT NOT NULL,
    raw BLOB NOT NULL,
    state TEXT NOT NULL,
    send_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    purpose TEXT NOT NULL DEFAULT 'send',
    scheduled INTEGER NOT NULL DEFAULT 0
);
INSERT INTO new_outbox(id, draft, account_id, message_id, sender, recipients_json, subject, raw,
        state, send_at, attempts, problem)
    SELECT id, draft, account_id, message_id, sender, recipients_json, subject,
        iif(state IN ('filed', 'withdrawn'), x'', raw), state, send_at, attempts, problem
    FROM outbox;
DELETE FROM sqlite_sequence WHERE name IN ('new_drafts', 'new_outbox');
INSERT INTO sqlite_sequence(name, seq)
    SELECT 'new_' || name, seq FROM sqlite_sequence WHERE name IN ('drafts', 'outbox');
DROP TABLE outbox;
DROP TABLE drafts;
ALTER TABLE new_drafts RENAME TO drafts;
ALTER TABLE new_outbox RENAME TO outbox;
CREATE INDEX drafts_by_message ON drafts(reply_to);
CREATE INDEX outbox_by_state ON outbox(state, send_at);
CREATE INDEX outbox_by_draft ON outbox(draft);
CREATE TABLE enclosures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    draft INTEGER NOT NULL REFERENCES drafts(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX enclosures_by_draft ON enclosures(draft)"""


@migrations()
def compositions(db: Database) -> None:
    """Drafts that answer nothing; their files; letters for a time or for the server's drafts.

    The bytes of letters are kept no longer than `outbox.move` keeps them now.
    """
    for statement in _COMPOSITIONS.split(";\n"):
        db.execute(statement)


_STAGES = f"""
ALTER TABLE mailboxes ADD COLUMN uid_next INTEGER;
ALTER TABLE mailboxes ADD COLUMN highest_modseq INTEGER;
ALTER TABLE mailboxes ADD COLUMN on_server INTEGER;
ALTER TABLE messages ADD COLUMN stage INTEGER NOT NULL DEFAULT {Stage.READ.value};
ALTER TABLE messages ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
UPDATE messages SET size = coalesce(
    (SELECT length(raw) FROM sources WHERE message = messages.id), 0);
CREATE INDEX messages_under_way ON messages(account_id, stage, date)
    WHERE stage < {Stage.INDEXED.value};
CREATE INDEX messages_loose ON messages(account_id, base_subject) WHERE loose = 1"""


@migrations()
def stages(db: Database) -> None:
    """How far each message got, its size on the server, and up to where each mailbox is known."""
    for statement in _STAGES.split(";\n"):
        db.execute(statement)


_OPERATIONS = """
CREATE TABLE operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    mailbox_id INTEGER NOT NULL REFERENCES mailboxes(id) ON DELETE CASCADE,
    uid INTEGER NOT NULL,
    uid_validity INTEGER,
    target_id INTEGER REFERENCES mailboxes(id) ON DELETE CASCADE,
    flags TEXT NOT NULL,
    due REAL NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX operations_by_message ON operations(message);
CREATE INDEX operations_by_place ON operations(mailbox_id, uid);
CREATE INDEX operations_by_target ON operations(target_id) WHERE target_id IS NOT NULL;
INSERT INTO operations(message, kind, mailbox_id, uid, uid_validity, flags)
    SELECT f.message, iif(f.adding, 'add', 'remove'), b.id, coalesce(p.uid, 0),
        iif(p.uid, b.uid_validity, NULL), f.flag
    FROM flag_operations f JOIN messages m ON m.id = f.message
    LEFT JOIN placements p ON p.message = m.id
    JOIN mailboxes b ON b.id = coalesce(p.mailbox_id, (SELECT min(i.id) FROM mailboxes i
        WHERE i.account_id = m.account_id AND i.role = 'inbox'))
    ORDER BY f.id;
DROP TABLE flag_operations;
ALTER TABLE mailboxes ADD COLUMN made_here INTEGER NOT NULL DEFAULT 0"""


@migrations()
def operations(db: Database) -> None:
    """All that waits for the server is queued in one table, also moves; mailboxes made here."""
    for statement in _OPERATIONS.split(";\n"):
        db.execute(statement)


@migrations()
def keywords(db: Database) -> None:
    """Which mailboxes keep no keywords (0); NULL until one was refused."""
    db.execute("ALTER TABLE mailboxes ADD COLUMN keeps_keywords INTEGER")


@migrations()
def few(db: Database) -> None:
    """Searches for what few messages are begin with these."""
    db.execute("CREATE INDEX messages_by_size ON messages(size)")
    db.execute(
        "CREATE INDEX placements_answered ON placements(message) "
        "WHERE instr(flags, '\\Answered') > 0"
    )


_MEMORY = """
CREATE TABLE draft_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    draft INTEGER NOT NULL REFERENCES drafts(id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    detail TEXT NOT NULL,
    proposal_json TEXT NOT NULL,
    made_at INTEGER NOT NULL
);
CREATE INDEX draft_versions_by_draft ON draft_versions(draft);
CREATE TABLE reply_vectors (
    message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    modified INTEGER NOT NULL,
    size INTEGER NOT NULL,
    digest TEXT NOT NULL,
    problem TEXT NOT NULL
);
CREATE TABLE note_passages (
    id INTEGER PRIMARY KEY,
    note INTEGER NOT NULL REFERENCES notes(id) ON DELETE CASCADE,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    vector BLOB
);
CREATE INDEX note_passages_by_note ON note_passages(note);
CREATE VIRTUAL TABLE note_search USING fts5(
    title, place, text, tokenize="unicode61 remove_diacritics 2"
)"""


@migrations()
def memory(db: Database) -> None:
    """The texts that a draft had, notes, and past replies as vectors."""
    for statement in _MEMORY.split(";\n"):
        db.execute(statement)
    db.execute(
        "CREATE TRIGGER note_passages_found AFTER INSERT ON note_passages BEGIN "
        "INSERT INTO note_search(rowid, title, place, text) VALUES (new.id, "
        "(SELECT title FROM notes WHERE id = new.note), new.place, new.text); END"
    )
    db.execute(
        "CREATE TRIGGER note_passages_lost AFTER DELETE ON note_passages BEGIN "
        "DELETE FROM note_search WHERE rowid = old.id; END"
    )


_TRACES = """
ALTER TABLE runs ADD COLUMN run TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN tier TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_by_run ON runs(run) WHERE run != '';
CREATE TABLE traces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    trace TEXT NOT NULL,
    message INTEGER REFERENCES messages(id) ON DELETE CASCADE,
    work TEXT NOT NULL,
    started REAL NOT NULL,
    seconds REAL NOT NULL,
    ending TEXT NOT NULL,
    problem TEXT NOT NULL,
    local_only INTEGER NOT NULL,
    size INTEGER NOT NULL
);
CREATE INDEX traces_by_message ON traces(message);
CREATE INDEX traces_by_time ON traces(started);
CREATE TABLE spans (
    trace INTEGER NOT NULL REFERENCES traces(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    parent TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    pattern TEXT NOT NULL,
    started REAL NOT NULL,
    seconds REAL NOT NULL,
    ending TEXT NOT NULL,
    said TEXT NOT NULL,
    error TEXT NOT NULL,
    model TEXT NOT NULL,
    model_calls INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    money REAL NOT NULL,
    cached INTEGER NOT NULL,
    prompt BLOB,
    answer BLOB,
    PRIMARY KEY (trace, position)
) WITHOUT ROWID"""


@migrations()
def traces(db: Database) -> None:
    """How messages were decided, step by step; what an agent's run cost stays in `runs`."""
    for statement in _TRACES.split(";\n"):
        db.execute(statement)


@migrations()
def egress(db: Database) -> None:
    """What left this machine; `body` and `tokens` are compressed, NULL once they were let go."""
    db.execute(
        "CREATE TABLE egress (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
        " endpoint TEXT NOT NULL, host TEXT NOT NULL, reason TEXT NOT NULL, target TEXT NOT NULL,"
        " subject INTEGER, run TEXT NOT NULL, sent INTEGER NOT NULL, masked_json TEXT NOT NULL,"
        " ended_at INTEGER, received INTEGER, outcome TEXT NOT NULL DEFAULT '',"
        " kept INTEGER NOT NULL, body BLOB, tokens BLOB)"
    )
    db.execute("CREATE INDEX egress_by_time ON egress(at, kept)")
    db.execute("CREATE INDEX egress_by_subject ON egress(subject, id)")


_ECONOMY = """
ALTER TABLE runs ADD COLUMN cached_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN money REAL NOT NULL DEFAULT 0;
CREATE TABLE answers (
    key TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL,
    content_type TEXT NOT NULL,
    body BLOB NOT NULL,
    call_json TEXT NOT NULL,
    size INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
);
CREATE INDEX answers_by_use ON answers(used_at, size);
CREATE INDEX answers_by_age ON answers(made_at);
CREATE INDEX answers_by_run ON answers(run);
CREATE TABLE usage (
    day TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    agent TEXT NOT NULL,
    calls INTEGER NOT NULL,
    answers_reused INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    money REAL NOT NULL,
    money_saved REAL NOT NULL,
    estimated_calls INTEGER NOT NULL,
    PRIMARY KEY (day, endpoint, model, agent)
) WITHOUT ROWID;
CREATE TABLE reservations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    money REAL NOT NULL,
    endpoint TEXT NOT NULL,
    call_json TEXT NOT NULL
)"""


@migrations()
def economy(db: Database) -> None:
    """What models cost; answers that are kept; what is reserved for calls under way.

    A day is that of the calendar where the program ran.
    """
    for statement in _ECONOMY.split(";\n"):
        db.execute(statement)


_BACKLOG = """
CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL UNIQUE,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    money REAL,
    input_file TEXT NOT NULL DEFAULT '',
    server_id TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '',
    cancelling INTEGER NOT NULL DEFAULT 0,
    only_this INTEGER NOT NULL DEFAULT 0,
    reservation INTEGER
);
CREATE TABLE batch_requests (
    batch INTEGER NOT NULL REFERENCES batches(id) ON DELETE CASCADE,
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    masked_json TEXT NOT NULL,
    body BLOB,
    answer BLOB,
    state TEXT NOT NULL DEFAULT 'waiting',
    PRIMARY KEY (batch, message)
);
CREATE INDEX batch_requests_by_message ON batch_requests(message);
CREATE INDEX batch_requests_by_name ON batch_requests(batch, name)"""


@migrations()
def backlog(db: Database) -> None:
    """Batch jobs and what each asks about which message; bodies go when they are not needed."""
    for statement in _BACKLOG.split(";\n"):
        db.execute(statement)
