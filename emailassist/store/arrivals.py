"""Messages as they come in from a mailbox.

Owns: the insertion of messages and of what they refer to. Must not: parse MIME (the engine
hands over what was read of them) or decide anything.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MailboxId, MessageKey, Uid
from emailassist.domain.message import Envelope, ParsedMessage, Stage
from emailassist.store import accounts, bulk, codec, indexing, sources
from emailassist.store.index import index_row
from emailassist.store.operations import settle
from emailassist.store.pending import Pending, pending
from emailassist.store.placements import joined
from emailassist.store.recognition import Sight, candidates, recognised
from emailassist.store.threads import Joiner, threads_for

_SNIPPET = 200
_RECIPIENTS = tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a mailbox tells of a message before its bytes are here.

    `size` in octets; `is_reply` and `base_subject` serve threading.
    """

    uid: Uid
    flags: frozenset[str]
    received_at: datetime
    size: int
    envelope: Envelope
    base_subject: str
    is_reply: bool
    mine: bool

    @property
    def date(self) -> int:
        """Nothing was written after it arrived: a Date in the future would keep it on top."""
        received_at = codec.seconds(self.received_at)
        written_at = self.envelope.date
        return min(codec.seconds(written_at), received_at) if written_at else received_at


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that comes whole and is parsed already."""

    uid: Uid
    flags: frozenset[str]
    received_at: datetime
    raw: bytes
    message: ParsedMessage
    base_subject: str
    is_reply: bool
    mine: bool


def add_listed(
    db: Database, account: AccountId, mailbox: MailboxId, listed: Sequence[Listed]
) -> tuple[MessageKey, ...]:
    """Store messages with their places in one transaction; the keys of those that are new.

    One that is recognised only gains a place: it keeps what was decided, and its bytes need not
    come again. UIDs that are known are left alone. Raises NotFound when the account was removed
    meanwhile.
    """
    with db.atomic():
        accounts.account(db, account)
        unplaced = _unplaced(db, mailbox, listed)
        known = _known(db, account, mailbox, unplaced)
        return tuple(_add(db, account, mailbox, unplaced, known).values())


def add_arrivals(
    db: Database, account: AccountId, mailbox: MailboxId, arrivals: Iterable[Arrival]
) -> tuple[MessageKey, ...]:
    """Store whole messages in one transaction, indexed; the keys of those that are new.

    A message whose bytes are known already only gains a place: it keeps what was decided.
    Raises NotFound when the account was removed meanwhile.
    """
    some = list(arrivals)
    bodies = {each.uid: sources.Body(each.uid, each.raw) for each in some}
    with db.atomic():
        accounts.account(db, account)
        keys = sources.with_digests(db, account, [each.digest for each in bodies.values()])
        known = {uid: keys[body.digest] for uid, body in bodies.items() if body.digest in keys}
        new = _add(db, account, mailbox, [_as_listed(each) for each in some], known)
        kept = sources.keep(db, mailbox, [bodies[uid] for uid in new])
        fresh = [each for each in some if new.get(each.uid) in kept.filled]
        indexing.keep(db, [_as_indexed(new[each.uid], each) for each in fresh])
        return tuple(new[each.uid] for each in fresh)


def _as_listed(arrival: Arrival) -> Listed:
    return Listed(
        uid=arrival.uid,
        flags=arrival.flags,
        received_at=arrival.received_at,
        size=len(arrival.raw),
        envelope=arrival.message.envelope,
        base_subject=arrival.base_subject,
        is_reply=arrival.is_reply,
        mine=arrival.mine,
    )


def _as_indexed(key: MessageKey, arrival: Arrival) -> indexing.Indexed:
    message = arrival.message
    names = [each.filename for each in message.attachments]
    return indexing.Indexed(
        key=key,
        row=index_row(key, _as_listed(arrival).date, message.envelope, message.text, names),
        snippet=" ".join(message.own_text[: _SNIPPET * 2].split())[:_SNIPPET],
        has_attachments=any(not each.inline for each in message.attachments),
        own_text=message.own_text,
    )


def _unplaced(db: Database, mailbox: MailboxId, listed: Sequence[Listed]) -> list[Listed]:
    rows = db.conn.execute(
        "SELECT uid FROM placements WHERE mailbox_id = ? AND uid IN "
        "(SELECT value FROM json_each(?))",
        [mailbox, json.dumps([each.uid for each in listed])],
    )
    placed = {uid for (uid,) in rows}
    return [each for each in listed if each.uid not in placed]


def _known(
    db: Database, account: AccountId, mailbox: MailboxId, listed: Sequence[Listed]
) -> dict[Uid, MessageKey]:
    names = {each.envelope.message_id for each in listed if each.envelope.message_id}
    found = candidates(db, account, mailbox, names)
    met = {marks[0] for marks in found}
    return recognised(found, [_sight(each) for each in listed if each.envelope.message_id in met])


def _add(
    db: Database,
    account: AccountId,
    mailbox: MailboxId,
    listed: Sequence[Listed],
    known: Mapping[Uid, MessageKey],
) -> dict[Uid, MessageKey]:
    """Give all of them places and insert those that are not known; the keys of the latter."""
    fresh = [each for each in listed if each.uid not in known]
    new = dict(zip([each.uid for each in fresh], _insert(db, account, fresh), strict=True))
    # None of them is there yet: OR REPLACE would take three times as long.
    bulk.write(
        db,
        "INSERT INTO placements(mailbox_id, uid, message, flags)",
        "(?, ?, ?, ?)",
        [(mailbox, each.uid, new[each.uid], joined(each.flags)) for each in fresh],
    )
    waiting = pending(db, mailbox)
    for each in listed:
        if each.uid in known:
            _place(db, mailbox, each, known[each.uid], waiting)
    return new


def _place(
    db: Database, mailbox: MailboxId, listed: Listed, key: MessageKey, waiting: Pending
) -> None:
    if key in waiting.arriving:
        settle(db, mailbox, -waiting.arriving[key], listed.uid)
    db.execute(
        "INSERT OR REPLACE INTO placements(mailbox_id, uid, message, flags) VALUES (?, ?, ?, ?)",
        [mailbox, listed.uid, key, joined(waiting.flags(key, listed.flags))],
    )


def _insert(db: Database, account: AccountId, fresh: Sequence[Listed]) -> list[MessageKey]:
    """New rows whose bytes are not known yet, and what they refer to."""
    joiners = [_joiner(each) for each in fresh]
    threads = threads_for(db, account, joiners)
    rows = db.conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").fetchall()
    last = rows[0][0] if rows else 0
    keys = [MessageKey(last + place) for place in range(1, len(fresh) + 1)]
    bulk.write(
        db,
        "INSERT INTO messages(id, account_id, thread_id, digest, message_id, subject, base_subject,"
        " sender_name, sender_email, recipients_json, date, people, mine, loose, received_at,"
        " size, snippet, own_text, has_attachments, stage)",
        f"(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?, '', '', 0, {Stage.LISTED.value})",
        [
            (key, account, thread, *_columns(key, each, joiner))
            for key, thread, each, joiner in zip(keys, threads, fresh, joiners, strict=True)
        ],
    )
    bulk.write(
        db,
        "INSERT INTO message_references(message, refers_to)",
        "(?, ?)",
        [
            (key, name)
            for key, joiner in zip(keys, joiners, strict=True)
            for name in dict.fromkeys(joiner.references)
        ],
    )
    return keys


def _columns(key: MessageKey, listed: Listed, joiner: Joiner) -> tuple[str | int | None, ...]:
    envelope = listed.envelope
    everyone = " ".join([each.full for each in joiner.addresses])
    return (
        f"?{key}",  # until the bytes are here: keys are never used again
        envelope.message_id,
        envelope.subject,
        listed.base_subject,
        envelope.sender.name if envelope.sender else "",
        envelope.sender.email if envelope.sender else "",
        _recipients(envelope),
        joiner.date,
        everyone.replace("<", "").replace(">", ""),
        int(listed.mine),
        int(joiner.loose),
        codec.seconds(listed.received_at),
        listed.size,
    )


def _recipients(envelope: Envelope) -> str:
    return codec.encode(_RECIPIENTS, (*envelope.to, *envelope.cc))


def _sight(listed: Listed) -> Sight:
    envelope = listed.envelope
    sender = envelope.sender.email if envelope.sender else ""
    return Sight(
        uid=listed.uid,
        marks=(
            envelope.message_id,
            listed.size,
            envelope.subject,
            sender,
            _recipients(envelope),
            listed.date,
        ),
        received_at=codec.seconds(listed.received_at),
    )


def _joiner(listed: Listed) -> Joiner:
    envelope = listed.envelope
    references = (*envelope.references, *envelope.in_reply_to)
    sender = (envelope.sender,) if envelope.sender else ()
    return Joiner(
        message_id=envelope.message_id,
        references=references,
        base_subject=listed.base_subject,
        loose=listed.is_reply and not references,
        addresses=(*sender, *envelope.to, *envelope.cc),
        date=listed.date,
    )
