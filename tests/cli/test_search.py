"""`emailassist search`, `similar` and `meaning` over a home with mail."""

from pathlib import Path

import pytest
from filelock import FileLock

from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.engine import endpoints
from emailassist.paths import Paths
from emailassist.store import accounts, arrivals
from emailassist.store.database import open_writer
from tests.cli.conftest import Run
from tests.drafting.conftest import WordHashes
from tests.support.mail import arrival, new_account, raw_message

MAIL = (
    ("Walnut boards", "the walnut boards are ready"),
    ("Walnut", "walnut for a bench"),
    ("Lunch", "soup at noon"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(endpoints, "AvailableEncoder", WordHashes)
    home = tmp_path / "home"
    paths = Paths(home)
    paths.make_home()
    db = open_writer(paths.database)
    account = accounts.add_account(db, new_account())
    accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
    inbox = accounts.mailbox_of_role(db, account.id, Role.INBOX)
    assert inbox is not None
    mail = [
        arrival(n, raw_message(subject, body, message_id=f"<{n}@reed.example>"))
        for n, (subject, body) in enumerate(MAIL, 1)
    ]
    arrivals.add_arrivals(db, account.id, inbox.id, mail)
    db.close()
    return home


def test_mail_is_found_by_meaning_once_it_is_learnt(run: Run, home: Path) -> None:
    waits = run("meaning", "status").out
    assert waits.startswith(
        "0 of 3 messages can be found by meaning; the rest: waits until the pro"
    )
    assert run("--json", "meaning", "status").json["standing"] == "waits until the program runs"
    with FileLock(home / "lock"):  # it runs
        assert run("--json", "meaning", "status").json["standing"] == "learning"
    assert run("meaning", "learn").out.strip() == "3 of 3 messages can be found by meaning."
    assert run("--json", "meaning", "status").json == {
        "done": 3,
        "total": 3,
        "standing": "complete",
        "model": "word-hashes",
    }
    found = run("search", "walnut boards", "--json").json["messages"]
    assert [(each["subject"], each["by_meaning"]) for each in found] == [
        ("Walnut boards", False),
        ("Walnut", True),
    ]
    assert "by meaning" in run("search", "walnut boards").out
    assert "No mail has these words" not in run("search", "walnut boards").err
    assert "No mail has these words. Closest in meaning:" in run("search", "walnut tree").err
    words = run("search", "walnut boards", "--by", "words", "--json").json["messages"]
    assert [each["subject"] for each in words] == ["Walnut boards"]
    (alike,) = run("similar", str(found[0]["key"]), "--json").json["messages"]
    assert alike["subject"] == "Walnut"
    (lunch,) = run("search", "soup", "--json").json["messages"]
    assert run("similar", str(lunch["key"])).out.strip() == "No mail is like it."
    assert run("similar", "999").code == 1
