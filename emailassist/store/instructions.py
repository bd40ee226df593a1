"""The history of instruction files.

Owns: the table instruction_versions. Must not: read or write the files.
"""

from sqlite_utils import Database

from emailassist.domain.views import InstructionVersion
from emailassist.store import codec


def keep_version(db: Database, version: InstructionVersion) -> None:
    """Add a version unless it is the same text as the newest."""
    newest = next(iter(versions(db, version.name)), None)
    if newest is not None and newest.digest == version.digest:
        return
    db.execute(
        "INSERT INTO instruction_versions(name, digest, text, note, saved_at) "
        "VALUES (?, ?, ?, ?, ?)",
        [version.name, version.digest, version.text, version.note, codec.seconds(version.saved_at)],
    )


def versions(db: Database, name: str) -> tuple[InstructionVersion, ...]:
    """All versions of a file, newest first."""
    rows = db.query("SELECT * FROM instruction_versions WHERE name = ? ORDER BY id DESC", [name])
    return tuple(
        InstructionVersion(
            name=row["name"],
            digest=row["digest"],
            saved_at=codec.moment(row["saved_at"]),
            note=row["note"],
            text=row["text"],
        )
        for row in rows
    )
