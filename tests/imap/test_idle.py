"""Waiting for the server to tell of changes."""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerRefused, ServerUnreachable
from emailassist.imap import idle
from emailassist.imap.idle import Wake
from emailassist.imap.session import ImapSession
from tests.imap.login import Login
from tests.imap.scripted import Conversation, ScriptedImap

DATE = datetime(2026, 1, 2, tzinfo=UTC)
CAPABILITIES = b"IMAP4rev1 IDLE"


class IdleServer:
    """Says these lines while a client idles, the last of them again and again if `endless`."""

    def __init__(self, *lines: bytes, endless: bool = False) -> None:
        self.lines = lines
        self.endless = endless
        self.begun = 0
        self.ended = 0

    def converse(self, conversation: Conversation) -> None:
        conversation.capabilities = CAPABILITIES
        conversation.log_in()
        conversation.select()
        while conversation.command() == b"IDLE":
            self.begun += 1
            conversation.send(b"+ idling\r\n")
            for line in self.lines if self.begun == 1 else ():
                conversation.send(line + b"\r\n")
            while self.endless:
                conversation.send(self.lines[-1] + b"\r\n")
            if conversation.line() != b"DONE":
                return
            self.ended += 1
            conversation.answer(b"OK done")


def open_session(server: ScriptedImap, timeout: float = 5) -> ImapSession:
    session = ImapSession.open(server.server, "a", Credential("b"), timeout=timeout)
    session.select("INBOX")
    return session


@pytest.mark.parametrize(
    "line", [b"* 3 EXISTS", b"* 1 EXPUNGE", b"* VANISHED 7", b"* 1 FETCH (FLAGS (\\Seen))"]
)
def test_a_change_ends_the_wait(line: bytes) -> None:
    server = IdleServer(b"* OK Still here", b"* 0 RECENT", line)
    with ScriptedImap(server.converse) as running, open_session(running) as session, Wake() as wake:
        idling = session.idling(wake, time.monotonic)
        assert idling.wait()
        idling.end()
        assert session.capabilities == {"IMAP4REV1", "IDLE"}
    assert (server.begun, server.ended) == (1, 1)


def test_it_goes_on_without_leaving_idle() -> None:
    server = IdleServer(b"* 3 EXISTS")
    with ScriptedImap(server.converse) as running, open_session(running) as session, Wake() as wake:
        idling = session.idling(wake, time.monotonic)
        assert idling.wait()
        wake.set()
        assert not idling.wait()
    assert server.begun == 1


def test_news_that_come_before_the_server_agrees_count() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.capabilities = CAPABILITIES
        conversation.log_in()
        conversation.select()
        conversation.command()
        conversation.send(b"* 3 EXISTS\r\n+ idling\r\n")
        conversation.hang()

    with ScriptedImap(converse) as running, open_session(running) as session, Wake() as wake:
        assert session.idling(wake, time.monotonic).wait()


def woken(wait: Callable[[], bool], wake: Wake) -> float:
    """Seconds from the wake to the end of the wait."""
    with ThreadPoolExecutor() as threads:
        result = threads.submit(wait)
        time.sleep(0.1)
        at = time.monotonic()
        wake.set()
        assert not result.result(5)
    return time.monotonic() - at


def test_it_can_be_woken() -> None:
    server = IdleServer()
    with ScriptedImap(server.converse) as running, open_session(running) as session, Wake() as wake:
        idling = session.idling(wake, time.monotonic)
        assert woken(idling.wait, wake) < 3
        idling.end()
    assert server.ended == 1


def test_a_server_that_never_stops_talking_does_not_keep_it_from_waking() -> None:
    server = IdleServer(b"* OK Still here", endless=True)
    with ScriptedImap(server.converse) as running, open_session(running) as session, Wake() as wake:
        assert woken(session.idling(wake, time.monotonic).wait, wake) < 3
        session.abort()


def test_it_is_renewed() -> None:
    server = IdleServer()
    with ScriptedImap(server.converse) as running, open_session(running) as session, Wake() as wake:
        idling = session.idling(wake, time.monotonic, renew_seconds=0.02)
        with ThreadPoolExecutor() as threads:
            result = threads.submit(idling.wait)
            while server.begun < 3:
                time.sleep(0.01)
            wake.set()
            assert not result.result(5)


def test_after_a_sleep_a_dead_connection_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle, "_ANSWER_SECONDS", 0.1)
    monkeypatch.setattr(idle, "_LOOK_SECONDS", 0.05)
    looks = itertools.count(1)

    def converse(conversation: Conversation) -> None:
        conversation.capabilities = CAPABILITIES
        conversation.log_in()
        conversation.select()
        conversation.command()
        conversation.send(b"+ idling\r\n")
        conversation.hang()

    def passed() -> float:
        # It is looked at when IDLE begins and around each wait: the first wait is the sleep.
        return time.monotonic() + (3600 if next(looks) > 2 else 0)

    with ScriptedImap(converse) as running, open_session(running) as session, Wake() as wake:
        began = time.monotonic()
        with pytest.raises(ServerUnreachable, match="in time"):
            session.idling(wake, passed).wait()
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("answer", [b"NO not now", b"BAD what"])
def test_a_server_that_refuses_says_so(answer: bytes) -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.select()
        conversation.command()
        conversation.answer(answer)

    with (
        ScriptedImap(converse) as running,
        open_session(running) as session,
        Wake() as wake,
        pytest.raises(ServerRefused, match="waiting for new mail"),
    ):
        session.idling(wake, time.monotonic).wait()


@pytest.mark.parametrize("said", [b"", b"* BYE restart\r\n", b"T99 OK what\r\n", b"???\r\n"])
def test_a_server_that_ends_it_or_talks_nonsense_is_lost(said: bytes) -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.select()
        conversation.command()
        conversation.send(b"+ idling\r\n" + said)

    with ScriptedImap(converse) as running, open_session(running) as session, Wake() as wake:
        with pytest.raises(ServerUnreachable):
            session.idling(wake, time.monotonic).wait()
        assert session.is_broken


def test_real_servers_tell_of_new_mail(login: Login) -> None:
    with login.open() as session, login.open() as other, Wake() as wake:
        session.select("INBOX")
        idling = session.idling(wake, time.monotonic)
        with ThreadPoolExecutor() as threads:
            result = threads.submit(idling.wait)
            time.sleep(0.05)
            other.append("INBOX", b"Subject: news\r\n\r\n", [], DATE)
            assert result.result(10)
        idling.end()
        assert session.uids()
