"""Servers that hang, hang up, or talk nonsense."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from emailassist.domain.credential import Credential
from emailassist.domain.errors import AuthenticationFailed, ServerRefused, ServerUnreachable
from emailassist.domain.ids import Uid
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.session import ImapSession
from tests.imap.scripted import Conversation, ScriptedImap

QUICK = 0.3
PATIENT = 30.0


def open_session(server: ScriptedImap, timeout: float = 5) -> ImapSession:
    return ImapSession.open(server.server, "someone", Credential("secret"), timeout=timeout)


def seconds_until_interrupted(call: Callable[[], object], interrupt: Callable[[], None]) -> float:
    """How long `call` goes on after `interrupt` was called from another thread."""
    at = 0.0

    def later() -> None:
        nonlocal at
        at = time.monotonic()
        interrupt()

    timer = threading.Timer(0.2, later)
    timer.start()
    with pytest.raises(ServerUnreachable, match="stopped"):
        call()
    timer.join()
    return time.monotonic() - at


def test_a_server_without_a_greeting_times_out() -> None:
    with (
        ScriptedImap(Conversation.hang) as server,
        pytest.raises(ServerUnreachable, match="in time"),
    ):
        open_session(server, timeout=QUICK)


def test_a_hanging_greeting_can_be_interrupted() -> None:
    interrupt = Interrupt()
    with ScriptedImap(Conversation.hang) as server:

        def connect() -> None:
            ImapSession.open(
                server.server, "someone", Credential("secret"), timeout=PATIENT, interrupt=interrupt
            )

        assert seconds_until_interrupted(connect, interrupt.trigger) < 1


def test_an_interrupt_before_the_start_ends_the_opening() -> None:
    interrupt = Interrupt()
    interrupt.trigger()
    with ScriptedImap(Conversation.hang) as server:
        began = time.monotonic()
        with pytest.raises(ServerUnreachable, match="stopped"):
            ImapSession.open(
                server.server, "a", Credential("b"), timeout=PATIENT, interrupt=interrupt
            )
        assert time.monotonic() - began < 1


def test_a_hanging_command_can_be_aborted() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.hang()

    with ScriptedImap(converse) as server, open_session(server, PATIENT) as session:
        assert seconds_until_interrupted(lambda: session.select("INBOX"), session.abort) < 1
        with pytest.raises(ServerUnreachable, match="stopped"):
            session.mailboxes()


def test_a_command_without_an_answer_times_out() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.hang()

    with (
        ScriptedImap(converse) as server,
        open_session(server, QUICK) as session,
        pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1.*in time"),
    ):
        session.select("INBOX")


def test_a_connection_that_ends_in_the_middle_of_a_message_is_lost() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.select()
        conversation.command()
        conversation.send(b"* 1 FETCH (UID 1 FLAGS () BODY[] {100}\r\nSubject: half a mess")

    with ScriptedImap(converse) as server, open_session(server) as session:
        session.select("INBOX")
        with pytest.raises(ServerUnreachable, match="lost"):
            list(session.fetch([Uid(1)]))


def test_a_message_without_a_date_of_arrival_arrived_by_now() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.select()
        conversation.command()
        conversation.answer(b"OK done", b"1 FETCH (UID 1 FLAGS () BODY[] {2}\r\nHi)")

    with ScriptedImap(converse) as server, open_session(server) as session:
        session.select("INBOX")
        (fetched,) = session.fetch([Uid(1)])
    assert timedelta(0) <= datetime.now(UTC) - fetched.internal_date < timedelta(minutes=1)


def test_a_server_that_says_goodbye_during_the_login_is_not_a_wrong_password() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.greet()
        conversation.command()

    with (
        ScriptedImap(converse) as server,
        pytest.raises(ServerUnreachable, match="logging in"),
    ):
        open_session(server)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"NO [UNAVAILABLE] too busy", ServerRefused),
        (b"NO [AUTHENTICATIONFAILED] no", AuthenticationFailed),
        (b"NO no", AuthenticationFailed),
    ],
)
def test_a_refused_login_says_why(answer: bytes, error: type[Exception]) -> None:
    def converse(conversation: Conversation) -> None:
        conversation.greet()
        conversation.command()
        conversation.answer(answer)
        conversation.command()

    with (
        ScriptedImap(converse) as server,
        pytest.raises(error, match=r"127\.0\.0\.1"),
    ):
        open_session(server)


def test_the_user_name_is_quoted() -> None:
    heard = []

    def converse(conversation: Conversation) -> None:
        conversation.greet()
        heard.append(conversation.command())
        conversation.answer(b"OK welcome")
        conversation.command()

    with ScriptedImap(converse) as server:
        ImapSession.open(server.server, 'some "one"', Credential("a secret"), timeout=5).close()
    assert heard == [b'LOGIN "some \\"one\\"" "a secret"']


@pytest.mark.parametrize(
    "greeting", [b"SSH-2.0-OpenSSH_9.2\r\n", b"* BYE go away\r\n", b"\r\n", b"\xff\xfe\r\n"]
)
def test_something_that_is_no_imap_server_is_an_error_of_the_world(greeting: bytes) -> None:
    with (
        ScriptedImap(lambda conversation: conversation.send(greeting)) as server,
        pytest.raises((ServerUnreachable, ServerRefused), match=r"127\.0\.0\.1"),
    ):
        open_session(server, timeout=1)


@pytest.mark.parametrize(
    "answer",
    [
        b"1 FETCH (UID one FLAGS ())",
        b"1 FETCH (UID 1 FLAGS",
        b"1 FETCH NIL",
        b"1 FETCH (UID)",
        b"1 FETCH (UID 1 FLAGS () UID 2 FLAGS (\\Seen))",
    ],
)
def test_nonsense_in_an_answer_is_an_error_of_the_world(answer: bytes) -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.select()
        conversation.command()
        conversation.answer(b"OK done", answer)
        conversation.command()

    with ScriptedImap(converse) as server, open_session(server) as session:
        session.select("INBOX")
        with pytest.raises((ServerRefused, ServerUnreachable), match="reading flags"):
            session.flags()


def _telling(*lines: bytes) -> Callable[[Conversation], None]:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.select()
        conversation.command()
        for line in lines:
            conversation.send(line)
        conversation.answer(b"OK done")
        conversation.command()

    return converse


_ITEMS = b'UID %d FLAGS () INTERNALDATE "18-Nov-2026 09:00:00 +0100"'


def test_a_message_that_swallowed_a_part_of_the_next_ones_answer_is_not_believed() -> None:
    swallowed = b"one)\r\n* 2 FETCH (" + _ITEMS % 2
    first = b"* 1 FETCH (" + _ITEMS % 1 + b" BODY[] {%d}\r\n" % len(swallowed)
    with (
        ScriptedImap(_telling(first, swallowed, b" BODY[] {3}\r\ntwo)\r\n")) as server,
        open_session(server) as session,
    ):
        session.select("INBOX")
        with pytest.raises((ServerRefused, ServerUnreachable), match="fetching messages"):
            list(session.fetch([Uid(1), Uid(2)]))


def test_what_is_told_twice_alike_is_believed() -> None:
    answer = b"* 1 FETCH (" + _ITEMS % 1 + b' BODY[] "one" UID 1)\r\n'
    with ScriptedImap(_telling(answer)) as server, open_session(server) as session:
        session.select("INBOX")
        assert [each.raw for each in session.fetch([Uid(1)])] == [b"one"]


def test_a_mailbox_without_lasting_numbers_is_refused() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.command()
        conversation.answer(b"OK selected", b"0 EXISTS", b"0 RECENT", b"FLAGS ()")
        conversation.command()

    with (
        ScriptedImap(converse) as server,
        open_session(server) as session,
        pytest.raises(ServerRefused, match="UIDVALIDITY"),
    ):
        session.select("INBOX")


def test_a_server_without_uidnext_is_asked_for_its_messages() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.command()
        conversation.answer(b"OK selected", b"2 EXISTS", b"FLAGS ()", b"OK [UIDVALIDITY 7] ok")
        conversation.command()
        conversation.answer(b"OK done", b"SEARCH 12 9")
        conversation.command()

    with ScriptedImap(converse) as server, open_session(server) as session:
        assert session.select("INBOX").uid_next == 13


def test_flags_are_spelled_in_one_way_and_recent_is_left_out() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.log_in()
        conversation.select()
        conversation.command()
        conversation.answer(
            b"OK done",
            b"1 FETCH (UID 1 FLAGS (\\SEEN \\Recent $Label1))",
            b"2 FETCH (FLAGS (2026) UID 2)",
        )
        conversation.command()

    with ScriptedImap(converse) as server, open_session(server) as session:
        session.select("INBOX")
        assert session.flags() == {1: {"\\Seen", "$Label1"}, 2: {"2026"}}
