"""Triage results as IMAP keywords, which other programs can filter on.

Owns: which keywords a message has by its verdict. Must not: judge, or know the setting.
"""

import json
import re
from collections.abc import Iterable

from sqlite_utils import Database

from emailassist.domain.ids import MailboxId, MessageKey
from emailassist.domain.label import MIRRORED
from emailassist.domain.operation import Step
from emailassist.domain.triage import Priority
from emailassist.store import intents
from emailassist.store.placements import flag_set

_NOT_IN_NAME = re.compile(r"[^a-z0-9]+")
_TOLD = {Priority.HIGH.value, Priority.URGENT.value}

_PLACES = f"""
SELECT p.message, p.mailbox_id, p.flags, t.state, t.category, t.priority, t.needs_reply
FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id
LEFT JOIN triage t ON t.message = p.message
WHERE coalesce(b.keeps_keywords, 1) = 1 AND (t.state = 'done' OR instr(p.flags, '{MIRRORED}') > 0)
"""


def keywords(category: str | None, priority: str, *, needs_reply: bool) -> frozenset[str]:
    """The keywords of a verdict; what is unsure or of normal priority has none for that."""
    found = set()
    if category is not None:
        found.add(f"{MIRRORED}category-{_NOT_IN_NAME.sub('-', category.casefold())}")
    if priority in _TOLD:
        found.add(f"{MIRRORED}priority-{priority}")
    if needs_reply:
        found.add(f"{MIRRORED}needs-reply")
    return frozenset(found)


def mirror(db: Database, keys: Iterable[MessageKey] | None = None, *, on: bool) -> tuple[Step, ...]:
    """Bring the keywords of these messages, or of all, to what triage says; none unless `on`.

    Mailboxes that keep no keywords are left alone.
    """
    query, values = _PLACES, []
    if keys is not None:
        query += " AND p.message IN (SELECT value FROM json_each(?))"
        values = [json.dumps(sorted(keys))]
    steps: list[Step] = []
    with db.atomic():
        for row in list(db.query(query, values)):
            wanted: frozenset[str] = frozenset()
            if on and row["state"] == "done":
                wanted = keywords(
                    row["category"], row["priority"], needs_reply=bool(row["needs_reply"])
                )
            present = {each for each in flag_set(row["flags"]) if each.startswith(MIRRORED)}
            key, mailbox = MessageKey(row["message"]), MailboxId(row["mailbox_id"])
            for keyword in sorted(wanted ^ present):
                steps += intents.set_flag(db, key, keyword, on=keyword in wanted, mailbox=mailbox)
    return tuple(steps)


def keeps_none(db: Database, mailbox: MailboxId) -> bool:
    """Note that a mailbox keeps no keywords; whether that is news."""
    cursor = db.execute(
        "UPDATE mailboxes SET keeps_keywords = 0 WHERE id = ? AND coalesce(keeps_keywords, 1) = 1",
        [mailbox],
    )
    return cursor.rowcount > 0


def try_again(db: Database) -> None:
    """Forget which mailboxes keep no keywords."""
    db.execute("UPDATE mailboxes SET keeps_keywords = NULL")
