"""One logged-in IMAP connection.

Owns: mailboxes, UIDs, flags and message bytes as typed values (RFC 9051).
Must not: be used by two threads at once; only `abort` may be called from another one.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from emailassist import __version__
from emailassist.domain.account import Server, TrustedCertificate
from emailassist.domain.credential import Credential
from emailassist.domain.errors import AuthenticationFailed
from emailassist.domain.ids import MessageId, Uid
from emailassist.domain.mailbox import ListedMailbox
from emailassist.imap import changing, fetching, listing
from emailassist.imap.answers import FetchedHeader, FetchedMessage, Selected, SyncPoint
from emailassist.imap.channel import Channel
from emailassist.imap.connection import connect
from emailassist.imap.errors import Ended, Garbled, Refused, translating
from emailassist.imap.idle import RENEW_SECONDS, Idling, Seconds, Wake
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.login import log_in
from emailassist.imap.selecting import select
from emailassist.imap.uids import UidRanges

GOODBYE_SECONDS = 1.0

T = TypeVar("T")


class ImapSession:
    """A connection after its login. Every method blocks and raises `WorldError`s."""

    def __init__(self, channel: Channel, server: Server, interrupt: Interrupt) -> None:
        self._channel = channel
        self._server = server
        self._interrupt = interrupt
        self._selected: str | None = None
        self._exists = 0
        self._is_broken = False

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
        system's certificate authorities; `trusted` are certificates that the person trusts. A
        credential that is refused and can be renewed is, once.
        """
        interrupt = interrupt or Interrupt()
        try:
            with translating(server, interrupt, "connecting"):
                channel = connect(
                    server,
                    timeout=timeout,
                    interrupt=interrupt,
                    ca_file=ca_file,
                    trusted=trusted,
                )
        except BaseException:
            interrupt.release()
            raise
        session = cls(channel, server, interrupt)
        try:
            with session._translating("logging in"):
                if not channel.is_logged_in:
                    log_in(channel, server, username, credential)
                session._introduce()
        except AuthenticationFailed as error:
            session.close()
            if credential.renew is None:
                error.hint = credential.advice or error.hint
                raise
            return cls.open(
                server,
                username,
                credential.renew(),
                timeout=timeout,
                interrupt=interrupt,
                ca_file=ca_file,
                trusted=trusted,
            )
        except BaseException:
            session.close()
            raise
        return session

    def _introduce(self) -> None:
        """Say who we are (RFC 2971) and what we understand (RFC 5161); no answer is awaited."""
        if self._channel.has("ID"):
            self._channel.start(b'ID ("name" "emailassist" "version" "%s")' % __version__.encode())
        if self._channel.has("ENABLE"):
            for extension in ("QRESYNC", "CONDSTORE"):
                if self._channel.has(extension):
                    self._channel.start(b"ENABLE %s" % extension.encode())
                    break

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
        with contextlib.suppress(OSError, Ended, Garbled, Refused):
            if not self._is_broken:
                with self._channel.wire.less_patience(GOODBYE_SECONDS):
                    self._channel.run(b"LOGOUT")
        self._is_broken = True
        with contextlib.suppress(OSError):
            self._channel.wire.close()
        self._interrupt.release()

    def abort(self) -> None:
        """End the connection from any thread: the call that waits raises `ServerUnreachable`."""
        self._interrupt.trigger()

    @property
    def capabilities(self) -> frozenset[str]:
        """What the server offers, in upper case."""
        return self._channel.capabilities

    @property
    def is_broken(self) -> bool:
        """Whether the connection is lost, so that every call would raise ServerUnreachable."""
        return self._is_broken

    def check(self) -> None:
        """Ask for a sign of life (NOOP)."""
        with self._translating("looking whether it is there"):
            self._channel.run(b"NOOP")

    def mailboxes(self) -> tuple[ListedMailbox, ...]:
        """Every mailbox of the account, with its role and whether the person subscribed to it.

        Where the server can (LIST-EXTENDED, LIST-STATUS), with its status in the same round trip.
        No mailbox is selected afterwards.
        """
        with self._translating("listing the mailboxes"):
            self._unselect()
            return listing.mailboxes(self._channel)

    def _unselect(self) -> None:
        """The status of an open mailbox would be of when it was last looked at."""
        if self._selected is not None:
            self._selected = None
            if self._channel.has("UNSELECT"):  # RFC 3691
                self._channel.start(b"UNSELECT")
            else:
                with contextlib.suppress(Refused):  # the mailbox may be gone by now
                    self._channel.run(b"NOOP")

    def make_mailbox(self, name: str) -> str:
        """Create a mailbox among the person's own; its full name.

        Where those begin is said by NAMESPACE (RFC 2342). It is subscribed where any are: the
        only subscription would say that no other mailbox is wanted.
        """
        with self._translating(f"making the mailbox {name}"):
            full = f"{listing.personal_prefix(self._channel)}{name}"
            self._channel.run(b"CREATE %s" % changing.mailbox(full))
            if listing.subscriptions(self._channel):
                self._channel.run(b"SUBSCRIBE %s" % changing.mailbox(full))
            return full

    def select(self, name: str, since: SyncPoint | None = None) -> Selected:
        """Open a mailbox for reading and changing.

        With `since` and QRESYNC (RFC 7162) what has changed from then on comes with the answer.
        """
        with self._translating(f"opening the mailbox {name}"):
            self._selected = None
            selected = select(self._channel, changing.mailbox(name), since)
            self._selected = name
            self._exists = selected.exists
            return selected

    def uids(self) -> UidRanges:
        """Every message of the selected mailbox."""
        with self._translating("reading the message numbers"):
            return fetching.search(self._channel, self._exists, b"ALL")

    def flags(self) -> dict[Uid, frozenset[str]]:
        """The flags and keywords of every message in the selected mailbox, in UID order."""
        with self._translating("reading flags"):
            return fetching.flags(self._channel, self._exists)

    def changes(self, since_modseq: int) -> dict[Uid, frozenset[str]]:
        """The flags of messages that are new or changed since then; needs CONDSTORE (RFC 7162).

        What is gone is not among them: compare with `uids`.
        """
        with self._translating("reading changes"):
            modifier = b" (CHANGEDSINCE %d)" % since_modseq
            return fetching.flags(self._channel, self._exists, modifier)

    def headers(self, uids: Sequence[Uid] | UidRanges) -> Iterator[FetchedHeader]:
        """What a list needs of these messages, in the order asked for; ranges ascend.

        A message that was expunged meanwhile, or that the server itself cannot read, is left out.
        At most 500 are held at once. Ask for something else before the end, and the rest is not
        there any more.
        """
        found = fetching.headers(self._channel, uids, self._exists)
        return self._streaming(found, "reading headers")

    def fetch(self, uids: Sequence[Uid] | UidRanges) -> Iterator[FetchedMessage]:
        """Whole messages as they come, without marking them as seen; else as `headers`.

        Each 500 come together, within which the server's order is kept. One is held at a time.
        """
        found = fetching.messages(self._channel, uids, self._exists)
        return self._streaming(found, "fetching messages")

    def fetch_start(self, uid: Uid, octets: int) -> FetchedMessage | None:
        """A message of which `raw` is no more than the first `octets`; None when it is gone."""
        with self._translating("fetching the start of a message"):
            return fetching.beginning(self._channel, uid, octets)

    def add_flags(self, uids: Sequence[Uid], flags: Sequence[str]) -> None:
        """Set flags or keywords on messages of the selected mailbox."""
        with self._translating("setting flags"):
            changing.store(self._channel, uids, b"+", flags)

    def remove_flags(self, uids: Sequence[Uid], flags: Sequence[str]) -> None:
        """Clear flags or keywords on messages of the selected mailbox."""
        with self._translating("clearing flags"):
            changing.store(self._channel, uids, b"-", flags)

    def move(self, uids: Sequence[Uid], to: str) -> dict[Uid, Uid] | None:
        """Move messages of the selected mailbox; old and new UIDs, None where nobody tells.

        Without MOVE (RFC 6851) they are copied and then removed, in that order.
        """
        with self._translating(f"moving messages to {to}"):
            return changing.move(self._channel, uids, to)

    def expunge(self, uids: Sequence[Uid]) -> None:
        """Remove these messages of the selected mailbox for good, and no others."""
        with self._translating("removing messages"):
            changing.remove(self._channel, UidRanges.of(uids))

    def append(self, mailbox: str, raw: bytes, flags: Sequence[str], date: datetime) -> Uid | None:
        """Store a message with these flags and this (aware) INTERNALDATE.

        Its UID where the server tells it (UIDPLUS), else None.
        """
        with self._translating(f"storing a message in {mailbox}"):
            return changing.append(self._channel, mailbox, raw, flags, date)

    def find_message_id(
        self, mailbox: str, message_id: MessageId, field: str = "Message-ID", *, size: int = 0
    ) -> tuple[Uid, ...]:
        """The messages of `mailbox` with that Message-ID; the selected mailbox stays selected.

        `field` is where it stands, if the server has given the message another; with `size` they
        have that many octets.
        """
        with self._translating(f"searching the mailbox {mailbox}"):
            try:
                self._channel.run(b"EXAMINE %s" % changing.mailbox(mailbox))
                found = fetching.with_message_id(self._channel, message_id, field.encode(), size)
            except Refused:  # after which no mailbox is selected (RFC 9051 section 6.3.2)
                self._select_again()
                raise
            self._select_again()
            return found

    def _select_again(self) -> None:
        if self._selected is not None:
            self._channel.run(b"SELECT %s" % changing.mailbox(self._selected))

    def idling(self, wake: Wake, passed: Seconds, renew_seconds: float = RENEW_SECONDS) -> Idling:
        """A way to wait for changes of the selected mailbox; until its end nothing else works.

        It needs IDLE (RFC 2177) among the capabilities.
        """
        return Idling(
            self._channel,
            wake,
            lambda: self._translating("waiting for new mail"),
            renew_seconds=renew_seconds,
            passed=passed,
        )

    def _streaming(self, items: Iterator[T], doing: str) -> Iterator[T]:
        with self._translating(doing):
            yield from items

    @contextmanager
    def _translating(self, doing: str) -> Iterator[None]:
        with translating(self._server, self._interrupt, doing):
            if self._is_broken:
                raise Ended("it was lost before")
            try:
                yield
            except (OSError, Ended, Garbled):
                self._is_broken = True
                raise
