"""The tables that the database began with, as the first migration.

Owns: that, and the list that later modules add theirs to. It has been released and is never
changed. Must not: hold queries.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("emailassist")

# Times are seconds since the epoch (UTC); `*_json` columns hold dataclasses by codec.py.
# AUTOINCREMENT where a window may still hold the key of a row that is gone: none is used again.
_FIRST = """
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    account_json TEXT NOT NULL
);
CREATE TABLE mailboxes (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    delimiter TEXT NOT NULL,
    uid_validity INTEGER,
    UNIQUE (account_id, name)
);
CREATE TABLE threads (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    thread_id INTEGER NOT NULL REFERENCES threads(id),
    digest TEXT NOT NULL,
    message_id TEXT,
    subject TEXT NOT NULL,
    base_subject TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    sender_email TEXT NOT NULL,
    recipients_json TEXT NOT NULL,
    date INTEGER NOT NULL,
    snippet TEXT NOT NULL,
    own_text TEXT NOT NULL,
    people TEXT NOT NULL,
    body TEXT NOT NULL,
    has_attachments INTEGER NOT NULL,
    mine INTEGER NOT NULL,
    loose INTEGER NOT NULL,
    UNIQUE (account_id, digest)
);
CREATE INDEX messages_by_date ON messages(date DESC);
CREATE INDEX messages_by_thread ON messages(thread_id, date);
CREATE INDEX messages_by_message_id ON messages(account_id, message_id);
CREATE INDEX messages_by_subject ON messages(account_id, base_subject);
CREATE TABLE sources (
    message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
    raw BLOB NOT NULL
);
CREATE TABLE message_references (
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    refers_to TEXT NOT NULL,
    PRIMARY KEY (message, refers_to)
) WITHOUT ROWID;
CREATE INDEX references_by_target ON message_references(refers_to);
CREATE TABLE placements (
    mailbox_id INTEGER NOT NULL REFERENCES mailboxes(id) ON DELETE CASCADE,
    uid INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    flags TEXT NOT NULL,
    PRIMARY KEY (mailbox_id, uid)
) WITHOUT ROWID;
CREATE INDEX placements_by_message ON placements(message);
CREATE TABLE flag_operations (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    flag TEXT NOT NULL,
    adding INTEGER NOT NULL
);
CREATE TABLE triage (
    message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    category TEXT,
    priority TEXT,
    needs_reply INTEGER NOT NULL DEFAULT 0,
    tier TEXT,
    summary TEXT NOT NULL DEFAULT '',
    triage_json TEXT,
    problem TEXT NOT NULL DEFAULT '',
    decided_at INTEGER
);
CREATE INDEX triage_by_category ON triage(category);
CREATE INDEX triage_by_state ON triage(state);
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    correction_json TEXT NOT NULL,
    made_at INTEGER NOT NULL
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    message INTEGER REFERENCES messages(id) ON DELETE SET NULL,
    agent TEXT NOT NULL,
    model TEXT NOT NULL,
    instructions TEXT NOT NULL,
    outcome TEXT NOT NULL,
    model_calls INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    seconds REAL NOT NULL,
    started_at INTEGER NOT NULL
);
CREATE INDEX runs_by_message ON runs(message);
CREATE TABLE drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reply_to INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    proposal_json TEXT NOT NULL,
    state TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX drafts_by_message ON drafts(reply_to);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    draft INTEGER NOT NULL REFERENCES drafts(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    message_id TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL,
    recipients_json TEXT NOT NULL,
    subject TEXT NOT NULL,
    raw BLOB NOT NULL,
    state TEXT NOT NULL,
    send_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_by_state ON outbox(state, send_at);
CREATE TABLE instruction_versions (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    text TEXT NOT NULL,
    note TEXT NOT NULL,
    saved_at INTEGER NOT NULL
);
CREATE VIRTUAL TABLE search USING fts5(
    subject, people, body, content='messages', content_rowid='id',
    tokenize="unicode61 remove_diacritics 2"
)"""


@migrations()
def first(db: Database) -> None:
    """Accounts, mail, triage, drafts, outbox and search."""
    for statement in _FIRST.split(";\n"):
        db.execute(statement)
    db.execute(
        "CREATE TRIGGER messages_found AFTER INSERT ON messages BEGIN "
        "INSERT INTO search(rowid, subject, people, body) "
        "VALUES (new.id, new.subject, new.people, new.body); END"
    )
    db.execute(
        "CREATE TRIGGER messages_lost AFTER DELETE ON messages BEGIN "
        "INSERT INTO search(search, rowid, subject, people, body) "
        "VALUES ('delete', old.id, old.subject, old.people, old.body); END"
    )
