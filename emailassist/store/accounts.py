"""Accounts and their mailboxes.

Owns: the tables accounts and mailboxes. Must not: hold secrets.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from emailassist.domain.account import Account, NewAccount
from emailassist.domain.counted import counted
from emailassist.domain.draft import OutboxState
from emailassist.domain.errors import InputError, NotFound, SettingsError
from emailassist.domain.ids import AccountId, MailboxId, UidValidity
from emailassist.domain.mailbox import SEEN, ListedMailbox, Mailbox, MailboxState, Role
from emailassist.store import codec


def add_account(db: Database, new: NewAccount) -> Account:
    """Store an account; raises SettingsError when the name is taken."""
    with db.atomic():
        _require_free_name(db, new.name)
        text = codec.encode(NewAccount, new)
        cursor = db.execute(
            "INSERT INTO accounts(name, account_json) VALUES (?, ?)", [new.name, text]
        )
        return _account(int(cursor.lastrowid or 0), text)


def update_account(db: Database, account: Account) -> None:
    """Replace what is stored of an account; its mail stays.

    On another server, or as another user, the numbers of messages are others, even under an equal
    UIDVALIDITY. Raises SettingsError when its new name is another account's.
    """
    new = NewAccount(**{key: getattr(account, key) for key in NewAccount.__slots__})
    with db.atomic():
        _require_free_name(db, account.name, account.id)
        for row in list(db.query("SELECT * FROM accounts WHERE id = ?", [account.id])):
            old = _account(row["id"], row["account_json"])
            if (old.imap.host, old.username) != (new.imap.host, new.username):
                _forget_numbers(db, account.id)
        db.execute(
            "UPDATE accounts SET name = ?, account_json = ? WHERE id = ?",
            [account.name, codec.encode(NewAccount, new), account.id],
        )


def _forget_numbers(db: Database, account: AccountId) -> None:
    db.execute(
        "UPDATE mailboxes SET uid_validity = NULL, uid_next = NULL, highest_modseq = NULL, "
        "on_server = NULL WHERE account_id = ?",
        [account],
    )
    db.execute(
        "UPDATE operations SET uid = 0 WHERE uid > 0 "
        "AND mailbox_id IN (SELECT id FROM mailboxes WHERE account_id = ?)",
        [account],
    )


def _require_free_name(db: Database, name: str, but: AccountId | None = None) -> None:
    if db.table("accounts").count_where("name = ? AND id IS NOT ?", [name, but]):
        raise SettingsError(
            f"There already is an account named “{name}”.",
            hint="Choose another name, or remove that account first.",
        )


def remove_account(db: Database, account_id: AccountId) -> None:
    """Remove an account with all that was synchronised for it.

    Raises InputError while a letter of it is on its way, or may be.
    """
    with db.atomic():
        _require_nothing_under_way(db, account_id)
        db.execute("DELETE FROM outbox WHERE account_id = ?", [account_id])
        # An answer that goes out from another account is that account's.
        db.execute(
            "UPDATE drafts SET reply_to = NULL WHERE account_id != ? AND reply_to IN "
            "(SELECT id FROM messages WHERE account_id = ?)",
            [account_id, account_id],
        )
        db.execute("DELETE FROM messages WHERE account_id = ?", [account_id])
        db.execute("DELETE FROM accounts WHERE id = ?", [account_id])


_UNDER_WAY = (
    OutboxState.QUEUED,
    OutboxState.CONNECTING,
    OutboxState.TRANSMITTING,
    OutboxState.UNCERTAIN,
)


def _require_nothing_under_way(db: Database, account_id: AccountId) -> None:
    marks = ",".join("?" * len(_UNDER_WAY))
    waiting = db.table("outbox").count_where(
        f"account_id = ? AND state IN ({marks})",
        [account_id, *(state.value for state in _UNDER_WAY)],
    )
    if waiting:
        raise InputError(
            f"The outbox still has {counted(waiting)} of this account that you approved.",
            hint="Wait until they are sent, or take them back; remove the account then.",
        )


def accounts(db: Database) -> tuple[Account, ...]:
    """All accounts in the order they were added."""
    rows = db.query("SELECT id, account_json FROM accounts ORDER BY id")
    return tuple(_account(row["id"], row["account_json"]) for row in rows)


def account(db: Database, account_id: AccountId) -> Account:
    """One account; raises NotFound."""
    for each in accounts(db):
        if each.id == account_id:
            return each
    raise NotFound("This account is no longer there.")


def _account(key: int, text: str) -> Account:
    new = codec.decode(NewAccount, text)
    return Account(**{name: getattr(new, name) for name in NewAccount.__slots__}, id=AccountId(key))


def keep_mailboxes(db: Database, account_id: AccountId, listed: Iterable[ListedMailbox]) -> None:
    """Make the account's mailboxes those that the server lists; others go with their places.

    One into which something has yet to move stays until the server has had its say about that.
    Raises NotFound when the account was removed meanwhile.
    """
    with db.atomic():
        account(db, account_id)
        names = []
        for box in listed:
            names.append(box.name)
            db.execute(
                "INSERT INTO mailboxes(account_id, name, role, delimiter) VALUES (?, ?, ?, ?) "
                "ON CONFLICT(account_id, name) DO UPDATE SET role = excluded.role, "
                "delimiter = excluded.delimiter, made_here = 0",
                [account_id, box.name, box.role.value, box.delimiter],
            )
        marks = ",".join("?" * len(names))
        db.execute(
            f"DELETE FROM mailboxes WHERE account_id = ? AND name NOT IN ({marks}) "
            "AND id NOT IN (SELECT target_id FROM operations WHERE target_id IS NOT NULL)",
            [account_id, *names],
        )


def made_here(db: Database, account_id: AccountId) -> bool:
    """Whether there are mailboxes that the server has yet to list."""
    return bool(db.table("mailboxes").count_where("account_id = ? AND made_here = 1", [account_id]))


def begin_mailbox(db: Database, mailbox: MailboxId, validity: UidValidity) -> None:
    """Note the UIDVALIDITY; when it changed, all UIDs known of the mailbox are void.

    RFC 9051 section 2.3.1.1. The messages themselves stay and find their place again.
    """
    with db.atomic():
        db.execute(
            "DELETE FROM placements WHERE mailbox_id = ? AND uid > 0 AND "
            "(SELECT uid_validity FROM mailboxes WHERE id = ?) IS NOT ?",
            [mailbox, mailbox, validity],
        )
        db.execute(
            "UPDATE mailboxes SET uid_validity = ?, uid_next = NULL, highest_modseq = NULL, "
            "on_server = NULL WHERE id = ? AND uid_validity IS NOT ?",
            [validity, mailbox, validity],
        )


def keep_state(db: Database, mailbox: MailboxId, state: MailboxState) -> None:
    """Note that the store has all that the mailbox held in that state."""
    db.execute(
        "UPDATE mailboxes SET uid_next = ?, highest_modseq = ?, on_server = ? "
        "WHERE id = ? AND uid_validity IS ?",
        [state.uid_next, state.highest_modseq, state.messages, mailbox, state.uid_validity],
    )


def mailbox_made(db: Database, mailbox: MailboxId, name: str) -> None:
    """A mailbox that was made here is on the server now, under that full name."""
    with db.atomic():
        db.execute(
            "DELETE FROM mailboxes WHERE name = ? AND id != ? AND account_id = "
            "(SELECT account_id FROM mailboxes WHERE id = ?)",
            [name, mailbox, mailbox],
        )
        db.execute("UPDATE mailboxes SET name = ?, made_here = 0 WHERE id = ?", [name, mailbox])


_MAILBOXES = """
SELECT m.*, count(p.uid) AS total,
       count(p.uid) FILTER (WHERE instr(p.flags, :seen) = 0) AS unseen
FROM mailboxes m LEFT JOIN placements p ON p.mailbox_id = m.id
WHERE m.account_id = coalesce(:account, m.account_id) AND m.role = coalesce(:role, m.role)
GROUP BY m.id ORDER BY m.account_id, m.id
"""


def mailboxes(
    db: Database, account_id: AccountId | None = None, role: Role | None = None
) -> tuple[Mailbox, ...]:
    """Mailboxes with their counts, of one account or of all, with one role or any."""
    rows = db.query(
        _MAILBOXES, {"seen": SEEN, "account": account_id, "role": role.value if role else None}
    )
    return tuple(
        Mailbox(
            id=MailboxId(row["id"]),
            account_id=AccountId(row["account_id"]),
            name=row["name"],
            role=codec.member(Role, row["role"]),
            delimiter=row["delimiter"],
            uid_validity=row["uid_validity"],
            total=row["total"],
            unseen=row["unseen"],
            state=_state(row),
        )
        for row in rows
    )


def _state(row: Mapping[str, Any]) -> MailboxState | None:
    if row["uid_validity"] is None or row["uid_next"] is None:
        return None
    return MailboxState(
        row["uid_validity"], row["uid_next"], row["on_server"], row["highest_modseq"]
    )


def mailbox_of_role(db: Database, account_id: AccountId, role: Role) -> Mailbox | None:
    """The account's first mailbox with that role."""
    return next(iter(mailboxes(db, account_id, role)), None)
