from pathlib import Path

import pytest

from emailassist.domain.account import Account
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import Uid, UidValidity
from emailassist.domain.mailbox import ANSWERED, SEEN, ListedMailbox, Mailbox, Role
from emailassist.domain.operation import Kind
from emailassist.domain.views import Listing
from emailassist.store import (
    accounts,
    arrivals,
    context,
    intents,
    listing,
    messages,
    operations,
    pending,
    placements,
)
from emailassist.store.database import Database, open_reader, open_writer
from tests.support.mail import arrival, raw_message


def test_a_message_is_kept_byte_for_byte(db: Database, account: Account, inbox: Mailbox) -> None:
    raw = raw_message(body="odd \x01 bytes\r\n.\r\n") + b"\xff\xfe"
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw)])
    assert messages.source(db, key).raw == raw


def test_the_same_bytes_in_two_mailboxes_are_one_message(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    raw = raw_message()
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw)])
    assert arrivals.add_arrivals(db, account.id, sent.id, [arrival(7, raw)]) == ()
    assert {place.mailbox for place in placements.places(db, key)} == {inbox.id, sent.id}


def test_a_changed_uidvalidity_voids_uids_but_keeps_messages(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    accounts.begin_mailbox(db, inbox.id, UidValidity(1))
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
    accounts.begin_mailbox(db, inbox.id, UidValidity(1))
    assert placements.known_uids(db, inbox.id) == {Uid(1): frozenset()}
    accounts.begin_mailbox(db, inbox.id, UidValidity(2))
    assert placements.known_uids(db, inbox.id) == {}
    assert arrivals.add_arrivals(db, account.id, inbox.id, [arrival(9, raw_message())]) == ()
    assert placements.places(db, key)[0].uid == 9


def test_a_message_that_moved_keeps_its_key(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
    placements.remove_places(db, inbox.id, [Uid(1)])
    arrivals.add_arrivals(db, account.id, sent.id, [arrival(4, raw_message())])
    assert placements.remove_homeless(db, account.id) == 0
    placements.remove_places(db, sent.id, [Uid(4)])
    assert placements.remove_homeless(db, account.id) == 1
    assert listing.rows(db, [key]) == ()


def test_a_flag_the_person_set_outlives_the_servers_older_word(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
    intents.set_flag(db, key, SEEN, on=True)
    assert pending.update_flags(db, inbox.id, {Uid(1): frozenset()}) == frozenset()
    (operation,) = operations.queued(db, account.id)
    operations.confirm(db, {operation.id: None})
    assert pending.update_flags(db, inbox.id, {Uid(1): frozenset()}) == {key}


def test_rows_come_newest_first_and_show_flags(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    older = raw_message("Older", message_id="<a@x.example>", date="Mon, 16 Nov 2026 09:00:00 +0100")
    newer = raw_message("Newer", message_id="<b@x.example>")
    arrivals.add_arrivals(
        db, account.id, inbox.id, [arrival(1, older, SEEN, ANSWERED), arrival(2, newer)]
    )
    rows = listing.rows(db, listing.list_keys(db, Listing(mailbox=inbox.id)))
    assert [(row.subject, row.seen, row.answered) for row in rows] == [
        ("Newer", False, False),
        ("Older", True, True),
    ]
    (box, _) = listing.sidebar(db).mailboxes
    assert (box.total, box.unseen) == (2, 1)


def test_search_finds_accents_prefixes_and_survives_syntax(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    raw = raw_message("Presupuesto", "Adjunto el presupuesto del salón.\n")
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw)])
    for query in ("salon", "PRESUP", "tom presupuesto", "reed.example", '"sal'):
        assert listing.list_keys(db, Listing(query=query)) == (key,), query
    assert listing.list_keys(db, Listing(query='NEAR( "* AND')) == ()


def test_removed_messages_are_no_longer_found(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message("Unicorn"))])
    placements.remove_places(db, inbox.id, [Uid(1)])
    placements.remove_homeless(db, account.id)
    assert listing.list_keys(db, Listing(query="unicorn")) == ()


def test_context_knows_correspondents_turns_and_answers(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    question = raw_message("Oak", message_id="<q@reed.example>")
    reply = raw_message(
        "Re: Oak",
        "Hi Tom,\n\nfine.\n\nBest,\nClara\n",
        sender="Clara Vidal <clara@tallernorte.example>",
        to="Tom <TOM@reed.example>",
        message_id="<r@tallernorte.example>",
        In_Reply_To="<q@reed.example>",
        date="Wed, 18 Nov 2026 10:00:00 +0100",
    )
    (asked,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, question)])
    arrivals.add_arrivals(db, account.id, sent.id, [arrival(1, reply)])
    found = context.context(db, asked, account.id)
    assert found.known_sender
    assert found.answered
    assert listing.rows(db, [asked])[0].answered
    assert found.thread == ()
    assert found.sent_replies[0].text.startswith("Hi Tom")


def test_a_reader_sees_what_was_written_and_cannot_write(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    path = db.conn.execute("PRAGMA database_list").fetchone()[2]
    arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
    reader = open_reader(Path(path))
    assert len(listing.list_keys(reader, Listing())) == 1
    reader.close()
    again = open_writer(Path(path))
    assert len(listing.list_keys(again, Listing())) == 1
    again.close()


def test_a_newer_wish_outlives_the_older_one_that_was_on_its_way(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
    intents.set_flag(db, key, SEEN, on=True)
    (older,) = operations.claim(db, operations.queued(db, account.id))
    intents.set_flag(db, key, SEEN, on=False)
    operations.confirm(db, {older.id: None})
    (newer,) = operations.queued(db, account.id)
    assert newer.kind is Kind.REMOVE


def test_whoever_i_wrote_to_long_ago_is_still_known(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    mine = [
        raw_message(
            sender="clara@tallernorte.example",
            to="Tom <TOM@reed.example>" if number == 1 else "ana@x.example",
            message_id=f"<{number}@tallernorte.example>",
            date=f"Wed, 18 Nov 2026 09:{number:02}:00 +0100",
        )
        for number in range(1, 60)
    ]
    arrivals.add_arrivals(
        db, account.id, sent.id, [arrival(uid, raw) for uid, raw in enumerate(mine, 1)]
    )
    strange = raw_message(sender="om@reed.example", message_id="<o@reed.example>")
    mail = [arrival(1, raw_message()), arrival(2, strange)]
    friend, stranger = arrivals.add_arrivals(db, account.id, inbox.id, mail)
    assert context.context(db, friend, account.id).known_sender
    assert not context.context(db, stranger, account.id).known_sender


def test_mail_of_an_account_that_is_gone_is_refused(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    accounts.remove_account(db, account.id)
    box = ListedMailbox("INBOX", Role.INBOX, "/")
    with pytest.raises(NotFound):
        accounts.keep_mailboxes(db, account.id, [box])
    with pytest.raises(NotFound):
        arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
