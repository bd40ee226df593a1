"""What the store says about who writes."""

from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.engine.confined import Store
from emailassist.engine.history import Histories
from emailassist.mime.parse import parse_message
from emailassist.store import accounts, arrivals
from emailassist.store.database import Database
from tests.support.mail import ME, arrival, new_account, raw_message

OLD = "ES91 2100 0418 4502 0005 1332"
RESULT = {"Authentication_Results": "mx.example; dkim=pass"}


async def test_letters_payees_people_and_servers(store: Store) -> None:
    def mail(number: int, **changes: str) -> bytes:
        date = f"Wed, {number} Nov 2026 09:00:00 +0100"
        fields = {"date": date, "message_id": f"<{number}@reed.example>", **RESULT, **changes}
        return raw_message(f"Mail {number}", fields.pop("body", "Hello."), **fields)

    raws = [
        mail(1, body=f"Pay to {OLD}."),
        mail(2, sender=ME.full, to="Bea Costa <bea@office.example>"),
        mail(3, sender="billing@reed.example"),
        mail(4, sender="x@notreed.example", body="Pay to DE89370400440532013000."),
        mail(5, sender="x@y.example"),
        mail(6, sender="Bea Costa <tom@reed.example>", body="Pay to DE89370400440532013000."),
        mail(7, sender="z@y.example", Authentication_Results="evil; dkim=pass"),
    ]

    def fill(db: Database) -> list[MessageKey]:
        account = accounts.add_account(db, new_account())
        accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
        box = accounts.mailbox_of_role(db, account.id, Role.INBOX)
        assert box is not None
        arrived = [arrival(uid, raw) for uid, raw in enumerate(raws, 1)]
        return list(arrivals.add_arrivals(db, account.id, box.id, arrived))

    keys = await store.write(fill)
    (account,) = await store.read(accounts.accounts)
    histories = Histories(store)
    found = await histories.of(keys[5], account.id, parse_message(raws[5]))
    assert found.letters == 1
    assert found.payees == ("ES9121000418450200051332",)
    assert [each.email for each in found.namesakes] == ["bea@office.example"]
    assert found.domains == frozenset({"office.example"})
    assert await histories.servers(account.id) == frozenset({"mx.example"})
