"""An IMAP conversation whose answers were tampered with, and a session that has to bear it.

Used with hypothesis here, and for as long as one likes by `tests.soak.fuzz_imap`.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from emailassist.domain.account import Security, Server
from emailassist.domain.credential import Credential
from emailassist.domain.errors import WorldError
from emailassist.domain.ids import MessageId, Uid
from emailassist.imap.session import ImapSession

_SILENCE = 0.02
"""Seconds after which the server gives up on a client that waits for more."""
_HEADER = b"Message-ID: <1@x.example>\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n\r\n"
_CAPABILITIES = b"IMAP4rev1 UIDPLUS MOVE CONDSTORE LIST-EXTENDED LIST-STATUS SPECIAL-USE NAMESPACE"
_ANSWERS: Sequence[tuple[bytes, bytes]] = (
    (b"CAPABILITY", b"* CAPABILITY " + _CAPABILITIES + b"\r\n"),
    (b"NAMESPACE", b'* NAMESPACE (("" "/")) NIL NIL\r\n'),
    (b"ENABLE", b"* ENABLED CONDSTORE\r\n"),
    (
        b"LIST",
        b'* LIST (\\HasNoChildren \\Subscribed) "/" INBOX\r\n'
        b'* LIST (\\Sent \\Subscribed) "/" "Envoy&AOk-s"\r\n'
        b"* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 HIGHESTMODSEQ 20)\r\n"
        b'* LIST () "/" {7}\r\nA "b" c\r\n',
    ),
    (
        b"SELECT",
        b"* FLAGS (\\Answered \\Flagged \\Seen $Later)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n"
        b"* OK [PERMANENTFLAGS (\\Seen \\*)] ok\r\n* OK [UIDVALIDITY 7] ok\r\n"
        b"* OK [UIDNEXT 9] ok\r\n* OK [HIGHESTMODSEQ 20] ok\r\n",
    ),
    (b"UID SEARCH", b"* SEARCH 1 4 8\r\n"),
    (
        b"UID FETCH",
        b'* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE "18-Nov-2026 09:00:00 +0100" '
        b"RFC822.SIZE %d MODSEQ (12) BODY[] {%d}\r\n%s)\r\n"
        b'* 2 FETCH (FLAGS () UID 4 RFC822.SIZE 5 INTERNALDATE "18-Nov-2026 09:00:00 +0000" '
        b'MODSEQ (13) BODY[] "a\\\\b\\"c")\r\n'
        b"* 3 FETCH (UID 8 FLAGS (\\Seen $Later) BODY[] NIL MODSEQ (14))\r\n"
        % (len(_HEADER), len(_HEADER), _HEADER),
    ),
)
TOKENS = (
    *(b"(", b")", b"((((", b'"', b"\\", b"{5}\r\n", b"{0}\r\n", b"{99999999999999999999}\r\n"),
    *(b"{-1}\r\n", b"{3+}\r\n", b"~{4}\r\n", b"NIL", b"\r\n", b"\n", b"\r", b"* ", b"+ ", b"\x00"),
    *(b"\xff\xfe", b"UID ", b" 99999999999999999999 ", b" -1 ", b"BODY[]", b"FETCH", b"EXISTS"),
    *(b"* BYE bye\r\n", b"* 1 EXPUNGE\r\n", b"* VANISHED 1:4294967295\r\n", b"*", b"&AOk", b"]"),
    *(b"* 4294967296 EXISTS\r\n", b"* OK [UIDVALIDITY 0] x\r\n", b"FLAGS (", b"* 1 FETCH ("),
)


@dataclass(frozen=True)
class Edit:
    """Replace `cut` bytes at `place` (of a whole of 1.0) of the `answer`th answer by `text`."""

    answer: int
    place: float
    cut: int
    text: bytes

    def apply(self, data: bytes) -> bytes:
        start = int(self.place * len(data))
        return data[:start] + self.text + data[start + self.cut :]


class TamperedServer:
    """Answers as a good server does, but for the edits; one connection after another."""

    def __init__(self) -> None:
        self.edits: Sequence[Edit] = ()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.server = Server("127.0.0.1", self._listening.getsockname()[1], Security.NONE)
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(timeout=5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                connection.settimeout(_SILENCE)
                with connection, connection.makefile("rb") as lines, contextlib.suppress(OSError):
                    self._converse(connection, lines.readline)

    def _converse(self, connection: socket.socket, line: Callable[[], bytes]) -> None:
        connection.sendall(self._edited(0, b"* OK [CAPABILITY " + _CAPABILITIES + b"] hi\r\n"))
        number = 0
        while command := line():
            number += 1
            tag, _, rest = command.strip().partition(b" ")
            untagged = next((text for word, text in _ANSWERS if rest.startswith(word)), b"")
            connection.sendall(self._edited(number, untagged + tag + b" OK done\r\n"))

    def _edited(self, number: int, answer: bytes) -> bytes:
        for edit in self.edits:
            if edit.answer == number:
                answer = edit.apply(answer)
        return answer


def survive(server: TamperedServer, edits: Sequence[Edit]) -> None:
    """A session over tampered answers ends well or with a `WorldError`, and soon."""
    server.edits = edits
    try:
        session = ImapSession.open(server.server, "ana", Credential("secret"), timeout=2)
    except WorldError:
        return
    with session:
        for use in _USES:
            with contextlib.suppress(WorldError):
                use(session)


_USES: tuple[Callable[[ImapSession], object], ...] = (
    lambda session: session.mailboxes(),
    lambda session: session.select("INBOX"),
    lambda session: session.flags(),
    lambda session: list(session.fetch([Uid(1), Uid(4), Uid(8)])),
    lambda session: session.find_message_id("INBOX", MessageId("<1@x.example>")),
)
