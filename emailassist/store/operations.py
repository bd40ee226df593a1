"""What waits for the server: the queue of the person's changes, in order.

A move takes its message away from the source here at once and gives it a place in the target
whose uid is minus the operation's id, until the server says the real one. Whatever happens to
the message before then names that negative uid and is told the real one with it.

Owns: the table operations, and what becomes of an operation. Must not: speak IMAP, or decide
what the person's intents mean (intents.py does).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from emailassist.domain.errors import NotFound
from emailassist.domain.ids import AccountId, MailboxId, MessageKey, Uid, UidValidity
from emailassist.domain.operation import Kind, Operation
from emailassist.store import codec
from emailassist.store.pending import follow
from emailassist.store.placements import flag_set, joined

_NUMBERED = "SELECT uid_validity FROM mailboxes b WHERE b.id = o.mailbox_id"
STALE = (
    "(o.uid = 0 OR (o.uid < 0 AND NOT EXISTS (SELECT 1 FROM operations e WHERE e.id = -o.uid))"
    f" OR (o.uid > 0 AND o.uid_validity IS NOT ({_NUMBERED})))"
)
"""The number is void: the mailbox was renumbered, or the server did not say where it moved."""


def queued(db: Database, account: AccountId) -> tuple[Operation, ...]:
    """All of an account's operations, in order."""
    rows = db.query(
        "SELECT o.* FROM operations o JOIN mailboxes b ON b.id = o.mailbox_id "
        "WHERE b.account_id = ? ORDER BY o.id",
        [account],
    )
    return tuple(_operation(row) for row in rows)


def ready(db: Database, account: AccountId, now: float) -> tuple[Operation, ...]:
    """Operations that the server can be told now (`now`: seconds since the epoch), in order.

    One whose number is not known, or that is not due, waits; so does all that comes after it
    for the same message.
    """
    rows = db.query(
        f"SELECT o.*, (o.uid <= 0 OR {STALE}) AS waits FROM operations o "
        "JOIN mailboxes b ON b.id = o.mailbox_id WHERE b.account_id = ? ORDER BY o.id",
        [account],
    )
    found: list[Operation] = []
    waiting: set[int] = set()
    for row in rows:
        # A clock that was set back delays by no more than a minute.
        if row["message"] in waiting or row["waits"] or now < row["due"] < now + 60:
            waiting.add(row["message"])
        else:
            found.append(_operation(row))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Box:
    """What replaying has to know of a mailbox; `made_here`: not on the server yet."""

    name: str
    made_here: bool
    uid_validity: UidValidity | None


def box(db: Database, mailbox: MailboxId) -> Box:
    """The mailbox of an operation; raises NotFound when it went meanwhile."""
    for row in db.query("SELECT * FROM mailboxes WHERE id = ?", [mailbox]):
        return Box(row["name"], bool(row["made_here"]), row["uid_validity"])
    raise NotFound("The mailbox is not there any more.")


def next_due(db: Database, now: float) -> float | None:
    """When the next operation falls due (seconds since the epoch); None when none waits for it."""
    (row,) = db.query("SELECT min(due) AS due FROM operations WHERE due > ?", [now])
    return None if row["due"] is None else float(row["due"])


def accounts_waiting(db: Database) -> frozenset[AccountId]:
    """Accounts with anything in the queue."""
    rows = db.query(
        "SELECT DISTINCT b.account_id FROM operations o JOIN mailboxes b ON b.id = o.mailbox_id"
    )
    return frozenset(AccountId(row["account_id"]) for row in rows)


def claim(db: Database, wanted: Iterable[Operation]) -> tuple[Operation, ...]:
    """Those of the operations that are still as they were read; from now on they count as sent."""
    claimed: list[Operation] = []
    with db.atomic():
        for operation in wanted:
            sent = replace(operation, sent=True)
            if find(db, operation.id) in {operation, sent}:
                db.execute("UPDATE operations SET sent = 1 WHERE id = ?", [operation.id])
                claimed.append(sent)
    return tuple(claimed)


def confirm(db: Database, done: Mapping[int, Uid | None]) -> None:
    """The server did these; of a move with the uid it gave, None if it did not say."""
    with db.atomic():
        for number, uid in done.items():
            operation = find(db, number)
            if operation is None:
                continue
            if operation.target is not None and uid is not None:
                settle(db, operation.target, operation.id, uid)
            db.execute("DELETE FROM operations WHERE id = ?", [number])


def lose(db: Database, numbers: Iterable[int]) -> frozenset[MessageKey]:
    """These moves are about messages that the server no longer has; which messages."""
    lost: set[MessageKey] = set()
    with db.atomic():
        for number in numbers:
            operation = find(db, number)
            if operation is not None:
                lost.add(operation.message)
                db.execute("DELETE FROM placements WHERE uid = ?", [-number])
                db.execute("DELETE FROM operations WHERE id = ? OR uid = ?", [number, -number])
    return frozenset(lost)


def settle(db: Database, mailbox: MailboxId, number: int, uid: Uid) -> None:
    """The message that move `number` brought into a mailbox has that uid. In a transaction."""
    place = [uid, mailbox, -number]
    db.execute("UPDATE OR REPLACE placements SET uid = ? WHERE mailbox_id = ? AND uid = ?", place)
    db.execute(
        "UPDATE operations SET uid = ?, uid_validity = "
        "(SELECT uid_validity FROM mailboxes WHERE id = mailbox_id) "
        "WHERE mailbox_id = ? AND uid = ?",
        place,
    )


def refuse(db: Database, numbers: Iterable[int]) -> frozenset[MessageKey]:
    """Back operations out here as if they had never been made; the messages they are about.

    What the person did later to the same messages stays in force where it still can.
    """
    touched: set[MessageKey] = set()
    with db.atomic():
        for number in numbers:
            operation = find(db, number)
            if operation is not None:
                touched.add(operation.message)
                back_out(db, operation)
    return frozenset(touched)


def back_out(db: Database, operation: Operation) -> None:
    """Undo the local effect of one operation and drop it. In a transaction."""
    db.execute("DELETE FROM operations WHERE id = ?", [operation.id])
    if operation.kind is Kind.EXPUNGE:
        _give_place(db, operation, operation.flags)
    elif operation.kind is Kind.MOVE:
        _move_back(db, operation)
    else:
        _flag_back(db, operation)


def _flag_back(db: Database, operation: Operation) -> None:
    """A later opposite one has brought the flag back here already: then both are moot."""
    (flag,) = operation.flags
    moot = db.execute(
        "DELETE FROM operations WHERE message = ? AND mailbox_id = ? AND uid = ? AND flags = ? "
        "AND kind IN (?, ?)",
        [operation.message, operation.mailbox, operation.uid, flag, Kind.ADD, Kind.REMOVE],
    )
    if not moot.rowcount:
        place = [operation.mailbox, operation.uid, operation.message]
        where = "WHERE mailbox_id = ? AND uid = ? AND message = ?"
        for row in list(db.query(f"SELECT flags FROM placements {where}", place)):
            flags = flag_set(row["flags"]) ^ {flag}
            db.execute(f"UPDATE placements SET flags = ? {where}", [joined(flags), *place])


def _move_back(db: Database, operation: Operation) -> None:
    arrived = [operation.target, -operation.id]
    held = list(db.query("SELECT flags FROM placements WHERE mailbox_id = ? AND uid = ?", arrived))
    db.execute("DELETE FROM placements WHERE mailbox_id = ? AND uid = ?", arrived)
    later = _at_place(db, operation.target, Uid(-operation.id))
    db.execute(
        "UPDATE operations SET mailbox_id = ?, uid = ?, uid_validity = ? "
        "WHERE mailbox_id = ? AND uid = ?",
        [operation.mailbox, operation.uid, operation.uid_validity, *arrived],
    )
    leaving = [each for each in later if each.kind in {Kind.MOVE, Kind.EXPUNGE}]
    if not leaving:
        _give_place(db, operation, flag_set(held[0]["flags"]) if held else operation.flags)
    for each in leaving:
        if each.target == operation.mailbox:  # it was on its way back
            moved = find(db, each.id)
            if moved is not None:
                back_out(db, moved)


def _at_place(db: Database, mailbox: MailboxId | None, uid: Uid) -> list[Operation]:
    rows = db.query(
        "SELECT * FROM operations WHERE mailbox_id = ? AND uid = ? ORDER BY id", [mailbox, uid]
    )
    return [_operation(row) for row in rows]


def _give_place(db: Database, operation: Operation, flags: frozenset[str]) -> None:
    """Put the message back where it was, unless that number is void by now."""
    is_void = operation.uid == 0 or (
        operation.uid > 0
        and not db.table("mailboxes").count_where(
            "id = ? AND uid_validity IS ?", [operation.mailbox, operation.uid_validity]
        )
    )
    if not is_void:
        db.execute(
            "INSERT OR REPLACE INTO placements(mailbox_id, uid, message, flags) "
            "VALUES (?, ?, ?, ?)",
            [operation.mailbox, operation.uid, operation.message, joined(flags)],
        )


def find(db: Database, number: int) -> Operation | None:
    """One operation, unless it is done or was dropped."""
    rows = db.query("SELECT * FROM operations WHERE id = ?", [number])
    return next((_operation(row) for row in rows), None)


def rebind(db: Database, account: AccountId) -> None:
    """Give operations whose number is void the one that their message has now.

    What a move or an expunge finds so leaves its mailbox here again.
    """
    with db.atomic():
        for number in sorted(loose(db, account).operations):
            operation = find(db, number)
            if operation is not None:
                _rebind(db, operation)


def _rebind(db: Database, operation: Operation) -> None:
    for row in list(
        db.query(
            "SELECT p.uid, p.flags, b.uid_validity FROM placements p "
            "JOIN mailboxes b ON b.id = p.mailbox_id "
            "WHERE p.mailbox_id = ? AND p.message = ? AND p.uid > 0 ORDER BY p.uid LIMIT 1",
            [operation.mailbox, operation.message],
        )
    ):
        db.execute(
            "UPDATE operations SET uid = ?, uid_validity = ? WHERE id = ?",
            [row["uid"], row["uid_validity"], operation.id],
        )
        if operation.kind in {Kind.MOVE, Kind.EXPUNGE}:
            db.execute(
                "DELETE FROM placements WHERE mailbox_id = ? AND uid = ?",
                [operation.mailbox, row["uid"]],
            )
            follow(db, operation.id, flag_set(row["flags"]))


@dataclass(frozen=True, slots=True)
class Loose:
    """Operations with void numbers, and negative places whose move is done."""

    operations: frozenset[int] = frozenset()
    places: frozenset[tuple[MailboxId, Uid]] = frozenset()


def loose(db: Database, account: AccountId) -> Loose:
    """What only a look at every mailbox can bring in order."""
    stale = db.query(
        "SELECT o.id FROM operations o JOIN mailboxes b ON b.id = o.mailbox_id "
        f"WHERE b.account_id = ? AND {STALE}",
        [account],
    )
    unplaced = db.query(
        "SELECT p.mailbox_id, p.uid FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id "
        "WHERE b.account_id = ? AND p.uid < 0 "
        "AND NOT EXISTS (SELECT 1 FROM operations o WHERE o.id = -p.uid)",
        [account],
    )
    return Loose(
        frozenset(row["id"] for row in stale),
        frozenset((MailboxId(row["mailbox_id"]), Uid(row["uid"])) for row in unplaced),
    )


def drop_void(db: Database, account: AccountId, before: Loose) -> None:
    """Every mailbox was read since `before` was taken: what still is loose is about nothing.

    Another client was faster; where the messages lie now, the placements say.
    """
    with db.atomic():
        rebind(db, account)
        still = loose(db, account)
        for number in sorted(before.operations & still.operations):
            operation = find(db, number)
            if operation is None:
                continue
            arrived = _arrived(db, operation)
            if arrived is None:
                back_out(db, operation)
            else:  # the other client had the same in mind; what it did later is known already
                place = [operation.target, -number]
                db.execute("DELETE FROM placements WHERE mailbox_id = ? AND uid = ?", place)
                confirm(db, {number: arrived})
        for mailbox, uid in before.places & still.places:
            db.execute("DELETE FROM placements WHERE mailbox_id = ? AND uid = ?", [mailbox, uid])


def _arrived(db: Database, operation: Operation) -> Uid | None:
    """The number that a moved message has in the target by another's doing."""
    for row in db.query(
        "SELECT max(uid) AS uid FROM placements WHERE mailbox_id = ? AND message = ? AND uid > 0",
        [operation.target, operation.message],
    ):
        return None if row["uid"] is None else Uid(row["uid"])
    return None


def _operation(row: Mapping[str, Any]) -> Operation:
    return Operation(
        id=row["id"],
        message=MessageKey(row["message"]),
        kind=codec.member(Kind, row["kind"]),
        mailbox=MailboxId(row["mailbox_id"]),
        uid=Uid(row["uid"]),
        uid_validity=row["uid_validity"],
        target=row["target_id"],
        flags=flag_set(row["flags"]),
        sent=bool(row["sent"]),
    )
