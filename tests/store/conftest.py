from collections.abc import Iterator
from pathlib import Path

import pytest

from emailassist.domain.account import Account
from emailassist.domain.mailbox import ListedMailbox, Mailbox, Role
from emailassist.store import accounts
from emailassist.store.database import Database, open_writer
from tests.support.mail import new_account


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_writer(tmp_path / "mail.db")
    yield database
    database.close()


@pytest.fixture
def account(db: Database) -> Account:
    return accounts.add_account(db, new_account())


@pytest.fixture
def inbox(db: Database, account: Account) -> Mailbox:
    boxes = [ListedMailbox("INBOX", Role.INBOX, "/"), ListedMailbox("Sent", Role.SENT, "/")]
    accounts.keep_mailboxes(db, account.id, boxes)
    found = accounts.mailbox_of_role(db, account.id, Role.INBOX)
    assert found is not None
    return found


@pytest.fixture
def sent(db: Database, account: Account, inbox: Mailbox) -> Mailbox:
    found = accounts.mailbox_of_role(db, account.id, Role.SENT)
    assert found is not None
    return found
