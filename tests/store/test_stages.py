"""Messages on their way into the store: listed, stored, indexed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from emailassist.domain.account import Account
from emailassist.domain.ids import MessageKey, Uid, UidValidity
from emailassist.domain.mailbox import FLAGGED, Mailbox
from emailassist.domain.message import Stage
from emailassist.domain.views import Listing
from emailassist.mime.quick import indexable
from emailassist.store import (
    accounts,
    arrivals,
    indexing,
    intents,
    listing,
    messages,
    operations,
    placements,
    sources,
)
from emailassist.store.arrivals import Listed
from emailassist.store.database import Database
from emailassist.store.index import index_row
from emailassist.store.sources import Body
from tests.support.mail import arrival, raw_message


def _listed(uid: int, raw: bytes) -> Listed:
    one = arrival(uid, raw)
    return Listed(
        uid=Uid(uid),
        flags=frozenset(),
        received_at=one.received_at,
        size=len(raw),
        envelope=one.message.envelope,
        base_subject=one.base_subject,
        is_reply=one.is_reply,
        mine=one.mine,
    )


def _list(db: Database, box: Mailbox, *each: Listed) -> tuple[MessageKey, ...]:
    return arrivals.add_listed(db, box.account_id, box.id, each)


def _index(db: Database, account: Account) -> frozenset[MessageKey]:
    return indexing.keep(db, [_read(each) for each in indexing.waiting(db, account.id)])


def _read(each: indexing.Unread) -> indexing.Indexed:
    found = indexable(each.raw)
    row = index_row(each.key, each.date, found.envelope, found.text, found.filenames)
    return indexing.Indexed(each.key, row, found.snippet, found.has_attachments)


def _found(db: Database, query: str) -> Sequence[MessageKey]:
    return listing.list_keys(db, Listing(query=query))


def test_a_message_is_listed_then_stored_then_found(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    raw = raw_message("Unicorn", "Its horn is made of walnut.\n")
    (key,) = _list(db, inbox, _listed(7, raw))
    assert [row.subject for row in listing.rows(db, [key])] == ["Unicorn"]
    assert [(each.key, each.uid) for each in sources.missing(db, account.id)] == [(key, 7)]
    assert sources.keep(db, inbox.id, [Body(Uid(7), raw)]).filled == {key}
    assert sources.missing(db, account.id) == ()
    assert messages.source(db, key).raw == raw
    assert not _found(db, "walnut")
    assert _index(db, account) == {key}
    assert _found(db, "walnut") == (key,)
    assert not list(indexing.waiting(db, account.id))


def test_only_messages_that_are_here_wait_for_triage(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    raw = raw_message()
    (key,) = _list(db, inbox, _listed(1, raw))
    assert messages.untriaged(db) == ()
    sources.keep(db, inbox.id, [Body(Uid(1), raw)])
    _index(db, account)
    assert messages.untriaged(db) == (key,)


def test_the_start_of_a_large_message_is_found_until_the_whole_one_comes(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    raw = raw_message("Photos", "Walnut tables.\n" + "x\n" * 5000 + "Oak chairs.\n")
    (key,) = _list(db, inbox, _listed(1, raw))
    sources.keep(db, inbox.id, [Body(Uid(1), raw[:1000], partial=True)])
    _index(db, account)
    assert (_found(db, "walnut"), _found(db, "chairs")) == ((key,), ())
    assert messages.source(db, key).partial
    assert sources.keep(db, inbox.id, [Body(Uid(1), raw)]).filled == {key}
    _index(db, account)
    assert (_found(db, "walnut"), _found(db, "chairs")) == ((key,), (key,))
    assert not messages.source(db, key).partial


def test_bytes_of_a_place_that_is_gone_are_left_out(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    raw = raw_message()
    _list(db, inbox, _listed(1, raw))
    placements.remove_places(db, inbox.id, [Uid(1)])
    assert not sources.keep(db, inbox.id, [Body(Uid(1), raw)]).filled


def test_two_rows_whose_bytes_are_equal_become_one_that_keeps_all(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    raw = raw_message(message_id="")
    first, second = _list(db, inbox, _listed(1, raw), _listed(2, raw))
    sources.keep(db, inbox.id, [Body(Uid(1), raw)])
    intents.set_flag(db, second, FLAGGED, on=True)
    assert sources.keep(db, inbox.id, [Body(Uid(2), raw)]).merged == {second}
    assert {place.uid for place in placements.places(db, first)} == {1, 2}
    assert [each.message for each in operations.queued(db, account.id)] == [first]
    assert not listing.rows(db, [second])


def test_a_message_is_recognised_in_another_mailbox(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    raw = raw_message()
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw)])
    assert _list(db, sent, _listed(9, raw)) == ()
    assert {place.mailbox for place in placements.places(db, key)} == {inbox.id, sent.id}
    assert sources.missing(db, account.id) == ()


@pytest.mark.parametrize("later", [0, 5])
def test_a_message_without_a_place_is_recognised_whenever_it_arrived(
    db: Database, account: Account, inbox: Mailbox, later: int
) -> None:
    raw = raw_message()
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw)])
    placements.remove_places(db, inbox.id, [Uid(1)])
    again = _listed(2, raw)
    again = replace(again, received_at=again.received_at + timedelta(seconds=later))
    assert _list(db, inbox, again) == ()
    assert [place.uid for place in placements.places(db, key)] == [2]


def test_what_is_in_doubt_is_not_recognised(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    raw = raw_message()
    arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw)])
    same = _listed(2, raw)
    assert len(_list(db, inbox, same)) == 1, "it lies in that mailbox"
    for other in (
        replace(same, size=same.size + 1),
        replace(same, received_at=same.received_at + timedelta(seconds=5)),
        replace(same, envelope=replace(same.envelope, subject="Elm samples")),
        replace(same, envelope=replace(same.envelope, message_id=None)),
    ):
        (key,) = _list(db, sent, replace(other, uid=Uid(9)))
        placements.remove_places(db, sent.id, [Uid(9)])
        db.execute("DELETE FROM messages WHERE id = ?", [key])


def test_uids_that_are_known_are_left_alone(db: Database, account: Account, inbox: Mailbox) -> None:
    (key,) = _list(db, inbox, _listed(1, raw_message()))
    assert _list(db, inbox, _listed(1, raw_message("Other", message_id="<2@x.example>"))) == ()
    assert [place.uid for place in placements.places(db, key)] == [1]


def test_own_texts_are_kept_of_indexed_messages(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    raw = raw_message()
    (key,) = _list(db, inbox, _listed(1, raw))
    indexing.keep_own_texts(db, [(key, "Too early.")])
    sources.keep(db, inbox.id, [Body(Uid(1), raw)])
    _index(db, account)
    indexing.keep_own_texts(db, [(key, "The samples are ready.")])
    (row,) = db.query("SELECT own_text, stage FROM messages")
    assert row == {"own_text": "The samples are ready.", "stage": Stage.READ}


def test_what_lies_nowhere_stays_until_the_bytes_of_what_may_be_it_tell(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    """In a renumbered mailbox nothing tells messages without a name apart but their bytes."""
    raw, other = raw_message(message_id=""), raw_message("Another", message_id="")
    some = [arrival(1, raw), arrival(2, other)]
    decided, gone = arrivals.add_arrivals(db, account.id, inbox.id, some)
    accounts.begin_mailbox(db, inbox.id, UidValidity(8))
    (new,) = _list(db, inbox, _listed(5, raw))
    assert placements.remove_homeless(db, account.id) == 1
    assert sources.keep(db, inbox.id, [Body(Uid(5), raw)]).merged == {new}
    assert [place.uid for place in placements.places(db, decided)] == [5]
    assert not messages.is_here(db, gone)


def test_bytes_that_were_read_before_a_renumbering_are_left_out(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    accounts.begin_mailbox(db, inbox.id, UidValidity(7))
    _list(db, inbox, _listed(1, raw := raw_message()))
    accounts.begin_mailbox(db, inbox.id, UidValidity(8))
    other = raw_message("Another", message_id="<2@reed.example>")
    (key,) = _list(db, inbox, _listed(1, other))
    assert not sources.keep(db, inbox.id, [Body(Uid(1), raw)], UidValidity(7)).filled
    assert sources.keep(db, inbox.id, [Body(Uid(1), other)], UidValidity(8)).filled == {key}


@pytest.mark.parametrize("moved", [True, False])
def test_on_another_server_equal_numbers_are_those_of_others(
    db: Database, account: Account, inbox: Mailbox, *, moved: bool
) -> None:
    accounts.begin_mailbox(db, inbox.id, UidValidity(1))
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
    intents.expunge(db, key, inbox.id)
    host = "new.example" if moved else account.imap.host
    imap = replace(account.imap, host=host, port=account.imap.port + 1)
    accounts.update_account(db, replace(account, name="Renamed", imap=imap))
    accounts.begin_mailbox(db, inbox.id, UidValidity(1))
    assert bool(operations.ready(db, account.id, 0.0)) is not moved
    assert placements.known_numbers(db, inbox.id) == (set() if moved else {1})


def test_what_has_left_here_but_not_on_the_server_is_known(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    accounts.begin_mailbox(db, inbox.id, UidValidity(1))
    both = [arrival(1, raw_message()), arrival(2, raw_message(message_id="<2@reed.example>"))]
    key, _ = arrivals.add_arrivals(db, account.id, inbox.id, both)
    intents.expunge(db, key, inbox.id)
    assert placements.are_known(db, inbox.id, [Uid(1), Uid(2)])
    assert placements.are_known(db, inbox.id, [])
    assert not placements.are_known(db, inbox.id, [Uid(2), Uid(3)])
