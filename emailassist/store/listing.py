"""Pictures of the store for showing: the message list, the sidebar, a thread, search.

Owns: the read-only queries behind the window and the command line. Must not: write.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey, ThreadKey
from emailassist.domain.label import labels_of
from emailassist.domain.mailbox import FLAGGED, SEEN, Role
from emailassist.domain.query import parse
from emailassist.domain.triage import Priority, Tier
from emailassist.domain.views import UNSURE, KeyPage, Listing, MessageRow, Sidebar, TriageState
from emailassist.store import accounts, codec, conditions, plan
from emailassist.store.conditions import ANSWERED_M, Condition
from emailassist.store.index import KEY_MASK
from emailassist.store.search import search_for


def list_keys(
    db: Database, listing: Listing, *, today: date | None = None
) -> tuple[MessageKey, ...]:
    """Keys of the messages of a listing, newest first; relative dates count from today."""
    return list_page(db, listing, limit=None, today=today).keys


def list_page(
    db: Database,
    listing: Listing,
    *,
    before: int | None = None,
    limit: int | None = 500,
    today: date | None = None,
) -> KeyPage:
    """One page of a listing: what comes after `before`, at most `limit` messages."""
    query = parse(listing.query, today or datetime.now().astimezone().date())
    search = search_for(db, query)
    wanted = (*of_listing(listing), *search.conditions)
    found = plan.newest(db, search.match, wanted, before=before, limit=limit)
    keys = tuple(MessageKey(each & KEY_MASK) for each in found)
    return KeyPage(keys, found[-1] if len(found) == limit else None)


def of_listing(listing: Listing) -> Iterator[Condition]:
    """What must be true of a message of a listing besides its search."""
    if listing.mailbox is not None:
        yield conditions.in_mailboxes((listing.mailbox,))
    if listing.inboxes:
        yield conditions.in_role(Role.INBOX)
    if listing.category is not None:
        name = listing.category
        yield conditions.unsure() if name == UNSURE else conditions.in_category(name)
        yield conditions.in_inbox()
    if listing.needs_reply:
        yield conditions.needs_reply()


_ROWS = f"""
SELECT m.id, m.thread_id, m.account_id, m.sender_name, m.sender_email, m.recipients_json,
    m.mine, m.subject, m.date, m.snippet, m.has_attachments,
    t.state, t.category, t.priority, t.needs_reply, t.tier, t.summary,
    coalesce((SELECT group_concat(p.flags, ' ') FROM placements p WHERE p.message = m.id), '')
        AS flags, {ANSWERED_M} AS answered,
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
        priority=codec.member(Priority, row["priority"]) if row["priority"] else None,
        needs_reply=bool(row["needs_reply"]),
        tier=codec.member(Tier, row["tier"]) if row["tier"] else None,
        triage=codec.member(TriageState, row["state"]) if row["state"] else TriageState.PENDING,
        seen=SEEN in flags,
        answered=bool(row["answered"]),
        flagged=FLAGGED in flags,
        has_attachments=bool(row["has_attachments"]),
        has_draft=bool(row["has_draft"]),
        labels=labels_of(frozenset(flags)),
    )


_IN_INBOX = (
    "SELECT p.message FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id "
    f"WHERE b.role = '{Role.INBOX.value}'"
)
_MINE = "SELECT id FROM messages WHERE mine = 1"
"""Both from indexes alone: the window reads the sidebar again with every change."""


def sidebar(db: Database) -> Sidebar:
    """Mailboxes and categories with their counts; unsure ones are counted, never hidden."""
    counted = db.query(
        f"SELECT coalesce(category, '{UNSURE}') AS category, count(*) AS n FROM triage "
        f"WHERE state = 'done' AND message IN ({_IN_INBOX}) AND message NOT IN ({_MINE}) "
        "GROUP BY 1 ORDER BY 1"
    )
    return Sidebar(
        mailboxes=accounts.mailboxes(db),
        categories=tuple((row["category"], row["n"]) for row in counted),
        needs_reply=len(list_keys(db, Listing(needs_reply=True))),
        drafts=db.table("drafts").count_where(
            "reply_to IS NOT NULL AND state IN ('proposed', 'edited')"
        ),
        untriaged=_count(
            db,
            f"SELECT count(DISTINCT message) AS n FROM ({_IN_INBOX}) "
            f"WHERE message NOT IN ({_MINE}) "
            "AND message NOT IN (SELECT message FROM triage WHERE state = 'done')",
        ),
    )


def _count(db: Database, sql: str) -> int:
    return int(next(iter(db.query(sql)))["n"])
