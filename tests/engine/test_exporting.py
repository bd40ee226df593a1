import mailbox
import re
from contextlib import closing
from pathlib import Path

import pytest

from emailassist.domain.account import Account
from emailassist.domain.errors import NotFetched, SettingsError
from emailassist.domain.ids import MessageKey, UidValidity
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.transfer import Form
from emailassist.engine.confined import Store
from emailassist.engine.exporting import export
from emailassist.mime import mbox
from emailassist.store import accounts, arrivals, exporting
from tests.engine.conftest import ignore
from tests.support.mail import arrival, raw_message

ODD = [
    raw_message("Plain", "From here on\n>From there\nall is quoted.\n"),
    b"Subject: no end of line\n\nFrom the start",
    b"\xff\xfe\x00 broken \r header\r\n\r\n\r\rFrom x\n",
    b"",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nunclosed\xe9",
]


@pytest.fixture
async def filled(store: Store, account: Account) -> Store:
    names = ("INBOX", "INBOX.Sent", "INBOX.Sent.v2", "a/b", "a_b", "A_B", "..", "a.cur")
    await store.write(
        accounts.keep_mailboxes, account.id, [ListedMailbox(n, Role.NONE, ".") for n in names]
    )
    for box in await store.read(accounts.mailboxes, account.id):
        await store.write(accounts.begin_mailbox, box.id, UidValidity(1))
        mine = [raw_message(box.name, message_id=f"<{box.id}@x>"), *ODD]
        mail = [arrival(uid, raw, "\\Seen") for uid, raw in enumerate([*mine, mine[0]], 1)]
        await store.write(arrivals.add_arrivals, account.id, box.id, mail)
    return store


async def gone(key: MessageKey) -> None:
    raise NotFetched(f"Message {key} is gone.")


async def write(store: Store, folder: Path, form: Form) -> str:
    rows = await store.read(exporting.placed)
    outcome = await export(store, rows, folder, form, ignore, gone)
    assert outcome.problem == ""
    return outcome.text


async def test_a_maildir_holds_every_message_byte_for_byte(filled: Store, tmp_path: Path) -> None:
    assert "56 messages" in await write(filled, tmp_path / "out", Form.MAILDIR)
    boxes = [each.parent for each in (tmp_path / "out").rglob("cur")]
    assert len(boxes) == 8
    for box in boxes:
        found = [path.read_bytes() for path in (box / "cur").iterdir()]
        assert len(found) == 7
        assert all(found.count(raw) == 1 for raw in ODD)
        assert all(":2,S" in path.name for path in (box / "cur").iterdir())
        assert len(mailbox.Maildir(box)) == 7


async def test_an_mbox_holds_every_message_in_order(filled: Store, tmp_path: Path) -> None:
    assert "56 messages" in await write(filled, tmp_path / "out", Form.MBOX)
    boxes = list((tmp_path / "out").rglob("*.mbox"))
    assert len(boxes) == 8
    for path in boxes:
        with closing(mailbox.mbox(path)) as box:
            assert len(box) == 7
        problems: list[str] = []
        with path.open("rb") as file:
            read = [each.raw for each in mbox.read(file, path.name, problems)]
        assert read[1:6] == ODD
        assert (len(read), problems) == (7, [])


async def test_every_message_is_a_file_of_its_own(filled: Store, tmp_path: Path) -> None:
    await write(filled, tmp_path / "out", Form.EML)
    files = [path.read_bytes() for path in (tmp_path / "out").rglob("*.eml")]
    assert all(files.count(raw) == 8 for raw in ODD)


async def test_what_is_not_here_whole_is_said(
    filled: Store, account: Account, tmp_path: Path
) -> None:
    await filled.write(lambda db: db.execute("UPDATE messages SET partial = 1 WHERE id = 1"))
    rows = await filled.read(exporting.placed, account=account.id)
    outcome = await export(filled, rows, tmp_path / "out", Form.MBOX, ignore, gone)
    assert outcome.text.startswith("54 messages")
    assert outcome.problem.startswith("2 messages could not be written")


async def test_a_folder_that_cannot_be_used_is_named(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path, tmp_path / "file", tmp_path / "file" / "below", Path("/proc/x")):
        with pytest.raises(SettingsError, match=re.escape(str(folder))):
            await write(filled, folder, Form.MBOX)


@pytest.mark.parametrize(
    ("flags", "place"),
    [((), "new/*"), (("\\Flagged",), "cur/*:2,F"), (("\\Seen", "\\Answered"), "cur/*:2,RS")],
)
async def test_a_maildir_keeps_the_flags_of_unread_messages_too(
    store: Store, account: Account, tmp_path: Path, flags: tuple[str, ...], place: str
) -> None:
    box = ListedMailbox("INBOX", Role.INBOX, "/")
    await store.write(accounts.keep_mailboxes, account.id, [box])
    (inbox,) = await store.read(accounts.mailboxes, account.id)
    mail = [arrival(1, raw_message(), *flags)]
    await store.write(arrivals.add_arrivals, account.id, inbox.id, mail)
    await write(store, tmp_path / "out", Form.MAILDIR)
    assert len(list((tmp_path / "out").glob(f"*/INBOX/{place}"))) == 1


async def test_keywords_that_a_maildir_cannot_hold_are_told(
    store: Store, account: Account, tmp_path: Path
) -> None:
    box = ListedMailbox("INBOX", Role.INBOX, "/")
    await store.write(accounts.keep_mailboxes, account.id, [box])
    (inbox,) = await store.read(accounts.mailboxes, account.id)
    keywords = [f"k{number:02}" for number in range(28)]
    mail = [arrival(1, raw_message(), *keywords)]
    await store.write(arrivals.add_arrivals, account.id, inbox.id, mail)
    rows = await store.read(exporting.placed)
    outcome = await export(store, rows, tmp_path / "out", Form.MAILDIR, ignore, gone)
    assert "2 were left out (k26, k27…)" in outcome.problem
    assert (await export(store, rows, tmp_path / "mbox", Form.MBOX, ignore, gone)).problem == ""
