"""Drafts of every kind, and those of earlier versions."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emailassist.domain.account import Account, NewAccount
from emailassist.domain.address import Address
from emailassist.domain.draft import Composition, DraftState, OutboxState, Proposal, Purpose
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import DraftKey, OutboxKey
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.triage import Written
from emailassist.mime.writing import Enclosure
from emailassist.store import accounts, codec, correspondents, drafts, enclosures, outbox
from emailassist.store.arrivals import add_arrivals
from emailassist.store.database import Database, open_writer
from emailassist.store.schema import migrations
from tests.support.mail import arrival, new_account, raw_message

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PROPOSAL = Proposal("Hi", "en", Written.SKELETON)


def test_drafts_and_letters_of_an_earlier_version_stay(tmp_path: Path) -> None:
    path = tmp_path / "mail.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        old = Database(connection)
        migrations.apply(old, stop_before="compositions")
        account = codec.encode(NewAccount, new_account())
        old.execute("INSERT INTO accounts VALUES (3, 'Work', ?)", [account])
        old.execute("INSERT INTO threads VALUES (1, 3)")
        columns = {row[1]: row for row in old.execute("PRAGMA table_info(messages)")}
        plain = {
            name: "" if row[2] == "TEXT" else 0
            for name, row in columns.items()
            if row[3] and row[4] is None
        }
        old.table("messages").insert({**plain, "id": 8, "account_id": 3, "thread_id": 1})
        proposal = codec.encode(Proposal, PROPOSAL)
        old.execute("INSERT INTO drafts VALUES (5, 8, ?, 'approved', 100)", [proposal])
        old.execute("INSERT INTO drafts VALUES (9, 8, ?, 'edited', 100)", [proposal])
        old.execute("DELETE FROM drafts WHERE id = 9")
        old.execute(
            "INSERT INTO outbox VALUES (2, 5, 3, '<m@x>', 'c@x', '[\"a@x\"]', 'Hi', x'00', "
            "'uncertain', 200.5, 1, 'Nobody knows.')"
        )
    db = open_writer(path)
    kept = drafts.draft(db, DraftKey(5))
    assert (kept.reply_to, kept.state, kept.composition) == (8, DraftState.APPROVED, None)
    sub = outbox.submission(db, OutboxKey(2))
    assert (sub.entry.state, sub.entry.purpose) == (OutboxState.UNCERTAIN, Purpose.SEND)
    assert (sub.attempts, sub.entry.problem, sub.reply_to) == (1, "Nobody knows.", 8)
    assert not sub.entry.scheduled
    account_of = accounts.accounts(db)[0]
    fresh = drafts.compose(db, None, PROPOSAL, Composition(account_of.id), NOW)
    assert fresh.key == 10  # no key is used twice
    assert list(db.execute("PRAGMA foreign_key_check")) == []
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("DELETE FROM drafts WHERE id = 5")
    db.close()


def test_what_was_composed_is_kept_as_it_was(db: Database, account: Account) -> None:
    ana = Address("Ana", "ana@x.org")
    around = Composition(account.id, (ana,), (), (ana,), "Plan")
    draft = drafts.compose(db, None, PROPOSAL, around, NOW)
    assert draft.composition == around
    assert draft.about == frozenset()
    assert drafts.compositions(db) == (draft,)
    changed = drafts.edit(db, draft.key, "Hi", NOW, Composition(account.id, subject="New"))
    assert changed.composition == Composition(account.id, subject="New")
    drafts.move(db, draft.key, DraftState.APPROVED, NOW)
    with pytest.raises(DraftNotReady):
        drafts.edit(db, draft.key, "late", NOW)
    assert drafts.compositions(db) == ()


def test_files_go_with_their_draft(db: Database, account: Account) -> None:
    draft = drafts.compose(db, None, PROPOSAL, Composition(account.id), NOW)
    files = [Enclosure(f"{n}.bin", "application/x", bytes(n)) for n in (1, 2)]
    kept = [enclosures.enclose(db, draft.key, each) for each in files]
    assert enclosures.enclosed(db, draft.key) == tuple(kept)
    assert enclosures.contents(db, draft.key) == tuple(files)
    enclosures.remove(db, draft.key, kept[0].key)
    assert [each.name for each in enclosures.enclosed(db, draft.key)] == ["2.bin"]
    accounts.remove_account(db, account.id)
    assert enclosures.enclosed(db, draft.key) == ()


def test_whom_i_wrote_to_comes_before_who_wrote_to_me(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    mine = "Clara Vidal <clara@tallernorte.example>"
    for number, sender in enumerate(
        ("Tom Reed <tom@reed.example>", "Tina <tina@x.org>", "No <tnoreply@x.org>"), 1
    ):
        raw = raw_message(sender=sender, message_id=f"<{number}@x>")
        add_arrivals(db, account.id, inbox.id, [arrival(number, raw)])
    raw = raw_message(sender=mine, to="Tomas O'Neil <to_m%@x.org>", message_id="<9@x>")
    add_arrivals(db, account.id, sent.id, [arrival(9, raw)])
    found = correspondents.correspondents(db, "t", 8)
    assert [each.email for each in found] == ["to_m%@x.org", "tina@x.org", "tom@reed.example"]
    assert [each.email for each in correspondents.correspondents(db, "REED", 8)] == [
        "tom@reed.example"
    ]
    assert correspondents.correspondents(db, "to_m%", 8)[0].name == "Tomas O'Neil"
    assert correspondents.correspondents(db, "_", 8) == ()
