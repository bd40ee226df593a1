import os
from pathlib import Path

import pytest

from emailassist.domain.errors import SettingsError
from emailassist.store import accounts, messages
from emailassist.store.database import Database, open_reader, open_writer, translating


def test_a_database_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    db = open_writer(path)
    db.table("_sqlite_migrations").insert(
        {"migration_set": "emailassist", "name": "of tomorrow", "applied_at": "2030-01-01"}
    )
    db.close()
    before = path.read_bytes()
    with pytest.raises(SettingsError, match="newer version"):
        open_writer(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("place", ["/dev/null/home/mail.db", "/proc/home/mail.db"])
def test_a_place_that_cannot_be_written_is_named(place: str) -> None:
    with pytest.raises(SettingsError, match="cannot be opened"):
        open_writer(Path(place))


def test_a_file_that_breaks_meanwhile_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    open_writer(path).close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(16384)
        file.write(os.urandom(size - 16384))
    reader = open_reader(path)
    with pytest.raises(SettingsError, match=r"mail\.db"):
        _read(reader, path)
    reader.close()


def _read(reader: Database, path: Path) -> None:
    with translating(path):
        accounts.accounts(reader)
        messages.untriaged(reader)
