import itertools

import pytest

from emailassist.domain.account import Account
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.views import Listing
from emailassist.store import arrivals, listing
from emailassist.store.database import Database
from tests.support.mail import arrival, raw_message

_THREAD = (
    raw_message("Oak", message_id="<1@a.example>"),
    raw_message("Re: Oak", message_id="<2@a.example>", References="<1@a.example>"),
    raw_message("Re: Oak", message_id="<3@a.example>", References="<1@a.example> <2@a.example>"),
)


def _threads(db: Database, account: Account, inbox: Mailbox, *raws: bytes) -> list[int]:
    for uid, raw in enumerate(raws, start=1):
        arrivals.add_arrivals(db, account.id, inbox.id, [arrival(uid, raw)])
    rows = listing.rows(db, listing.list_keys(db, Listing()))
    return sorted(row.thread for row in rows)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_references_make_one_thread_in_whatever_order_mail_arrives(
    db: Database, account: Account, inbox: Mailbox, order: tuple[int, ...]
) -> None:
    assert len(set(_threads(db, account, inbox, *(_THREAD[i] for i in order)))) == 1


def test_siblings_of_a_missing_parent_are_one_thread(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    assert len(set(_threads(db, account, inbox, *_THREAD[1:]))) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_reply_without_references_joins_by_subject_and_person(
    db: Database, account: Account, inbox: Mailbox, order: tuple[int, int]
) -> None:
    lost = raw_message("RE: Oak", message_id="<9@b.example>")
    pair = (_THREAD[0], lost)
    assert len(set(_threads(db, account, inbox, *(pair[i] for i in order)))) == 1


def test_equal_subjects_alone_do_not_make_a_thread(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    other = raw_message("Oak", message_id="<8@b.example>")
    stranger = raw_message(
        "Re: Oak", message_id="<7@c.example>", sender="Zoe <zoe@c.example>", to="ann@c.example"
    )
    late = raw_message(
        "Re: Oak", message_id="<6@c.example>", date="Wed, 17 Mar 2027 09:00:00 +0100"
    )
    assert len(set(_threads(db, account, inbox, _THREAD[0], other, stranger, late))) == 4
