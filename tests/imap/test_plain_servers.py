"""Servers that offer little, or offer what they do not understand; the answers are Courier's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from emailassist.domain.credential import Credential
from emailassist.domain.errors import ServerRefused
from emailassist.domain.ids import Uid, UidValidity
from emailassist.domain.mailbox import DELETED, SEEN, Role
from emailassist.imap.answers import SyncPoint
from emailassist.imap.session import ImapSession
from tests.imap.scripted import Conversation, ScriptedImap

COURIER = (
    b"IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE "
    b"ACL ACL2=UNION ENABLE UTF8=ACCEPT"
)
SELECTED = (
    b"FLAGS ($Label1 \\Draft \\Answered \\Flagged \\Deleted \\Seen \\Recent)",
    b"OK [PERMANENTFLAGS ($Label1 \\* \\Draft \\Answered \\Flagged \\Deleted \\Seen)] Limited",
    b"3 EXISTS",
    b"0 RECENT",
    b"OK [UIDVALIDITY 795286826] Ok",
    b'OK [MYRIGHTS "acdilrsw"] ACL',
    b"OK [READ-WRITE] Ok",
)
LISTED = (
    b'LIST (\\HasNoChildren) "." "INBOX.Entw&APw-rfe &- mehr"',
    b'LIST (\\HasNoChildren) "." "INBOX.Trash"',
    b'LIST (\\HasNoChildren) "." "INBOX.Sent"',
    b'LIST (\\HasNoChildren) "." "INBOX.Lists"',
    b'LIST (\\Marked \\HasChildren) "." "INBOX"',
    b"OK LIST completed",
)
SUBSCRIBED = (
    b'LSUB (\\HasNoChildren) "." "INBOX.Trash"',
    b'LSUB (\\HasNoChildren) "." "INBOX.Sent"',
    b'LSUB (\\Noselect \\HasChildren) "." "INBOX"',
    b"OK LSUB completed",
)


class Script:
    """Answers commands by their words; the last line of an answer is the tagged one."""

    def __init__(self, capabilities: bytes, **answers: tuple[bytes, ...]) -> None:
        self.capabilities = capabilities
        self.answers = {key.replace("_", " ").encode(): each for key, each in answers.items()}
        self.heard: list[bytes] = []

    def converse(self, conversation: Conversation) -> None:
        conversation.capabilities = self.capabilities
        conversation.log_in()
        while command := conversation.command():
            self.heard.append(command)
            known = [key for key in self.answers if command.startswith(key)]
            *untagged, tagged = self.answers[max(known)] if known else (b"OK done",)
            conversation.answer(tagged, *untagged)


@contextmanager
def opened(script: Script) -> Iterator[ImapSession]:
    with (
        ScriptedImap(script.converse) as server,
        ImapSession.open(server.server, "a", Credential("b"), timeout=5) as session,
    ):
        yield session


def test_roles_and_subscriptions_without_special_use() -> None:
    with opened(Script(COURIER, LIST=LISTED, LSUB=SUBSCRIBED)) as session:
        boxes = {box.name: box for box in session.mailboxes()}
    assert boxes["INBOX.Entwürfe & mehr"].delimiter == "."
    assert (boxes["INBOX.Trash"].role, boxes["INBOX.Sent"].role) == (Role.TRASH, Role.SENT)
    assert boxes["INBOX"].role is Role.INBOX
    assert boxes["INBOX"].selectable
    unsubscribed = {name for name, box in boxes.items() if not box.subscribed}
    assert unsubscribed == {"INBOX.Entwürfe & mehr", "INBOX.Lists"}
    assert all(box.status is None for box in boxes.values())


@pytest.mark.parametrize("answer", [(b"NO none",), (b"OK none",), (b"BAD what",)])
def test_who_never_chose_has_all_mailboxes(answer: tuple[bytes, ...]) -> None:
    with opened(Script(COURIER, LIST=LISTED, LSUB=answer)) as session:
        assert all(box.subscribed for box in session.mailboxes())


def test_special_use_may_be_in_lower_case() -> None:
    listed = (
        b'LIST (\\hasnochildren \\sent) "/" "Verschickt"',
        b'LIST (\\HasNoChildren \\JUNK) "/" "X"',
        b'LIST (\\noselect) "/" "Trash"',
        b"LIST () NIL INBOX",
        b"OK done",
    )
    with opened(Script(b"IMAP4rev1 SPECIAL-USE", LIST=listed)) as session:
        roles = {box.name: box.role for box in session.mailboxes()}
    assert roles == {
        "Verschickt": Role.SENT,
        "X": Role.JUNK,
        "Trash": Role.NONE,
        "INBOX": Role.INBOX,
    }


def test_an_extended_list_that_is_not_understood_is_asked_for_plainly_from_then_on() -> None:
    script = Script(
        b"IMAP4rev1 LIST-EXTENDED LIST-STATUS SPECIAL-USE",
        **{'LIST_""_"*"_RETURN': (b"BAD syntax",), "LIST": LISTED, "LSUB": SUBSCRIBED},
    )
    with opened(script) as session:
        assert len(session.mailboxes()) == 5
        assert len(session.mailboxes()) == 5
    assert script.heard[0].startswith(b'LIST "" "*" RETURN (SUBSCRIBED SPECIAL-USE STATUS (')
    assert script.heard[1:5] == [b'LIST "" "*"', b'LSUB "" "*"'] * 2


def test_a_name_that_cannot_be_sent_back_is_not_opened() -> None:
    names = (b"caf\xe9", b"a&b", b"a&", b"a&2AA-", b"a&AGE-", b"a&,-")
    listed = [b'LIST () "/" "' + name + b'"' for name in (*names, b"INBOX")]
    with opened(Script(COURIER, LIST=(*listed, b"OK done"))) as session:
        boxes = session.mailboxes()
    assert [box.name for box in boxes if box.selectable] == ["INBOX"]
    assert len(boxes) == len(listed)


def test_a_selection_without_uidnext_or_modification_sequences() -> None:
    script = Script(COURIER, SELECT=SELECTED, UID_SEARCH=(b"SEARCH 4 5 6", b"OK SEARCH done."))
    with opened(script) as session:
        selected = session.select("INBOX", SyncPoint(UidValidity(795286826), 7))
    assert (selected.uid_next, selected.exists) == (7, 3)
    assert (selected.highest_modseq, selected.changes) == (None, None)
    assert script.heard[0] == b'SELECT "INBOX"'


def test_field_names_may_come_back_in_quotes() -> None:
    fetched = (
        b'1 FETCH (UID 4 FLAGS (\\Seen $Label1) INTERNALDATE "02-Jan-2026 03:04:05 +0000" '
        b'RFC822.SIZE 45 BODY[HEADER.FIELDS ("FROM" "SUBJECT")] {14}\r\nSubject: 3\r\n\r\n)',
        b"OK FETCH completed.",
    )
    with opened(Script(COURIER, SELECT=SELECTED, UID_FETCH=fetched)) as session:
        (header,) = session.headers([Uid(4)])
    assert header.flags == {SEEN, "$Label1"}
    assert header.internal_date == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (header.size, header.header) == (45, b"Subject: 3\r\n\r\n")


def test_without_move_it_is_copied_and_then_removed() -> None:
    script = Script(COURIER, SELECT=SELECTED, UID_COPY=(b"OK [COPYUID 79 4:5 1:2] done.",))
    with opened(script) as session:
        assert session.move([Uid(5), Uid(4)], "INBOX.Trash") == {4: 1, 5: 2}
    assert script.heard[:3] == [
        b'UID COPY 4:5 "INBOX.Trash"',
        b"UID STORE 4:5 +FLAGS.SILENT (\\Deleted)",
        b"UID EXPUNGE 4:5",
    ]


def test_without_uidplus_nothing_else_is_removed() -> None:
    script = Script(b"IMAP4rev1", UID_SEARCH=(b"SEARCH 4 9", b"OK done"))
    with opened(script) as session:
        session.expunge([Uid(4)])
    assert script.heard[:5] == [
        b"UID STORE 4 +FLAGS.SILENT (\\Deleted)",
        b"UID SEARCH DELETED",
        b"UID STORE 9 -FLAGS.SILENT (\\Deleted)",
        b"EXPUNGE",
        b"UID STORE 9 +FLAGS.SILENT (\\Deleted)",
    ]


@pytest.mark.parametrize(
    ("copied", "moved"),
    [
        (b"OK done", None),
        (b"OK [COPYUID 7 9,4 20:21] done", {9: 20, 4: 21}),
        (b"OK [COPYUID 7 4,9 21,20] done", {4: 21, 9: 20}),
    ],
)
def test_where_messages_went_is_told_in_the_servers_order(
    copied: bytes, moved: dict[int, int] | None
) -> None:
    with opened(Script(b"IMAP4rev1 MOVE UIDPLUS", UID_MOVE=(copied,))) as session:
        assert session.move([Uid(4), Uid(9)], "Trash") == moved


@pytest.mark.parametrize("code", [b"7 1:4000000000 5", b"7 4", b"7 x y", b"7 4 0:9"])
def test_nonsense_about_where_messages_went_is_refused(code: bytes) -> None:
    script = Script(b"IMAP4rev1 MOVE", UID_MOVE=(b"OK [COPYUID " + code + b"] done",))
    with opened(script) as session, pytest.raises(ServerRefused):
        session.move([Uid(4)], "Trash")


def test_qresync_that_is_not_understood_is_left_out_from_then_on() -> None:
    modseq = (*SELECTED[:-1], b"OK [UIDNEXT 7] ok", b"OK [HIGHESTMODSEQ 9] ok", SELECTED[-1])
    script = Script(
        b"IMAP4rev1 ENABLE CONDSTORE QRESYNC",
        **{'SELECT_"INBOX"_(QRESYNC': (b"BAD syntax",), "SELECT": modseq},
    )
    point = SyncPoint(UidValidity(795286826), 7)
    with opened(script) as session:
        for _ in range(2):
            selected = session.select("INBOX", point)
            assert (selected.highest_modseq, selected.changes) == (9, None)
    assert script.heard[0] == b"ENABLE QRESYNC"
    assert [command for command in script.heard if b"QRESYNC (" in command] == script.heard[1:2]


def test_a_mailbox_without_modification_sequences_says_so() -> None:
    answer = (*SELECTED[:-1], b"OK [UIDNEXT 7] ok", b"OK [NOMODSEQ] none", SELECTED[-1])
    script = Script(b"IMAP4rev1 ENABLE CONDSTORE QRESYNC", SELECT=answer)
    with opened(script) as session:
        selected = session.select("INBOX", SyncPoint(UidValidity(795286826), 7))
    assert (selected.highest_modseq, selected.changes) == (None, None)


def test_who_we_are_is_said_by_name_and_version_alone() -> None:
    script = Script(b"IMAP4rev1 ID")
    with opened(script):
        pass
    assert script.heard[0].startswith(b'ID ("name" "emailassist" "version" "')
    assert script.heard[0].count(b'"') == 8


def test_a_large_message_is_not_sent_before_the_server_agrees() -> None:
    heard: list[bytes] = []

    def converse(conversation: Conversation) -> None:
        conversation.capabilities = b"IMAP4rev1 LITERAL+"
        conversation.log_in()
        heard.append(conversation.command())
        conversation.answer(b"NO [OVERQUOTA] full")
        heard.append(conversation.command())

    with (
        ScriptedImap(converse) as server,
        ImapSession.open(server.server, "a", Credential("b"), timeout=5) as session,
        pytest.raises(ServerRefused, match="full"),
    ):
        session.append("INBOX", b"x" * 1_000_000, [DELETED], datetime(2026, 1, 2, tzinfo=UTC))
    date = b'" 2-Jan-2026 00:00:00 +0000"'.replace(b'" ', b'"0')
    assert heard[0] == b'APPEND "INBOX" (\\Deleted) ' + date + b" {1000000}"
    assert heard[1] == b"LOGOUT"


@pytest.mark.parametrize("capabilities", [b"IMAP4rev1 UIDPLUS", b"IMAP4rev1 UIDPLUS MOVE"])
def test_what_was_not_copied_is_not_removed(capabilities: bytes) -> None:
    """A copy is all or nothing (RFC 9051 section 6.4.7), also where some messages are gone."""
    gone = (b"NO [EXPUNGEISSUED] Some of the requested messages no longer exist",)
    script = Script(capabilities, SELECT=SELECTED, UID_COPY=gone, UID_MOVE=gone)
    with opened(script) as session:
        session.select("INBOX")
        with pytest.raises(ServerRefused) as caught:
            session.move([Uid(1), Uid(2)], "Archive")
    assert caught.value.passing
    assert not any(each.startswith((b"UID STORE", b"UID EXPUNGE")) for each in script.heard)
