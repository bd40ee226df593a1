"""Where messages lie: the UIDs of each mailbox and their flags.

Owns: the table placements. Must not: queue what a server is to be told.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from sqlite_utils import Database

from emailassist.domain.draft import DraftState
from emailassist.domain.ids import AccountId, MailboxId, MessageKey, Uid, UidValidity
from emailassist.domain.mailbox import Role
from emailassist.domain.message import Stage
from emailassist.store import codec
from emailassist.store.sources import UNDER_WAY


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message lies on the server; `uid` counts under `uid_validity` only."""

    account: AccountId
    mailbox: MailboxId
    mailbox_name: str
    role: Role
    uid_validity: UidValidity | None
    uid: Uid
    flags: frozenset[str]


_KNOWN = (
    "SELECT o.uid, o.flags FROM operations o JOIN mailboxes b ON b.id = o.mailbox_id "
    "WHERE o.mailbox_id = :mailbox AND o.kind IN ('move', 'expunge') AND o.uid > 0 "
    "AND o.uid_validity IS b.uid_validity "
    "UNION ALL SELECT uid, flags FROM placements WHERE mailbox_id = :mailbox AND uid > 0"
)


def known_uids(db: Database, mailbox: MailboxId) -> dict[Uid, frozenset[str]]:
    """UIDs of the mailbox and their flags, as of the last synchronisation.

    Also of what has left it here but not yet on the server; not of what has yet to arrive there.
    """
    rows = db.conn.execute(_KNOWN, {"mailbox": mailbox})
    return {Uid(uid): flag_set(flags) for uid, flags in rows}


def known_numbers(db: Database, mailbox: MailboxId) -> set[Uid]:
    """The UIDs of `known_uids` alone, in a tenth of the time."""
    rows = db.conn.execute(f"SELECT uid FROM ({_KNOWN})", {"mailbox": mailbox})
    return set(chain.from_iterable(rows))


def are_known(db: Database, mailbox: MailboxId, uids: Iterable[Uid]) -> bool:
    """Whether all of these UIDs are among `known_uids`."""
    wanted = {*uids}
    rows = db.conn.execute(
        f"SELECT DISTINCT uid FROM ({_KNOWN}) WHERE uid IN (SELECT value FROM json_each(:uids))",
        {"mailbox": mailbox, "uids": json.dumps([*wanted])},
    )
    return len(rows.fetchall()) == len(wanted)


def places(db: Database, key: MessageKey) -> tuple[Place, ...]:
    """Every mailbox the message lies in."""
    rows = db.query(
        "SELECT b.account_id, p.mailbox_id, b.name, b.role, b.uid_validity, p.uid, p.flags "
        "FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id WHERE p.message = ?",
        [key],
    )
    return tuple(
        Place(
            AccountId(row["account_id"]),
            MailboxId(row["mailbox_id"]),
            row["name"],
            codec.member(Role, row["role"]),
            row["uid_validity"],
            Uid(row["uid"]),
            flag_set(row["flags"]),
        )
        for row in rows
    )


def copies(
    db: Database, mailbox: MailboxId, key: MessageKey, found: Iterable[Uid]
) -> tuple[Uid, ...]:
    """Those of the UIDs that are this message's, or are not known yet and so may be."""
    rows = db.query("SELECT uid, message FROM placements WHERE mailbox_id = ?", [mailbox])
    others = {row["uid"] for row in rows if row["message"] != key}
    return tuple(uid for uid in found if uid not in others)


def remove_places(db: Database, mailbox: MailboxId, gone: Iterable[Uid]) -> None:
    """Forget places that the server no longer has; the messages stay until `remove_homeless`.

    What waits to be done there has lost its number.
    """
    with db.atomic():
        places = [(mailbox, uid) for uid in gone]
        where = "WHERE mailbox_id = ? AND uid = ?"
        db.conn.executemany(f"DELETE FROM placements {where}", places)
        db.conn.executemany(f"UPDATE operations SET uid = 0 {where}", places)


def homeless(db: Database, account: AccountId) -> frozenset[MessageKey]:
    """Messages that lie in no mailbox."""
    rows = db.conn.execute(
        "SELECT id FROM messages m WHERE account_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.message = m.id)",
        [account],
    )
    return frozenset(MessageKey(key) for (key,) in rows)


def remove_homeless(
    db: Database, account: AccountId, among: Iterable[MessageKey] | None = None
) -> int:
    """Remove messages that lie in no mailbox (`among` these), once all were seen; how many.

    Only then, because a message that another client moved leaves one mailbox before it is seen
    in the next. One that the person has begun to answer is kept, or has yet to leave for good;
    so is one as large as a message that has yet to come, which may turn out to be it.
    """
    keys = homeless(db, account) if among is None else among
    cursor = db.execute(
        "DELETE FROM messages WHERE account_id = ? AND id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.message = messages.id)"
        " AND id NOT IN (SELECT message FROM operations)"
        " AND id NOT IN (SELECT reply_to FROM drafts WHERE reply_to IS NOT NULL"
        " AND (state NOT IN (?, ?) OR id IN (SELECT draft FROM outbox)))"
        " AND size NOT IN (SELECT m.size FROM messages m JOIN placements p ON p.message = m.id"
        f" WHERE m.account_id = ? AND {UNDER_WAY} AND m.stage = ? AND p.uid > 0)",
        [
            account,
            json.dumps(list(keys)),
            DraftState.PROPOSED.value,
            DraftState.DISCARDED.value,
            account,
            Stage.LISTED,
        ],
    )
    return cursor.rowcount


def flag_set(text: str) -> frozenset[str]:
    """The flags of a placements row."""
    return frozenset(text.split())


def joined(flags: frozenset[str]) -> str:
    """Flags as a placements row holds them."""
    return " ".join(sorted(flags))
