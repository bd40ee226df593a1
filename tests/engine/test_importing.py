from pathlib import Path

import pytest

from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.engine.importing import existing, messages_in, spelled

COURIER = [ListedMailbox(name, Role.NONE, ".") for name in ("INBOX", "INBOX.Old", "INBOX.Old.2019")]
DOVECOT = [ListedMailbox(name, Role.NONE, "/") for name in ("INBOX", "Old", "Old/2019")]


@pytest.mark.parametrize(
    ("listed", "name", "found"),
    [
        (COURIER, "Old", "INBOX.Old"),
        (COURIER, "INBOX.Old", "INBOX.Old"),
        (COURIER, "Old/2019", "INBOX.Old.2019"),
        (COURIER, "New", None),
        (DOVECOT, "Old/2019", "Old/2019"),
        (DOVECOT, "inbox", "INBOX"),
        ([], "Old", None),
    ],
)
def test_a_mailbox_is_recognised_however_the_server_spells_it(
    listed: list[ListedMailbox], name: str, found: str | None
) -> None:
    assert existing(name, listed) == found


def test_a_new_mailbox_is_spelled_as_the_server_does() -> None:
    assert spelled("a/b", COURIER) == "a.b"
    assert spelled("a/b", []) == "a/b"


def test_maildirs_within_maildirs_and_mboxes_beside_them_are_found(tmp_path: Path) -> None:
    for box in (tmp_path / "Mail", tmp_path / "Mail" / ".Sub", tmp_path / "Mail" / "plain"):
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True)
        (box / "cur" / f"1.{box.name}:2,S").write_bytes(f"Subject: {box.name}\n\n".encode())
        (box / "tmp" / "half").write_bytes(b"Subject: half\n\n")
    (tmp_path / "box").write_bytes(b"From x Wed Nov 18 09:30:15 2026\nSubject: mbox\n\nx\n\n")
    (tmp_path / "box.msf").write_bytes(b"// not mail")
    problems: list[str] = []
    found = [each.raw.split(b"\n")[0] for each in messages_in(tmp_path, problems)]
    assert sorted(found) == [
        b"Subject: .Sub",
        b"Subject: Mail",
        b"Subject: mbox",
        b"Subject: plain",
    ]
    assert problems == []
