"""Messages and where they lie: insertion, flags, placements, reading back.

Owns: the tables messages, sources, message_references, placements and flag_operations.
Must not: parse MIME (the engine hands over parsed messages) or decide anything.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.draft import DraftState
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import (
    AccountId,
    MailboxId,
    MessageId,
    MessageKey,
    Uid,
    UidValidity,
)
from emailassist.domain.mailbox import Role
from emailassist.domain.message import ParsedMessage
from emailassist.store import accounts, codec
from emailassist.store.threads import thread_for

_SNIPPET = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came from a mailbox; `loose` and `base_subject` serve threading."""

    uid: Uid
    flags: frozenset[str]
    received_at: datetime
    raw: bytes
    message: ParsedMessage
    base_subject: str
    is_reply: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message lies on the server; `uid` counts under `uid_validity` only."""

    account: AccountId
    mailbox: MailboxId
    mailbox_name: str
    uid_validity: UidValidity | None
    uid: Uid
    flags: frozenset[str]


def known_uids(db: Database, mailbox: MailboxId) -> dict[Uid, frozenset[str]]:
    """UIDs of the mailbox and their flags, as of the last synchronisation."""
    rows = db.query("SELECT uid, flags FROM placements WHERE mailbox_id = ?", [mailbox])
    return {Uid(row["uid"]): _flags(row["flags"]) for row in rows}


def add_arrivals(
    db: Database, account: AccountId, mailbox: MailboxId, arrivals: Iterable[Arrival]
) -> tuple[MessageKey, ...]:
    """Store messages with their places in one transaction; the keys of those that are new.

    A message whose bytes are known already only gains a place: it keeps what was decided.
    Raises NotFound when the account was removed meanwhile.
    """
    fresh: list[MessageKey] = []
    with db.atomic():
        accounts.account(db, account)
        for arrival in arrivals:
            key, is_new = _add_message(db, account, arrival)
            db.execute(
                "INSERT OR REPLACE INTO placements(mailbox_id, uid, message, flags) "
                "VALUES (?, ?, ?, ?)",
                [mailbox, arrival.uid, key, _joined(_with_pending(db, key, arrival.flags))],
            )
            if is_new:
                fresh.append(key)
    return tuple(fresh)


def _add_message(db: Database, account: AccountId, arrival: Arrival) -> tuple[MessageKey, bool]:
    digest = hashlib.sha256(arrival.raw).hexdigest()
    known = list(
        db.query("SELECT id FROM messages WHERE account_id = ? AND digest = ?", [account, digest])
    )
    if known:
        return MessageKey(known[0]["id"]), False
    message, envelope = arrival.message, arrival.message.envelope
    recipients = (*envelope.to, *envelope.cc)
    everyone = [*([envelope.sender] if envelope.sender else []), *recipients]
    names = [*envelope.references, *envelope.in_reply_to]
    received_at = codec.seconds(arrival.received_at)
    # Nothing was written after it arrived: a Date in the future would keep it on top.
    date = min(codec.seconds(envelope.date or arrival.received_at), received_at)
    loose = arrival.is_reply and not names
    thread = thread_for(
        db,
        account,
        message_id=envelope.message_id,
        references=names,
        base_subject=arrival.base_subject,
        loose=loose,
        people=frozenset(each.key for each in everyone),
        date=date,
    )
    cursor = db.execute(
        "INSERT INTO messages(account_id, thread_id, digest, message_id, subject, base_subject,"
        " sender_name, sender_email, recipients_json, date, snippet, own_text, people, body,"
        " has_attachments, mine, loose, received_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            account,
            thread,
            digest,
            envelope.message_id,
            envelope.subject,
            arrival.base_subject,
            envelope.sender.name if envelope.sender else "",
            envelope.sender.email if envelope.sender else "",
            codec.encode(tuple[Address, ...], recipients),
            date,
            " ".join(message.own_text[: _SNIPPET * 2].split())[:_SNIPPET],
            message.own_text,
            " ".join(each.full.replace("<", "").replace(">", "") for each in everyone),
            f"{message.text}\n{' '.join(each.filename for each in message.attachments)}",
            any(not each.inline for each in message.attachments),
            arrival.mine,
            loose,
            received_at,
        ],
    )
    key = MessageKey(int(cursor.lastrowid or 0))
    db.execute("INSERT INTO sources(message, raw) VALUES (?, ?)", [key, arrival.raw])
    for name in dict.fromkeys(names):
        db.execute("INSERT INTO message_references(message, refers_to) VALUES (?, ?)", [key, name])
    return key, True


def update_flags(
    db: Database, mailbox: MailboxId, flags: Mapping[Uid, frozenset[str]]
) -> frozenset[MessageKey]:
    """Take over flags seen on the server; the messages that changed.

    A flag that waits to be written to the server is the person's newer word and stays.
    """
    changed: set[MessageKey] = set()
    with db.atomic():
        for uid, seen in flags.items():
            for row in db.query(
                "SELECT message, flags FROM placements WHERE mailbox_id = ? AND uid = ?",
                [mailbox, uid],
            ):
                wanted = _with_pending(db, MessageKey(row["message"]), seen)
                if _flags(row["flags"]) != wanted:
                    changed.add(MessageKey(row["message"]))
                    db.execute(
                        "UPDATE placements SET flags = ? WHERE mailbox_id = ? AND uid = ?",
                        [_joined(wanted), mailbox, uid],
                    )
    return frozenset(changed)


def _with_pending(db: Database, key: MessageKey, flags: frozenset[str]) -> frozenset[str]:
    result = set(flags)
    for row in db.query(
        "SELECT flag, adding FROM flag_operations WHERE message = ? ORDER BY id", [key]
    ):
        if row["adding"]:
            result.add(row["flag"])
        else:
            result.discard(row["flag"])
    return frozenset(result)


def remove_places(db: Database, mailbox: MailboxId, gone: Iterable[Uid]) -> None:
    """Forget places that the server no longer has; the messages stay until `remove_homeless`."""
    with db.atomic():
        for uid in gone:
            db.execute("DELETE FROM placements WHERE mailbox_id = ? AND uid = ?", [mailbox, uid])


def remove_homeless(db: Database, account: AccountId) -> int:
    """Remove messages that lie in no mailbox, once all mailboxes were seen; how many.

    Only then, because a message that another client moved leaves one mailbox before it is seen
    in the next. One that the person has begun to answer is kept.
    """
    cursor = db.execute(
        "DELETE FROM messages WHERE account_id = ? AND id NOT IN (SELECT message FROM placements)"
        " AND id NOT IN (SELECT reply_to FROM drafts WHERE state NOT IN (?, ?)"
        " OR id IN (SELECT draft FROM outbox))",
        [account, DraftState.PROPOSED.value, DraftState.DISCARDED.value],
    )
    return cursor.rowcount


def set_flag(db: Database, key: MessageKey, flag: str, *, on: bool) -> None:
    """Set or clear a flag here at once and queue the change for the server, in one transaction."""
    with db.atomic():
        for place in places(db, key):
            flags = place.flags | {flag} if on else place.flags - {flag}
            db.execute(
                "UPDATE placements SET flags = ? WHERE mailbox_id = ? AND uid = ?",
                [_joined(flags), place.mailbox, place.uid],
            )
        db.execute("DELETE FROM flag_operations WHERE message = ? AND flag = ?", [key, flag])
        db.execute(
            "INSERT INTO flag_operations(message, flag, adding) VALUES (?, ?, ?)", [key, flag, on]
        )


@dataclass(frozen=True, slots=True)
class FlagOperation:
    """A flag change that the server has not seen yet."""

    id: int
    message: MessageKey
    flag: str
    adding: bool


def pending_flags(db: Database, account: AccountId) -> tuple[FlagOperation, ...]:
    """Queued flag changes of an account, in order."""
    rows = db.query(
        "SELECT f.id, f.message, f.flag, f.adding FROM flag_operations f "
        "JOIN messages m ON m.id = f.message WHERE m.account_id = ? ORDER BY f.id",
        [account],
    )
    return tuple(
        FlagOperation(row["id"], MessageKey(row["message"]), row["flag"], bool(row["adding"]))
        for row in rows
    )


def flag_written(db: Database, operation: FlagOperation) -> None:
    """The server has the change; forget that it was pending."""
    db.execute("DELETE FROM flag_operations WHERE id = ?", [operation.id])


def places(db: Database, key: MessageKey) -> tuple[Place, ...]:
    """Every mailbox the message lies in."""
    rows = db.query(
        "SELECT b.account_id, p.mailbox_id, b.name, b.uid_validity, p.uid, p.flags "
        "FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id WHERE p.message = ?",
        [key],
    )
    return tuple(
        Place(
            AccountId(row["account_id"]),
            MailboxId(row["mailbox_id"]),
            row["name"],
            row["uid_validity"],
            Uid(row["uid"]),
            _flags(row["flags"]),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a message as they arrived, and what the store knows beside them.

    `received_at` is the server's word (INTERNALDATE), not the sender's.
    """

    key: MessageKey
    account: AccountId
    thread: int
    received_at: datetime
    message_id: MessageId | None
    raw: bytes


def source(db: Database, key: MessageKey) -> Source:
    """A message's bytes; raises NotFound."""
    rows = list(
        db.query(
            "SELECT m.account_id, m.thread_id, m.received_at, m.message_id, s.raw "
            "FROM messages m JOIN sources s ON s.message = m.id WHERE m.id = ?",
            [key],
        )
    )
    if not rows:
        raise _missing(key)
    row = rows[0]
    return Source(
        key,
        AccountId(row["account_id"]),
        row["thread_id"],
        codec.moment(row["received_at"]),
        MessageId(row["message_id"]) if row["message_id"] else None,
        row["raw"],
    )


def require(db: Database, key: MessageKey) -> None:
    """Raises NotFound when the message is not here (any more)."""
    if not db.table("messages").count_where("id = ?", [key]):
        raise _missing(key)


def _missing(key: MessageKey) -> NotFound:
    return NotFound(f"Message {key} is not here (any more).")


def fingerprint(raw: bytes) -> str:
    """Equal for the same message whatever line ends a server gives it."""
    return hashlib.sha256(raw.replace(b"\r\n", b"\n").strip()).hexdigest()


def by_fingerprint(db: Database) -> dict[str, MessageKey]:
    """Every message by its fingerprint."""
    rows = db.query("SELECT message, raw FROM sources")
    return {fingerprint(row["raw"]): MessageKey(row["message"]) for row in rows}


def export_rows(db: Database) -> tuple[tuple[str, str, MessageKey, frozenset[str]], ...]:
    """(account name, mailbox name, message, flags) of every place, to export them."""
    rows = db.query(
        "SELECT a.name AS account, b.name AS mailbox, p.message, p.flags FROM placements p "
        "JOIN mailboxes b ON b.id = p.mailbox_id JOIN accounts a ON a.id = b.account_id "
        "ORDER BY a.id, b.id, p.uid"
    )
    return tuple(
        (row["account"], row["mailbox"], MessageKey(row["message"]), _flags(row["flags"]))
        for row in rows
    )


def untriaged(
    db: Database, *, limit: int | None = None, retry_failed: bool = True
) -> tuple[MessageKey, ...]:
    """Inbox messages of others that no triage finished, newest first; failed ones come last.

    Without `retry_failed` only those failures are among them that may pass by themselves.
    """
    kept = "" if retry_failed else "AND (coalesce(t.state, '') != 'failed' OR t.passing = 1) "
    rows = db.query(
        "SELECT DISTINCT m.id, m.date FROM messages m JOIN placements p ON p.message = m.id "
        "JOIN mailboxes b ON b.id = p.mailbox_id LEFT JOIN triage t ON t.message = m.id "
        f"WHERE b.role = ? AND m.mine = 0 AND coalesce(t.state, '') != 'done' {kept}"
        "ORDER BY coalesce(t.state, '') = 'failed', m.date DESC, m.id DESC LIMIT ?",
        [Role.INBOX.value, -1 if limit is None else limit],
    )
    return tuple(MessageKey(row["id"]) for row in rows)


def _flags(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _joined(flags: frozenset[str]) -> str:
    return " ".join(sorted(flags))
