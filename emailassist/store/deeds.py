"""What was done to messages, here or in another program, as lessons.

Triggers note each message that leaves a mailbox or is answered or starred; what that was is read
from where the message lies when somebody looks, so that what was taken back teaches nothing. A
message that was read is looked at some minutes later: by then whoever read it would have said that
its category is wrong.

Owns: the tables stirred and opened. Must not: know what a deed says (local.deeds does).
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from emailassist.domain.ids import MailboxId, MessageKey
from emailassist.domain.lesson import Deed
from emailassist.domain.mailbox import Role
from emailassist.domain.teaching import Slot, Teaching
from emailassist.domain.triage import Tier, WarningKind
from emailassist.local.deeds import Sight
from emailassist.store import codec, lessons
from emailassist.store import triage as triage_store
from emailassist.store.placements import Place, places

Read = Callable[[Sight], dict[Slot, Teaching | None]]
_AT_ONCE: Final = 500
_FEW: Final = 3
_MOSTLY: Final = 0.8
"""A mailbox holds a category when so many, and such a share, of its messages are of it."""
_LEFT: Final = timedelta(minutes=3)
"""How long a message is left as it was before that says anything."""
_READ_A_MINUTE: Final = 10
"""Who marks more than that as read has not read them."""
_TEACHING: Final = timedelta(days=60)
"""Who has not corrected anything for so long leaves errors as they are, too."""

_LANDED: Final = (
    "FROM stirred s WHERE EXISTS (SELECT 1 FROM placements p WHERE p.message = s.message)"
)
"""What has left one mailbox may have yet to be found in another."""


@dataclass(frozen=True, slots=True)
class Observed:
    """`taught` lessons are new, others may be gone; `more`: not everything was looked at."""

    taught: int
    changed: bool
    more: bool


def observe(db: Database, read: Read, now: datetime, room: int) -> Observed:
    """Look at some of what was done, and keep what it teaches: `room` new lessons at most.

    What is done to many messages at once is one decision, of which the newest are enough.
    """
    with db.atomic():
        db.execute("DELETE FROM stirred WHERE message NOT IN (SELECT id FROM messages)")
        found = list(db.query(f"SELECT * {_LANDED} ORDER BY message DESC LIMIT ?", [_AT_ONCE]))
        left = _left_as_they_were(db, now)
        before = db.conn.total_changes
        taught = 0
        for key, category in left:
            if taught < room:
                taught += _keep_left(db, key, category, read, now)
        for row in found:
            if taught < room or lessons.deeds(db, MessageKey(row["message"])):
                taught += _observe(db, MessageKey(row["message"]), row["origin"], read, now)
        changed = db.conn.total_changes > before
        db.execute(
            "DELETE FROM stirred WHERE message IN (SELECT value FROM json_each(?))",
            [json.dumps([row["message"] for row in found])],
        )
    return Observed(taught, changed, more=len(found) == _AT_ONCE)


def is_stirred(db: Database, now: datetime) -> bool:
    """Whether there is anything to look at."""
    return bool(
        db.conn.execute(
            f"SELECT EXISTS (SELECT 1 {_LANDED}) OR EXISTS (SELECT 1 FROM opened WHERE at < ?)",
            [_until(now)],
        ).fetchone()[0]
    )


def _until(now: datetime) -> int:
    """The start of the minute in which nothing was left for long enough yet."""
    return codec.seconds(now - _LEFT) // 60 * 60


def _left_as_they_were(db: Database, now: datetime) -> list[tuple[MessageKey, str]]:
    """Messages that were read one by one some time ago, newest first, and what they stood in."""
    until = _until(now)
    db.execute(
        "DELETE FROM opened WHERE at < ? AND at / 60 IN "
        "(SELECT at / 60 FROM opened GROUP BY at / 60 HAVING count(*) > ?)",
        [until, _READ_A_MINUTE],
    )
    rows = list(
        db.query(
            "SELECT message, category FROM opened WHERE at < ? AND EXISTS "
            "(SELECT 1 FROM lessons WHERE slot = ? AND at > ?)",
            [until, Slot.WORD.value, codec.seconds(now - _TEACHING)],
        )
    )
    db.execute("DELETE FROM opened WHERE at < ?", [until])
    found = [(MessageKey(row["message"]), str(row["category"])) for row in rows]
    return sorted(found, reverse=True)


def _keep_left(db: Database, key: MessageKey, category: str, read: Read, now: datetime) -> int:
    """How many new lessons there are."""
    triage = triage_store.standing(db, key).triage
    if triage is None or triage.verdict.category != category:
        return 0
    warned = any(each.kind is WarningKind.PHISHING for each in triage.warnings)
    if warned or triage.verdict.tier is Tier.PERSON:
        return 0
    known = lessons.deeds(db, key)
    origin = lessons.origin(db, key)
    teaching = read(_sight(db, places(db, key), origin, known, category))[Slot.READ]
    if teaching is None:
        return 0
    lessons.teach(db, key, teaching, now)
    return int(teaching.deed not in known)


def _standing_as_left(db: Database, key: MessageKey) -> str | None:
    """What a message was read and left in, or was so far, if it stands there still."""
    rows = db.query(
        "SELECT category FROM triage WHERE message = :key AND tier != 'person' AND category IN "
        "(SELECT category FROM lessons WHERE message = :key AND slot = 'read' "
        "UNION SELECT category FROM opened WHERE message = :key)",
        {"key": key},
    )
    return next((str(row["category"]) for row in rows), None)


def _observe(db: Database, key: MessageKey, left: int | None, read: Read, now: datetime) -> int:
    """How many new lessons there are."""
    here = places(db, key)
    known = lessons.deeds(db, key)
    origin = lessons.origin(db, key) or (None if left is None else MailboxId(left))
    sight = _sight(db, here, origin, known, _standing_as_left(db, key))
    taught = 0
    for slot, teaching in read(sight).items():
        if teaching is None:
            lessons.unteach(db, key, slot)
            if slot is Slot.READ:
                db.execute("DELETE FROM opened WHERE message = ?", [key])
        elif slot is not Slot.READ:  # that takes its time
            taught += teaching.deed not in known
            lessons.teach(db, key, teaching, now, origin=origin)
    return taught


def _sight(
    db: Database,
    here: Collection[Place],
    origin: MailboxId | None,
    known: Collection[Deed],
    left: str | None,
) -> Sight:
    came_from = None
    for row in db.query("SELECT role FROM mailboxes WHERE id = ?", [origin]):
        came_from = Role(row["role"])
    before = [deed for deed in known if Teaching(deed).slot is Slot.PLACE]
    own = [place.mailbox for place in here if place.role is Role.NONE]
    return Sight(
        origin=came_from,
        roles=frozenset(place.role for place in here),
        is_back=any(place.mailbox == origin for place in here),
        flags=frozenset(flag for place in here for flag in place.flags),
        before=before[0] if before else None,
        holds=_mostly(db, own[0]) if own else None,
        left=left,
    )


def _mostly(db: Database, mailbox: MailboxId) -> str | None:
    """The category that a mailbox of the person's own mostly holds."""
    rows = list(
        db.query(
            "SELECT t.category, count(*) AS held FROM placements p "
            "JOIN triage t ON t.message = p.message WHERE p.mailbox_id = ? "
            "AND t.category IS NOT NULL GROUP BY t.category ORDER BY held DESC",
            [mailbox],
        )
    )
    held = sum(row["held"] for row in rows)
    if held < _FEW or rows[0]["held"] < _MOSTLY * held:
        return None
    return str(rows[0]["category"])
