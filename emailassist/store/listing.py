"""Pictures of the store for showing: the message list, the sidebar, a thread, search.

Owns: the read-only queries behind the window and the command line. Must not: write.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey, ThreadKey
from emailassist.domain.mailbox import ANSWERED, FLAGGED, SEEN, Role
from emailassist.domain.triage import Priority, Tier
from emailassist.domain.views import UNSURE, Listing, MessageRow, Sidebar, TriageState
from emailassist.store import accounts, codec

_IN_INBOX = (
    "m.mine = 0 AND EXISTS (SELECT 1 FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id "
    f"WHERE p.message = m.id AND b.role = '{Role.INBOX.value}')"
)


_ANSWERED = f"""(
EXISTS (SELECT 1 FROM placements p WHERE p.message = m.id AND instr(p.flags, '{ANSWERED}') > 0)
OR EXISTS (SELECT 1 FROM message_references r JOIN messages reply ON reply.id = r.message
    WHERE r.refers_to = m.message_id AND reply.account_id = m.account_id AND reply.mine = 1))"""
"""Flagged so, or a message of mine refers to it, as one sent with another client does."""


def list_keys(db: Database, listing: Listing) -> tuple[MessageKey, ...]:
    """Keys of the messages of a listing, newest first."""
    where, values = ["1"], []
    if listing.mailbox is not None:
        where.append("m.id IN (SELECT message FROM placements WHERE mailbox_id = ?)")
        values.append(str(listing.mailbox))
    if listing.category is not None:
        where.append(_IN_INBOX)
        if listing.category == UNSURE:
            where.append("t.state = 'done' AND t.category IS NULL")
        else:
            where.append("t.category = ?")
            values.append(listing.category)
    if listing.needs_reply:
        where.append(f"{_IN_INBOX} AND t.needs_reply = 1 AND NOT {_ANSWERED}")
    if listing.query.strip():
        match = match_expression(listing.query)
        if not match:
            return ()
        where.append("m.ordinal IN (SELECT rowid FROM search WHERE search MATCH ?)")
        values.append(match)
    rows = db.query(
        "SELECT m.id FROM messages m LEFT JOIN triage t ON t.message = m.id "
        f"WHERE {' AND '.join(where)} ORDER BY m.ordinal DESC",
        values,
    )
    return tuple(MessageKey(row["id"]) for row in rows)


def match_expression(query: str) -> str:
    """An FTS5 expression that finds every word of the query, the last one as a prefix.

    Words are quoted, so that nothing the person types is a syntax error.
    """
    words = re.findall(r"\w+", query)
    return " ".join([*(f'"{word}"' for word in words[:-1]), *(f'"{word}"*' for word in words[-1:])])


_ROWS = f"""
SELECT m.id, m.thread_id, m.account_id, m.sender_name, m.sender_email, m.recipients_json,
    m.mine, m.subject, m.date, m.snippet, m.has_attachments,
    t.state, t.category, t.priority, t.needs_reply, t.tier, t.summary,
    coalesce((SELECT group_concat(p.flags, ' ') FROM placements p WHERE p.message = m.id), '')
        AS flags, {_ANSWERED} AS answered,
    EXISTS (SELECT 1 FROM drafts d WHERE d.reply_to = m.id
        AND d.state IN ('proposed', 'edited')) AS has_draft
FROM messages m LEFT JOIN triage t ON t.message = m.id
"""


def rows(db: Database, keys: Sequence[MessageKey]) -> tuple[MessageRow, ...]:
    """The rows of these messages in this order; those that are gone are left out."""
    found: dict[MessageKey, MessageRow] = {}
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        marks = ",".join("?" * len(some))
        for row in db.query(f"{_ROWS} WHERE m.id IN ({marks})", list(some)):
            found[MessageKey(row["id"])] = _row(row)
    return tuple(found[key] for key in keys if key in found)


def thread_rows(db: Database, thread: ThreadKey) -> tuple[MessageRow, ...]:
    """All messages of a thread, oldest first."""
    found = db.query(f"{_ROWS} WHERE m.thread_id = ? ORDER BY m.date, m.id", [thread])
    return tuple(_row(row) for row in found)


def _row(row: dict[str, Any]) -> MessageRow:
    flags = row["flags"].split()
    email = row["sender_email"]
    return MessageRow(
        key=MessageKey(row["id"]),
        thread=ThreadKey(row["thread_id"]),
        account=AccountId(row["account_id"]),
        sender=Address(row["sender_name"], email) if email else None,
        recipients=codec.decode(tuple[Address, ...], row["recipients_json"]),
        mine=bool(row["mine"]),
        subject=row["subject"],
        date=codec.moment(row["date"]),
        snippet=row["snippet"],
        summary=row["summary"] or "",
        category=row["category"],
        priority=Priority(row["priority"]) if row["priority"] else None,
        needs_reply=bool(row["needs_reply"]),
        tier=Tier(row["tier"]) if row["tier"] else None,
        triage=TriageState(row["state"]) if row["state"] else TriageState.PENDING,
        seen=SEEN in flags,
        answered=bool(row["answered"]),
        flagged=FLAGGED in flags,
        has_attachments=bool(row["has_attachments"]),
        has_draft=bool(row["has_draft"]),
    )


def sidebar(db: Database) -> Sidebar:
    """Mailboxes and categories with their counts; unsure ones are counted, never hidden."""
    counted = db.query(
        f"SELECT coalesce(t.category, '{UNSURE}') AS category, count(*) AS n "
        f"FROM messages m JOIN triage t ON t.message = m.id "
        f"WHERE t.state = 'done' AND {_IN_INBOX} GROUP BY 1 ORDER BY 1"
    )
    return Sidebar(
        mailboxes=accounts.mailboxes(db),
        categories=tuple((row["category"], row["n"]) for row in counted),
        needs_reply=len(list_keys(db, Listing(needs_reply=True))),
        drafts=db.table("drafts").count_where("state IN ('proposed', 'edited')"),
        untriaged=_count(
            db,
            f"SELECT count(*) AS n FROM messages m LEFT JOIN triage t ON t.message = m.id "
            f"WHERE coalesce(t.state, '') != 'done' AND {_IN_INBOX}",
        ),
    )


def _count(db: Database, sql: str) -> int:
    return int(next(iter(db.query(sql)))["n"])
