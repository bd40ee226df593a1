"""Opening a mailbox, and hearing with it what has changed since the last time.

Owns: SELECT with CONDSTORE and QRESYNC (RFC 7162). Must not: fetch messages.
"""

from emailassist.domain.ids import Uid, UidValidity
from emailassist.imap import fetching, grammar
from emailassist.imap.answers import Changes, Selected, SyncPoint
from emailassist.imap.channel import Channel, Response
from emailassist.imap.errors import Garbled, Nonsense, Refused
from emailassist.imap.grammar import Code
from emailassist.imap.uids import UidRanges

_MOST_CHANGES = 5_000_000


def select(channel: Channel, name: bytes, since: SyncPoint | None) -> Selected:
    """SELECT the mailbox of that (encoded) name."""
    if since is not None and channel.has("QRESYNC"):
        point = b"(QRESYNC (%d %d))" % (since.uid_validity, since.highest_modseq)
        try:
            return _selected(channel, b"SELECT %s %s" % (name, point), since)
        except Refused as error:
            if error.kind != b"BAD":
                raise
            channel.capabilities -= {"QRESYNC"}  # offered, but not understood
    condstore = b" (CONDSTORE)" if channel.has("CONDSTORE") else b""
    return _selected(channel, b"SELECT %s%s" % (name, condstore), None)


def _selected(channel: Channel, command: bytes, since: SyncPoint | None) -> Selected:
    answer = _Answer()
    for response in channel.answers(channel.start(command), at_most=_MOST_CHANGES):
        answer.hear(response)
    if not answer.uid_validity:
        raise Nonsense("it gives no lasting message numbers (UIDVALIDITY)")
    if not answer.uid_next:
        found = fetching.search(channel, answer.exists, b"ALL")
        answer.uid_next = found.spans[-1][1] + 1 if found else 1
    return answer.selected(since)


class _Answer:
    """What was heard of the mailbox that is being opened."""

    def __init__(self) -> None:
        self.exists = 0
        self.uid_validity = 0
        self.uid_next = 0
        self._highest_modseq = 0
        self._permanent_flags: frozenset[str] | None = None
        self._flags: dict[Uid, frozenset[str]] = {}
        self._vanished: list[UidRanges] = []

    def hear(self, response: Response) -> None:
        """Take in one response."""
        if response.kind == b"EXISTS":
            self.exists = response.number
        elif response.kind == b"OK":
            self._hear_code(response.code)
        elif response.kind == b"VANISHED":
            uids = response.pieces[0].rpartition(b" ")[2]
            self._vanished.append(UidRanges.parse(uids))
        else:
            fetching.keep_flags(response, self._flags)
        if len(self._flags) > fetching.sane(self.exists):
            raise Garbled("it tells of more messages than there are")

    def _hear_code(self, code: Code) -> None:
        if code.name == b"CLOSED":
            # Up to here it was about the mailbox that was open before (RFC 7162 section 3.2.11).
            self.exists = 0
            self._flags, self._vanished = {}, []
        elif code.name == b"UIDVALIDITY":
            self.uid_validity = grammar.number(code.arguments)
        elif code.name == b"UIDNEXT":
            self.uid_next = grammar.number(code.arguments)
        elif code.name == b"HIGHESTMODSEQ":
            self._highest_modseq = grammar.number(code.arguments)
        elif code.name == b"PERMANENTFLAGS":
            listed = code.arguments.decode("ascii", "replace").strip("()")
            self._permanent_flags = frozenset(listed.split())

    def selected(self, since: SyncPoint | None) -> Selected:
        """The mailbox, with its changes if they are those since that point."""
        changes = None
        if since is not None and self._continues(since):
            vanished = [span for ranges in self._vanished for span in ranges.spans]
            changes = Changes(self._flags, UidRanges.merged(vanished))
        return Selected(
            uid_validity=UidValidity(self.uid_validity),
            uid_next=Uid(self.uid_next),
            exists=self.exists,
            highest_modseq=self._highest_modseq or None,
            changes=changes,
            permanent_flags=self._permanent_flags,
        )

    def _continues(self, since: SyncPoint) -> bool:
        """Whether the point is on this mailbox's way; one beyond it is of a state since lost."""
        same = self.uid_validity == since.uid_validity
        return same and since.highest_modseq <= self._highest_modseq
