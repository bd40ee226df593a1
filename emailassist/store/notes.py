"""The person's knowledge notes: files, and the passages they are found by.

Owns: the tables notes, note_passages and note_search. Must not: read files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from emailassist.domain.recall import Note, NoteHit


@dataclass(frozen=True, slots=True)
class Known:
    """What the index knows of a file: `modified` in nanoseconds, `size` in bytes."""

    modified: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that has words of a question, best first, with its vector if it has one."""

    hit: NoteHit
    vector: bytes | None


def known(db: Database) -> dict[Path, Known]:
    """All files of the index."""
    rows = db.query("SELECT path, modified, size, digest FROM notes")
    return {Path(row["path"]): Known(row["modified"], row["size"], row["digest"]) for row in rows}


def keep(
    db: Database,
    path: Path,
    title: str,
    file: Known,
    passages: Sequence[tuple[str, str]],
    problem: str = "",
) -> None:
    """Put a file as it is now in the place of what was known of it; passages are (place, text)."""
    with db.atomic():
        db.execute("DELETE FROM notes WHERE path = ?", [str(path)])
        cursor = db.execute(
            "INSERT INTO notes(path, title, modified, size, digest, problem) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [str(path), title, file.modified, file.size, file.digest, problem],
        )
        db.conn.executemany(
            "INSERT INTO note_passages(note, place, text) VALUES (?, ?, ?)",
            [(cursor.lastrowid, place, text) for place, text in passages],
        )


def touch(db: Database, path: Path, file: Known) -> None:
    """The same contents with another time."""
    db.execute(
        "UPDATE notes SET modified = ?, size = ? WHERE path = ?",
        [file.modified, file.size, str(path)],
    )


def forget(db: Database, paths: Sequence[Path]) -> None:
    """Files that are gone."""
    with db.atomic():
        db.conn.executemany("DELETE FROM notes WHERE path = ?", [(str(path),) for path in paths])


def listed(db: Database) -> tuple[Note, ...]:
    """All files with how many passages each has, by path."""
    rows = db.query(
        "SELECT n.path, n.title, n.problem, count(p.id) AS passages FROM notes n "
        "LEFT JOIN note_passages p ON p.note = n.id GROUP BY n.id ORDER BY n.path"
    )
    return tuple(
        Note(Path(row["path"]), row["title"], row["passages"], row["problem"]) for row in rows
    )


def search(db: Database, match: str, limit: int) -> tuple[Found, ...]:
    """Passages for an FTS5 expression, best first."""
    rows = db.query(
        "SELECT n.path, n.title, p.place, p.text, p.vector FROM note_search s "
        "JOIN note_passages p ON p.id = s.rowid JOIN notes n ON n.id = p.note "
        "WHERE note_search MATCH ? ORDER BY bm25(note_search, 2.0, 2.0, 1.0) LIMIT ?",
        [match, limit],
    )
    return tuple(Found(_hit(row), row["vector"]) for row in rows)


def with_vectors(db: Database, model: str, limit: int) -> tuple[Found, ...]:
    """Passages that have a vector of that model."""
    rows = db.query(
        "SELECT n.path, n.title, p.place, p.text, p.vector FROM note_passages p "
        "JOIN notes n ON n.id = p.note WHERE p.model = ? LIMIT ?",
        [model, limit],
    )
    return tuple(Found(_hit(row), row["vector"]) for row in rows)


def without_vector(db: Database, model: str, limit: int) -> tuple[tuple[int, str], ...]:
    """Some passages that have none of that model yet: (id, text)."""
    rows = db.query(
        "SELECT id, place, text FROM note_passages WHERE model != ? ORDER BY id LIMIT ?",
        [model, limit],
    )
    return tuple((row["id"], f"{row['place']}\n{row['text']}") for row in rows)


def keep_vectors(db: Database, model: str, vectors: Sequence[tuple[int, bytes]]) -> None:
    """Vectors by passage."""
    with db.atomic():
        db.conn.executemany(
            "UPDATE note_passages SET model = ?, vector = ? WHERE id = ?",
            [(model, vector, passage) for passage, vector in vectors],
        )


def _hit(row: dict[str, Any]) -> NoteHit:
    return NoteHit(Path(row["path"]), row["title"], row["place"], row["text"])
