"""One person's mail on a real server, and their program in front of it.

What both suites (this one and the soak) are made of: mail from a seed, what other programs do to
it meanwhile, an engine over a home, and the sentence that its person gets to see.
"""

import imaplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from imapclient import imap_utf7

from emailassist.app import open_engine
from emailassist.domain.account import SecretKind, SecretSource, Server
from emailassist.domain.errors import InternalError
from emailassist.domain.events import Event, Finished, Notice
from emailassist.engine.engine import Engine
from tests.imap.dovecot import PASSWORD, Dovecot
from tests.support.mail import new_account, raw_message
from tests.support.maildir import ServerMail
from tests.support.mirror import differences, mirrored

SECRET_VARIABLE = "EMAILASSIST_TEST_SECRET"
LONGEST_SENTENCE = 400
MAILBOXES = ("INBOX", "Archive", "Projets/Chêne")


@dataclass
class World:
    """A user of the server, the mail there, and the home here; all chance comes from `seed`."""

    dovecot: Dovecot
    user: str
    home: Path
    seed: int
    random: Random = field(init=False)
    mail: ServerMail = field(init=False)
    written: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - it is to be repeatable
        self.mail = ServerMail(self.dovecot.mail / self.user)

    def deliver(self, count: int, mailboxes: tuple[str, ...] = MAILBOXES) -> None:
        """That many new messages, somewhere."""
        if not self.written:
            self._subscribe()
        for _ in range(count):
            self.written += 1
            flags = self.random.choice([(), (), ("\\Seen",), ("\\Seen", "\\Flagged")])
            self.mail.put(self.random.choice(mailboxes), self.letter(self.written), flags)

    def letter(self, number: int) -> bytes:
        """A message, in its bytes sometimes odd."""
        raw = raw_message(
            f"Letter {number} of {self.user}",
            self.random.choice(
                [
                    "Hello.\n",
                    "",
                    ")\r\nA1 OK done\r\n* BYE\r\n* 7 EXISTS\r\n",
                    "Grüße, ÿ und 漢字\n" * 30,
                    "x" * 3000 + "\n" + "{100}\r\n",
                    "0123456789abcdef\n" * self.random.randint(1, 9000),
                ]
            ),
            message_id=f"<{number}@{self.user}.example>",
            sender="Tom Reed <tom@reed.example>",
        )
        return self.random.choice([raw, raw, raw.rstrip(b"\r\n"), raw + b"\xff\xfe\x80 raw bytes"])

    def stir(self, count: int) -> None:
        """What another mail program does: flags, keywords, moves, expunges, appends."""
        client = self._other_program()
        for _ in range(count):
            _select(client, mailbox := self.random.choice(MAILBOXES))
            numbers = client.search(None, "ALL")[1][0].split()
            if not numbers:
                continue
            number = self.random.choice(numbers).decode()
            away = _expunge if mailbox == "Archive" else _archive
            self.random.choice([_flag, _flag, _unflag, _label, away, _expunge])(client, number)
        client.logout()

    def _subscribe(self) -> None:
        client = self._other_program()
        for name in MAILBOXES:
            client.create(encoded := f'"{imap_utf7.encode(name).decode()}"')
            client.subscribe(encoded)
        client.logout()

    def _other_program(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.dovecot.plain_port)
        client.authenticate("PLAIN", lambda _: f"\0{self.user}\0{PASSWORD}".encode())
        return client

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[Engine]:
        """The program over this home, from its start to its end."""
        opened = open_engine(self.home)
        try:
            await opened.start()
            yield opened
        finally:
            await opened.stop()

    async def add_account(self, engine: Engine, imap: Server, smtp: Server | None = None) -> None:
        """Set the account up."""
        new = new_account(
            imap=imap, smtp=smtp, secret=SecretSource(SecretKind.ENVIRONMENT, SECRET_VARIABLE)
        )
        await engine.add_account(replace(new, username=self.user), None)

    def differences(self) -> list[str]:
        """What is not the same here and on the server's disk."""
        return differences(mirrored(self.home / "mail.db"), self.mail.contents())

    def check_same(self, context: str) -> None:
        """Here is what is there, byte for byte."""
        found = self.differences()
        assert not found, (context, found[:6])


def _select(client: imaplib.IMAP4, mailbox: str) -> None:
    client.select(f'"{imap_utf7.encode(mailbox).decode()}"')


def _flag(client: imaplib.IMAP4, number: str) -> None:
    client.store(number, "+FLAGS", "(\\Seen \\Answered)")


def _unflag(client: imaplib.IMAP4, number: str) -> None:
    client.store(number, "-FLAGS", "(\\Answered \\Flagged)")


def _label(client: imaplib.IMAP4, number: str) -> None:
    client.store(number, "+FLAGS", "($Label1 later)")


def _archive(client: imaplib.IMAP4, number: str) -> None:
    client._simple_command("MOVE", number, "Archive")


def _expunge(client: imaplib.IMAP4, number: str) -> None:
    client.store(number, "+FLAGS", "(\\Deleted)")
    client.expunge()


@dataclass
class Told:
    """What the person was told, of all that happened."""

    events: list[Event] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        jobs = [e.problem for e in self.events if isinstance(e, Finished) and e.problem]
        return jobs + [e.text for e in self.events if isinstance(e, Notice) and e.problem]

    def check(self, context: str, *, most: int = 1) -> None:
        """Every problem is a sentence that a person can read, and there are few of them."""
        for problem in self.problems:
            assert problem[0].isupper() or problem[0].isdigit(), (context, problem)
            assert problem.isprintable(), (context, problem)
            assert len(problem) < LONGEST_SENTENCE, (context, problem)
            assert InternalError().reason not in problem, (context, problem)
            assert "Traceback" not in problem, (context, problem)
        assert len(self.problems) <= most, (context, self.problems)
