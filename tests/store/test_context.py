from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from emailassist.domain.account import Account
from emailassist.domain.errors import InputError
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.triage import Conversation, Written
from emailassist.store import arrivals, context, triage
from emailassist.store.database import Database
from tests.store.test_triage import NOW, TRIAGE
from tests.support.mail import arrival, raw_message

SO_FAR = Conversation("Tom asked, Clara answered.", Written.MODEL)


def test_a_thread_is_summed_up_step_by_step(db: Database, account: Account, inbox: Mailbox) -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    mail = [
        arrival(
            number,
            raw_message(
                message_id=f"<{number}@x.example>",
                In_Reply_To="<1@x.example>",
                Date=f"{start + timedelta(days=number):%a, %d %b %Y %H:%M:%S +0000}",
            ),
        )
        for number in range(1, 7)
    ]
    keys = arrivals.add_arrivals(db, account.id, inbox.id, mail)
    last = keys[-1]
    assert context.context(db, last, account.id).so_far == ""
    with pytest.raises(InputError, match="not triaged"):
        triage.keep_conversation(db, keys[2], SO_FAR, NOW)
    for key in (keys[1], keys[3], last):
        triage.keep_triage(db, key, TRIAGE, [], NOW)
    triage.keep_conversation(db, keys[1], replace(SO_FAR, text="Older."), NOW)
    triage.keep_conversation(db, keys[3], SO_FAR, NOW)
    triage.keep_conversation(db, last, replace(SO_FAR, text="Its own."), NOW)
    found = context.context(db, last, account.id)
    assert (found.so_far, found.folded, len(found.thread)) == (SO_FAR.text, 4, 5)
    earlier = context.context(db, keys[2], account.id)
    assert (earlier.so_far, earlier.folded) == ("Older.", 2)
