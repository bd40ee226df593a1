"""Opening the database: one writer, any number of readers.

Owns: connection settings and migrations. Must not: hold queries. A connection belongs to the
thread that opened it.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from emailassist.domain.errors import SettingsError, StoreDamaged, StoreUnusable
from emailassist.store import codec, salvage
from emailassist.store.schema import migrations

__all__ = [
    "SQLITE_VERSION",
    "Database",
    "has_full_text_search",
    "open_reader",
    "open_writer",
    "translating",
]


_NO_TEXT = "Could not decode to UTF-8"
"""How the sqlite3 module begins to complain of TEXT that is none, after which it quotes it."""


def open_writer(path: Path) -> Database:
    """Open for writing, creating or migrating as needed; raises SettingsError, StoreDamaged."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if salvage.is_damaged(path):
            raise _damaged(path)
        return _opened(path)
    except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
        if _tells_damage(error):
            raise _damaged(path) from error
        raise StoreUnusable(
            f"The database {path} cannot be opened: {error}.",
            hint="Check that the folder can be written to and the disk is not full.",
        ) from error


def _opened(path: Path) -> Database:
    # A home that was there before may be open to others. Journal and index take over the mode.
    path.touch(mode=0o600)
    _keep_private(path)
    with ExitStack() as undo:
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        undo.callback(connection.close)
        connection.execute("PRAGMA page_size = 16384")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # What a statement may have to take back; else a file, twice as large as what is stored.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        _require_known(db, path)
        migrations.apply(db)
        undo.pop_all()
    return db


def _keep_private(path: Path) -> None:
    """Take from others what an older version or a copy has left open to them."""
    if os.name != "posix":
        return
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        # Somebody else's file, a file system without modes, a journal that goes just now.
        with suppress(PermissionError, FileNotFoundError):
            file = path.with_name(name)
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)


def _require_known(db: Database, path: Path) -> None:
    """An older program would not know what a newer one keeps, and might lose it."""
    pending = {each.name for each in migrations.pending(db)}
    known = {each.name for each in migrations.pending(Database(memory=True))} - pending
    if {each.name for each in migrations.applied(db)} - known:
        raise SettingsError(
            f"The database {path} was written by a newer version of this program.",
            hint="Install that version, or choose another home with --home.",
        )


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """The disk's and the file's troubles as StoreUnusable; misuse by us goes through."""
    try:
        yield
    except (*salvage.UNREADABLE, codec.Unreadable) as error:
        if _tells_damage(error):
            salvage.mark(path)
            raise _damaged(path) from None  # the cause may quote mail
        if type(error) not in {sqlite3.DatabaseError, sqlite3.OperationalError}:
            raise
        raise StoreUnusable(
            f"The database {path} cannot be used: {error}.",
            hint="Check that the disk is not full and that no other program changes the file.",
        ) from error
    except OSError as error:
        raise StoreUnusable(
            f"The folder {path.parent} cannot be used: {error.strerror or error}.",
            hint="Check that it can be written to and that the disk is not full.",
        ) from error


def _tells_damage(error: Exception) -> bool:
    if isinstance(error, (codec.Unreadable, UnicodeDecodeError)) or str(error).startswith(_NO_TEXT):
        return True
    code = getattr(error, "sqlite_errorcode", 0)
    # Extended codes hold the primary one in their lowest byte.
    damage = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    return code & 0xFF in damage or code == sqlite3.SQLITE_IOERR_SHORT_READ


def _damaged(path: Path) -> StoreDamaged:
    return StoreDamaged(
        f"The database {path} is damaged.",
        hint="Start emailassist anew, or run `emailassist sync`: it keeps what can be read, "
        "fetches the rest again, and puts the damaged file aside.",
    )


def open_reader(path: Path) -> Database:
    """Open read-only; the writer must have created the file before."""
    address = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=10)
    return Database(connection)


def has_full_text_search() -> bool:
    """Whether this build of SQLite has FTS5, without which nothing works."""
    with closing(sqlite3.connect(":memory:")) as connection:
        return any(row[0] == "ENABLE_FTS5" for row in connection.execute("PRAGMA compile_options"))


SQLITE_VERSION = sqlite3.sqlite_version
