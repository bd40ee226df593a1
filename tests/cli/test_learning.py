from pathlib import Path

from emailassist.domain.lesson import Deed
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.store import accounts, arrivals
from emailassist.store.database import open_writer
from tests.cli.conftest import Run
from tests.support.mail import arrival, new_account, raw_message


def fill(database: Path) -> None:
    """An account with two letters of Tom's, of which one was archived unread."""
    database.parent.mkdir()
    db = open_writer(database)
    account = accounts.add_account(db, new_account())
    listed = [ListedMailbox("INBOX", Role.INBOX, "/"), ListedMailbox("Archive", Role.ARCHIVE, "/")]
    accounts.keep_mailboxes(db, account.id, listed)
    inbox, *_ = accounts.mailboxes(db, account.id)
    raws = [raw_message(f"Letter {uid}", message_id=f"<{uid}@x.example>") for uid in (1, 2)]
    some = [arrival(uid, raw) for uid, raw in enumerate(raws, 1)]
    arrivals.add_arrivals(db, account.id, inbox.id, some)
    db.close()


def test_corrections_are_learned_listed_and_forgotten(run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "home" / "mail.db")
    assert "nothing to correct" in run("correct", 1).err
    assert "Known: needs-reply" in run("correct", 1, "--category", "odd").err
    assert "not here" in run("correct", 7, "--category", "personal").err

    said = run("--json", "correct", 1, 2, "--category", "personal").json
    assert said["corrected"] == [1, 2]
    assert [each["follows"]["category"] for each in said["learned"]] == ["personal"] * 2
    assert run("mail", "archive", "--later", 2).code == 0
    assert run("correct", 2, "--undo").out.splitlines()[0] == "1 message as before."
    assert run("correct", 2, "--undo").out == "Nothing was corrected there.\n"

    kept = run("--json", "learning", "list").json["lessons"]
    assert {(each["message"], each["deed"]) for each in kept} == {
        (1, None),
        (2, Deed.ARCHIVED_UNREAD.value),
    }
    (about,) = run("--json", "learning", "show").json["about"]
    assert (about["name"], about["said"], about["done"]) == ("tom@reed.example", 1, 1)
    assert about["follows"]["category"] == "personal"
    assert "tom@reed.example" in run("learning", "show").out

    said_lesson = next(each["lesson"] for each in kept if each["deed"] is None)
    assert run("--json", "learning", "remove", said_lesson).json == {"forgotten": 1}
    assert "no lesson" in run("learning", "remove", said_lesson).err
    assert run("learning", "forget", "tom@reed.example", given="n\n").code == 1
    assert run("learning", "forget", "tom@reed.example", "--yes").out == "1 lesson is forgotten.\n"
    assert "Nothing was learned" in run("learning", "forget", "x@y.example", "--yes").err
    assert run("--json", "learning", "forget", "--all", "--yes").json == {"forgotten": 0}
    assert run("learning", "list").out == "Nothing is learned yet.\n"


def test_a_sender_of_two_kinds_of_mail_is_shown_with_both(run: Run, tmp_path: Path) -> None:
    database = tmp_path / "home" / "mail.db"
    database.parent.mkdir()
    db = open_writer(database)
    account = accounts.add_account(db, new_account())
    accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
    (inbox,) = accounts.mailboxes(db, account.id)
    kinds = (
        ("Your order 4711 has shipped", "Order 4711 for 59.90 EUR is on its way. Track it.\n"),
        ("Last days: 40 % off everything", "Shop now, free delivery on all sofas this week!\n"),
    )
    raws = [
        raw_message(subject, text, sender="shop@sofa.example", message_id=f"<{n}@sofa.example>")
        for n, (subject, text) in enumerate(kinds)
    ]
    some = [arrival(uid, raw) for uid, raw in enumerate(raws, 1)]
    arrivals.add_arrivals(db, account.id, inbox.id, some)
    db.close()
    run("correct", 1, "--category", "receipt")
    run("correct", 2, "--category", "marketing")
    (about,) = run("--json", "learning", "show").json["about"]
    assert about["follows"]["category"] == "marketing"
    assert [each["category"] for each in about["others"]] == ["receipt"]
    shown = " ".join(run("learning", "show").out.split())
    assert "marketing" in shown
    assert "; receipt" in shown
