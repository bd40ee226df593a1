"""The bytes of messages: which are missing, and keeping those that come.

Owns: the table sources and the digests of messages. Must not: parse them.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from emailassist.domain.ids import AccountId, MailboxId, MessageKey, Uid, UidValidity
from emailassist.domain.message import Stage
from emailassist.store import bulk
from emailassist.store.merging import merge

UNDER_WAY = f"m.stage < {Stage.INDEXED.value}"
"""What a query must say, word by word, to be answered from the index of the few so far."""


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a message, or with `partial` how they begin; make it off the writer's thread."""

    uid: Uid
    raw: bytes
    partial: bool = False
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.raw).hexdigest())


@dataclass(frozen=True, slots=True)
class Missing:
    """A message whose bytes are on the server only; `size` in octets."""

    key: MessageKey
    mailbox: MailboxId
    uid: Uid
    size: int


def missing(
    db: Database, account: AccountId, mailbox: MailboxId | None = None
) -> tuple[Missing, ...]:
    """Messages that are only listed, newest first, each at one of its places.

    Of the account, or only what lies in that mailbox.
    """
    rows = db.conn.execute(
        "SELECT m.id, p.mailbox_id, p.uid, m.size FROM messages m JOIN placements p "
        f"ON p.message = m.id WHERE m.account_id = ? AND {UNDER_WAY} AND m.stage = ? AND p.uid > 0 "
        "AND p.mailbox_id = coalesce(?, p.mailbox_id) ORDER BY m.date DESC, m.id DESC",
        [account, Stage.LISTED, mailbox],
    )
    found: dict[int, Missing] = {}
    for key, place, uid, size in rows:
        found.setdefault(key, Missing(MessageKey(key), MailboxId(place), Uid(uid), size))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Kept:
    """Messages that have their bytes now, and those that turned out to be another one."""

    filled: frozenset[MessageKey]
    merged: frozenset[MessageKey]


def keep(
    db: Database,
    mailbox: MailboxId,
    bodies: Sequence[Body],
    validity: UidValidity | None = None,
) -> Kept:
    """Store bytes with the messages at these places, in one transaction.

    Under another UIDVALIDITY than `validity` (None: than that of now) these are other messages'.
    When a message's bytes turn out to be another's, the two become one. Bytes of a place that
    is gone, or of a message that is here whole already, are left out.
    """
    with db.atomic():
        wanted = _wanted(db, mailbox, bodies, validity)
        known = _by_digest(db, mailbox, [body for body in bodies if body.uid in wanted])
        filled: dict[MessageKey, Body] = {}
        twins: list[tuple[MessageKey, MessageKey]] = []
        for body in bodies:
            key = wanted.get(body.uid)
            if key is None or key in filled:
                continue
            kept = key if body.partial else known.setdefault(body.digest, key)
            if kept == key:
                filled[key] = body
            else:
                twins.append((key, kept))
        _fill(db, filled)
        for key, kept in twins:
            merge(db, key, kept)
    return Kept(frozenset(filled), frozenset(key for key, _ in twins))


def with_digests(db: Database, account: AccountId, digests: Iterable[str]) -> dict[str, MessageKey]:
    """The messages of an account with these bytes."""
    rows = db.conn.execute(
        "SELECT digest, id FROM messages WHERE account_id = ? "
        "AND digest IN (SELECT value FROM json_each(?))",
        [account, json.dumps(list(digests))],
    )
    return {digest: MessageKey(key) for digest, key in rows}


def _wanted(
    db: Database, mailbox: MailboxId, bodies: Sequence[Body], validity: UidValidity | None
) -> dict[Uid, MessageKey]:
    rows = db.conn.execute(
        "SELECT p.uid, m.id FROM placements p JOIN messages m ON m.id = p.message "
        "JOIN mailboxes b ON b.id = p.mailbox_id "
        "WHERE p.mailbox_id = ? AND p.uid IN (SELECT value FROM json_each(?)) "
        "AND (m.stage = ? OR m.partial = 1) AND b.uid_validity IS coalesce(?, b.uid_validity)",
        [mailbox, json.dumps([body.uid for body in bodies]), Stage.LISTED, validity],
    )
    return {Uid(uid): MessageKey(key) for uid, key in rows}


def _by_digest(db: Database, mailbox: MailboxId, bodies: Sequence[Body]) -> dict[str, MessageKey]:
    rows = db.conn.execute("SELECT account_id FROM mailboxes WHERE id = ?", [mailbox]).fetchall()
    digests = [body.digest for body in bodies if not body.partial]
    return with_digests(db, AccountId(rows[0][0]), digests) if rows else {}


def _fill(db: Database, filled: dict[MessageKey, Body]) -> None:
    # Not in bulk: a statement holds all that it is given, and these are the bytes of messages.
    db.conn.executemany(
        "INSERT INTO sources(message, raw) VALUES (?, ?) "
        "ON CONFLICT (message) DO UPDATE SET raw = excluded.raw",
        [(key, body.raw) for key, body in filled.items()],
    )
    bulk.write(
        db,
        "UPDATE messages SET digest = coalesce(column2, digest), stage = column3, "
        "partial = column4 FROM (",
        "(?, ?, ?, ?)",
        [
            (key, None if body.partial else body.digest, Stage.STORED, body.partial)
            for key, body in filled.items()
        ],
        ") WHERE id = column1",
    )
