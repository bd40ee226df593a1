from pathlib import Path

import pytest

from emailassist.domain.errors import InputError
from emailassist.engine.mail_files import mailboxes_at, messages_of


def make_maildir(box: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    (box / "cur" / "1.a:2,S").write_bytes(f"Subject: {box.name}\n\n".encode())
    (box / "tmp" / "half").write_bytes(b"Subject: half\n\n")


def make_mbox(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"From x Wed Nov 18 09:30:15 2026\nSubject: {path.name}\n\nx\n\n".encode())


def read(path: Path) -> dict[str, list[str]]:
    """First lines of the messages, by mailbox."""
    problems: list[str] = []
    found = {
        "/".join(each.name): [
            message.raw.split(b"\n")[0].decode() for message in messages_of(each, problems)
        ]
        for each in mailboxes_at(path, problems)
    }
    assert problems == []
    return found


def test_a_single_mailbox_has_no_name_of_its_own(tmp_path: Path) -> None:
    make_mbox(tmp_path / "out" / "Work" / "Old.mbox")
    (tmp_path / "out" / "Work" / "Old.mbox.msf").write_text("no mail")
    assert read(tmp_path / "out") == {"": ["Subject: Old.mbox"]}
    assert read(tmp_path / "out" / "Work" / "Old.mbox") == {"": ["Subject: Old.mbox"]}


def test_maildirs_below_maildirs(tmp_path: Path) -> None:
    make_maildir(tmp_path)
    make_maildir(tmp_path / ".Sub.Deep")
    make_maildir(tmp_path / "plain")
    assert {name: len(lines) for name, lines in read(tmp_path).items()} == {
        "": 1,
        "Sub/Deep": 1,
        "plain": 1,
    }


def test_a_profile_of_thunderbird(tmp_path: Path) -> None:
    make_mbox(tmp_path / "Inbox")
    make_mbox(tmp_path / "Inbox.sbd" / "2019")
    assert read(tmp_path) == {"Inbox": ["Subject: Inbox"], "Inbox/2019": ["Subject: 2019"]}


def test_letters_by_folder(tmp_path: Path) -> None:
    for name in ("a/1.eml", "a/2.EML", "b/3.eml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"Subject: x\n\n")
    assert {name: len(lines) for name, lines in read(tmp_path).items()} == {"a": 2, "b": 1}


def test_nothing_is_told(tmp_path: Path) -> None:
    assert read(tmp_path) == {}
    with pytest.raises(InputError, match="no file or folder"):
        mailboxes_at(tmp_path / "gone", [])
