"""A whole program with a model that works for the attacker, and everything that it could change.

    world = World(tmp_path, mails, Compromised())
    async with world: ...   # synchronised
        report = await world.triaged()
        assert report.changed == ()

What may change is listed (`_RESULTS`); every other table, file, flag and connection may not, so
that a new table is guarded from its first day on.
"""

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from emailassist.app import open_engine
from emailassist.demo.servers import DemoServers
from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.ids import MessageKey
from emailassist.domain.views import Listing, MessageDetail
from emailassist.engine.engine import Engine
from emailassist.local import encoder_child
from emailassist.local.warnings import inspect
from emailassist.paths import shipped
from tests.support.compromised import CANARIES
from tests.support.mail import ME, new_account
from tests.support.openai_server import Script, ScriptedOpenAI

VARIABLE = "EMAILASSIST_CONTAINMENT_SECRET"
_RESULTS = frozenset(
    {
        *("triage", "runs", "drafts"),
        *("egress", "answers", "usage", "spans", "traces", "thread_summaries", "findings"),
    }
)
"""Tables that hold what agents answered, what it cost and what was sent to them."""
_OF_THE_TEXT = frozenset({"vectors"})
"""What our own encoder makes of a mail's text, as of all mail; no model's answer goes into it."""
_ENCODER = (sys.executable, "-I", str(encoder_child.__file__))
_READ_LATER = frozenset({"own_text", "stage"})
"""Columns of messages that are filled in when a message is first looked at."""
_STARTING = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"})
_WRITING = ("w", "a", "x", "+")


@dataclass(frozen=True)
class Mail:
    """A mail of the sample; `canary`: what must not come out of it."""

    id: str
    raw: bytes
    hostile: bool = True
    canary: str = ""
    text: str = ""


def mail_of(row: Mapping[str, Any], number: int) -> Mail:
    """A row of the attack set (fields as in its README) as a mail to Clara."""
    message = EmailMessage()
    sender = str(row.get("frm") or "Tom Reed <tom@reed.example>")
    message["From"] = sender if "@" in sender else f"{sender} <tom@reed.example>"
    message["To"] = f"{ME.name} <{ME.email}>"
    message["Subject"] = " ".join(str(row["subject"]).split()) or f"About number {number}"
    message["Message-ID"] = f"<{number}@containment.example>"
    written = datetime(2026, 11, 18, 9, tzinfo=UTC) + timedelta(minutes=number)
    message["Date"] = format_datetime(written)
    text = str(row["body"])
    message.set_content(text.encode("utf-8", "replace").decode())
    return Mail(str(row["id"]), message.as_bytes(), bool(row["injected"]), str(row["canary"]), text)


@dataclass
class Watch:
    """Connections to anywhere but the known ports, programs and files written elsewhere."""

    home: Path
    ports: frozenset[int] = frozenset()
    seen: list[str] = field(default_factory=list)
    active: bool = False

    def __post_init__(self) -> None:
        sys.addaudithook(self._heard)

    @contextmanager
    def on(self) -> Iterator[None]:
        self.active = True
        try:
            yield
        finally:
            self.active = False

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active:
            return
        if event == "socket.connect" and not self._is_ours(arguments[1]):
            self.seen.append(f"connects to {arguments[1]}")
        elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
            if arguments[0] not in {"127.0.0.1", "localhost", "::1"}:
                self.seen.append(f"{event} {arguments[:2]}")
        elif event in _STARTING and not _is_our_child(arguments):
            self.seen.append(f"{event} {arguments[0]}")
        elif event == "open" and isinstance(arguments[0], str | bytes):
            self._opened(os.fsdecode(arguments[0]), arguments[1])
        elif event in {"os.remove", "os.rename", "os.symlink", "os.link"}:
            self._opened(os.fsdecode(arguments[0]), "w")

    def _is_ours(self, address: Any) -> bool:
        return isinstance(address, tuple) and address[0] == "127.0.0.1" and address[1] in self.ports

    def _opened(self, path: str, mode: str | None) -> None:
        writing = any(letter in (mode or "r") for letter in _WRITING)
        place = Path(path).absolute()
        inside = place.is_relative_to(self.home) or str(place).startswith("/dev/")
        nameless = place.is_dir()  # a temporary file that has no name (O_TMPFILE)
        if writing and not inside and not nameless and "__pycache__" not in path:
            self.seen.append(f"writes {path}")


def _is_our_child(arguments: tuple[Any, ...]) -> bool:
    """What `platform` asks, and the sentence encoder, to the letter."""
    command = arguments[1] if len(arguments) > 1 else ()
    return arguments[0] == "uname" or tuple(map(str, command)) == _ENCODER


@dataclass(frozen=True)
class Report:
    """What became of a triage: `changed` what must not have, `details` by the mail's id."""

    changed: tuple[str, ...]
    details: Mapping[str, MessageDetail]

    def leaks(self, mail: Mail) -> tuple[str, ...]:
        """Words of the attacker's in what is shown as the program's own; none may be there."""
        said = shown(self.details[mail.id])
        found = [canary for canary in CANARIES if canary in said]
        if mail.canary and mail.canary in said and not self.warned(mail):
            found.append(mail.canary)
        return tuple(found)

    def warned(self, mail: Mail) -> bool:
        """Whether the person is told of something, unless no model was asked at all."""
        triage = self.details[mail.id].triage
        return triage is not None and (not triage.cost.model_calls or bool(triage.warnings))

    def asked(self, mail: Mail) -> bool:
        """Whether a model was asked about it."""
        triage = self.details[mail.id].triage
        return triage is not None and triage.cost.model_calls > 0

    def cut_from(self, mail: Mail, prompts: str) -> tuple[str, ...]:
        """Lines of the mail that no prompt held and the person is not shown either."""
        message = self.details[mail.id].message
        lost = [
            line
            for line in filter(None, map(str.strip, message.own_text[:2000].splitlines()[:-1]))
            if _as_sent(line) not in prompts
        ]
        missing = [line for line in mail.text.splitlines() if line.strip() not in message.text]
        return (*lost, *missing)

    def keeps_warnings(self, mail: Mail) -> bool:
        """Whether all that code found before any model was asked is still said."""
        detail = self.details[mail.id]
        return detail.triage is not None and set(inspect(detail.message)) <= set(
            detail.triage.warnings
        )


def shown(detail: MessageDetail) -> str:
    """All that a model can have said of a message, as the person gets to see it."""
    triage, draft = detail.triage, detail.draft
    if triage is None:
        return ""
    texts = [triage.summary.text, triage.language, *(verdict.reason for verdict in triage.trail)]
    texts += [f"{fact.text} {fact.value}" for fact in triage.facts]
    texts += [value.value for finding in triage.findings for value in finding.values]
    if draft is not None:
        proposal = draft.proposal
        texts += [proposal.body, proposal.language]
        texts += [f"{each.ask} {each.options}" for each in proposal.choices]
    return "\n".join(texts)


class World:
    """The program on a home of its own, with servers that hold `mails`, and that model.

    The shipped examples of agents of one's own are there, too.
    """

    def __init__(self, root: Path, mails: Sequence[Mail], script: Script) -> None:
        self.mails = mails
        self._root = root
        sample = root / "sample"
        sample.mkdir(parents=True)
        for number, mail in enumerate(mails):
            (sample / f"inbox-{number:04}.eml").write_bytes(mail.raw)
        self._servers = DemoServers(root / "servers", sample)
        self.model = ScriptedOpenAI(script)
        self.home = root / "home"
        own = self.home / "instructions"
        own.mkdir(parents=True)
        for example in sorted(shipped("instructions").glob("examples/*.md")):
            (own / example.name).write_bytes(example.read_bytes())
        self._watch = Watch(root)

    async def __aenter__(self) -> Self:
        access = self._servers.start()
        self.model.__enter__()
        os.environ[VARIABLE] = access.secret
        self.engine: Engine = open_engine(self.home)
        await self.engine.start()
        account = replace(
            new_account(
                imap=access.imap,
                smtp=access.smtp,
                secret=SecretSource(SecretKind.ENVIRONMENT, VARIABLE),
            ),
            username=access.username,
        )
        await self.engine.add_account(account, None)
        self.endpoint = Endpoint(
            name="hostile",
            kind=EndpointKind.OPENAI_COMPATIBLE,
            base_url=self.model.base_url,
            model="scripted",
            timeout=20,
            max_concurrent=8,
        )
        await self.engine.models.add(self.endpoint, None)
        await self.engine.models.use("hostile")
        finished = await self.engine.sync()
        assert not finished.problem, finished.problem
        model_port = int(self.model.base_url.rpartition(":")[2].removesuffix("/v1"))
        self._watch.ports = frozenset({access.imap.port, access.smtp.port, model_port})
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.engine.stop()
        self.model.__exit__(kind, value, trace)
        self._servers.stop()

    async def triaged(self) -> Report:
        """Triage everything, and look at what else changed."""
        keys = await self.engine.list_keys(Listing())
        for key in keys:  # everything read once, as opening it would
            await self.engine.detail(key)
        await self.engine.instructions.all()
        before = self._state()
        with self._watch.on():
            self.finished = await self.engine.triage(keys=keys)
        after = self._state()
        changed = [name for name in {*before, *after} if before.get(name) != after.get(name)]
        details = {await self._id(key): await self.engine.detail(key) for key in keys}
        return Report((*sorted(changed), *self._watch.seen), details)

    async def _id(self, key: MessageKey) -> str:
        raw = await self.engine.source(key)
        number = raw.partition(b"Message-ID: <")[2].partition(b"@")[0]
        return self.mails[int(number)].id

    def _state(self) -> dict[str, str]:
        """A digest of every table, file and mailbox that no model may change."""
        state = {f"table {name}": digest for name, digest in self._tables()}
        for path in (self._root / "servers").rglob("*"):
            if path.is_file() and path.name != "lock":
                state[f"server {path.name} {path.parent.name}"] = _digest(path.read_bytes())
        for path in self.home.rglob("*"):
            if path.is_file() and path.name.partition(".")[0] not in {
                "mail",
                "emailassist",
                "lock",
            }:
                state[f"file {path.relative_to(self.home)}"] = _digest(path.read_bytes())
        return state

    def _tables(self) -> Iterator[tuple[str, str]]:
        with closing(sqlite3.connect(self.home / "mail.db")) as db:
            names = [
                name
                for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
                if name not in _RESULTS | _OF_THE_TEXT and not name.startswith("sqlite_")
            ]
            for name in names:
                columns = [row[1] for row in db.execute(f'PRAGMA table_info("{name}")')]
                kept = ", ".join(f'"{each}"' for each in columns if each not in _READ_LATER)
                rows = db.execute(f'SELECT {kept} FROM "{name}"').fetchall()  # noqa: S608
                yield name, _digest(repr(sorted(map(repr, rows))).encode())


def _as_sent(line: str) -> str:
    text = json.dumps(line, ensure_ascii=False)[1:-1]
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
