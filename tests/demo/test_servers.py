"""The sample mailbox's servers: first contents, and what survives a stop and a kill."""

import json
import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.errors import NotFound, WorldError
from tests.demo.sample import BROKEN, OLD, RECENT, SENT, write_sample

EVERYTHING = ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"]


def log_in(access: DemoAccess) -> IMAPClient:
    client = IMAPClient(access.imap.host, access.imap.port, ssl=False, timeout=10)
    client.login(access.username, access.secret)
    client.normalise_times = False
    return client


def contents(client: IMAPClient, mailbox: str) -> dict[int, tuple[object, ...]]:
    """Flags, date and bytes of every message by UID."""
    client.select_folder(mailbox)
    found = client.fetch(client.search("ALL"), EVERYTHING)
    return {
        uid: (frozenset(data[b"FLAGS"]) - {b"\\Recent"}, data[b"INTERNALDATE"], data[b"BODY[]"])
        for uid, data in found.items()
    }


def send(access: DemoAccess, raw: bytes, *to: str) -> None:
    with smtplib.SMTP(access.smtp.host, access.smtp.port, timeout=10) as client:
        client.login(access.username, access.secret)
        client.sendmail(access.username, to, raw)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return write_sample(tmp_path / "sample")


@pytest.fixture
def servers(tmp_path: Path, sample: Path) -> Iterator[DemoServers]:
    servers = DemoServers(tmp_path / "demo", sample)
    yield servers
    servers.stop()


def test_the_sample_is_there_byte_for_byte(servers: DemoServers) -> None:
    with log_in(servers.start()) as client:
        assert {name for _, _, name in client.list_folders()} == {
            "INBOX", "Sent", "Drafts", "Archive", "Junk", "Trash",
        }  # fmt: skip
        inbox, sent = contents(client, "INBOX"), contents(client, "Sent")
        assert contents(client, "Drafts") == {}
    assert [raw for _, _, raw in inbox.values()] == [OLD, RECENT, BROKEN]
    assert [raw for _, _, raw in sent.values()] == [SENT]
    assert [date for _, date, _ in inbox.values()] == [
        datetime(2026, 11, 16, 8, 15, tzinfo=UTC),
        datetime(2026, 11, 19, 18, 30, tzinfo=UTC),
        datetime(2026, 11, 19, 18, 30, tzinfo=UTC),
    ]


def test_what_was_read_last_week_and_what_was_sent_is_seen(servers: DemoServers) -> None:
    with log_in(servers.start()) as client:
        inbox, sent = contents(client, "INBOX"), contents(client, "Sent")
    assert [flags for flags, _, _ in inbox.values()] == [{b"\\Seen"}, set(), set()]
    assert [flags for flags, _, _ in sent.values()] == [{b"\\Seen"}]


def test_everything_is_found_again_after_a_restart(servers: DemoServers, sample: Path) -> None:
    with log_in(servers.start()) as client:
        client.select_folder("INBOX")
        client.add_flags([2], ["\\Answered", "$Label1"])
        client.remove_flags([1], ["\\Seen"])
        client.copy([2], "Archive")
        client.move([3], "Trash")
        client.append("Sent", SENT, ["\\Seen"], datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
        client.append("Drafts", OLD)
        client.create_folder("Año/2026")
        client.append("Año/2026", RECENT)
        client.create_folder("Soon gone")
        client.delete_folder("Soon gone")
        client.create_folder("Before")
        client.append("Before", OLD)
        client.rename_folder("Before", "After")
        client.select_folder("Drafts")
        client.delete_messages([1])
        client.expunge()
        client.append("Drafts", RECENT)
        names = mailboxes(client)
        before = {name: (client.folder_status(name), contents(client, name)) for name in names}
    servers.stop()

    with log_in(servers.start()) as client:
        assert mailboxes(client) == names
        after = {name: (client.folder_status(name), contents(client, name)) for name in names}
    assert "Soon gone" not in names
    assert "After" in names
    assert list(before["Drafts"][1]) == [2], "a UID is never given twice"
    assert before["INBOX"][1][2][0] == {b"\\Answered", b"$Label1"}
    for name in names:
        assert without_recent(after[name][0]) == without_recent(before[name][0])
        assert after[name][1] == before[name][1]


def mailboxes(client: IMAPClient) -> list[str]:
    return sorted(name for flags, _, name in client.list_folders() if b"\\Noselect" not in flags)


def without_recent(status: dict[bytes, int]) -> dict[bytes, int]:
    return {key: value for key, value in status.items() if key != b"RECENT"}


def test_inbox_is_not_renamed_away(servers: DemoServers) -> None:
    with log_in(servers.start()) as client:
        with pytest.raises(client.Error):
            client.rename_folder("INBOX", "Elsewhere")
        assert len(contents(client, "INBOX")) == 3


def test_the_sink_keeps_the_bytes_and_the_envelope(servers: DemoServers) -> None:
    access = servers.start()
    send(access, SENT, "ana@example.org", "hidden@example.org")
    send(access, RECENT.replace(b"<thursday@example.org>", b"<../../etc/passwd>"), "b@example.org")
    files = sorted(servers.outgoing.iterdir())
    assert [file.name for file in files] == [
        "0001-reply@tallernorte.example.eml",
        "0001-reply@tallernorte.example.json",
        "0002-.._.._etc_passwd.eml",
        "0002-.._.._etc_passwd.json",
    ]
    assert files[0].read_bytes() == SENT
    assert json.loads(files[1].read_text()) == {
        "from": access.username,
        "to": ["ana@example.org", "hidden@example.org"],
    }


def test_the_sink_goes_on_counting_after_a_restart(servers: DemoServers) -> None:
    send(servers.start(), SENT, "ana@example.org")
    servers.stop()
    send(servers.start(), SENT, "ana@example.org")
    assert sorted(file.name for file in servers.outgoing.glob("*.eml")) == [
        "0001-reply@tallernorte.example.eml",
        "0002-reply@tallernorte.example.eml",
    ]


def test_a_killed_program_loses_nothing(tmp_path: Path, sample: Path) -> None:
    directory = tmp_path / "demo"
    program = (
        "import sys; from pathlib import Path; from emailassist.demo.servers import DemoServers\n"
        f"access = DemoServers(Path({str(directory)!r}), Path({str(sample)!r})).start()\n"
        "print(access.imap.port, access.smtp.port, access.secret, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        imap_port, smtp_port, secret = process.stdout.readline().split()
        with smtplib.SMTP("127.0.0.1", int(smtp_port), timeout=10) as smtp:
            smtp.login("clara.vidal@tallernorte.example", secret)
            smtp.sendmail("clara@example.org", ["ana@example.org"], SENT)
        client = IMAPClient("127.0.0.1", int(imap_port), ssl=False, timeout=10)
        client.login("clara.vidal@tallernorte.example", secret)
        client.append("Sent", RECENT)
        client.select_folder("INBOX")
        client.add_flags([2], ["$Label1"])
        validity = client.folder_status("INBOX")[b"UIDVALIDITY"]
        os.kill(process.pid, signal.SIGKILL)
        client.shutdown()

    servers = DemoServers(directory, sample)
    with log_in(servers.start()) as client:
        assert client.folder_status("INBOX")[b"UIDVALIDITY"] == validity
        assert contents(client, "INBOX")[2][0] == {b"$Label1"}
        assert [raw for _, _, raw in contents(client, "Sent").values()] == [SENT, RECENT]
    servers.stop()
    assert [file.read_bytes() for file in servers.outgoing.glob("*.eml")] == [SENT]


def test_an_interrupted_first_start_is_done_again(servers: DemoServers, tmp_path: Path) -> None:
    half = tmp_path / "demo" / "mail.part" / "mailbox-INBOX"
    half.mkdir(parents=True)
    (half / "1.eml").write_bytes(b"half a mess")
    with log_in(servers.start()) as client:
        assert len(contents(client, "INBOX")) == 3


def test_the_password_is_new_each_time_and_on_no_disk(servers: DemoServers, tmp_path: Path) -> None:
    first = servers.start()
    servers.stop()
    second = servers.start()
    assert first.secret != second.secret
    assert first.secret not in repr(first)
    for file in (tmp_path / "demo").rglob("*"):
        assert file.is_dir() or second.secret.encode() not in file.read_bytes()
    with pytest.raises(smtplib.SMTPAuthenticationError):
        send(DemoAccess(second.imap, second.smtp, second.username, first.secret), SENT, "a@b.c")


def test_both_servers_listen_on_loopback_only(servers: DemoServers) -> None:
    access = servers.start()
    assert access.imap.is_loopback
    assert access.smtp.is_loopback
    assert access.imap.port != access.smtp.port


def test_a_new_message_reaches_a_client_that_idles(servers: DemoServers) -> None:
    access = servers.start()
    with log_in(access) as waiting, log_in(access) as busy:
        waiting.select_folder("INBOX")
        waiting.idle()
        busy.append("INBOX", RECENT)
        # Not idle_check: IMAPClient gives up on a line that arrives in two pieces.
        with waiting.socket().makefile("rb") as lines:
            assert lines.readline() == b"* 4 EXISTS\r\n"
        waiting.shutdown()  # still idle, so it cannot log out


def test_stopping_is_quick_with_clients_connected_and_leaves_no_thread(
    servers: DemoServers,
) -> None:
    access = servers.start()
    client = log_in(access)
    client.select_folder("INBOX")
    client.idle()
    with smtplib.SMTP(access.smtp.host, access.smtp.port, timeout=10):
        began = time.monotonic()
        servers.stop()
        assert time.monotonic() - began < 1
        assert "demo-servers" not in {thread.name for thread in threading.enumerate()}
    client.shutdown()
    servers.stop()


def test_a_restart_takes_less_than_two_seconds(tmp_path: Path) -> None:
    sample = tmp_path / "sample"
    sample.mkdir()
    for number in range(100):
        raw = OLD.replace(b"<monday@", b"<monday-%d@" % number) + b"x" * 10_000
        (sample / f"inbox-{number:03d}.eml").write_bytes(raw)
    servers = DemoServers(tmp_path / "demo", sample)
    servers.start()
    servers.stop()
    began = time.monotonic()
    access = servers.start()
    assert time.monotonic() - began < 2
    with log_in(access) as client:
        assert len(contents(client, "INBOX")) == 100
    servers.stop()


def test_two_programs_do_not_share_one_folder(servers: DemoServers, tmp_path: Path) -> None:
    servers.start()
    with pytest.raises(WorldError, match="in use"):
        DemoServers(tmp_path / "demo", tmp_path / "sample").start()


def test_a_missing_sample_is_named_and_can_be_put_there_later(
    tmp_path: Path,
) -> None:
    servers = DemoServers(tmp_path / "demo", tmp_path / "sample")
    with pytest.raises(NotFound, match="sample"):
        servers.start()
    write_sample(tmp_path / "sample")
    servers.start()
    servers.stop()
