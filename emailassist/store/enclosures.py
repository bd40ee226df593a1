"""Files that go with drafts, kept here from the moment they are chosen.

Owns: the table enclosures. Must not: read files from disk.
"""

from sqlite_utils import Database

from emailassist.domain.draft import EnclosedFile
from emailassist.domain.ids import DraftKey, EnclosureKey
from emailassist.mime.writing import Enclosure


def enclose(db: Database, draft: DraftKey, file: Enclosure) -> EnclosedFile:
    """Add a file to a draft."""
    cursor = db.execute(
        "INSERT INTO enclosures(draft, name, content_type, size, data) VALUES (?, ?, ?, ?, ?)",
        [draft, file.name, file.content_type, len(file.data), file.data],
    )
    key = EnclosureKey(int(cursor.lastrowid or 0))
    return EnclosedFile(key, file.name, file.content_type, len(file.data))


def remove(db: Database, draft: DraftKey, key: EnclosureKey) -> None:
    """Take a file away from a draft; one that is gone already is no error."""
    db.execute("DELETE FROM enclosures WHERE draft = ? AND id = ?", [draft, key])


def forget(db: Database, draft: DraftKey) -> None:
    """Let go of a draft's files: its letter holds them."""
    db.execute("DELETE FROM enclosures WHERE draft = ?", [draft])


def enclosed(db: Database, draft: DraftKey) -> tuple[EnclosedFile, ...]:
    """What goes with a draft, in the order it was added."""
    rows = db.query(
        "SELECT id, name, content_type, size FROM enclosures WHERE draft = ? ORDER BY id", [draft]
    )
    return tuple(
        EnclosedFile(EnclosureKey(row["id"]), row["name"], row["content_type"], row["size"])
        for row in rows
    )


def contents(db: Database, draft: DraftKey) -> tuple[Enclosure, ...]:
    """The same with their bytes."""
    rows = db.query(
        "SELECT name, content_type, data FROM enclosures WHERE draft = ? ORDER BY id", [draft]
    )
    return tuple(Enclosure(row["name"], row["content_type"], row["data"]) for row in rows)
