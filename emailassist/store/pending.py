"""What a server says of a mailbox, together with what it has not heard yet.

Owns: merging the two, for a whole batch of messages at once. Must not: queue operations, or drop
any but a flag that is on the server already as it is wanted.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.ids import MailboxId, MessageKey, Uid
from emailassist.domain.operation import Kind
from emailassist.store.placements import flag_set, joined


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits in one mailbox.

    `arriving`: negative uids of messages that the server moved here without saying where.
    """

    arriving: Mapping[MessageKey, Uid]
    changes: Mapping[MessageKey, tuple[tuple[str, bool], ...]]

    def flags(self, key: MessageKey, seen: frozenset[str]) -> frozenset[str]:
        """Flags as the server has them, and then as they are once it has heard of everything."""
        result = set(seen)
        for flag, adding in self.changes.get(key, ()):
            if adding:
                result.add(flag)
            else:
                result.discard(flag)
        return frozenset(result)


def pending(db: Database, mailbox: MailboxId) -> Pending:
    """What waits in a mailbox, read once for a whole batch of its messages."""
    changes: defaultdict[MessageKey, list[tuple[str, bool]]] = defaultdict(list)
    for row in db.query(
        "SELECT message, kind, flags FROM operations WHERE mailbox_id = ? AND kind IN (?, ?) "
        "ORDER BY id",
        [mailbox, Kind.ADD, Kind.REMOVE],
    ):
        changes[MessageKey(row["message"])].append((row["flags"], row["kind"] == Kind.ADD))
    arriving = db.query(
        "SELECT p.message, p.uid FROM placements p WHERE p.mailbox_id = ? AND p.uid < 0 "
        "AND NOT EXISTS (SELECT 1 FROM operations o WHERE o.id = -p.uid AND o.sent = 0)",
        [mailbox],
    )
    return Pending(
        {MessageKey(row["message"]): Uid(row["uid"]) for row in arriving},
        {key: tuple(each) for key, each in changes.items()},
    )


def update_flags(
    db: Database, mailbox: MailboxId, flags: Mapping[Uid, frozenset[str]]
) -> frozenset[MessageKey]:
    """Take over flags seen on the server; the messages that changed.

    A flag that waits to be written to the server is the person's newer word and stays.
    """
    with db.atomic():
        _drop_fulfilled(db, mailbox, flags)
        waiting = pending(db, mailbox)
        changed = _take_over(db, mailbox, flags, waiting)
        for row in list(
            db.query(
                "SELECT o.id, o.uid, o.message FROM operations o "
                "JOIN mailboxes b ON b.id = o.mailbox_id WHERE o.mailbox_id = ? "
                "AND o.kind IN (?, ?) AND o.uid > 0 AND o.uid_validity IS b.uid_validity",
                [mailbox, Kind.MOVE, Kind.EXPUNGE],
            )
        ):
            if row["uid"] in flags:
                seen = waiting.flags(MessageKey(row["message"]), flags[Uid(row["uid"])])
                changed |= follow(db, row["id"], seen)
    return changed


def _drop_fulfilled(db: Database, mailbox: MailboxId, flags: Mapping[Uid, frozenset[str]]) -> None:
    """Another program has done what waits: taking it back is a change to be told from now on."""
    for row in list(
        db.query(
            "SELECT o.id, o.uid, o.kind, o.flags FROM operations o "
            "JOIN mailboxes b ON b.id = o.mailbox_id WHERE o.mailbox_id = ? AND o.kind IN (?, ?) "
            "AND o.uid > 0 AND o.uid_validity IS b.uid_validity AND o.sent = 0 "
            "AND NOT EXISTS (SELECT 1 FROM operations e WHERE e.id < o.id "
            "AND e.message = o.message AND e.flags = o.flags)",
            [mailbox, Kind.ADD, Kind.REMOVE],
        )
    ):
        seen = flags.get(Uid(row["uid"]))
        if seen is not None and (row["flags"] in seen) is (row["kind"] == Kind.ADD):
            db.execute("DELETE FROM operations WHERE id = ?", [row["id"]])


def _take_over(
    db: Database, mailbox: MailboxId, flags: Mapping[Uid, frozenset[str]], waiting: Pending
) -> frozenset[MessageKey]:
    changed: list[tuple[MessageKey, Uid, str]] = []
    for uid, message, had in db.conn.execute(
        "SELECT uid, message, flags FROM placements WHERE mailbox_id = ? "
        "AND uid IN (SELECT value FROM json_each(?))",
        [mailbox, json.dumps([*flags])],
    ):
        wanted = waiting.flags(MessageKey(message), flags[Uid(uid)])
        if flag_set(had) != wanted:
            changed.append((MessageKey(message), Uid(uid), joined(wanted)))
    db.conn.executemany(
        "UPDATE placements SET flags = ? WHERE mailbox_id = ? AND uid = ?",
        [(text, mailbox, uid) for _, uid, text in changed],
    )
    return frozenset(key for key, _, _ in changed)


def follow(db: Database, number: int, seen: frozenset[str]) -> frozenset[MessageKey]:
    """A message that has left here got other flags where it still lies on the server."""
    db.execute("UPDATE operations SET flags = ? WHERE id = ?", [joined(seen), number])
    (row,) = db.query("SELECT message, target_id FROM operations WHERE id = ?", [number])
    if row["target_id"] is None:
        return frozenset()
    target, uid = MailboxId(row["target_id"]), Uid(-number)
    waiting = pending(db, target)
    changed = _take_over(db, target, {uid: seen}, waiting)
    for later in list(
        db.query(
            "SELECT id FROM operations WHERE mailbox_id = ? AND uid = ? AND kind IN (?, ?)",
            [target, uid, Kind.MOVE, Kind.EXPUNGE],
        )
    ):
        wanted = waiting.flags(MessageKey(row["message"]), seen)
        changed |= follow(db, later["id"], wanted)
    return changed
