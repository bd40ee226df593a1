from datetime import UTC, datetime
from pathlib import Path

import pytest

from emailassist.domain.draft import Proposal
from emailassist.domain.ids import DraftKey
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.triage import Written
from emailassist.store import accounts, arrivals, drafts, sending
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


def test_a_draft_is_changed_without_a_model_and_keeps_its_texts(
    run: Run, draft: int, tmp_path: Path
) -> None:
    text = "Hi Tom,\n\nThank you for your message.\n\nYes.\n\nBest regards,\nClara"
    db = open_writer(tmp_path / "home" / "mail.db")
    drafts.edit(db, DraftKey(draft), text, datetime.now(UTC))
    db.close()
    formal = run("--json", "drafts", "refine", draft, "--formal").json
    assert formal["body"].startswith("Dear Tom,")
    assert "+ Dear Tom," in run("drafts", "refine", draft, "--formal").out
    assert run("--json", "drafts", "show", draft).json["body"] == text
    used = run("--json", "drafts", "use", formal["version"]).json
    assert used["body"] == formal["body"]
    labels = [each["label"] for each in run("--json", "drafts", "versions", draft).json["versions"]]
    assert labels[:2] == ["yours", "formal"]
    refused = run("drafts", "refine", draft, "--longer")
    assert refused.code == 1
    assert "needs a model that writes" in refused.err
    assert run("drafts", "refine", draft, "--longer", "--shorter").code == 2
    for wrong in ("Klingon", "xx"):
        no_such = run("drafts", "refine", draft, "--language", wrong)
        assert (no_such.code, "no language code. Allowed: ar, ca," in no_such.err) == (2, True)


def test_notes_are_added_searched_and_listed(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "oak.md").write_text("# Oak\n\nOak boards cost 38 EUR.\n")
    assert run("--json", "notes", "add", notes).json["files"] == 1
    (hit,) = run("--json", "notes", "search", "boards").json["hits"]
    assert (hit["place"], hit["path"]) == ("Oak", str(notes / "oak.md"))
    assert run("--json", "notes", "list").json["notes"][0]["passages"] == 1
    assert run("notes", "remove", notes).code == 0
    assert "no notes" in run("notes", "list").out
