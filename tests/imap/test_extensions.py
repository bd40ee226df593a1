"""What a server offers beyond the basics, with a real one that offers it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from emailassist.domain.errors import ServerRefused
from emailassist.domain.ids import Uid, UidValidity
from emailassist.domain.mailbox import DELETED, FLAGGED, SEEN, Role
from emailassist.imap import pace
from emailassist.imap.answers import Changes, SyncPoint
from emailassist.imap.session import ImapSession
from emailassist.imap.uids import UidRanges
from tests.imap.login import Login

pytestmark = pytest.mark.integration

DATE = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def session(dovecot_login: Login) -> Iterator[ImapSession]:
    with dovecot_login.open() as opened:
        yield opened


@pytest.fixture
def other(dovecot_login: Login) -> Iterator[ImapSession]:
    with dovecot_login.open() as opened:
        yield opened


def message(number: int, size: int = 10) -> bytes:
    header = f"Subject: {number}\r\nX-Own: x\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
    return header.encode() + b"0123456789abcde\r\n" * (size // 17)


def fill(session: ImapSession, count: int, size: int = 10) -> list[Uid]:
    """Append to INBOX and select it."""
    for number in range(count):
        session.append("INBOX", message(number, size), [], DATE)
    session.select("INBOX")
    return list(session.uids())


def offer_less(session: ImapSession, *capabilities: str) -> None:
    session._channel.capabilities -= set(capabilities)


def test_one_selection_tells_all_that_has_changed(session: ImapSession, other: ImapSession) -> None:
    uids = fill(session, 6)
    before = session.select("INBOX")
    assert before.highest_modseq
    point = SyncPoint(before.uid_validity, before.highest_modseq)
    assert session.select("INBOX", point).changes == Changes({}, UidRanges())
    other.select("INBOX")
    other.add_flags(uids[:2], [FLAGGED])
    other.expunge(uids[3:5])
    new = other.append("INBOX", message(9), [SEEN], DATE)
    assert new is not None
    after = session.select("INBOX", point)
    assert after.changes is not None
    assert after.changes.flags == {uids[0]: {FLAGGED}, uids[1]: {FLAGGED}, new: {SEEN}}
    assert after.changes.vanished.among(uids) == set(uids[3:5])
    assert after.highest_modseq is not None
    assert after.highest_modseq > before.highest_modseq
    session.select("Papierkorb")
    other.add_flags([new], [FLAGGED])
    latest = SyncPoint(after.uid_validity, after.highest_modseq)
    again = session.select("INBOX", latest).changes
    assert again == Changes({new: frozenset({SEEN, FLAGGED})}, UidRanges())


def test_a_point_on_no_way_of_the_mailbox_tells_no_changes(session: ImapSession) -> None:
    fill(session, 1)
    here = session.select("INBOX")
    assert here.highest_modseq
    other_life = SyncPoint(UidValidity(here.uid_validity + 1), 1)
    assert session.select("INBOX", other_life).changes is None
    beyond = SyncPoint(here.uid_validity, here.highest_modseq + 1000)
    assert session.select("INBOX", beyond).changes is None


def test_without_qresync_changes_are_asked_for(session: ImapSession, other: ImapSession) -> None:
    uids = fill(session, 3)
    offer_less(session, "QRESYNC")
    before = session.select("INBOX", SyncPoint(UidValidity(1), 1))
    assert before.changes is None
    assert before.highest_modseq
    assert session.changes(before.highest_modseq) == {}
    other.select("INBOX")
    other.add_flags(uids[1:2], [FLAGGED])
    assert session.changes(before.highest_modseq) == {uids[1]: {FLAGGED}}


def test_flags_of_another_connection_are_seen_at_once(
    session: ImapSession, other: ImapSession
) -> None:
    uids = fill(session, 2)
    other.select("INBOX")
    other.add_flags(uids[:1], [FLAGGED, "$Work"])
    assert session.flags() == {uids[0]: {FLAGGED, "$Work"}, uids[1]: frozenset()}


@pytest.mark.parametrize("missing", [(), ("MOVE",), ("MOVE", "UIDPLUS")])
def test_messages_are_moved_and_found_again(session: ImapSession, missing: tuple[str, ...]) -> None:
    uids = fill(session, 4)
    session.add_flags(uids[3:], [DELETED])
    offer_less(session, *missing)
    moved = session.move(uids[:2], "Papierkorb")
    assert list(session.flags().items()) == [(uids[2], frozenset()), (uids[3], {DELETED})]
    session.select("Papierkorb")
    assert moved is not None
    assert list(moved) == uids[:2]
    assert [one.raw for one in session.fetch(list(moved.values()))] == [message(0), message(1)]


def test_a_move_to_nowhere_is_refused_and_changes_nothing(session: ImapSession) -> None:
    uids = fill(session, 1)
    with pytest.raises(ServerRefused, match="moving messages to Nowhere"):
        session.move(uids, "Nowhere")
    offer_less(session, "MOVE")
    with pytest.raises(ServerRefused, match="moving messages to Nowhere"):
        session.move(uids, "Nowhere")
    assert session.flags() == {uids[0]: frozenset()}


def test_what_is_gone_moves_nowhere(session: ImapSession) -> None:
    fill(session, 1)
    assert not session.move([Uid(99)], "Papierkorb")


def test_the_list_tells_how_every_mailbox_stands(session: ImapSession) -> None:
    fill(session, 3)
    selected = session.select("INBOX")
    boxes = {box.name: box for box in session.mailboxes()}
    assert boxes["Éléments envoyés"].role is Role.SENT
    assert all(box.subscribed for box in boxes.values())
    status = boxes["INBOX"].status
    assert status is not None
    assert (status.messages, status.unseen) == (3, 3)
    assert status.uid_validity == selected.uid_validity
    assert (status.uid_next, status.highest_modseq) == (selected.uid_next, selected.highest_modseq)


@pytest.mark.parametrize("extended", [True, False])
def test_what_the_person_subscribed_to_is_told_apart(session: ImapSession, extended: bool) -> None:
    if not extended:
        offer_less(session, "LIST-EXTENDED")
    session.make_mailbox("Own")
    assert all(box.subscribed for box in session.mailboxes())
    session._channel.run(b"SUBSCRIBE Own")
    session.make_mailbox("Wanted")
    session._channel.run(b"CREATE Unwanted")
    boxes = {box.name: box for box in session.mailboxes()}
    assert boxes["Wanted"].subscribed
    assert not boxes["Unwanted"].subscribed
    assert boxes["INBOX"].subscribed
    assert boxes["Éléments envoyés"].role is Role.SENT
    assert (boxes["INBOX"].status is not None) == extended


def test_headers_hold_what_a_list_needs(session: ImapSession) -> None:
    uids = fill(session, 3, size=1000)
    session.add_flags(uids[1:2], [FLAGGED])
    one, two, three = session.headers(uids[::-1])
    assert [one.uid, two.uid, three.uid] == uids[::-1]
    assert one.header == b"Subject: 2\r\nMessage-ID: <2@example.org>\r\n\r\n"
    assert two.flags == {FLAGGED}
    assert (two.internal_date, two.size) == (DATE, len(message(1, 1000)))


def test_ranges_with_few_messages_in_them_are_searched_first(session: ImapSession) -> None:
    uids = fill(session, 3)
    everything = UidRanges(((1, 4_000_000_000),))
    assert [each.uid for each in session.headers(everything)] == uids


def test_a_message_can_be_read_in_part(session: ImapSession) -> None:
    (uid,) = fill(session, 1, size=5000)
    start = session.fetch_start(uid, 100)
    assert start is not None
    assert start.raw == message(0, 5000)[:100]
    assert session.fetch_start(Uid(uid + 1), 100) is None


def test_a_slow_link_is_compressed_and_brings_the_same(
    session: ImapSession, other: ImapSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    uids = fill(session, 12, size=200_000)
    other.select("INBOX")
    plain = {each.uid: each.raw for each in other.fetch(uids)}
    assert not other._channel.wire.is_compressed
    monkeypatch.setattr("emailassist.imap.fetching.UIDS_PER_COMMAND", 2)
    monkeypatch.setattr(pace, "SLOW", 1e12)
    assert {each.uid: each.raw for each in session.fetch(uids)} == plain
    assert session._channel.wire.is_compressed
    assert {each.uid: each.raw for each in session.fetch(uids)} == plain
    assert list(session.flags()) == uids
    session.append("INBOX", message(1, 400_000), [], DATE)
    assert len(session.uids()) == 13


@pytest.mark.parametrize("missing", [(), ("LITERAL+",)])
def test_a_message_that_is_stored_has_a_number(
    session: ImapSession, missing: tuple[str, ...]
) -> None:
    offer_less(session, *missing)
    uid = session.append("INBOX", message(1, 300_000), [SEEN, "$Work"], DATE)
    session.select("INBOX")
    assert session.flags() == {uid: {SEEN, "$Work"}}
    small = session.append("INBOX", message(2), [], DATE)
    assert small is not None
    assert next(session.fetch([small])).raw == message(2)
