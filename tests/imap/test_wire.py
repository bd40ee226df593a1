"""What lies below commands: names, compression, encryption, the speed of a link."""

import random
import zlib
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.account import Security, Server
from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerRefused, ServerUnreachable, WorldError
from emailassist.imap.compression import Compression
from emailassist.imap.errors import Garbled
from emailassist.imap.pace import Pace
from emailassist.imap.session import ImapSession
from tests.imap.fed import FedSocket, wire_over
from tests.imap.scripted import Conversation, ScriptedImap

MEGABYTE = 1024 * 1024


@given(st.lists(st.binary(max_size=2000), max_size=20))
def test_what_one_side_packs_the_other_unpacks(parts: list[bytes]) -> None:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    chunks = [deflate.compress(part) + deflate.flush(zlib.Z_SYNC_FLUSH) for part in parts]
    wire = wire_over(FedSocket(chunks))
    wire.start_compression()
    for part in parts:
        assert wire.octets(len(part)) == part
    assert not wire.has_more


def test_a_little_that_unpacks_to_much_comes_in_pieces() -> None:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    bomb = deflate.compress(b"x" * (64 * MEGABYTE)) + deflate.flush()
    compression = Compression()
    assert len(compression.unpack(bomb)) <= MEGABYTE
    assert compression.has_more
    wire = wire_over(FedSocket([bomb]))
    wire.start_compression()
    with pytest.raises(Garbled, match="no end"):
        wire.line()


@pytest.mark.parametrize("noise", [b"\xff" * 50, zlib.compress(b"with a header"), b"\x03\x00"])
def test_compression_that_is_none_is_said(noise: bytes) -> None:
    wire = wire_over(FedSocket([noise, noise]))
    wire.start_compression()
    with pytest.raises(Garbled, match="compression"):
        wire.line()


@pytest.mark.parametrize(
    ("octets", "seconds", "slow"),
    [(100_000, 1.0, False), (MEGABYTE, 1.0, True), (1000 * MEGABYTE, 2.0, False)],
)
def test_a_link_is_slow_only_once_enough_was_read(octets: int, seconds: float, slow: bool) -> None:
    pace = Pace()
    pace.add(octets, seconds)
    assert pace.is_slow == slow


def test_only_what_comes_in_bulk_tells_the_speed() -> None:
    lines = [b"* OK still here\r\n"] * 5
    wire = wire_over(FedSocket([*lines, b"x" * 200_000, b"y" * 1000], seconds=0.1))
    for _ in lines:
        wire.line()
    assert wire.pace.octets == 0
    wire.octets(200_000)
    assert (wire.pace.octets, round(wire.pace.seconds, 3)) == (200_000, 0.1)


def secured(server: Server) -> Server:
    return Server(server.host, server.port, Security.STARTTLS)


def test_what_is_slipped_in_before_the_encryption_is_not_believed() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.capabilities += b" STARTTLS"
        conversation.greet()
        conversation.command()
        conversation.send(conversation.tag + b" OK go\r\n* CAPABILITY IMAP4rev1 AUTH=EVIL\r\n")
        conversation.hang()

    with ScriptedImap(converse) as running, pytest.raises(ServerUnreachable, match="encrypt"):
        ImapSession.open(secured(running.server), "a", Credential("b"), timeout=5)


def test_a_greeting_that_skips_the_login_does_not_skip_the_encryption() -> None:
    heard: list[bytes] = []

    def converse(conversation: Conversation) -> None:
        conversation.send(b"* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\r\n")
        heard.append(conversation.command())

    with ScriptedImap(converse) as running, pytest.raises(ServerRefused, match="STARTTLS"):
        ImapSession.open(secured(running.server), "a", Credential("b"), timeout=5)
    assert heard in ([], [b""])


def test_who_is_greeted_as_logged_in_does_not_log_in() -> None:
    heard: list[bytes] = []

    def converse(conversation: Conversation) -> None:
        conversation.send(b"* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n")
        heard.append(conversation.command())
        conversation.answer(b"OK bye", b"BYE bye")

    with ScriptedImap(converse) as running:
        ImapSession.open(running.server, "a", Credential("b"), timeout=5).close()
    assert heard == [b"LOGOUT"]


@pytest.mark.parametrize("size", [1, 1000, 300_000])
def test_any_greeting_without_an_end_is_an_error_of_the_world(size: int) -> None:
    dice = random.Random(size)  # noqa: S311 - repeatable, not secret
    noise = dice.randbytes(size).replace(b"\n", b" ")

    def converse(conversation: Conversation) -> None:
        for _ in repeat(None, max(5, 5_000_000 // size if size > 1000 else 5)):
            conversation.send(noise)

    with ScriptedImap(converse) as running, pytest.raises(WorldError):
        ImapSession.open(running.server, "a", Credential("b"), timeout=1)
