"""What earlier mail says about who writes now.

Owns: the queries. Must not: judge by it, or parse MIME.
"""

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.mailbox import Role
from emailassist.store import ruling

_ENOUGH = 3
_TEXTS = 50
_HEADS = 150


def letters(db: Database, key: MessageKey, account: AccountId) -> int:
    """Earlier messages of the same address, counted to three."""
    (row,) = db.query(
        "SELECT count(*) AS count FROM (SELECT 1 FROM messages k JOIN messages m "
        "ON m.account_id = k.account_id AND m.sender_email = k.sender_email COLLATE NOCASE "
        "AND (m.date, m.id) < (k.date, k.id) WHERE k.id = ? AND k.account_id = ? LIMIT ?)",
        [key, account, _ENOUGH],
    )
    return int(row["count"])


def sent(db: Database) -> int:
    """Messages that the person wrote: while they are as many, so are the people they know."""
    return db.table("messages").count_where("mine = 1")


def people(db: Database, account: AccountId) -> tuple[Address, ...]:
    """Whom the person has written to from that account."""
    rows = db.query(
        "SELECT DISTINCT json_extract(r.value, '$.name') AS name, "
        "json_extract(r.value, '$.email') AS email "
        "FROM messages m, json_each(m.recipients_json) r WHERE m.account_id = ? AND m.mine = 1",
        [account],
    )
    return tuple(Address(row["name"] or "", row["email"]) for row in rows)


def texts(
    db: Database, key: MessageKey, account: AccountId, sender: str, domain: str
) -> tuple[str, ...]:
    """Texts of earlier mail of a sender, or of all at their domain, and of the thread.

    What triage takes for fraud is not among them. `domain` '' stands for the sender alone.
    """
    rows = db.query(
        "SELECT s.body FROM messages k JOIN messages m ON m.account_id = k.account_id "
        "AND (m.date, m.id) < (k.date, k.id) JOIN search s ON s.rowid = m.ordinal "
        "LEFT JOIN triage t ON t.message = m.id "
        "WHERE k.id = ? AND k.account_id = ? AND coalesce(t.category, '') != 'spam-phishing' "
        "AND (m.thread_id = k.thread_id OR m.sender_email = ? COLLATE NOCASE "
        "OR (? != '' AND (lower(m.sender_email) LIKE '%@' || ? "
        "OR lower(m.sender_email) LIKE '%.' || ?))) "
        "ORDER BY m.date DESC, m.id DESC LIMIT ?",
        [key, account, sender, domain, domain, domain, _TEXTS],
    )
    return tuple(row["body"] for row in rows)


def heads(db: Database, account: AccountId) -> tuple[bytes, ...]:
    """The starts of the newest messages that came to an account's inbox."""
    rows = db.query(
        "SELECT DISTINCT m.id, m.ordinal FROM messages m JOIN placements p ON p.message = m.id "
        "JOIN mailboxes b ON b.id = p.mailbox_id "
        "WHERE m.account_id = ? AND m.mine = 0 AND b.role = ? ORDER BY m.ordinal DESC LIMIT ?",
        [account, Role.INBOX.value, _HEADS],
    )
    found = (ruling.head(db, MessageKey(row["id"])) for row in rows)
    return tuple(head for head in found if head)
