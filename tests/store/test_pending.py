"""Flags that wait for the server while it says flags of its own."""

from emailassist.domain.account import Account
from emailassist.domain.ids import Uid, UidValidity
from emailassist.domain.mailbox import FLAGGED, Mailbox
from emailassist.domain.operation import Kind
from emailassist.store import accounts, arrivals, intents, operations, pending
from emailassist.store.database import Database
from tests.support.mail import arrival, raw_message


def test_taking_back_a_flag_that_another_program_has_set_too_is_told(
    db: Database, account: Account, inbox: Mailbox
) -> None:
    accounts.begin_mailbox(db, inbox.id, UidValidity(1))
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(5, raw_message())])
    steps = intents.set_flag(db, key, FLAGGED, on=True)
    pending.update_flags(db, inbox.id, {Uid(5): frozenset({FLAGGED})})
    assert operations.queued(db, account.id) == ()
    intents.take_back(db, steps)
    (operation,) = operations.queued(db, account.id)
    assert (operation.kind, operation.flags) == (Kind.REMOVE, frozenset({FLAGGED}))
