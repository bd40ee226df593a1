"""Changing what lies in mailboxes: flags, moves, removal, new messages.

Owns: STORE, MOVE (RFC 6851), COPY and EXPUNGE with UIDs (RFC 4315), APPEND.
Must not: remove a message that nobody named.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from imapclient import imap_utf7

from emailassist.domain.ids import Uid
from emailassist.imap import fetching, grammar
from emailassist.imap.channel import DONE_IN_PART, Channel, Literal, Response
from emailassist.imap.errors import Nonsense, Refused
from emailassist.imap.grammar import Code
from emailassist.imap.uids import UidRanges


def mailbox(name: str) -> bytes:
    """A mailbox name as an argument; raises Nonsense where it cannot be one."""
    try:
        return grammar.quoted(imap_utf7.encode(name).decode())
    except UnicodeEncodeError as error:
        raise Nonsense("no mailbox can have that name") from error


def store(channel: Channel, uids: Iterable[Uid], sign: bytes, flags: Sequence[str]) -> None:
    """Add (``+``) or remove (``-``) flags."""
    listed = grammar.flag_list(flags)
    for some in UidRanges.of(uids).by_length():
        channel.run(b"UID STORE %s %sFLAGS.SILENT %s" % (_bytes(some), sign, listed))


def move(channel: Channel, uids: Sequence[Uid], to: str) -> dict[Uid, Uid] | None:
    """Move messages; their new UIDs if the server tells them of every piece."""
    moved: dict[Uid, Uid] = {}
    known = True
    verb = b"MOVE" if channel.has("MOVE") else b"COPY"
    for some in UidRanges.of(uids).by_length():
        answers, code = channel.run(b"UID %s %s %s" % (verb, _bytes(some), mailbox(to)))
        if code.name == DONE_IN_PART:  # of a copy that means: not at all
            raise Refused(b"NO", code.name, code.words)
        pairs = _copied(answers, code, len(some))
        known = known and pairs is not None
        moved.update(pairs or {})
        if verb == b"COPY":
            remove(channel, some)
    return moved if known else None


def remove(channel: Channel, uids: UidRanges) -> None:
    """Remove messages for good: these and no others."""
    store(channel, uids, b"+", ["\\Deleted"])
    if channel.has("UIDPLUS"):
        for some in uids.by_length():
            channel.run(b"UID EXPUNGE %s" % _bytes(some))
        return
    # EXPUNGE takes all that are marked: what another program has marked loses its mark for
    # that moment. A crash in between costs marks, never a message.
    marked = fetching.search(channel, len(uids), b"DELETED")
    others = UidRanges.of(uid for uid in marked if uid not in uids)
    store(channel, others, b"-", ["\\Deleted"])
    channel.run(b"EXPUNGE")
    store(channel, others, b"+", ["\\Deleted"])


def append(
    channel: Channel, to: str, raw: bytes, flags: Sequence[str], date: datetime
) -> Uid | None:
    """Store a message; its UID if the server tells it (APPENDUID)."""
    _, code = channel.run(
        b"APPEND %s %s %s " % (mailbox(to), grammar.flag_list(flags), grammar.written_date(date)),
        Literal(raw),
    )
    if code.name != b"APPENDUID":
        return None
    _, _, uid = code.arguments.partition(b" ")
    return grammar.uid(uid)


def _copied(answers: Iterable[Response], code: Code, at_most: int) -> dict[Uid, Uid] | None:
    """The pairs of COPYUID (RFC 4315), which MOVE puts into an untagged OK (RFC 6851)."""
    codes = [code, *(answer.code for answer in answers if answer.kind == b"OK")]
    for each in codes:
        if each.name == b"COPYUID":
            words = each.arguments.split()
            if len(words) != 3:
                raise Nonsense("it does not say where the messages went")
            old, new = (list(grammar.in_order(word, at_most)) for word in words[1:])
            return dict(zip(old, new, strict=False))
    return None


def _bytes(uids: UidRanges) -> bytes:
    return str(uids).encode()
