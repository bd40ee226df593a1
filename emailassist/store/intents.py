"""What the person wants done with messages: done here at once, queued for the server.

Each function changes the placements and the queue in one transaction, and composes with what is
queued already: an operation that the server has not heard of is dropped or changed instead of
being followed by its opposite.

Owns: the local effect of an intent. Must not: know when the server is told.
"""

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from emailassist.domain.ids import AccountId, MailboxId, MessageKey, Uid
from emailassist.domain.mailbox import Role
from emailassist.domain.operation import Kind, Operation, Step
from emailassist.store.operations import back_out, find
from emailassist.store.placements import Place, joined, places

_NAMES = {
    Role.ARCHIVE: "Archive",
    Role.TRASH: "Trash",
    Role.JUNK: "Junk",
    Role.SENT: "Sent",
    Role.DRAFTS: "Drafts",
}
_OPPOSITE = {Kind.ADD: Kind.REMOVE, Kind.REMOVE: Kind.ADD}


def set_flag(
    db: Database, key: MessageKey, flag: str, *, on: bool, mailbox: MailboxId | None = None
) -> tuple[Step, ...]:
    """Set or clear a flag or keyword of a message, wherever it lies or in one mailbox only."""
    kind = Kind.ADD if on else Kind.REMOVE
    steps: list[Step] = []
    with db.atomic():
        for place in places(db, key):
            if mailbox in {None, place.mailbox} and (flag in place.flags) is not on:
                flags = place.flags | {flag} if on else place.flags - {flag}
                db.execute(
                    "UPDATE placements SET flags = ? WHERE mailbox_id = ? AND uid = ?",
                    [joined(flags), place.mailbox, place.uid],
                )
                if not _dropped(db, place, _OPPOSITE[kind], flag):
                    _queue(db, key, kind, place, frozenset({flag}))
                steps.append(Step(key, kind, place.mailbox, flag=flag))
    return tuple(steps)


def move(db: Database, key: MessageKey, source: MailboxId, target: MailboxId) -> tuple[Step, ...]:
    """Move a message from one mailbox of its account to another; nothing if it is not there."""
    steps: list[Step] = []
    with db.atomic():
        for place in places(db, key):
            if place.mailbox == source != target:
                _move(db, key, place, target)
                steps.append(Step(key, Kind.MOVE, source, target))
    return tuple(steps)


def _move(db: Database, key: MessageKey, place: Place, target: MailboxId) -> None:
    earlier = _unsent_move(db, place.uid)
    if earlier is None:
        number = _queue(db, key, Kind.MOVE, place, place.flags, target=target)
        _leave(db, place)
        db.execute(
            "INSERT INTO placements(mailbox_id, uid, message, flags) VALUES (?, ?, ?, ?)",
            [target, -number, key, joined(place.flags)],
        )
    elif earlier.mailbox == target:
        back_out(db, earlier)
    else:
        here = [target, place.mailbox, place.uid]
        db.execute("UPDATE placements SET mailbox_id = ? WHERE mailbox_id = ? AND uid = ?", here)
        db.execute("UPDATE operations SET mailbox_id = ? WHERE mailbox_id = ? AND uid = ?", here)
        db.execute("UPDATE operations SET target_id = ? WHERE id = ?", [target, earlier.id])


def expunge(
    db: Database, key: MessageKey, mailbox: MailboxId, *, due: float = 0
) -> tuple[Step, ...]:
    """Delete a message of a mailbox for good, on the server not before `due` (epoch seconds)."""
    steps: list[Step] = []
    with db.atomic():
        for place in places(db, key):
            if place.mailbox == mailbox:
                _queue(db, key, Kind.EXPUNGE, place, place.flags, due=due)
                _leave(db, place)
                steps.append(Step(key, Kind.EXPUNGE, mailbox))
    return tuple(steps)


def take_back(db: Database, steps: Sequence[Step]) -> frozenset[MessageKey]:
    """Do the opposite of steps, the last one first; the messages for which that was possible.

    One that has been deleted on the server by now, or has gone elsewhere, cannot come back.
    """
    done: set[MessageKey] = set()
    with db.atomic():
        for step in reversed(steps):
            if _take_back(db, step):
                done.add(step.message)
    return frozenset(done)


def _take_back(db: Database, step: Step) -> bool:
    if step.kind is Kind.EXPUNGE:
        return _restore(db, step.message, step.mailbox)
    if step.target is not None:
        return bool(move(db, step.message, step.target, step.mailbox))
    on = step.kind is Kind.REMOVE
    return bool(set_flag(db, step.message, step.flag, on=on, mailbox=step.mailbox))


def _restore(db: Database, key: MessageKey, mailbox: MailboxId) -> bool:
    rows = list(
        db.query(
            "SELECT id FROM operations WHERE message = ? AND mailbox_id = ? AND kind = ? "
            "AND sent = 0",
            [key, mailbox, Kind.EXPUNGE],
        )
    )
    for row in rows:
        operation = find(db, row["id"])
        if operation is not None:
            back_out(db, operation)
    return bool(rows)


def role_mailbox(db: Database, account: AccountId, roles: Iterable[Role]) -> MailboxId:
    """The account's mailbox with the first of these roles that has one.

    If none has, one with the first role is made: here now, on the server when it is needed.
    """
    wanted = list(roles)
    boxes = list(
        db.query(
            "SELECT id, role, delimiter FROM mailboxes WHERE account_id = ? ORDER BY id", [account]
        )
    )
    for role in wanted:
        for box in boxes:
            if box["role"] == role:
                return MailboxId(box["id"])
    delimiter = boxes[0]["delimiter"] if boxes else "/"
    db.execute(
        "INSERT INTO mailboxes(account_id, name, role, delimiter, made_here) VALUES (?, ?, ?, ?, 1)"
        " ON CONFLICT(account_id, name) DO UPDATE SET role = excluded.role",
        [account, _NAMES[wanted[0]], wanted[0].value, delimiter],
    )
    return role_mailbox(db, account, wanted[:1])


def _queue(
    db: Database,
    key: MessageKey,
    kind: Kind,
    place: Place,
    flags: frozenset[str],
    *,
    target: MailboxId | None = None,
    due: float = 0,
) -> int:
    validity = place.uid_validity if place.uid > 0 else None
    cursor = db.execute(
        "INSERT INTO operations(message, kind, mailbox_id, uid, uid_validity, target_id, flags,"
        " due) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [key, kind, place.mailbox, place.uid, validity, target, joined(flags), due],
    )
    return int(cursor.lastrowid or 0)


def _dropped(db: Database, place: Place, kind: Kind, flag: str) -> bool:
    """Drop the flag's opposite change if the server has not heard of it; whether there was one."""
    cursor = db.execute(
        "DELETE FROM operations WHERE mailbox_id = ? AND uid = ? AND kind = ? AND flags = ? "
        "AND sent = 0",
        [place.mailbox, place.uid, kind, flag],
    )
    return cursor.rowcount > 0


def _unsent_move(db: Database, uid: Uid) -> Operation | None:
    earlier = find(db, -uid) if uid < 0 else None
    return None if earlier is None or earlier.sent else earlier


def _leave(db: Database, place: Place) -> None:
    db.execute(
        "DELETE FROM placements WHERE mailbox_id = ? AND uid = ?", [place.mailbox, place.uid]
    )
