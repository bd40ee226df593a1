"""Mail from files to a real server and back again, byte for byte."""

import os
from collections import Counter
from pathlib import Path

import pytest

from emailassist.domain.account import Account
from emailassist.domain.events import Event, Finished, Job, Progress
from emailassist.domain.ids import MailboxId
from emailassist.domain.mailbox import ANSWERED, FLAGGED, SEEN
from emailassist.domain.transfer import FiledMessage, Form
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.mime import mbox
from emailassist.store import exporting
from tests.support.mail import raw_message

pytestmark = pytest.mark.integration

MAIL = {
    "1700000001.M1.host:2,S": raw_message("One", "From here on\n\n>From there\n"),
    "1700000002.M2.host:2,FRSab": raw_message("Two", "no end", message_id="<2@x.example>"),
    "1700000003.M3.host": b"Subject: no identifier\r\n\r\n\xff\xfe binary\r\n",
    "1700000004.M4.host:2,": b"Subject: of a Unix program\nMessage-ID: <4@x>\n\nlines\n",
}
Content = Counter[tuple[bytes, frozenset[str], int]]


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    box = tmp_path / "Maildir"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    for name, raw in MAIL.items():
        path = box / ("cur" if ":2" in name else "new") / name
        path.write_bytes(raw)
        os.utime(path, (int(name[:10]), int(name[:10])))
    (box / "dovecot-keywords").write_text("0 $Label1\n1 Work\n")
    return box


async def bring(engine: Engine, path: Path, mailbox: str) -> Finished:
    (account,) = await engine.accounts()
    return await engine.transfer.import_mail(path, account.id, mailbox)


async def box_named(engine: Engine, name: str) -> tuple[Account, MailboxId]:
    (account,) = await engine.accounts()
    (box,) = [each.id for each in (await engine.sidebar()).mailboxes if each.name == name]
    return account, box


async def content(engine: Engine, name: str) -> Content:
    """Bytes, flags and dates of all that lies in a mailbox."""
    _, box = await box_named(engine, name)
    rows = await engine._store.read(exporting.placed, mailbox=box)
    found: Content = Counter()
    for row in rows:
        raw = await engine.source(row.key)
        found[raw, row.flags, int(row.received_at.timestamp())] += 1
    return found


async def test_a_maildir_comes_to_the_server_with_dates_flags_and_keywords(
    engine: Engine, maildir: Path
) -> None:
    finished = await bring(engine, maildir, "Old/Mail")
    assert (finished.problem, finished.text) == ("", "4 imported into Old/Mail.")
    unix = b"Subject: of a Unix program\r\nMessage-ID: <4@x>\r\n\r\nlines\r\n"
    one, two, three, _ = MAIL.values()
    assert await content(engine, "Old/Mail") == Counter(
        [
            (one, frozenset({SEEN}), 1700000001),
            (two, frozenset({SEEN, FLAGGED, ANSWERED, "$Label1", "Work"}), 1700000002),
            (three, frozenset(), 1700000003),
            (unix, frozenset(), 1700000004),
        ]
    )
    (key,) = await engine.list_keys(Listing(query="subject:unix in:old"))
    assert await engine.source(key) == unix


@pytest.mark.parametrize("form", [Form.MAILDIR, Form.MBOX])
async def test_what_is_exported_comes_back_the_same(
    engine: Engine, maildir: Path, tmp_path: Path, form: Form
) -> None:
    await bring(engine, maildir, "Old")
    _, box = await box_named(engine, "Old")
    written = await engine.transfer.export_mail(tmp_path / "out", form, mailbox=box)
    assert written.problem == ""
    again = await bring(engine, tmp_path / "out", "New")
    assert again.text == "4 imported into New."
    assert await content(engine, "New") == await content(engine, "Old")


async def test_what_is_not_here_whole_is_fetched_to_export_it(
    engine: Engine, maildir: Path, tmp_path: Path
) -> None:
    await bring(engine, maildir, "Old")
    _, box = await box_named(engine, "Old")
    before = await content(engine, "Old")
    await engine._store.write(
        lambda db: db.execute("UPDATE messages SET partial = 1, digest = '?' || id")
    )
    await engine._store.write(lambda db: db.execute("UPDATE sources SET raw = x'41'"))
    written = await engine.transfer.export_mail(tmp_path / "out", Form.EML, mailbox=box)
    assert written.problem == ""
    files = Counter(path.read_bytes() for path in (tmp_path / "out").rglob("*.eml"))
    assert files == Counter(raw for raw, _, _ in before.elements())


async def test_an_import_that_was_cut_off_is_begun_again(engine: Engine, maildir: Path) -> None:
    some = min((maildir / "cur").iterdir())
    kept = some.rename(maildir / some.name)
    assert (await bring(engine, maildir, "Old")).text == "3 imported into Old."
    kept.rename(some)
    (maildir / "new" / "copy").write_bytes(MAIL["1700000003.M3.host"])
    finished = await bring(engine, maildir, "Old")
    assert finished.text == "2 imported into Old, 3 were there already."
    assert (await content(engine, "Old")).total() == 5


async def test_a_cancelled_import_goes_on_where_it_was(engine: Engine, tmp_path: Path) -> None:
    mail = [raw_message(f"Number {at}", message_id=f"<{at}@x.example>") for at in range(40)]
    filed = [FiledMessage("", raw, None, frozenset({SEEN})) for raw in mail]
    path = tmp_path / "a.mbox"
    path.write_bytes(b"".join(map(mbox.entry, filed)))

    def stop(event: Event) -> None:
        if isinstance(event, Progress) and event.done == 7:
            engine.cancel(Job.TRANSFER)

    unsubscribe = engine.subscribe(stop)
    assert (await bring(engine, path, "Old")).cancelled
    unsubscribe()
    assert (await bring(engine, path, "Old")).problem == ""
    found = await content(engine, "Old")
    assert Counter(raw for raw, _, _ in found.elements()) == Counter(mail)


async def test_what_cannot_be_read_is_named_and_the_rest_imported(
    engine: Engine, maildir: Path
) -> None:
    (maildir / "cur" / "empty:2,S").write_bytes(b"")
    (maildir / "new" / "gone").symlink_to(maildir / "nowhere")
    finished = await bring(engine, maildir, "Old")
    assert "4 imported into Old." in finished.problem
    assert "empty:2,S is empty." in finished.problem
    assert "gone cannot be read" in finished.problem


async def test_several_mailboxes_keep_their_names(
    engine: Engine, maildir: Path, tmp_path: Path
) -> None:
    await bring(engine, maildir, "Old/2019")
    letter = tmp_path / "a.eml"
    letter.write_bytes(MAIL["1700000001.M1.host:2,S"])
    await bring(engine, letter, "Old/Sent")
    await engine.transfer.export_mail(tmp_path / "out", Form.MBOX)
    finished = await bring(engine, tmp_path / "out", "Back")
    assert finished.text == "5 imported into 2 mailboxes below Back."
    assert await content(engine, "Back/2019") == await content(engine, "Old/2019")
    assert await content(engine, "Back/Sent") == await content(engine, "Old/Sent")
    assert (await bring(engine, tmp_path / "out", "Back")).text.endswith("5 were there already.")


async def test_letters_and_folders_of_them_are_imported(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "letters" / "2024"
    folder.mkdir(parents=True)
    (folder / "a.eml").write_bytes(MAIL["1700000001.M1.host:2,S"])
    (folder / "notes.txt").write_text("no mail")
    assert (await bring(engine, tmp_path / "letters", "Old")).text == "1 imported into Old."
    missing = await bring(engine, tmp_path / "nothing", "Old")
    assert "There is no file or folder" in missing.problem
