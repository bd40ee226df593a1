"""What can be asked of one message, as SQL.

Owns: the conditions of lists and searches, each with its values bound. Must not: run them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from emailassist.domain.ids import MailboxId, MessageKey
from emailassist.domain.mailbox import ANSWERED, FLAGGED, SEEN, Role
from emailassist.domain.query_words import Mark
from emailassist.store.index import ordinal


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL in which `{key}` and `{ordinal}` stand for a message's.

    `keys` selects their keys, and perhaps more, by an index, if there is one to do so.
    """

    sql: str
    values: tuple[Any, ...] = ()
    keys: str = ""

    def __invert__(self) -> "Condition":
        return Condition(f"NOT ({self.sql})", self.values)


NEVER = Condition("0")

_ANSWERED = f"instr(flags, '{ANSWERED}') > 0"
UNREAD = f"instr(flags, '{SEEN}') = 0"
STARRED = f"instr(flags, '{FLAGGED}') > 0"
"""As the partial indexes over placements have them."""

ANSWERED_M = f"""(
EXISTS (SELECT 1 FROM placements p WHERE p.message = m.id AND instr(p.flags, '{ANSWERED}') > 0)
OR EXISTS (SELECT 1 FROM message_references r JOIN messages reply ON reply.id = r.message
    WHERE r.refers_to = m.message_id AND reply.account_id = m.account_id AND reply.mine = 1))"""
"""Of message m: flagged so, or a message of mine refers to it, as one of another client does."""

IN_INBOX_M = (
    "m.mine = 0 AND EXISTS (SELECT 1 FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id "
    f"WHERE p.message = m.id AND b.role = '{Role.INBOX.value}')"
)
"""Of message m: others' mail in the inbox."""

_MARKS = {
    Mark.UNREAD: Condition(
        f"EXISTS (SELECT 1 FROM placements WHERE message = {{key}} AND {UNREAD}) AND "
        f"NOT EXISTS (SELECT 1 FROM placements WHERE message = {{key}} AND NOT {UNREAD})",
        keys=f"SELECT message FROM placements WHERE {UNREAD}",
    ),
    Mark.STARRED: Condition(
        f"EXISTS (SELECT 1 FROM placements WHERE message = {{key}} AND {STARRED})",
        keys=f"SELECT message FROM placements WHERE {STARRED}",
    ),
    Mark.ANSWERED: Condition(
        f"EXISTS (SELECT 1 FROM messages m WHERE m.id = {{key}} AND {ANSWERED_M})",
        keys=f"SELECT message FROM placements WHERE {_ANSWERED} UNION "
        "SELECT m.id FROM messages reply JOIN message_references r ON r.message = reply.id "
        "JOIN messages m ON m.account_id = reply.account_id AND m.message_id = r.refers_to "
        "WHERE reply.mine = 1",
    ),
    Mark.ATTACHMENT: Condition(
        "EXISTS (SELECT 1 FROM messages WHERE ordinal = {ordinal} AND has_attachments = 1)",
        keys="SELECT id FROM messages WHERE has_attachments = 1",
    ),
    Mark.MINE: Condition(
        "EXISTS (SELECT 1 FROM messages WHERE ordinal = {ordinal} AND mine = 1)",
        keys="SELECT id FROM messages WHERE mine = 1",
    ),
}


def marked(mark: Mark) -> Condition:
    """The message has that property."""
    return _MARKS[mark]


def in_inbox() -> Condition:
    """Others' mail in the inbox."""
    return Condition(f"EXISTS (SELECT 1 FROM messages m WHERE m.id = {{key}} AND {IN_INBOX_M})")


def needs_reply() -> Condition:
    """The sender waits for an answer of mine."""
    return Condition(
        "EXISTS (SELECT 1 FROM messages m JOIN triage t ON t.message = m.id WHERE m.id = {key} "
        f"AND t.needs_reply = 1 AND {IN_INBOX_M} AND NOT {ANSWERED_M})",
        keys="SELECT message FROM triage WHERE needs_reply = 1",
    )


def in_mailboxes(mailboxes: tuple[MailboxId, ...]) -> Condition:
    """It lies in one of these."""
    marks = ",".join("?" * len(mailboxes))
    return Condition(
        "EXISTS (SELECT 1 FROM placements p "
        f"WHERE p.message = {{key}} AND p.mailbox_id IN ({marks}))",
        mailboxes,
        keys=f"SELECT message FROM placements WHERE mailbox_id IN ({marks})",
    )


def in_role(role: Role) -> Condition:
    """It lies in a mailbox of that role, of whatever account."""
    boxes = "SELECT id FROM mailboxes WHERE role = ?"
    return Condition(
        "EXISTS (SELECT 1 FROM placements p "
        f"WHERE p.message = {{key}} AND p.mailbox_id IN ({boxes}))",
        (role.value,),
        keys=f"SELECT message FROM placements WHERE mailbox_id IN ({boxes})",
    )


def labelled(name: str) -> Condition:
    """It has a keyword of that name."""
    has = "instr(' ' || lower(flags) || ' ', ?) > 0"
    return Condition(
        f"EXISTS (SELECT 1 FROM placements WHERE message = {{key}} AND {has})",
        (f" {name.lower()} ",),
        keys=f"SELECT message FROM placements WHERE {has}",
    )


def in_category(name: str) -> Condition:
    """Triage put it there."""
    return _triaged("category = ?", name)


def category_begins(name: str) -> Condition:
    """Triage put it into a category whose name begins so, whatever its case."""
    literal = name.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return _triaged("category LIKE ? ESCAPE '!'", f"{literal}%")


def unsure() -> Condition:
    """Triage was done, but no tier was sure."""
    return _triaged("state = 'done' AND category IS NULL")


def _triaged(sql: str, *values: str) -> Condition:
    return Condition(
        f"EXISTS (SELECT 1 FROM triage WHERE message = {{key}} AND {sql})",
        values,
        keys=f"SELECT message FROM triage WHERE {sql}",
    )


def larger(octets: int) -> Condition:
    """It has more octets on the server."""
    return Condition(
        "EXISTS (SELECT 1 FROM messages WHERE id = {key} AND size > ?)",
        (octets,),
        keys="SELECT id FROM messages WHERE size > ?",
    )


def dated(since: date | None, until: date | None) -> Condition:
    """From the beginning of one day up to the beginning of another, here."""
    low = ordinal(_midnight(since), MessageKey(0)) if since else 0
    high = ordinal(_midnight(until), MessageKey(0)) if until else 2**63 - 1
    return Condition("{ordinal} >= ? AND {ordinal} < ?", (low, high))


def _midnight(day: date) -> int:
    """Its first second in the zone of this machine."""
    try:
        return int(datetime(day.year, day.month, day.day).astimezone().timestamp())
    except (OverflowError, ValueError):  # an end of time that zones do not reach
        return 0 if day.year < 1970 else 2**62
