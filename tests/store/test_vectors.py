import sqlite3
from contextlib import closing
from pathlib import Path

from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Stage
from emailassist.store import past_replies, vectors
from emailassist.store.database import Database, open_writer
from emailassist.store.schema import migrations
from emailassist.store.vectors import Covered

ONE, TWO = MessageKey(1), MessageKey(2)


def _fill(db: Database) -> None:
    db.execute("INSERT INTO accounts VALUES (1, 'Work', '{}')")
    db.execute("INSERT INTO threads VALUES (1, 1)")
    texts = ("subject", "base_subject", "sender_name", "sender_email", "snippet", "own_text")
    for key, date in ((ONE, 1_700_000_000), (TWO, 1_800_000_000)):
        db.table("messages").insert(
            {
                "id": key,
                "account_id": 1,
                "thread_id": 1,
                "digest": str(key),
                "date": date,
                "received_at": date,
                "mine": 1,
                "loose": 0,
                "has_attachments": 0,
                "recipients_json": "[]",
                "people": "",
                **dict.fromkeys(texts, "x"),
            }
        )


def test_vectors_of_past_replies_and_notes_stay(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        old = Database(connection)
        migrations.apply(old, stop_before="vectors")
        _fill(old)
        old.execute("INSERT INTO reply_vectors VALUES (1, x'0102')")
        old.execute("INSERT INTO notes VALUES (1, 'p', 't', 0, 0, '', '')")
        old.execute(
            "INSERT INTO note_passages VALUES (1, 1, 'a', 'b', x'03'), (2, 1, 'c', 'd', NULL)"
        )
    with closing(open_writer(path)) as db:
        assert vectors.of_keys(db, "usem3", [ONE, TWO]) == {ONE: b"\x01\x02"}
        assert [each.key for each in past_replies.without_vector(db, "usem3", 9)] == [TWO]
        models = db.execute("SELECT id, model FROM note_passages ORDER BY id").fetchall()
        assert models == [(1, "usem3"), (2, "")]


def test_a_vector_is_of_the_text_and_the_model_of_now(tmp_path: Path) -> None:
    with closing(open_writer(tmp_path / "mail.db")) as db:
        _fill(db)
        assert vectors.waiting(db, "a", 9) == (TWO, ONE)
        vectors.put(db, "a", [(ONE, b"1"), (MessageKey(3), b"3")])
        assert vectors.waiting(db, "a", 9) == (TWO,)
        assert vectors.covered(db, "a") == Covered(1, 2)
        first, found = vectors.written(db, "a", 0, 9)
        assert found == [(ONE, b"1")]
        vectors.put(db, "a", [(ONE, b"x")])
        assert vectors.written(db, "a", first, 9) == (first + 1, [(ONE, b"x")])

        assert vectors.has_waiting(db, "a")
        vectors.put(db, "b", [(ONE, b"2"), (TWO, b"2")])
        assert [vectors.has_waiting(db, model) for model in ("", "b", "a")] == [False, False, True]
        assert vectors.of_keys(db, "a", [ONE]) == {}
        assert vectors.of_keys(db, "b", [ONE]) == {ONE: b"2"}

        db.execute("UPDATE messages SET stage = ? WHERE id = 1", [Stage.STORED])
        assert vectors.covered(db, "b") == Covered(1, 1)
