"""Reading messages and flags of the selected mailbox as one stream.

Whatever the number of messages, one is held at a time (of headers: one command's); what nobody
asked for is passed over.

Owns: FETCH and SEARCH (RFC 9051, RFC 4731, RFC 7162). Must not: change anything.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from emailassist.domain.ids import Uid
from emailassist.imap import grammar
from emailassist.imap.answers import FetchedHeader, FetchedMessage
from emailassist.imap.batches import by_count
from emailassist.imap.channel import Channel, Literal, Response
from emailassist.imap.errors import Nonsense, Refused
from emailassist.imap.grammar import Value
from emailassist.imap.uids import UidRanges

HEADER_FIELDS = (
    "FROM SENDER REPLY-TO TO CC SUBJECT DATE MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE"
)
"""Of which a row, a thread and the first guess at attachments are made."""
UIDS_PER_COMMAND = 500
_MANY = 10_000
"""UIDs of a range that are asked for by number without knowing whether they exist."""

_MOST_REFUSALS = 100

Items = dict[bytes, Value]

_SIZE, _BODY = b"RFC822.SIZE", b"BODY["
# What most servers answer, for speed; whatever looks otherwise goes the long way.
_USUAL = re.compile(
    rb'\(UID (\d{1,10}) FLAGS \(([^()"{]*)\) INTERNALDATE "([^"\\]*)"'
    rb"(?: RFC822\.SIZE (\d{1,18}))? BODY\[[^\]]*\](?:<\d+>)? \{\d+\}$"
)
_FLAGS_ALONE = re.compile(
    rb'\(UID (\d{1,10})(?: MODSEQ \(\d+\))? FLAGS \(([^()"{]*)\)(?: MODSEQ \(\d+\))?\)$'
)


def headers(
    channel: Channel, uids: Sequence[Uid] | UidRanges, exists: int
) -> Iterator[FetchedHeader]:
    """The list's part of these messages, in the order asked for."""
    wanted = f"(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({HEADER_FIELDS})])"
    listed = _listed(channel, uids, exists)
    batches = by_count(listed, UIDS_PER_COMMAND)
    found: dict[Uid, FetchedHeader] = {}
    for read in _stream(channel, listed, wanted.encode()):
        if read is not None:
            header = _header(*read)
            found[header.uid] = header
        else:
            yield from (found.pop(uid) for uid in next(batches, ()) if uid in found)
    yield from found.values()  # of commands that ended out of turn


def messages(
    channel: Channel, uids: Sequence[Uid] | UidRanges, exists: int
) -> Iterator[FetchedMessage]:
    """Whole messages as they come: in the order asked for, but for 500 at a time."""
    items = b"(UID FLAGS INTERNALDATE BODY.PEEK[])"
    for read in _stream(channel, _listed(channel, uids, exists), items):
        if read is not None:
            yield _message(*read)


def beginning(channel: Channel, uid: Uid, octets: int) -> FetchedMessage | None:
    """The first octets of one message; None when it is gone."""
    items = b"(UID FLAGS INTERNALDATE BODY.PEEK[]<0.%d>)" % octets
    found = [_message(*read) for read in _stream(channel, [uid], items) if read is not None]
    return found[0] if found else None


def flags(channel: Channel, exists: int, modifier: bytes = b"") -> dict[Uid, frozenset[str]]:
    """The flags of every message; `modifier` may name those that are meant (RFC 7162)."""
    # A server need not look for the news of other connections before it answers a FETCH.
    channel.start(b"NOOP")
    tag = channel.start(b"UID FETCH 1:* (UID FLAGS)", modifier)
    found: dict[Uid, frozenset[str]] = {}
    for response in channel.answers(tag, at_most=sane(exists)):
        keep_flags(response, found)
    return dict(sorted(found.items()))


def keep_flags(response: Response, found: dict[Uid, frozenset[str]]) -> None:
    """Note the flags if the response tells any."""
    if response.kind == b"FETCH":
        items = _items(response)
        if b"UID" in items and b"FLAGS" in items:
            found[grammar.uid(items[b"UID"])] = grammar.flags(items[b"FLAGS"])


def search(channel: Channel, exists: int, *criteria: bytes | Literal) -> UidRanges:
    """The messages for which all of that is true."""
    channel.start(b"NOOP")
    spaced = [part for each in criteria for part in (b" ", each)]
    returning = b" RETURN (ALL)" if channel.has("ESEARCH") else b""
    tag = channel.start(b"UID SEARCH", returning, *spaced)
    found = UidRanges()
    for response in channel.answers(tag):
        if response.kind == b"ESEARCH":
            found = _extended(grammar.values(response.pieces))
        elif response.kind == b"SEARCH":
            # A MODSEQ may follow in parentheses (RFC 7162 section 3.1.5).
            listed = response.pieces[0].partition(b"(")[0].split()
            found = UidRanges.parse(b",".join(listed)) if listed else UidRanges()
    if len(found) > sane(exists):
        raise Nonsense("it found more messages than there are")
    return found


def with_message_id(
    channel: Channel, message_id: str, field: bytes = b"Message-ID", size: int = 0
) -> tuple[Uid, ...]:
    """The messages with that Message-ID, or with it in another field; of that size, if given."""
    sized = [b"LARGER %d SMALLER %d" % (size - 1, size + 1)] if size else []
    if message_id.isascii():
        name: bytes | Literal = grammar.quoted(message_id)
        found = search(channel, _MANY, b"HEADER %s" % field, name, *sized)
    else:
        name = Literal(message_id.encode("utf-8", "surrogateescape"))
        found = search(channel, _MANY, b"CHARSET UTF-8 HEADER %s" % field, name, *sized)
    return tuple(found)


def _extended(values: list[Value]) -> UidRanges:
    for name, value in pairwise(values):
        if isinstance(name, bytes) and name.upper() == b"ALL":
            return UidRanges.parse(grammar.text(value))
    return UidRanges()


def sane(exists: int) -> int:
    """How many messages there may be by now where `exists` were counted."""
    return 2 * exists + 100_000


def _listed(channel: Channel, uids: Sequence[Uid] | UidRanges, exists: int) -> Sequence[Uid]:
    if not isinstance(uids, UidRanges):
        return uids
    if len(uids) > _MANY:
        pieces = [search(channel, exists, b"UID %s" % _bytes(piece)) for piece in uids.by_length()]
        return [uid for piece in pieces for uid in piece]
    return list(uids)


def _stream(
    channel: Channel, uids: Sequence[Uid], items: bytes
) -> Iterator[tuple[Uid, Items] | None]:
    """Each message that was asked for, once; None at the end of each command.

    Some servers refuse a whole command for one message that they cannot read. What is left is
    then asked for in halves, until that message alone is left out.
    """
    left, refusals, found = [uids], 0, False
    while left:
        asking = _Asking(left.pop())
        try:
            for read in asking.answers(channel, items):
                found = found or read is not None
                yield read
        except Refused:
            refusals += 1
            suspects, rest = asking.left()
            left += [rest] if rest else []
            if refusals > _MOST_REFUSALS or not (found or left or len(suspects) > 1):
                raise
            half = len(suspects) // 2
            left += [suspects[half:], suspects[:half]] if half else []


class _Asking:
    """Messages that are asked for in several commands."""

    def __init__(self, uids: Sequence[Uid]) -> None:
        self._uids = uids
        self._asked = 0
        self._wanted: set[Uid] = set()
        self._early: dict[Uid, Items] = {}

    def answers(self, channel: Channel, items: bytes) -> Iterator[tuple[Uid, Items] | None]:
        """As `_stream`, but that a refusal ends it."""
        for response in channel.pipelined(self._commands(items)):
            if response.tag != b"*":
                yield None
            elif response.kind == b"FETCH" and (message := self._take(_items(response))):
                yield message

    def left(self) -> tuple[list[Uid], Sequence[Uid]]:
        """What was asked for and has not come, and what was not asked for yet."""
        asked = self._uids[: self._asked]
        return [uid for uid in asked if uid in self._wanted], self._uids[self._asked :]

    def _commands(self, items: bytes) -> Iterator[bytes]:
        for batch in by_count(self._uids, UIDS_PER_COMMAND):
            self._wanted.update(batch)
            self._asked += len(batch)
            yield b"UID FETCH %s %s" % (_bytes(UidRanges.of(batch)), items)

    def _take(self, read: Items) -> tuple[Uid, Items] | None:
        uid = grammar.uid(read[b"UID"]) if b"UID" in read else None
        if uid is None or uid not in self._wanted:
            return None
        whole = {**self._early.pop(uid), **read} if uid in self._early else read
        if read.get(_BODY) is None:  # news of its flags, or a part of the answer that is split
            self._early[uid] = whole
            return None
        self._wanted.remove(uid)
        return uid, whole


def _items(response: Response) -> Items:
    """What the response tells of a message; any section of its body is under one name."""
    pieces = response.pieces
    if len(pieces) == 1 and (alone := _FLAGS_ALONE.match(pieces[0])):
        return {b"UID": alone[1], b"FLAGS": [*alone[2].split()]}
    usual = _USUAL.match(pieces[0])
    if usual is not None and len(pieces) == 3 and pieces[2] == b")":
        uid, flags, date, size = usual.groups(b"0")
        listed: list[Value] = [*flags.split()]
        return {b"UID": uid, b"FLAGS": listed, b"INTERNALDATE": date, _SIZE: size, _BODY: pieces[1]}
    values = grammar.values(pieces)
    if len(values) != 1:
        raise Nonsense("it tells nothing of a message")
    items = grammar.attributes(values[0])
    found = {_BODY if name.startswith(b"BODY[") else name: item for name, item in items.items()}
    if len(found) < len(items):
        raise Nonsense("it tells two bodies of one message")
    return found


def _header(uid: Uid, items: Items) -> FetchedHeader:
    return FetchedHeader(
        uid,
        grammar.flags(items.get(b"FLAGS")),
        grammar.date(items.get(b"INTERNALDATE")),
        grammar.number(items.get(_SIZE, b"0")),
        grammar.text(items[_BODY]),
    )


def _message(uid: Uid, items: Items) -> FetchedMessage:
    return FetchedMessage(
        uid,
        grammar.flags(items.get(b"FLAGS")),
        grammar.date(items.get(b"INTERNALDATE")),
        grammar.text(items[_BODY]),
    )


def _bytes(ranges: UidRanges) -> bytes:
    return str(ranges).encode()
