"""Storing mail from files on a server.

Owns: into which mailbox it goes, and that nothing is stored twice. Must not: read files.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from emailassist.domain.errors import ServerRefused
from emailassist.domain.mailbox import ListedMailbox
from emailassist.domain.transfer import FiledMessage
from emailassist.engine.connections import ImapConnection
from emailassist.engine.jobs import Outcome, Report
from emailassist.engine.mail_files import mailboxes_at, messages_of
from emailassist.imap.session import ImapSession
from emailassist.mime import quick

_MOST_NAMED = 5
"""Problems that are told; more are counted."""


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
    """Stores messages in mailboxes of a server; those that lie there already are passed over.

    So it can be cancelled, fail, and be begun again. One mailbox on disk goes into `mailbox`,
    several go below it by their names.
    """

    def __init__(self, connection: ImapConnection, mailbox: str) -> None:
        self._connection = connection
        self._target = mailbox
        self._mailbox = ""
        self._there: Counter[_Likeness] = Counter()
        self._problems: list[str] = []
        self._stored = self._known = 0

    async def run(self, path: Path, report: Report) -> Outcome:
        """Import what lies at `path`; raises WorldError when the connection is lost."""
        report(0, 0, f"Looking at {path.name}")
        found = await asyncio.to_thread(mailboxes_at, path, self._problems)
        session = await self._connection.open()
        for each in found:
            await self._connection.run(self._open, session, "/".join((self._target, *each.name)))
            messages = messages_of(each, self._problems)
            while (message := await asyncio.to_thread(next, messages, None)) is not None:
                await self._connection.run(self._store, session, message)
                done = self._stored + self._known
                report(done, 0, f"{self._mailbox}: {done:,} messages")
        return self._outcome(len({each.name for each in found}))

    def _open(self, session: ImapSession, name: str) -> None:
        """Select or make a mailbox, and learn what lies there."""
        listed = session.mailboxes()
        wanted = existing(name, listed) or session.make_mailbox(spelled(name, listed))
        if wanted == self._mailbox:
            return
        self._mailbox = wanted
        session.select(wanted)
        self._there = Counter(
            _likeness(each.header, each.size) for each in session.headers(session.uids())
        )

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

    def _outcome(self, mailboxes: int) -> Outcome:
        where = f"{mailboxes} mailboxes below {self._target}" if mailboxes > 1 else self._target
        text = f"{self._stored:,} imported into {where}"
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
