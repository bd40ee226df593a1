"""Saving what can be read of a damaged database.

Owns: telling damage, a fresh database made of the rows that still read, and setting the damaged
file aside. Must not: delete it, or believe a row that can be checked and was not.

What a server has too comes again from there: places and the state of mailboxes are left behind.
The bytes of messages are kept where their digest proves them, which spares their download.
"""

import contextlib
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, EnumType
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from emailassist.domain.account import NewAccount
from emailassist.domain.address import Address
from emailassist.domain.draft import Composition, DraftState, OutboxState, Proposal, Purpose
from emailassist.domain.lesson import Deed
from emailassist.domain.mailbox import Role
from emailassist.domain.message import Stage
from emailassist.domain.operation import Kind
from emailassist.domain.teaching import Slot
from emailassist.domain.triage import Correction, Priority, Tier, Triage
from emailassist.domain.views import TriageState
from emailassist.store import codec

Row = tuple[Any, ...]

UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises; the latter where names in its schema are none any more."""
_JOURNAL, _JOURNAL_INDEX = "-wal", "-shm"
_LOOKS, _LOOK_SECONDS = 5, 0.05
_LONGEST_GAP = 20_000
"""So many unreadable rows one after another, and the rest of a table is given up."""
_FORGOTTEN = {"mailboxes": {"uid_validity", "uid_next", "highest_modseq", "on_server"}}
"""Columns by which a synchronisation would believe that it knows a mailbox."""
_OF_THE_PERSON = {"corrections", "drafts", "draft_versions", "enclosures", "outbox", "operations"}
"""Rows of these that have nothing to belong to any more are written to a file of their own."""
_FORMS: dict[tuple[str, str], Any] = {
    ("accounts", "account_json"): NewAccount,
    ("corrections", "correction_json"): Correction,
    ("drafts", "composition_json"): Composition,
    ("draft_versions", "proposal_json"): Proposal,
    ("drafts", "proposal_json"): Proposal,
    ("egress", "masked_json"): tuple[tuple[str, int], ...],
    ("messages", "recipients_json"): tuple[Address, ...],
    ("outbox", "recipients_json"): tuple[str, ...],
    ("rejudged", "before_json"): Triage,
    ("triage", "triage_json"): Triage,
}
_WORDS: dict[tuple[str, str], type[Enum]] = {
    ("drafts", "state"): DraftState,
    ("lessons", "deed"): Deed,
    ("lessons", "priority"): Priority,
    ("lessons", "slot"): Slot,
    ("mailboxes", "role"): Role,
    ("operations", "kind"): Kind,
    ("outbox", "purpose"): Purpose,
    ("outbox", "state"): OutboxState,
    ("triage", "priority"): Priority,
    ("triage", "state"): TriageState,
    ("triage", "tier"): Tier,
}
"""What has to be in these columns, JSON or words: a row with anything else is lost."""
_LEFT_BEHIND = {"traces", "spans"}
"""How messages were decided is not worth believing half a row."""
_STANDS_ALONE = "composition_json IS NOT NULL OR state IN ('approved', 'sent')"
"""A draft of which this is true is whole without the message that it answers."""
_DOUBT = (
    "The database was damaged meanwhile; this may have been sent. "
    "Look whether it arrived before you send it again."
)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """How many rows of which table were kept; where the damaged file and loose rows are."""

    kept: dict[str, int]
    damaged: Path
    loose: Path | None


def mark(database: Path) -> None:
    """Remember that this file was seen to be damaged, for the next start."""
    with contextlib.suppress(OSError):  # the disk may be what is broken
        _beside(database, "-damaged").touch()


def is_damaged(database: Path) -> bool:
    """Whether it shows before the file is opened.

    SQLite would take an emptied file for a new one, and it removes the journal and its index
    together: one without the other was lost. Another process may be just about that, so what
    looks like it is looked at again.
    """
    if _beside(database, "-damaged").exists():
        return True
    for _ in range(_LOOKS):
        if not _looks_damaged(database):
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def _looks_damaged(database: Path) -> bool:
    emptied = database.exists() and database.stat().st_size == 0
    journal, index = (_beside(database, each) for each in (_JOURNAL, _JOURNAL_INDEX))
    return emptied or (index.exists() > journal.exists())


def complaint(database: Path) -> str:
    """What SQLite finds wrong with the file, or ''; blocks for seconds if it is large."""
    try:
        with closing(_read_only(database)) as connection:
            (words,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except UNREADABLE as error:
        return str(error)
    return "" if words == "ok" else str(words)


def set_aside(database: Path) -> tuple[Path, ...]:
    """The damaged files that are kept beside this database."""
    return tuple(sorted(database.parent.glob(f"{database.name}.damaged-*[0-9]")))


def salvage(database: Path, create: Callable[[Path], Database], now: datetime) -> Salvaged:
    """Put a fresh database, which `create` opens, in the place of a damaged one.

    The damaged file keeps its bytes under another name. A call that is interrupted is repeated
    by the next one, or only put to its end. Raises sqlite3.Error, OSError.
    """
    mark(database)
    fresh = _beside(database, "-fresh")
    aside = database.with_name(f"{database.name}.damaged-{now:%Y%m%d-%H%M%S}")
    kept: dict[str, int] = {}
    loose: list[dict[str, Any]] = []
    if database.exists():
        _remove(fresh)
        with closing(create(fresh)) as db, closing(_opened(database)) as source:
            kept, loose = _saved(source, db, now)
        _rename(database, aside)
    notes = _written(_beside(aside, ".jsonl"), loose) if loose else None
    if fresh.exists():
        fresh.rename(database)
    _beside(database, "-damaged").unlink()
    return Salvaged(kept, aside, notes)


def _saved(
    source: sqlite3.Connection, db: Database, now: datetime
) -> tuple[dict[str, int], list[dict[str, Any]]]:
    db.execute("PRAGMA foreign_keys = OFF")
    tables = _tables(db.conn)
    with db.atomic():
        for table in tables:
            if table not in _LEFT_BEHIND:
                _copy(source, db.conn, table)
        _reconnect(db)
        loose = list(_without_orphans(db.conn, tables))
        _read_again(db)
        _doubt(db, now)
    return {table: db.table(table).count for table in tables}, loose


def _tables(connection: sqlite3.Connection) -> list[str]:
    """The ordinary ones: not SQLite's own, the migrations' or the search index's."""
    return [
        name
        for _, name, kind, *_ in connection.execute("PRAGMA table_list")
        if kind == "table" and not name.startswith(("sqlite_", "_"))
    ]


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    there = _columns(source, table)
    forgotten = _FORGOTTEN.get(table, ())
    columns = [each for each in _columns(target, table) if each in there and each not in forgotten]
    if not columns:
        return
    marks = ", ".join("?" * len(columns))
    rows = _rows_by_number if _has_numbers(target, table) else _rows_in_order
    forms = _FORMS | _WORDS
    written = {
        position: forms[table, name]
        for position, name in enumerate(columns)
        if (table, name) in forms
    }
    # OR IGNORE: a row that breaks a rule of its table was not written by us.
    target.executemany(
        f"INSERT OR IGNORE INTO {table}({', '.join(columns)}) VALUES ({marks})",
        (
            row
            for row in rows(source, table, columns)
            if all(_is_readable(kind, row[position]) for position, kind in written.items())
        ),
    )


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Without generated ones; none where the schema cannot be read."""
    with contextlib.suppress(*UNREADABLE):
        return [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    return []


def _is_readable(kind: Any, value: object) -> bool:
    try:
        if value is None:
            return True
        if isinstance(kind, EnumType):
            return str(value) in {each.value for each in cast("type[Enum]", kind)}
        return bool(codec.decode(kind, str(value)) or True)
    except codec.Unreadable:
        return False


def _has_numbers(connection: sqlite3.Connection, table: str) -> bool:
    """Whether its rows have a rowid."""
    lines = connection.execute("PRAGMA table_list")
    return any(name == table and not without for _, name, _, _, without, _ in lines)


def _rows_in_order(source: sqlite3.Connection, table: str, columns: Sequence[str]) -> Iterator[Row]:
    """What can be read up to the damage."""
    with contextlib.suppress(*UNREADABLE):
        yield from source.execute(f"SELECT {', '.join(columns)} FROM {table}")


def _rows_by_number(
    source: sqlite3.Connection, table: str, columns: Sequence[str]
) -> Iterator[Row]:
    """What can be read: from the start up to the damage, from the end back to it, one by one."""
    low = 0
    high: int | None = None
    select = f"SELECT rowid, {', '.join(columns)} FROM {table}"
    with contextlib.suppress(*UNREADABLE):
        for number, *row in source.execute(f"{select} ORDER BY rowid"):
            low = number
            yield tuple(row)
        return
    with contextlib.suppress(*UNREADABLE):
        for number, *row in source.execute(f"{select} WHERE rowid > {low} ORDER BY rowid DESC"):
            high = number
            yield tuple(row)
        return
    yield from _one_by_one(source, select, low, high)


def _one_by_one(
    source: sqlite3.Connection, select: str, low: int, high: int | None
) -> Iterator[Row]:
    missed = 0
    while missed < _LONGEST_GAP and (high is None or low + 1 < high):
        low += 1
        found = None
        with contextlib.suppress(*UNREADABLE):
            found = source.execute(f"{select} WHERE rowid = ?", [low]).fetchone()
        missed = 0 if found else missed + 1
        if found:
            yield found[1:]


def _reconnect(db: Database) -> None:
    """Rows that hang on what is lost and can do without; where messages lie is asked anew.

    The places of moves that the server does not know of (see operations.py) are not.
    """
    db.execute("DELETE FROM placements WHERE uid >= 0")
    db.execute(
        "INSERT OR IGNORE INTO threads(id, account_id) SELECT thread_id, account_id FROM messages"
    )
    db.execute(
        "UPDATE drafts SET reply_to = NULL WHERE reply_to NOT IN (SELECT id FROM messages) "
        f"AND ({_STANDS_ALONE})"
    )


def _without_orphans(
    connection: sqlite3.Connection, tables: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Remove rows that belong to none; yields those that the person made."""
    found = True
    while found:
        found = False
        for table in tables:
            keys = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            for _, _, parent, column, key, _, on_delete, _ in keys:
                orphaned = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {parent})"
                if on_delete == "SET NULL":
                    connection.execute(f"UPDATE {table} SET {column} = NULL WHERE {orphaned}")
                    continue
                if table in _OF_THE_PERSON:
                    yield from _as_dicts(connection, table, orphaned)
                gone = connection.execute(f"DELETE FROM {table} WHERE {orphaned}").rowcount
                found = found or gone > 0


def _as_dicts(connection: sqlite3.Connection, table: str, where: str) -> Iterator[dict[str, Any]]:
    rows = connection.execute(f"SELECT * FROM {table} WHERE {where}")
    names = [name for name, *_ in rows.description]
    return ({"table": table, **dict(zip(names, row, strict=True))} for row in rows.fetchall())


def _read_again(db: Database) -> None:
    """Every message whose bytes are proven is indexed again; those of the others are fetched."""
    rows = db.conn.execute(
        "SELECT m.id, m.digest, m.partial, s.raw FROM messages m JOIN sources s ON s.message = m.id"
    )
    unproven = [
        (key,)
        for key, digest, partial, raw in rows
        if partial or hashlib.sha256(raw).hexdigest() != digest
    ]
    db.conn.executemany("DELETE FROM sources WHERE message = ?", unproven)
    db.execute(
        "UPDATE messages SET partial = 0, stage = iif(id IN (SELECT message FROM sources), ?, ?)",
        [Stage.STORED.value, Stage.LISTED.value],
    )


def _doubt(db: Database, now: datetime) -> None:
    """What was due may have gone out since these rows were written: it must not go out again."""
    due = (OutboxState.QUEUED, OutboxState.CONNECTING, OutboxState.TRANSMITTING)
    marks = ", ".join("?" * len(due))
    db.execute(
        f"UPDATE outbox SET state = ?, problem = ? WHERE send_at <= ? AND state IN ({marks})",
        [OutboxState.UNCERTAIN.value, _DOUBT, now.timestamp(), *(each.value for each in due)],
    )


def _opened(database: Path) -> sqlite3.Connection:
    """Read-only, even if it is shorter than it says; text need not be UTF-8 any more."""
    connection = _read_only(database)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA writable_schema = ON")
    return connection


def _read_only(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)


def _written(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    lines = (json.dumps(row, ensure_ascii=False, default=_plain) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _plain(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _rename(database: Path, to: Path) -> None:
    """Its journal first: a file without its journal is seen to be damaged."""
    for ending in (_JOURNAL, _JOURNAL_INDEX, ""):
        if _beside(database, ending).exists():
            _beside(database, ending).rename(_beside(to, ending))


def _remove(database: Path) -> None:
    for ending in ("", _JOURNAL, _JOURNAL_INDEX):
        _beside(database, ending).unlink(missing_ok=True)


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(f"{database.name}{ending}")
