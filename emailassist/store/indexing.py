"""From stored bytes to messages that can be searched.

Owns: which messages wait for that, and keeping what was read of them. Must not: read them.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.message import Envelope, Stage
from emailassist.store import bulk
from emailassist.store.index import IndexRow, index
from emailassist.store.sources import UNDER_WAY


@dataclass(frozen=True, slots=True)
class Unread:
    """A message whose bytes nobody has looked into; `date` in seconds.

    `envelope` is what the list has of it: subject, sender, and all recipients as `to`.
    """

    key: MessageKey
    date: int
    envelope: Envelope
    raw: bytes


@dataclass(frozen=True, slots=True)
class Indexed:
    """What was read of a message: `row` is what it is found by.

    `own_text` is None where nobody needed it yet.
    """

    key: MessageKey
    row: IndexRow
    snippet: str
    has_attachments: bool
    own_text: str | None = None


def waiting(db: Database, account: AccountId, but: Collection[MessageKey] = ()) -> Iterator[Unread]:
    """Messages that are stored but not indexed, newest first; each is read as it is taken.

    Not those of `but`, which somebody has read already.
    """
    # Apart from the bytes, which SQLite would carry along through the sorting.
    keys = db.conn.execute(
        f"SELECT m.id FROM messages m WHERE m.account_id = ? AND {UNDER_WAY} AND m.stage = ? "
        "ORDER BY m.date DESC",
        [account, Stage.STORED],
    ).fetchall()
    for key in [key for (key,) in keys if key not in but]:
        for date, *fields, raw in db.conn.execute(
            "SELECT m.date, m.subject, m.sender_name, m.sender_email, m.recipients_json, s.raw "
            "FROM messages m JOIN sources s ON s.message = m.id WHERE m.id = ?",
            [key],
        ):
            yield Unread(MessageKey(key), date, _envelope(*fields), raw)


def _envelope(subject: str, name: str, email: str, recipients: str) -> Envelope:
    return Envelope(
        message_id=None,
        subject=subject,
        sender=Address(name, email) if name or email else None,
        reply_to=(),
        to=tuple([Address(each["name"], each["email"]) for each in json.loads(recipients)]),
        cc=(),
        date=None,
        in_reply_to=(),
        references=(),
    )


def keep(db: Database, read: Sequence[Indexed]) -> frozenset[MessageKey]:
    """Index messages, in one transaction; those of them that are still here."""
    with db.atomic():
        here = _still_here(db, [each.key for each in read])
        some = [each for each in read if each.key in here]
        bulk.write(
            db,
            "UPDATE messages SET snippet = column2, has_attachments = column3, stage = column4 "
            "FROM (",
            "(?, ?, ?, ?)",
            [(each.key, each.snippet, each.has_attachments, Stage.INDEXED) for each in some],
            ") WHERE id = column1",
        )
        keep_own_texts(
            db, [(each.key, each.own_text) for each in some if each.own_text is not None]
        )
        index(db, [each.row for each in some])
    return frozenset(here)


def keep_own_texts(db: Database, texts: Iterable[tuple[MessageKey, str]]) -> None:
    """What the senders of indexed messages wrote themselves."""
    with db.atomic():
        db.conn.executemany(
            "UPDATE messages SET own_text = ?, stage = ? WHERE id = ? AND stage >= ?",
            [(text, Stage.READ, key, Stage.INDEXED) for key, text in texts],
        )


def _still_here(db: Database, keys: Sequence[MessageKey]) -> set[MessageKey]:
    rows = db.conn.execute(
        "SELECT id FROM messages WHERE id IN (SELECT value FROM json_each(?)) AND stage = ?",
        [json.dumps(keys), Stage.STORED],
    )
    return {MessageKey(key) for (key,) in rows}
