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
from types import TracebackType
from typing import Self

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


class Ours:
    """A process of ours that holds one account, for as long as the context lasts."""

    def __init__(self, dovecot: Dovecot, home: Path, *, indexing: bool = True) -> None:
        home.mkdir(exist_ok=True)
        self._command = [
            *(sys.executable, "-m", "benchmarks.our_side"),
            *(str(dovecot.plain_port), USER, str(home)),
            *([] if indexing else ["--no-index"]),
        ]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603
            self._command,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def round(self) -> dict[str, float]:
        """Synchronise; seconds since it began."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process has no pipes")
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        marks: dict[str, float] = json.loads(self._process.stdout.readline())
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
