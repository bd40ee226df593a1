"""What the benchmarks over IMAP share: a server with mail, our process, and mbsync's."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from emailassist.domain.account import Security
from emailassist.domain.credential import Credential
from emailassist.imap.session import ImapSession
from tests.imap.dovecot import PASSWORD, Dovecot
from tests.support.maildir import ServerMail

USER = "benchmark"
MEDIAN = 11_000
_FIRST_DAY = datetime(2022, 1, 3, tzinfo=UTC)

_MBSYNC = """FSync no

IMAPAccount server
Host 127.0.0.1
Port {port}
User {user}
PassCmd "printenv BENCHMARK_PASSWORD"
SSLType None
AuthMechs PLAIN
DisableExtension COMPRESS=DEFLATE

IMAPStore far
Account server

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX
SubFolders Verbatim

Channel mail
Far :far:
Near :near:
Patterns INBOX
Create Near
Expunge Near
SyncState *
"""

_OURS = """
import asyncio, json, os, resource, sys, time
from pathlib import Path
from emailassist.domain.account import NewAccount, SecretKind, SecretSource, Security, Server
from emailassist.domain.address import Address
from emailassist.domain.credential import Credential
from emailassist.engine import mailsync
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections
from emailassist.engine.replay import Replay
from emailassist.store import accounts
port, user, home, indexing, rounds = sys.argv[1:]
server = Server("127.0.0.1", int(port), Security.NONE)

async def nothing(*_):
    pass

async def main():
    if indexing == "no":
        mailsync.Indexing.run = nothing
    store, announcer = Store(Path(home) / "mail.db"), Announcer()
    connections = Connections(lambda _: Credential(os.environ["BENCHMARK_PASSWORD"]), lambda: 3)
    sync = mailsync.MailSync(store, announcer, connections, Replay(store, announcer, connections))
    known = await store.write(accounts.accounts)
    if not known:
        me = Address("Alice", "alice@example.org")
        none = SecretSource(SecretKind.NONE)
        new = NewAccount("Work", me, server, server, user, none)
        known = [await store.write(accounts.add_account, new)]
    began = time.monotonic()
    marks = {}
    def report(done, total, text):
        now = time.monotonic() - began
        fetching = "fetching" in text
        if not total:
            return
        marks.setdefault("fetching" if fetching else "selected", now)
        if not fetching and done:
            marks.setdefault("first rows", now)
        if done == total:
            marks["stored" if fetching else "listed"] = now
    for _ in range(int(rounds)):
        began = time.monotonic()
        result = await sync.run(known[0], report)
        marks["all"] = time.monotonic() - began
    assert not result.problems, result.problems
    marks["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    await connections.close()
    await store.close()
    print(json.dumps(marks))

asyncio.run(main())
"""


def letters(count: int, start: int = 0) -> Iterator[bytes]:
    """Deterministic mail: message i depends only on i. Some 23 kB each, a tenth with a file."""
    dice = random.Random(7)  # noqa: S311 - repeatable, not secret
    words = ["".join(dice.choices("aeioubcdlmnrst", k=dice.randint(2, 9))) for _ in range(9000)]
    lines = [" ".join(dice.choices(words, k=dice.randint(6, 12))) for _ in range(20_000)]
    for number in range(start, start + count):
        one = random.Random(number)  # noqa: S311
        size = int(one.lognormvariate(0, 1.1) * MEDIAN)
        text = "\r\n".join(one.choices(lines, k=max(1, min(size, 60_000) // 60)))
        head = [
            f"From: {one.choice(words).title()} <{one.choice(words)}@{one.choice(words)}.example>",
            "To: Alice <alice@example.org>",
            f"Subject: {'Re: ' if number % 3 == 0 else ''}{' '.join(one.choices(words, k=5))}",
            f"Message-ID: <{number}@bench.example>",
            f"Date: {format_datetime(_FIRST_DAY + timedelta(minutes=47 * number))}",
            *([f"References: <{number - 3}@bench.example>"] if number % 3 == 0 else []),
            "MIME-Version: 1.0",
        ]
        if number % 10:
            yield "\r\n".join([*head, "Content-Type: text/plain", "", text, ""]).encode()
        else:
            file = b64encode(one.randbytes(max(size, 90_000))).decode()
            yield "\r\n".join(
                [
                    *head,
                    'Content-Type: multipart/mixed; boundary="b"',
                    "",
                    "--b",
                    "Content-Type: text/plain",
                    "",
                    text,
                    "--b",
                    "Content-Type: application/pdf",
                    "Content-Transfer-Encoding: base64",
                    f'Content-Disposition: attachment; filename="{one.choice(words)}.pdf"',
                    "",
                    *(file[at : at + 76] for at in range(0, len(file), 76)),
                    "--b--",
                    "",
                ]
            ).encode()


def fill(dovecot: Dovecot, count: int, maildir: Path | None) -> int:
    """Put mail into INBOX, of a Maildir if one is given; octets in all."""
    mail = ServerMail(dovecot.mail / USER)
    octets = 0
    if maildir is None:
        found = letters(count)
    else:
        files = sorted(each for sub in ("cur", "new") for each in (maildir / sub).iterdir())
        found = (each.read_bytes() for each in files[:count])
    for raw in found:
        mail.put("INBOX", raw, ["\\Seen"])
        octets += len(raw)
    _warm(dovecot)
    return octets


def _warm(dovecot: Dovecot) -> None:
    """Let the server build its own indexes, for whoever comes first not to pay for them."""
    with ImapSession.open(dovecot.server(Security.NONE), USER, Credential(PASSWORD)) as session:
        session.select("INBOX")
        for _ in session.headers(session.uids()):
            pass


def environment() -> dict[str, str]:
    return {**os.environ, "BENCHMARK_PASSWORD": PASSWORD}


def ours(
    dovecot: Dovecot, home: Path, *, indexing: bool = True, rounds: int = 1
) -> dict[str, float]:
    """Synchronise in a process of its own; seconds since before the login, of the last round."""
    home.mkdir(exist_ok=True)
    switch = "yes" if indexing else "no"
    arguments = [str(dovecot.plain_port), USER, str(home), switch, str(rounds)]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _OURS, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    marks: dict[str, float] = json.loads(done.stdout)
    return marks


def mbsync(dovecot: Dovecot, folder: Path) -> float:
    """Seconds of a whole process of mbsync (Debian package isync)."""
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".mbsyncrc") as file:
        file.write(_MBSYNC.format(port=dovecot.plain_port, user=USER, folder=folder))
        file.flush()
        began = time.monotonic()
        subprocess.run(  # noqa: S603
            ["mbsync", "-q", "-c", file.name, "mail"],  # noqa: S607
            env=environment(),
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return time.monotonic() - began
