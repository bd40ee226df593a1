from pathlib import Path

import pytest

from emailassist.domain.draft import Proposal
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.triage import Written
from emailassist.store import accounts, arrivals, sending
from emailassist.store.database import open_writer
from tests.cli.conftest import Run
from tests.support.mail import arrival, new_account, raw_message


@pytest.fixture
def draft(tmp_path: Path) -> int:
    """A draft that answers a message with a Reply-To."""
    (tmp_path / "home").mkdir()
    db = open_writer(tmp_path / "home" / "mail.db")
    account = accounts.add_account(db, new_account()).id
    accounts.keep_mailboxes(db, account, [ListedMailbox("INBOX", Role.INBOX, "/")])
    (box,) = accounts.mailboxes(db)
    mail = arrival(1, raw_message(Reply_To="Desk <desk@reed.example>"))
    (key,) = arrivals.add_arrivals(db, account, box.id, [mail])
    proposal = Proposal(body="Yes.", language="en", written=Written.SKELETON)
    return sending.open_or_new(db, key, proposal, mail.received_at).key


def test_a_draft_names_who_will_get_it(run: Run, draft: int) -> None:
    (listed,) = run("--json", "drafts", "list").json["drafts"]
    assert listed["to"] == ["desk@reed.example"]
    assert run("--json", "drafts", "show", draft).json["to"] == ["desk@reed.example"]
    assert "desk@reed.example" in run("drafts", "show", draft).out
    assert "Desk" in run("drafts", "list").out
    assert "Tom" not in run("drafts", "list").out
