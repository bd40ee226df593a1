"""One logged-in IMAP connection.

Owns: mailboxes, UIDs, flags and message bytes as typed values (RFC 9051).
Must not: be used by two threads at once; only `abort` may be called from another one.
"""

import contextlib
import imaplib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient

from emailassist.domain.account import Server, TrustedCertificate
from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerRefused
from emailassist.domain.ids import MessageId, Uid, UidValidity
from emailassist.domain.mailbox import ListedMailbox
from emailassist.imap.batches import by_count, by_size
from emailassist.imap.connection import connect
from emailassist.imap.errors import translating
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.login import log_in
from emailassist.imap.roles import RawListing, with_roles

UIDS_PER_COMMAND = 500
"""Longer lists come near the 64 kB at which servers give up on a command line."""
MESSAGES_PER_FETCH = 50
BYTES_PER_FETCH = 8 * 1024 * 1024
GOODBYE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Selected:
    """What SELECT tells of a mailbox; `exists` is the number of messages."""

    uid_validity: UidValidity
    uid_next: Uid
    exists: int


@dataclass(frozen=True, slots=True)
class FetchedMessage:
    """One message as the server keeps it; `internal_date` is aware, in UTC."""

    uid: Uid
    flags: frozenset[str]
    internal_date: datetime
    raw: bytes


class ImapSession:
    """A connection after its login. Every method blocks and raises `WorldError`s."""

    def __init__(self, client: IMAPClient, server: Server, interrupt: Interrupt) -> None:
        self._client = client
        self._server = server
        self._interrupt = interrupt
        self._selected: str | None = None

    @classmethod
    def open(
        cls,
        server: Server,
        username: str,
        credential: Credential,
        *,
        timeout: float = 30,
        interrupt: Interrupt | None = None,
        ca_file: Path | None = None,
        trusted: Iterable[TrustedCertificate] = (),
    ) -> Self:
        """Connect and log in.

        `timeout` is seconds for every single wait. `interrupt`, when given, can end the opening
        itself from another thread, and does what `abort` does later. `ca_file` replaces the
        system's certificate authorities; `trusted` are certificates that the person trusts.
        """
        interrupt = interrupt or Interrupt()
        try:
            with translating(server, interrupt, "connecting"):
                client = connect(
                    server,
                    timeout=timeout,
                    interrupt=interrupt,
                    ca_file=ca_file,
                    trusted=trusted,
                )
            session = cls(client, server, interrupt)
        except BaseException:
            interrupt.release()
            raise
        try:
            with session._translating("logging in"):
                log_in(client, server, username, credential)
        except BaseException:
            session.close()
            raise
        return session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Log out and close; a connection that is broken already is no error."""
        with contextlib.suppress(imaplib.IMAP4.error, OSError, ValueError):
            self._client.socket().settimeout(GOODBYE_SECONDS)
            self._client.logout()
        with contextlib.suppress(OSError):
            self._client.shutdown()
        self._interrupt.release()

    def abort(self) -> None:
        """End the connection from any thread: the call that waits raises `ServerUnreachable`."""
        self._interrupt.trigger()

    def mailboxes(self) -> tuple[ListedMailbox, ...]:
        """Every mailbox of the account, with its role."""
        with self._translating("listing the mailboxes"):
            listed = self._client.list_folders()
            return with_roles(
                [
                    RawListing(
                        name=_text(name),
                        attributes=frozenset(_text(attribute) for attribute in attributes),
                        delimiter=_text(delimiter or b""),
                    )
                    for attributes, delimiter, name in listed
                ]
            )

    def make_mailbox(self, name: str) -> str:
        """Create and subscribe a mailbox among the person's own; its full name.

        Where those begin is said by NAMESPACE (RFC 2342).
        """
        with self._translating(f"making the mailbox {name}"):
            full = f"{self._personal_prefix()}{name}"
            self._client.create_folder(full)
            self._client.subscribe_folder(full)
            return full

    def _personal_prefix(self) -> str:
        if not self._client.has_capability("NAMESPACE"):
            return ""
        personal = self._client.namespace().personal
        return _text(personal[0][0]) if personal else ""

    def select(self, name: str) -> Selected:
        """Open a mailbox for reading and changing flags."""
        with self._translating(f"opening the mailbox {name}"):
            answer: dict[bytes, Any] = self._client.select_folder(name)
            self._selected = name
            if b"UIDVALIDITY" not in answer:
                raise ServerRefused(
                    f"{self._server.label} gives no lasting message numbers (UIDVALIDITY) "
                    f"for the mailbox {name}."
                )
            return Selected(
                uid_validity=UidValidity(answer[b"UIDVALIDITY"]),
                uid_next=Uid(answer[b"UIDNEXT"]) if b"UIDNEXT" in answer else self._uid_next(),
                exists=answer[b"EXISTS"],
            )

    def flags(self) -> dict[Uid, frozenset[str]]:
        """The flags and keywords of every message in the selected mailbox, in UID order."""
        found: dict[Uid, frozenset[str]] = {}
        with self._translating("reading flags"):
            for uids in by_count(self._all_uids(), UIDS_PER_COMMAND):
                answer = self._fetch(uids, "FLAGS")
                found.update((uid, _flags(answer[uid])) for uid in uids if uid in answer)
        return found

    def fetch(self, uids: Sequence[Uid]) -> Iterator[FetchedMessage]:
        """The messages in the order asked for, without marking them as seen.

        At most 50 messages or 8 MiB are held at once (one message may be larger). A message
        that was expunged meanwhile is left out.
        """
        for some in by_count(uids, UIDS_PER_COMMAND):
            with self._translating("reading message sizes"):
                answer = self._fetch(some, "RFC822.SIZE")
                sizes = [(uid, int(answer[uid][b"RFC822.SIZE"])) for uid in some if uid in answer]
            for batch in by_size(sizes, count=MESSAGES_PER_FETCH, size=BYTES_PER_FETCH):
                yield from self._fetch_batch(batch)

    def append(self, mailbox: str, raw: bytes, flags: Sequence[str], date: datetime) -> None:
        """Store a message in `mailbox` with these flags and this (aware) INTERNALDATE."""
        with self._translating(f"storing a message in {mailbox}"):
            self._client.append(mailbox, raw, flags, date)

    def add_flags(self, uids: Sequence[Uid], flags: Sequence[str]) -> None:
        """Set flags or keywords on messages of the selected mailbox."""
        with self._translating("setting flags"):
            for some in by_count(uids, UIDS_PER_COMMAND):
                self._client.add_flags(some, flags, silent=True)

    def remove_flags(self, uids: Sequence[Uid], flags: Sequence[str]) -> None:
        """Clear flags or keywords on messages of the selected mailbox."""
        with self._translating("clearing flags"):
            for some in by_count(uids, UIDS_PER_COMMAND):
                self._client.remove_flags(some, flags, silent=True)

    def find_message_id(self, mailbox: str, message_id: MessageId) -> tuple[Uid, ...]:
        """The messages of `mailbox` with that Message-ID; the selected mailbox stays selected."""
        with self._translating(f"searching the mailbox {mailbox}"):
            self._client.select_folder(mailbox, readonly=True)
            charset = None if message_id.isascii() else "UTF-8"
            found = self._client.search(["HEADER", "Message-ID", message_id], charset)
            if self._selected is not None:
                self._client.select_folder(self._selected)
            return tuple(Uid(uid) for uid in found)

    def _fetch_batch(self, uids: Sequence[Uid]) -> Iterator[FetchedMessage]:
        with self._translating("fetching messages"):
            answer = self._fetch(uids, "FLAGS", "INTERNALDATE", "BODY.PEEK[]")
        for uid in uids:
            # A server may answer for an expunged message with flags alone, or with no body.
            data = answer.pop(uid, {})
            raw = data.get(b"BODY[]")
            if raw is not None:
                yield FetchedMessage(uid, _flags(data), _date(data), raw)

    def _fetch(self, uids: Sequence[Uid], *items: str) -> dict[Uid, Mapping[bytes, Any]]:
        answer: dict[Uid, Mapping[bytes, Any]] = self._client.fetch(uids, items)
        return answer

    def _all_uids(self) -> list[Uid]:
        return sorted(Uid(uid) for uid in self._client.search("ALL"))

    def _uid_next(self) -> Uid:
        return Uid(max(self._all_uids(), default=0) + 1)

    def _translating(self, doing: str) -> AbstractContextManager[None]:
        return translating(self._server, self._interrupt, doing)


def _flags(data: Mapping[bytes, Any]) -> frozenset[str]:
    flags = (_text(flag) for flag in data.get(b"FLAGS", ()))
    # System flags have no fixed case; \Recent belongs to the connection, not to the message.
    spelled = {f"\\{flag[1:].capitalize()}" if flag[:1] == "\\" else flag for flag in flags}
    return frozenset(spelled - {"\\Recent"})


def _date(data: Mapping[bytes, Any]) -> datetime:
    date: datetime | None = data.get(b"INTERNALDATE")
    # A server that sends none, or none that can be read, has it by now at least.
    return (date or datetime.now(UTC)).astimezone(UTC)


def _text(value: bytes | str | int) -> str:
    # IMAPClient turns words of digits into numbers.
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
