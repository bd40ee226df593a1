from datetime import UTC, datetime
from pathlib import Path

import pytest

from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.trace import Ending, Exchange, Pattern, Said, Span, SpanKind, Trace, Work
from emailassist.domain.triage import AgentRun, Cost, Outcome
from emailassist.store import accounts, arrivals, traces, triage
from emailassist.store.database import open_writer
from tests.cli.conftest import Run
from tests.support.mail import arrival, new_account, raw_message

NOW = datetime.now(UTC)
ROUTER = Span(
    "r1", "", SpanKind.AGENT, "router", 0.1, 0.5, pattern=Pattern.ROUTING, ending=Ending.REPAIRED
)
CALL = Span(
    "c1",
    "r1",
    SpanKind.CALL,
    "model",
    0.1,
    0.4,
    cost=Cost(1, 90, 9),
    exchange=Exchange((Said("user", "Is it \x1b[31mred?"),), "Yes."),
)


@pytest.fixture
def message(tmp_path: Path) -> int:
    home = tmp_path / "home"
    home.mkdir()
    db = open_writer(home / "mail.db")
    account = accounts.add_account(db, new_account())
    accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
    box = accounts.mailbox_of_role(db, account.id, Role.INBOX)
    assert box is not None
    (key,) = arrivals.add_arrivals(db, account.id, box.id, [arrival(1, raw_message("Oak"))])
    spans = (ROUTER, CALL)
    traces.keep(db, [Trace("a" * 32, Work.TRIAGE, key, NOW, 0.7, Ending.DONE, spans=spans)])
    run = AgentRun("router", "cloud", "5f1d", Cost(1, 90, 9), Outcome.REPAIRED, "r1", "fast")
    triage.keep_runs(db, key, [run], NOW)
    db.close()
    return key


def test_how_a_message_was_decided(run: Run, message: int) -> None:
    listed = run("trace", "list", "--only", "repaired")
    assert "Oak" in listed.out
    assert run("trace", "list", "--only", "failed").out.strip() == "No trace is kept."
    (row,) = run("trace", "list", "--json").json["traces"]
    assert (row["message"], row["cost"]["input_tokens"], row["objections"]) == (message, 90, 1)
    shown = run("trace", "show", message).out
    assert "agent router [routing] at 0.10 s: REPAIRED" in shown
    assert "cloud, tier fast, instructions 5f1d" in shown
    assert "Yes." not in shown
    said = run("trace", "show", message, "--prompts").out
    assert "| Is it �[31mred?" in said
    spans = run("trace", "show", message, "--trace", row["key"], "--json").json["spans"]
    assert spans[1]["exchange"]["answer"] == "Yes."


def test_a_message_without_a_trace(run: Run, message: int) -> None:
    missing = run("trace", "show", message + 1)
    assert missing.code == 1
    assert f"No trace of message {message + 1} is kept." in missing.err
