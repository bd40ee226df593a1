import os
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emailassist.domain.errors import SettingsError
from emailassist.domain.ids import AccountId, MailboxId, Uid
from emailassist.domain.operation import Kind
from emailassist.store import accounts, messages, operations
from emailassist.store.database import Database, open_reader, open_writer, translating
from emailassist.store.schema import migrations


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


def test_mail_is_its_owners_also_in_a_folder_that_others_may_open(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    try:
        db = open_writer(tmp_path / "mail.db")
        db.table("kept").insert({"text": "secret"})
        modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.glob("mail.db*")}
        db.close()
    finally:
        os.umask(before)
    assert modes == {"mail.db": 0o600, "mail.db-wal": 0o600, "mail.db-shm": 0o600}


def test_what_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    kept_open = open_writer(path)
    kept_open.table("kept").insert({"text": "secret"})
    for each in tmp_path.glob("mail.db*"):
        each.chmod(0o644)
    open_writer(path).close()
    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.glob("mail.db*")}
    kept_open.close()
    assert modes == {"mail.db": 0o600, "mail.db-wal": 0o600, "mail.db-shm": 0o600}


def test_a_database_that_another_process_is_closing_is_not_damaged(tmp_path: Path) -> None:
    """It removes the journal, and then the journal's index."""
    path = tmp_path / "mail.db"
    open_writer(path).close()
    index = path.with_name("mail.db-shm")
    index.touch()
    closing_it = threading.Timer(0.02, index.unlink, [True])
    closing_it.start()
    open_writer(path).close()
    closing_it.join()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mail.db"]


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


def test_a_home_of_the_first_version_keeps_its_mail(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        old = Database(connection)
        migrations.apply(old, stop_before="second")
        _fill(old)
    db = open_writer(path)
    rows = {row["subject"]: row for row in db.query("SELECT * FROM messages")}
    assert {subject: row["mine"] for subject, row in rows.items()} == {
        "spoof": 0,
        "sent": 1,
        "both": 1,
        "vain": 0,
    }
    assert rows["sent"]["received_at"] == rows["sent"]["date"] == 1_700_000_000
    assert rows["vain"]["date"] == rows["vain"]["received_at"] <= datetime.now(UTC).timestamp()
    (waiting,) = operations.queued(db, AccountId(1))
    assert (waiting.kind, waiting.flags, waiting.mailbox, waiting.uid) == (
        Kind.ADD,
        frozenset({"\\Seen"}),
        MailboxId(1),
        Uid(1),
    )
    db.close()


def _fill(db: Database) -> None:
    db.execute("INSERT INTO accounts VALUES (1, 'Work', '{}')")
    db.execute("INSERT INTO threads VALUES (1, 1)")
    for key, role in enumerate(("inbox", "sent"), 1):
        db.execute("INSERT INTO mailboxes VALUES (?, 1, ?, ?, '/', 1)", [key, role, role])
    mail = [("spoof", 1, [1]), ("sent", 1, [2]), ("both", 1, [1, 2]), ("vain", 0, [1])]
    for key, (subject, mine, boxes) in enumerate(mail, 1):
        date = 4_000_000_000 if subject == "vain" else 1_700_000_000
        db.table("messages").insert(
            {
                "id": key,
                "account_id": 1,
                "thread_id": 1,
                "digest": subject,
                "subject": subject,
                "date": date,
                "mine": mine,
                "loose": 0,
                "has_attachments": 0,
                "recipients_json": "[]",
                **dict.fromkeys(_TEXTS, ""),
            }
        )
        for box in boxes:
            db.execute("INSERT INTO placements VALUES (?, ?, ?, '')", [box, key, key])
    db.execute("INSERT INTO flag_operations VALUES (7, 1, '\\Seen', 1)")


_TEXTS = (
    "base_subject",
    "sender_name",
    "sender_email",
    "snippet",
    "own_text",
    "people",
    "body",
)
