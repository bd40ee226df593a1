from collections.abc import Iterator
from pathlib import Path

import pytest

from emailassist.demo.servers import DemoAccess, DemoServers
from tests.cli.conftest import Ran, Run
from tests.support.mail import raw_message

SECRET = "EMAILASSIST_TEST_SECRET"


@pytest.fixture
def access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoAccess]:
    """Three messages in the inbox of a server."""
    sample = tmp_path / "sample"
    sample.mkdir()
    for number in range(1, 4):
        raw = raw_message(f"Letter {number}", message_id=f"<{number}@x.example>")
        (sample / f"inbox-00{number}.eml").write_bytes(raw)
    servers = DemoServers(tmp_path / "servers", sample)
    found = servers.start()
    monkeypatch.setenv(SECRET, found.secret)
    yield found
    servers.stop()


@pytest.fixture
def keys(run: Run, access: DemoAccess) -> list[str]:
    """The messages' numbers, after a synchronisation."""
    added = _add(run, access, "Work", access.username)
    assert added.code == 0, added.err
    assert run("sync").code == 0
    return sorted(str(each["key"]) for each in run("--json", "search", "letter").json["messages"])


def _add(run: Run, access: DemoAccess, name: str, email: str) -> Ran:
    return run(
        *("account", "add", "--name", name, "--email", email),
        *("--imap-host", access.imap.host, "--imap-port", access.imap.port, "--security", "none"),
        *("--smtp-host", access.smtp.host, "--smtp-port", access.smtp.port),
        *("--smtp-security", "none", "--username", access.username),
        *("--password-variable", SECRET),
    )


def _named(run: Run) -> dict[str, int]:
    """How many messages each mailbox has after another look at the server."""
    assert run("sync").code == 0
    found = run("--json", "search", "in:archive letter").json["messages"]
    trashed = run("--json", "search", "in:trash letter").json["messages"]
    return {"archive": len(found), "trash": len(trashed)}


def test_messages_are_archived_and_deleted(run: Run, keys: list[str]) -> None:
    assert run("mail", "archive", *keys[:2]).out.strip() == "2 messages archived."
    assert run("mail", "trash", keys[2]).out.strip() == "1 message moved to Trash."
    assert _named(run) == {"archive": 2, "trash": 1}
    assert run("mail", "delete", keys[2], "--yes").out.strip() == "1 message deleted for good."
    assert _named(run) == {"archive": 2, "trash": 0}
    assert run("mail", "delete", keys[0], given="n\n").code == 1


def test_what_waits_is_told_with_the_next_synchronisation(run: Run, keys: list[str]) -> None:
    said = run("--json", "mail", "archive", "--later", *keys).json
    assert said == {
        "result": "3 messages archived",
        "messages": 3,
        "waiting": "It waits for the next synchronisation.",
    }
    assert _named(run) == {"archive": 3, "trash": 0}


def test_flags_labels_and_mailboxes(run: Run, keys: list[str]) -> None:
    assert run("mail", "flag", keys[0], "--read", "--star").out.strip() == (
        "1 message marked as read, 1 message starred."
    )
    assert run("mail", "flag", keys[0], "--read", "--star").out.strip() == "Nothing changed."
    run("mail", "label", "À payer", keys[0])
    (row,) = (
        each
        for each in run("--json", "search", "letter").json["messages"]
        if str(each["key"]) == keys[0]
    )
    assert (row["seen"], row["flagged"], row["labels"]) == (True, True, ["À payer"])
    assert run("mail", "move", keys[1], "--to", "Archive").out.strip() == (
        "1 message moved to Archive."
    )
    assert run("mail", "spam", keys[2]).code == 0
    assert run("mail", "not-spam", keys[2]).out.strip() == "1 message marked as not spam."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("archive", "999"), "Message 999 is not here."),
        (("flag", "1"), "Say what"),
        (("move", "1", "--to", "Nowhere"), "no mailbox named"),
    ],
)
def test_what_cannot_be_is_said(
    run: Run, keys: list[str], words: tuple[str, ...], said: str
) -> None:
    failed = run("mail", *(keys[0] if word == "1" else word for word in words))
    assert failed.code == 1
    assert said in failed.err


def test_a_mailbox_that_two_accounts_have_is_not_guessed(
    run: Run, access: DemoAccess, keys: list[str], tmp_path: Path
) -> None:
    assert _add(run, access, "Home", "home@x.example").code == 0
    assert run("sync").code == 0
    failed = run("export", tmp_path / "out", "--mailbox", "INBOX")
    assert (failed.code, "Several accounts" in failed.err) == (1, True)
    done = run("export", tmp_path / "out", "--mailbox", "INBOX", "--account", "Home")
    assert done.code == 0, done.err
