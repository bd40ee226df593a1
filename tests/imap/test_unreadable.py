"""Messages that the server itself cannot read spoil no others."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerRefused
from emailassist.domain.ids import Uid
from emailassist.imap import fetching
from emailassist.imap.session import ImapSession
from emailassist.imap.uids import UidRanges
from tests.imap.scripted import Conversation, ScriptedImap

UIDS = [Uid(number) for number in range(60, 0, -1)]


class BrokenServer:
    """Refuses every FETCH with one of the `broken` messages in it, in the middle of the answer."""

    def __init__(self, *broken: int, refusal: bytes = b"NO Server Unavailable. 15") -> None:
        self.broken = set(broken)
        self.refusal = refusal
        self.commands = 0

    def converse(self, conversation: Conversation) -> None:
        conversation.log_in()
        while command := conversation.command():
            asked = re.match(rb"UID FETCH (\S+)", command)
            if asked is None:
                conversation.answer(b"OK done")
                continue
            self.commands += 1
            for uid in UidRanges.parse(asked[1]):
                if uid in self.broken:
                    conversation.answer(self.refusal)
                    break
                conversation.send(b"* %d FETCH (UID %d FLAGS () BODY[] {2}\r\nHi)\r\n" % (uid, uid))
            else:
                conversation.answer(b"OK done")


@contextmanager
def opened(server: BrokenServer) -> Iterator[ImapSession]:
    with (
        ScriptedImap(server.converse) as running,
        ImapSession.open(running.server, "a", Credential("b"), timeout=5) as session,
    ):
        yield session


@pytest.fixture(autouse=True)
def small_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "UIDS_PER_COMMAND", 10)


@pytest.mark.parametrize("broken", [(33,), (1,), (60,), (31, 32), (5, 15, 25, 59)])
def test_all_but_the_broken_ones_are_read(broken: tuple[int, ...]) -> None:
    with opened(BrokenServer(*broken)) as session:
        read = [message.uid for message in session.fetch(UIDS)]
        headers = [header.uid for header in session.headers(UIDS)]
    assert sorted(read) == sorted(set(UIDS) - set(broken))
    assert sorted(headers) == sorted(read)


@pytest.mark.parametrize("wanted", [[Uid(33)], [Uid(33), Uid(34)]])
def test_a_refusal_of_all_is_a_refusal(wanted: list[Uid]) -> None:
    with opened(BrokenServer(33, 34)) as session, pytest.raises(ServerRefused, match="Unavailable"):
        list(session.fetch(wanted))


def test_a_server_that_refuses_everything_is_not_asked_for_ever() -> None:
    server = BrokenServer(*range(1, 5000))
    with opened(server) as session, pytest.raises(ServerRefused):
        list(session.fetch([Uid(number) for number in range(1, 3000)]))
    assert server.commands < 250


def test_that_some_are_gone_is_no_refusal() -> None:
    server = BrokenServer(*range(5, 11), refusal=b"NO [EXPUNGEISSUED] some are gone")
    with opened(server) as session:
        assert [message.uid for message in session.fetch(UIDS[-10:])] == [1, 2, 3, 4]
    assert server.commands == 1
