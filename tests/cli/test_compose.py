import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from emailassist.cli.times import read_time
from emailassist.demo.servers import DemoServers
from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.errors import InputError
from emailassist.mime.parse import parse_message
from emailassist.store import accounts
from emailassist.store.database import open_writer
from tests.cli.conftest import Run
from tests.demo.sample import write_sample
from tests.support.mail import new_account

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # a Friday


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[DemoServers]:
    running = DemoServers(tmp_path / "servers", write_sample(tmp_path / "sample"))
    yield running
    running.stop()


@pytest.fixture
def account(servers: DemoServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account on the demo servers."""
    access = servers.start()
    monkeypatch.setenv("TEST_SECRET", access.secret)
    secret = SecretSource(SecretKind.ENVIRONMENT, "TEST_SECRET")
    new = new_account(imap=access.imap, smtp=access.smtp, secret=secret)
    (tmp_path / "home").mkdir()
    with closing(open_writer(tmp_path / "home" / "mail.db")) as db:
        accounts.add_account(db, replace(new, username=access.username))


@pytest.mark.usefixtures("account")
def test_a_message_is_written_and_sent_only_when_approved(
    run: Run, servers: DemoServers, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("a note")
    made = run(
        "--json",
        "compose",
        "--to",
        "Ana <ana@example.org>",
        "--bcc",
        "eve@example.org",
        "--subject",
        "Plan",
        "--attach",
        tmp_path / "note.txt",
        "--body-file",
        "-",
        given="Hello.\n",
    )
    assert made.json["to"] == ["ana@example.org", "eve@example.org"]
    assert list(servers.outgoing.glob("*.eml")) == []
    number = made.json["number"]
    assert "Plan" in run("drafts", "list").out
    assert run("drafts", "approve", number).code == 0
    (mail,) = servers.outgoing.glob("*.eml")
    parsed = parse_message(mail.read_bytes())
    assert parsed.own_text == "Hello."
    assert [each.filename for each in parsed.attachments] == ["note.txt"]


@pytest.mark.usefixtures("account")
def test_a_message_waits_for_its_time_and_can_be_withdrawn(run: Run, servers: DemoServers) -> None:
    made = run("--json", "compose", "--to", "ana@example.org", "--later", "tomorrow 7:30")
    assert made.json["later"] is not None
    approved = run("--json", "drafts", "approve", made.json["number"])
    assert approved.json["state"] == "queued"
    (waiting,) = run("--json", "drafts", "outbox").json["outbox"]
    assert waiting["scheduled"]
    assert run("sync").code == 0
    assert list(servers.outgoing.glob("*.eml")) == []
    assert run("drafts", "withdraw", waiting["number"]).code == 0
    again = run("drafts", "approve", made.json["number"], "--to-server")
    assert "Drafts" in again.out
    assert list(servers.outgoing.glob("*.eml")) == []


@pytest.mark.usefixtures("account")
def test_a_message_is_handed_on_and_answered(run: Run) -> None:
    assert run("sync").code == 0
    found = run("--json", "search", "Monday").json
    number = found["messages"][0]["key"]
    handed = run("--json", "forward", number, "--to", "ana@example.org", "--as-attachment")
    assert handed.json["subject"].startswith("Fwd: ")
    answered = run("--json", "reply", number, "--all")
    assert answered.json["subject"].startswith("Re: ")
    shown = run("drafts", "show", answered.json["number"]).out
    assert "> " in shown
    assert "  you " in run("drafts", "list").out


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "ana"], "no mail address"),
        (["--to", "a@x.org", "--attach", "/nowhere"], "is no file"),
        (["--later", "whenever"], "is no time"),
        (["--account", "Home"], "no account “Home”"),
        (["--body-file", "/nowhere"], "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said_and_leaves_no_draft(
    run: Run, tmp_path: Path, arguments: list[str], words: str
) -> None:
    failed = run("compose", *arguments)
    assert failed.code == 1
    assert words in failed.err
    with closing(sqlite3.connect(tmp_path / "home" / "mail.db")) as db:
        open_ones = "SELECT count(*) FROM drafts WHERE state != 'discarded'"
        assert db.execute(open_ones).fetchone() == (0,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow 8:00", (11, 21, 8, 0)),
        ("Tomorrow", (11, 21, 8, 0)),
        ("monday 18:05", (11, 23, 18, 5)),
        ("FRIDAY 7", (11, 27, 7, 0)),
        ("2026-12-01 08:00", (12, 1, 8, 0)),
        ("2026-12-01", (12, 1, 8, 0)),
    ],
)
def test_times_are_read_as_people_write_them(
    text: str, expected: tuple[int, int, int, int]
) -> None:
    found = read_time(text, NOW)
    local = found.astimezone()
    assert (local.month, local.day, local.hour, local.minute) == expected
    assert found > NOW


@pytest.mark.parametrize("text", ["", "8:00", "monday 25:00", "2026-13-01", "someday 8:00"])
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(InputError, match="is no time"):
        read_time(text, NOW)


def test_a_time_that_has_passed_is_said() -> None:
    with pytest.raises(InputError, match="passed"):
        read_time("2020-01-01 08:00", NOW)
    assert read_time((NOW + timedelta(days=1)).isoformat(), NOW) == NOW + timedelta(days=1)
