"""An IMAP conversation whose answers were tampered with, and a session that has to bear it.

Used with hypothesis here, and for as long as one likes by `tests.soak.fuzz_imap`.
"""

import contextlib
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from typing_extensions import override

from emailassist.domain.errors import WorldError
from emailassist.domain.ids import MessageId, Uid, UidValidity
from emailassist.imap.answers import SyncPoint
from emailassist.imap.channel import Channel
from emailassist.imap.errors import translating
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.session import ImapSession
from emailassist.imap.wire import Wire
from tests.imap.fed import SERVER, FedSocket

_HEADER = b"Message-ID: <1@x.example>\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n\r\n"
_CAPABILITIES = (
    b"IMAP4rev1 UIDPLUS MOVE ENABLE CONDSTORE QRESYNC ESEARCH LIST-EXTENDED LIST-STATUS "
    b"SPECIAL-USE NAMESPACE LITERAL+ ID"
)
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
        b"* OK [UIDNEXT 9] ok\r\n* OK [HIGHESTMODSEQ 20] ok\r\n"
        b"* VANISHED (EARLIER) 2:3,5\r\n* 1 FETCH (UID 1 FLAGS () MODSEQ (15))\r\n",
    ),
    (b"UID SEARCH", b'* ESEARCH (TAG "T1") UID ALL 1,4,8\r\n* SEARCH 1 4 8 (MODSEQ 9)\r\n'),
    (b"UID MOVE", b"* OK [COPYUID 7 1,4 11:12] moved\r\n* VANISHED 1,4\r\n"),
    (b"UID STORE", b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n"),
    (b"APPEND", b"* OK [APPENDUID 7 20] done\r\n"),
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


class TamperedSocket(FedSocket):
    """A server that answers as a good one does, but for the edits; then it ends."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        super().__init__(())
        self._edits = edits
        self._number = 0
        self._answers = [self._edited(b"* OK [CAPABILITY " + _CAPABILITIES + b"] hi\r\n")]

    @override
    def recv(self, _size: int) -> bytes:
        return self._answers.pop(0) if self._answers else b""

    @override
    def sendall(self, data: bytes) -> None:
        for command in bytes(data).split(b"\r\n"):
            tag, _, rest = command.partition(b" ")
            if not tag.startswith(b"T") or not rest:
                continue
            untagged = next((text for word, text in _ANSWERS if rest.startswith(word)), b"")
            self._answers.append(self._edited(untagged + tag + b" OK done\r\n"))

    def _edited(self, answer: bytes) -> bytes:
        for edit in self._edits:
            if edit.answer == self._number:
                answer = edit.apply(answer)
        self._number += 1
        return answer


def survive(edits: Sequence[Edit]) -> int:
    """How much of a session over tampered answers went well; the rest ended with `WorldError`s."""
    fed = TamperedSocket(edits)
    channel = Channel(Wire(cast(socket.socket, fed), 1.0, lambda: fed.now))
    session = ImapSession(channel, SERVER, Interrupt())
    went_well = 0
    with contextlib.suppress(WorldError), translating(SERVER, Interrupt(), "connecting"):
        channel.greet()
        went_well += 1
    for use in _USES:
        with contextlib.suppress(WorldError):
            use(session)
            went_well += 1
    session.close()
    return went_well


_UIDS = [Uid(1), Uid(4), Uid(8)]
_USES: tuple[Callable[[ImapSession], object], ...] = (
    lambda session: session.mailboxes(),
    lambda session: session.select("INBOX", SyncPoint(UidValidity(7), 12)),
    lambda session: session.uids(),
    lambda session: session.flags(),
    lambda session: session.changes(12),
    lambda session: list(session.headers(_UIDS)),
    lambda session: list(session.fetch(_UIDS)),
    lambda session: session.fetch_start(Uid(1), 100),
    lambda session: session.add_flags(_UIDS, ["\\Seen"]),
    lambda session: session.move([Uid(1), Uid(4)], "Archive"),
    lambda session: session.append("Sent", b"x", ["\\Seen"], datetime.now(UTC)),
    lambda session: session.find_message_id("INBOX", MessageId("<1@x.example>")),
)
ANSWERS = 20
USES = len(_USES) + 1
