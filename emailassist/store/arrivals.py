"""Messages as they come in from a mailbox.

Owns: the insertion of messages, their sources and references. Must not: parse MIME (the engine
hands over parsed messages) or decide anything.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MailboxId, MessageKey, Uid
from emailassist.domain.message import ParsedMessage
from emailassist.store import accounts, codec
from emailassist.store.index import Searchable, index, searchable
from emailassist.store.operations import with_pending
from emailassist.store.placements import joined
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


def add_arrivals(
    db: Database, account: AccountId, mailbox: MailboxId, arrivals: Iterable[Arrival]
) -> tuple[MessageKey, ...]:
    """Store messages with their places in one transaction; the keys of those that are new.

    A message whose bytes are known already only gains a place: it keeps what was decided.
    Raises NotFound when the account was removed meanwhile.
    """
    fresh: list[MessageKey] = []
    found: list[Searchable] = []
    with db.atomic():
        accounts.account(db, account)
        for arrival in arrivals:
            key, is_new = _add_message(db, account, arrival)
            db.execute(
                "INSERT OR REPLACE INTO placements(mailbox_id, uid, message, flags) "
                "VALUES (?, ?, ?, ?)",
                [mailbox, arrival.uid, key, joined(with_pending(db, key, arrival.flags))],
            )
            if is_new:
                fresh.append(key)
                found.append(_searchable(key, arrival))
        index(db, found)
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
    date = _date(arrival)
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
        " sender_name, sender_email, recipients_json, date, snippet, own_text, people,"
        " has_attachments, mine, loose, received_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
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


def _date(arrival: Arrival) -> int:
    """Nothing was written after it arrived: a Date in the future would keep it on top."""
    received_at = codec.seconds(arrival.received_at)
    written_at = arrival.message.envelope.date
    return min(codec.seconds(written_at), received_at) if written_at else received_at


def _searchable(key: MessageKey, arrival: Arrival) -> Searchable:
    message = arrival.message
    names = [each.filename for each in message.attachments]
    return searchable(key, _date(arrival), message.envelope, message.text, names)
