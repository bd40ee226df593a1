from emailassist.domain.account import Account
from emailassist.domain.mailbox import ListedMailbox, Mailbox, Role
from emailassist.store import accounts, arrivals, intents
from emailassist.store.database import Database
from tests.support.mail import arrival, new_account, raw_message


def test_a_role_is_looked_for_in_one_account_only(
    db: Database, account: Account, inbox: Mailbox, sent: Mailbox
) -> None:
    other = accounts.add_account(db, new_account("Home"))
    listed = [ListedMailbox("INBOX", Role.INBOX, "/"), ListedMailbox("Old", Role.ARCHIVE, ".")]
    accounts.keep_mailboxes(db, other.id, listed)
    theirs, old = accounts.mailboxes(db, other.id)
    arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
    arrivals.add_arrivals(db, other.id, theirs.id, [arrival(n, raw_message()) for n in (1, 2)])
    found = [accounts.mailbox_of_role(db, each.id, Role.INBOX) for each in (account, other)]
    assert [(box.id, box.total, box.unseen) for box in found if box] == [
        (inbox.id, 1, 1),
        (theirs.id, 2, 2),
    ]
    assert accounts.mailbox_of_role(db, other.id, Role.SENT) is None
    assert intents.role_mailbox(db, account.id, [Role.TRASH, Role.SENT]) == sent.id
    assert intents.role_mailbox(db, other.id, [Role.ARCHIVE]) == old.id
    assert {box.role for box in accounts.mailboxes(db, account.id)} == {Role.INBOX, Role.SENT}
