"""The reader of answers: however they are cut, whatever comes, and without end."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, repeat

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emailassist.domain.errors import ServerUnreachable, WorldError
from emailassist.domain.ids import Uid, UidValidity
from emailassist.domain.mailbox import SEEN
from emailassist.imap import wire
from emailassist.imap.answers import FetchedMessage, SyncPoint
from emailassist.imap.session import ImapSession
from tests.imap.fed import FedSocket, in_pieces, session_over

DATE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WHEN = b'INTERNALDATE " 2-Jan-2026 05:04:05 +0200"'

STREAM = (
    b"* 9 EXISTS\r\n"
    b"* 1 FETCH (UID 11 FLAGS (\\Seen $Label1) " + WHEN + b" BODY[] {12}\r\n"
    b"Subject: )\r\n)\r\n"
    b"* VANISHED (EARLIER) 1:5\r\n"
    b"* 2 FETCH (FLAGS (\\Seen))\r\n"
    b'* 2 fetch (BODY[] "a \\"quoted\\" \\\\ one" X-NEW (a (b "c)" NIL) {3}\r\n'
    b"lit) UID 12 FLAGS () " + WHEN + b")\r\n"
    b"* 3 EXPUNGE\r\n"
    b"* 4 FETCH (UID 99 FLAGS () BODY[] {7}\r\nunasked)\r\n"
    b"* 5 FETCH (UID 14 FLAGS (\\Seen))\r\n"
    b"* 5 FETCH (UID 14 " + WHEN + b" BODY[] {0}\r\n)\r\n"
    b"* 6 FETCH (UID 13 BODY[] NIL)\r\n"
    b"* 1 FETCH (UID 11 FLAGS () BODY[] {5}\r\nagain)\r\n"
    b"* OK [ALERT] lines that end in {5}\r\n"
    b"T1 OK done\r\n"
)
MESSAGES = [
    FetchedMessage(Uid(11), frozenset({SEEN, "$Label1"}), DATE, b"Subject: )\r\n"),
    FetchedMessage(Uid(12), frozenset(), DATE, b'a "quoted" \\ one'),
    FetchedMessage(Uid(14), frozenset({SEEN}), DATE, b""),
]
WANTED = [Uid(11), Uid(12), Uid(13), Uid(14)]


def fetched(*chunks: bytes) -> list[FetchedMessage]:
    return list(session_over(FedSocket(chunks)).fetch(WANTED))


def test_a_stream_of_answers_is_understood() -> None:
    assert fetched(STREAM) == MESSAGES


def test_it_does_not_matter_where_the_network_cuts() -> None:
    for cut in range(1, len(STREAM)):
        assert fetched(STREAM[:cut], STREAM[cut:]) == MESSAGES
    assert fetched(*(bytes([octet]) for octet in STREAM)) == MESSAGES


@given(st.lists(st.integers(1, len(STREAM))))
def test_nor_how_often(cuts: list[int]) -> None:
    assert fetched(*in_pieces(STREAM, *cuts)) == MESSAGES


LISTED = (
    b'* LIST (\\Subscribed \\HasNoChildren) "/" INBOX\r\n'
    b"* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 HIGHESTMODSEQ 5)\r\n"
    b'* LIST (\\sent) "/" "&AMk-l&AOk-ments"\r\n'
    b'* LIST () NIL {3}\r\na"b\r\n'
    b"T1 OK done\r\n"
)
OPENED = (
    b"* OK [CLOSED] before\r\n* 3 EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY 7] ok\r\n"
    b"* OK [UIDNEXT 9] ok\r\n* OK [HIGHESTMODSEQ 12] ok\r\n* VANISHED (EARLIER) 1:5,7\r\n"
    b"* 1 FETCH (UID 8 FLAGS (\\Seen) MODSEQ (11))\r\nT1 OK [READ-WRITE] done\r\n"
)
SEARCHED = b'T1 OK done\r\n* ESEARCH (TAG "T2") UID ALL 1:3,8\r\nT2 OK done\r\n'
MOVED = b"* OK [COPYUID 7 11:12 21:22] moved\r\n* VANISHED 11:12\r\nT1 OK done\r\n"

CALLS: list[tuple[bytes, Callable[[ImapSession], object]]] = [
    (STREAM, lambda session: list(session.fetch(WANTED))),
    (STREAM.replace(b"BODY[]", b"BODY[HEADER.FIELDS (FROM)]"), lambda s: list(s.headers(WANTED))),
    (LISTED, ImapSession.mailboxes),
    (OPENED, lambda session: session.select("INBOX", SyncPoint(UidValidity(7), 3))),
    (SEARCHED, ImapSession.uids),
    (SEARCHED, ImapSession.flags),
    (MOVED, lambda session: session.move([Uid(11), Uid(12)], "Archive")),
    (b"+ go\r\nT1 OK [APPENDUID 7 9] ok\r\n", lambda s: s.append("INBOX", b"x", [SEEN], DATE)),
    (
        b'* NAMESPACE (("" "/")) NIL NIL\r\nT1 OK x\r\nT2 OK x\r\nT3 OK x\r\n',
        lambda s: s.make_mailbox("x"),
    ),
]
EVERYTHING = (
    "LIST-EXTENDED",
    "LIST-STATUS",
    "CONDSTORE",
    "QRESYNC",
    "ESEARCH",
    "MOVE",
    "NAMESPACE",
)


@st.composite
def damaged(draw: st.DrawFn, original: bytes) -> bytes:
    """The answer with some of it gone, doubled, or replaced by something else."""
    data = original
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 20)))
        put = draw(st.sampled_from([b"", data[start:end] * 2, *PIECES]) | st.binary(max_size=8))
        data = data[:start] + put + data[end:]
    return data


PIECES = [
    b"(", b")", b'"', b"{", b"}", b"\r\n", b"\n", b"\\", b"NIL", b"{5}\r\n",
    b"{99999999999999}\r\n", b"* ", b"T1 ", b"T2 OK x\r\n", b"+ \r\n", b"* BYE x\r\n",
    b"[", b"]", b"*", b":", b"0",
    b"-1", b"4294967296", b"\xff", b"\0", b"(" * 50, b"FETCH", b"UID", b"99999999999999999999",
]  # fmt: skip


@given(st.data(), st.integers(0, len(CALLS) - 1), st.booleans())
@settings(max_examples=600, deadline=None)
def test_damaged_answers_are_errors_of_the_world(
    data: st.DataObject, number: int, everything: bool
) -> None:
    original, call = CALLS[number]
    answer = data.draw(damaged(original))
    session = session_over(FedSocket([answer]), *(EVERYTHING if everything else ()))
    with suppress(WorldError):
        call(session)


@given(st.binary(max_size=300), st.integers(0, len(CALLS) - 1))
@example(b"* 1 FETCH (((((((", 0)
@settings(deadline=None)
def test_noise_is_an_error_of_the_world(noise: bytes, number: int) -> None:
    session = session_over(FedSocket([b"* 1 FETCH ", noise, b"\r\n", noise]), *EVERYTHING)
    with pytest.raises(WorldError):
        CALLS[number][1](session)
    session.close()


@pytest.mark.parametrize("capabilities", [(), EVERYTHING])
@pytest.mark.parametrize(("answer", "call"), CALLS)
def test_half_an_answer_is_a_lost_connection(
    answer: bytes, call: Callable[[ImapSession], object], capabilities: tuple[str, ...]
) -> None:
    for end in range(0, len(answer) // 2, 7):
        session = session_over(FedSocket([answer[:end]]), *capabilities)
        with pytest.raises(WorldError):
            call(session)
        session.close()


def forever(start: bytes, again: bytes) -> Iterator[bytes]:
    return chain([start], repeat(again * (64 * 1024 // len(again))))


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (b"* 1 FETCH (UID 11 BODY[] {9999999999}\r\n", b"x"),
        (b"* 1 FETCH (UID 11 BODY[] {600000000}\r\n", b"x"),
        (b"", b"* 1 FETCH (UID 11 BODY[] {16}\r\n0123456789abcdef)\r\n"),
        (b"* 1 FETCH (UID 11 ", b"x"),
        (b"* SEARCH ", b"1 "),
        (b"T1 OK ", b"x"),
        (b"* 1 FETCH (UID 11 ", b"(a "),
        (b"* 1 FETCH (UID 11 X ", b"{0}\r\n"),
        (b"", b"* OK still here\r\n"),
        (b"", b"* 1 FETCH (UID 99 FLAGS ())\r\n"),
        (b"", b"* 1 FETCH (UID 99 BODY[] {3}\r\nabc)\r\n"),
        (b"", b'* LIST () "/" a\r\n'),
        (b"", b"+ \r\n"),
    ],
)
@pytest.mark.parametrize("call", [0, 2, 3, 4])
def test_what_never_ends_is_ended(start: bytes, again: bytes, call: int) -> None:
    fed = FedSocket(forever(start, again))
    session = session_over(fed, *EVERYTHING)
    with pytest.raises(WorldError):
        CALLS[call][1](session)
    assert session.is_broken
    assert fed.given < 20 * 1024 * 1024


def test_a_large_message_that_nobody_asked_for_is_not_read() -> None:
    fed = FedSocket(forever(b"* 1 FETCH (UID 11 BODY[] {400000000}\r\n", b"x"))
    session = session_over(fed)
    with pytest.raises(ServerUnreachable):
        session.mailboxes()
    assert fed.given < 1024 * 1024


def test_a_trickle_is_ended_by_the_time_it_takes() -> None:
    fed = FedSocket(chain([b"* 1 FETCH (UID 11 BODY[] {9999}\r\n"], repeat(b"x")), seconds=0.9)
    session = session_over(fed)
    with pytest.raises(ServerUnreachable, match="in time"):
        list(session.fetch(WANTED))
    assert fed.now < 10


def test_a_slow_link_is_not_a_trickle() -> None:
    size = 40 * 64 * 1024
    chunks = [b"* 1 FETCH (UID 11 BODY[] {%d}\r\n" % size, *[b"x" * 64 * 1024] * 40, b")\r\n"]
    session = session_over(FedSocket([*chunks, b"T1 OK done\r\n"], seconds=0.9))
    (message,) = session.fetch(WANTED)
    assert len(message.raw) == size


def test_what_is_only_announced_takes_no_memory() -> None:
    size = wire.LARGEST_LITERAL - 100
    session = session_over(FedSocket([b"* 1 FETCH (UID 11 BODY[] {%d}\r\nabc" % size]))
    with pytest.raises(ServerUnreachable, match="lost"):
        list(session.fetch(WANTED))


def test_a_message_of_a_hundred_megabytes_is_read() -> None:
    chunk = b"0123456789abcdef" * 65536
    data = [b"* 1 FETCH (UID 11 FLAGS () BODY[] {%d}\r\n" % (100 * len(chunk)), *[chunk] * 100]
    session = session_over(FedSocket([*data, b")\r\nT1 OK done\r\n"]))
    (message,) = session.fetch(WANTED)
    assert len(message.raw) == 100 * len(chunk)
    assert message.raw.endswith(b"def")


def test_what_is_left_of_an_answer_is_read_over() -> None:
    session = session_over(FedSocket([STREAM, b"T2 OK done\r\n* SEARCH 5\r\nT3 OK done\r\n"]))
    assert next(iter(session.fetch(WANTED))).uid == 11
    assert list(session.uids()) == [5]
