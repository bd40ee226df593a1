"""Reading mail from files of other programs and storing it on a server.

Owns: what is taken for a mailbox on disk, and that nothing is stored twice. Must not: change
or remove a file.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from emailassist.domain.errors import InputError, ServerRefused
from emailassist.domain.mailbox import ListedMailbox
from emailassist.domain.transfer import FiledMessage
from emailassist.engine.connections import ImapConnection
from emailassist.engine.jobs import Outcome, Report
from emailassist.imap.session import ImapSession
from emailassist.mime import maildir, mbox, quick

_MOST_NAMED = 5
"""Problems that are told; more are counted."""


def messages_in(path: Path, problems: list[str]) -> Iterator[FiledMessage]:
    """The messages of an .eml file, an mbox file, a Maildir, or a folder with any of these.

    What cannot be read is named in `problems` and left out. Raises InputError when there is
    nothing at `path`.
    """
    if path.is_dir():
        yield from _in_folder(path, problems)
    elif path.is_file():
        yield from _in_file(path, problems)
    else:
        raise InputError(f"There is no file or folder {path}.")


def _in_folder(folder: Path, problems: list[str]) -> Iterator[FiledMessage]:
    if _is_maildir(folder):
        yield from _in_maildir(folder, problems)
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        problems.append(_unreadable(folder, error))
        return
    for each in inside:
        if each.is_dir() and not each.is_symlink():
            if not (_is_maildir(folder) and each.name in {"cur", "new", "tmp"}):
                yield from _in_folder(each, problems)
        elif not _is_maildir(folder):
            yield from _in_file(each, problems)


def _is_maildir(folder: Path) -> bool:
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def _in_maildir(folder: Path, problems: list[str]) -> Iterator[FiledMessage]:
    keywords: list[str] = []
    with suppress(OSError, UnicodeDecodeError):  # a Maildir need not have keywords
        text = (folder / maildir.KEYWORDS_FILE).read_text("utf-8")
        keywords = maildir.read_keywords(text)
    for part in ("cur", "new"):
        for path in sorted((folder / part).iterdir()):
            if not path.name.startswith("."):
                yield from _whole_file(path, maildir.flags(path.name, keywords), problems)


def _in_file(path: Path, problems: list[str]) -> Iterator[FiledMessage]:
    try:
        with path.open("rb") as file:
            if file.read(5) == b"From ":
                yield from mbox.read(file, path.name, problems)
                return
    except OSError as error:
        problems.append(_unreadable(path, error))
        return
    if path.suffix.casefold() == ".eml":
        yield from _whole_file(path, frozenset(), problems)


def _whole_file(path: Path, flags: frozenset[str], problems: list[str]) -> Iterator[FiledMessage]:
    try:
        raw = path.read_bytes()
        received_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        problems.append(_unreadable(path, error))
        return
    if raw.strip():
        yield FiledMessage(path.name, raw, received_at, flags)
    else:
        problems.append(f"{path.name} is empty.")


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path.name} cannot be read: {error.strerror}."


def spelled(name: str, listed: Iterable[ListedMailbox]) -> str:
    """The name with the server's own separator where the person wrote a slash."""
    delimiter = next((each.delimiter for each in listed if each.delimiter), "/")
    return name.replace("/", delimiter)


def existing(name: str, listed: Iterable[ListedMailbox]) -> str | None:
    """The mailbox of that name, also below INBOX, where some servers keep all others."""
    boxes = list(listed)
    wanted = spelled(name, boxes)
    by_name = {each.name: each for each in boxes if each.selectable}
    if wanted.upper() == "INBOX" and "INBOX" in by_name:
        return "INBOX"
    if wanted in by_name:
        return wanted
    below = (f"INBOX{each.delimiter}{wanted}" for each in boxes[:1])
    return next((each for each in below if each in by_name), None)


class _Likeness(NamedTuple):
    """What two copies of a message have in common: its identifier, or else its other fields."""

    name: str
    size: int


def _likeness(header: bytes, size: int) -> _Likeness:
    envelope = quick.envelope(header)
    sender = envelope.sender.email if envelope.sender else ""
    return _Likeness(envelope.message_id or f"{envelope.date} {sender} {envelope.subject}", size)


class Import:
    """Stores messages in one mailbox of a server; those that lie there already are passed over.

    So it can be cancelled, fail, and be begun again.
    """

    def __init__(self, connection: ImapConnection, mailbox: str) -> None:
        self._connection = connection
        self._mailbox = mailbox
        self._there: Counter[_Likeness] = Counter()
        self._problems: list[str] = []
        self._stored = self._known = 0

    async def run(self, path: Path, report: Report) -> Outcome:
        """Import what lies at `path`; raises WorldError when the connection is lost."""
        report(0, 0, f"Looking at what {self._mailbox} has")
        session = await self._connection.open()
        await self._connection.run(self._prepare, session)
        messages = messages_in(path, self._problems)
        while (message := await asyncio.to_thread(next, messages, None)) is not None:
            await self._connection.run(self._store, session, message)
            done = self._stored + self._known
            report(done, 0, f"{self._mailbox}: {done:,} messages")
        return self._outcome()

    def _prepare(self, session: ImapSession) -> None:
        """Open or make the mailbox, and learn what lies there."""
        listed = session.mailboxes()
        known = existing(self._mailbox, listed)
        self._mailbox = known or session.make_mailbox(spelled(self._mailbox, listed))
        session.select(self._mailbox)
        for each in session.headers(session.uids()):
            self._there[_likeness(each.header, each.size)] += 1

    def _store(self, session: ImapSession, message: FiledMessage) -> None:
        raw = _for_the_wire(message.raw)
        likeness = _likeness(_header(raw), len(raw))
        if self._there[likeness] > 0:
            self._there[likeness] -= 1
            self._known += 1
            return
        date = message.received_at or quick.envelope(_header(raw)).date or datetime.now(UTC)
        try:
            self._append(session, raw, message.flags, date.astimezone(UTC))
        except ServerRefused as error:
            self._problems.append(f"{message.name}: {error.reason}")
        else:
            self._stored += 1

    def _append(
        self, session: ImapSession, raw: bytes, flags: frozenset[str], date: datetime
    ) -> None:
        """Store it with its keywords, or without them on a server that has none."""
        system = sorted(each for each in flags if each.startswith("\\"))
        keywords = sorted(each for each in flags - set(system) if _is_atom(each))
        if keywords:
            with suppress(ServerRefused):
                session.append(self._mailbox, raw, [*system, *keywords], date)
                return
        session.append(self._mailbox, raw, system, date)

    def _outcome(self) -> Outcome:
        text = f"{self._stored:,} imported into {self._mailbox}"
        text += f", {self._known:,} were there already." if self._known else "."
        if not self._problems:
            return Outcome(text)
        told = " ".join(self._problems[:_MOST_NAMED])
        more = len(self._problems) - _MOST_NAMED
        return Outcome(text, f"{text} {told}{f' And {more} more.' if more > 0 else ''}")


def _is_atom(keyword: str) -> bool:
    """Whether IMAP can take it as a keyword (RFC 9051 section 9)."""
    return keyword.isascii() and keyword.isprintable() and not set(keyword) & set(' (){%*"\\]')


def _header(raw: bytes) -> bytes:
    head, end, _ = raw.partition(b"\r\n\r\n")
    return head + end


def _for_the_wire(raw: bytes) -> bytes:
    """Lines end with CRLF on the wire; a file that has none of these ends its own with LF."""
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")
