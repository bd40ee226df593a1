"""The adapter against real servers: the sample mailbox's own, and Dovecot."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerRefused
from emailassist.domain.ids import MessageId, Uid
from emailassist.domain.mailbox import ANSWERED, FLAGGED, SEEN, Role
from emailassist.imap import fetching
from emailassist.imap.session import ImapSession
from emailassist.imap.uids import UidRanges
from tests.imap.login import Login
from tests.imap.scripted import Conversation, ScriptedImap

DATE = datetime(2026, 11, 19, 8, 30, 15, tzinfo=timezone(timedelta(hours=2)))
BOX = "Œuvres & cie/日本 “2026”"


def message(number: int, size: int = 0) -> bytes:
    header = (
        f"From: Ana <ana@example.org>\r\nSubject: Message {number}\r\n"
        f"Message-ID: <number-{number}@example.org>\r\n\r\n"
    )
    return header.encode() + b"0123456789abcde\r\n" * (size // 17)


@pytest.fixture
def session(login: Login) -> Iterator[ImapSession]:
    login.create_mailbox(BOX)
    with login.open() as opened:
        yield opened


def fill(session: ImapSession, *raw: bytes) -> list[Uid]:
    """Append to BOX, select it, and return its UIDs."""
    for one in raw:
        session.append(BOX, one, [SEEN], DATE)
    session.select(BOX)
    return list(session.flags())


def test_mailboxes_come_with_decoded_names_and_roles(session: ImapSession) -> None:
    found = {mailbox.name: mailbox for mailbox in session.mailboxes()}
    assert found["INBOX"].role is Role.INBOX
    assert {mailbox.role for mailbox in found.values()} >= {Role.SENT, Role.DRAFTS, Role.TRASH}
    assert found[BOX].role is Role.NONE
    assert found[BOX].selectable
    assert found[BOX].delimiter == "/"


def test_a_message_comes_back_as_it_was_stored(session: ImapSession) -> None:
    raw = "From: a@b.example\r\nSubject: caf\u00e9\r\n\r\n.dot\r\n\r\nend".encode()
    (uid,) = fill(session, raw)
    (fetched,) = session.fetch([uid])
    assert fetched.uid == uid
    assert fetched.raw == raw
    assert fetched.flags == {SEEN}
    assert fetched.internal_date == DATE
    assert fetched.internal_date.tzinfo is UTC


def test_fetching_does_not_mark_as_seen(session: ImapSession) -> None:
    session.append(BOX, message(1), [], DATE)
    session.select(BOX)
    (uid,) = session.flags()
    (fetched,) = session.fetch([uid])
    assert fetched.flags == frozenset()
    assert session.flags() == {uid: frozenset()}


def test_select_counts_and_numbers(session: ImapSession) -> None:
    empty = session.select(BOX)
    assert empty.exists == 0
    uids = fill(session, message(1), message(2))
    selected = session.select(BOX)
    assert selected.exists == 2
    assert selected.uid_validity == empty.uid_validity
    assert max(uids) < selected.uid_next
    assert uids == sorted(uids)


def test_more_messages_than_one_command_takes_are_all_fetched(
    session: ImapSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "UIDS_PER_COMMAND", 25)
    uids = fill(session, *[message(number, size=2000) for number in range(120)])
    wanted = uids[::-1]
    fetched = {one.uid: one.raw for one in session.fetch(wanted)}
    assert fetched == {uid: message(number, size=2000) for number, uid in enumerate(uids)}
    assert set(list(fetched)[:25]) == set(wanted[:25])
    assert [one.uid for one in session.headers(wanted)] == wanted
    assert [one.uid for one in session.headers(UidRanges.of(uids[50:]))] == uids[50:]


def test_large_messages_are_fetched_whole(session: ImapSession) -> None:
    raw = [message(number, size=5 * 1024 * 1024) for number in range(3)]
    uids = fill(session, *raw)
    assert [one.raw for one in session.fetch(uids)] == raw


def test_a_message_that_is_gone_is_left_out(session: ImapSession) -> None:
    (uid,) = fill(session, message(1))
    assert [one.uid for one in session.fetch([uid, Uid(uid + 100)])] == [uid]
    assert list(session.fetch([])) == []


def test_flags_and_keywords_are_set_and_cleared(session: ImapSession) -> None:
    first, second = fill(session, message(1), message(2))
    session.add_flags([first, second], [ANSWERED, "$Label1"])
    session.remove_flags([second], [SEEN])
    session.add_flags([second], [FLAGGED])
    assert session.flags() == {
        first: {SEEN, ANSWERED, "$Label1"},
        second: {ANSWERED, FLAGGED, "$Label1"},
    }
    session.remove_flags([first], ["$Label1"])
    assert session.flags()[first] == {SEEN, ANSWERED}
    session.add_flags([], [SEEN])


def test_a_message_is_found_by_its_message_id(session: ImapSession) -> None:
    uids = fill(session, message(1), message(2), message(2))
    assert session.find_message_id(BOX, MessageId("<number-2@example.org>")) == tuple(uids[1:])
    assert session.find_message_id(BOX, MessageId("<nowhere@example.org>")) == ()
    size = next(session.headers(uids[1:])).size
    number_2 = MessageId("<number-2@example.org>")
    assert session.find_message_id(BOX, number_2, size=size) == tuple(uids[1:])
    assert session.find_message_id(BOX, number_2, size=size + 1) == ()


def test_searching_elsewhere_leaves_the_mailbox_selected(session: ImapSession) -> None:
    (uid,) = fill(session, message(1))
    session.find_message_id("INBOX", MessageId('<odd"one\\@example.org>'))
    session.add_flags([uid], [FLAGGED])
    assert session.flags() == {uid: {SEEN, FLAGGED}}


def test_flags_made_elsewhere_are_seen(session: ImapSession, login: Login) -> None:
    (uid,) = fill(session, message(1))
    with login.open() as other:
        other.select(BOX)
        other.add_flags([uid], [FLAGGED])
    assert session.flags() == {uid: {SEEN, FLAGGED}}


def test_a_mailbox_that_is_not_there_is_refused_by_name(session: ImapSession) -> None:
    with pytest.raises(ServerRefused, match="Nowhere"):
        session.select("Nowhere")
    with pytest.raises(ServerRefused, match="Nowhere"):
        session.append("Nowhere", message(1), [], DATE)


def test_closing_twice_and_after_an_abort_is_no_error(login: Login) -> None:
    session = login.open()
    session.abort()
    session.close()
    session.close()


def test_a_mailbox_that_is_made_is_listed_with_its_role(session: ImapSession) -> None:
    if any(box.name == "Sent" for box in session.mailboxes()):
        with pytest.raises(ServerRefused, match="making the mailbox Sent"):
            session.make_mailbox("Sent")
    assert session.make_mailbox("Enviadas") == "Enviadas"
    assert "Enviadas" in {box.name for box in session.mailboxes()}


def test_a_mailbox_is_made_where_the_servers_personal_ones_are() -> None:
    asked: list[bytes] = []

    def converse(conversation: Conversation) -> None:
        conversation.capabilities = b"IMAP4rev1 NAMESPACE"
        conversation.log_in()
        for untagged in (
            [b'NAMESPACE (("INBOX." ".")) NIL NIL'],
            [],
            [b'LSUB () "." "INBOX.Trash"'],
            [],
        ):
            asked.append(conversation.command())
            conversation.answer(b"OK done", *untagged)

    with (
        ScriptedImap(converse) as server,
        ImapSession.open(server.server, "a", Credential("b")) as session,
    ):
        assert session.make_mailbox("Sent") == "INBOX.Sent"
    made = [b"NAMESPACE", b'CREATE "INBOX.Sent"', b'LSUB "" "*"', b'SUBSCRIBE "INBOX.Sent"']
    assert asked == made
