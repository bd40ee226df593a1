"""The best of what is found: by the weight of its words, and what else must be true of it.

Owns: the queries for that. Must not: know meanings.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice

from sqlite_utils import Database

from emailassist.domain.ids import AccountId, MessageKey, ThreadKey
from emailassist.domain.mailbox import Role
from emailassist.domain.query import InCategory, InMailbox, Query, parse
from emailassist.domain.views import Listing
from emailassist.store import conditions, plan
from emailassist.store.conditions import Condition
from emailassist.store.index import KEY_MASK
from emailassist.store.listing import of_listing
from emailassist.store.search import Search, search_for

_WEIGHED = 2_000
"""The newest hits: to weigh them takes some 10 ms."""
_FRAUD = "spam-phishing"
_WEIGHTS = "4.0, 3.0, 1.0, 2.0, 1.0"
"""Of subject, sender, recipients, names of files, text."""


def best(
    db: Database, listing: Listing, limit: int, *, today: date | None = None
) -> tuple[MessageKey, ...]:
    """The messages of a listing whose words weigh most, best first."""
    search = search_for(db, _query(listing, today))
    if not search.match:
        return ()
    return with_any(db, search.match, (*of_listing(listing), *search.conditions), limit)


def are_written(db: Database, match: str) -> bool:
    """Whether any message has words for an FTS5 expression; none has those of ''."""
    if not match:
        return False
    rows = db.conn.execute("SELECT 1 FROM search WHERE search MATCH ? LIMIT 1", [match])
    return rows.fetchone() is not None


def with_any(
    db: Database, match: str, where: Sequence[Condition], limit: int
) -> tuple[MessageKey, ...]:
    """The messages for an FTS5 expression whose words weigh most, best first."""
    newest = plan.newest(db, match, where, limit=_WEIGHED)
    if not newest:
        return ()
    rows = db.conn.execute(
        f"SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? "
        f"ORDER BY bm25(search, {_WEIGHTS}), rowid DESC",
        [match, newest[-1]],
    )
    wanted = set(newest)
    found = (row for (row,) in rows if row in wanted)
    return tuple(MessageKey(row & KEY_MASK) for row in islice(found, limit))


def texts(db: Database, keys: Sequence[MessageKey], most: int) -> dict[MessageKey, str]:
    """Subject and so many characters of the text of each of these that is indexed."""
    marks = ",".join("?" * len(keys))
    rows = db.conn.execute(
        "SELECT m.id, s.subject || ' ' || substr(s.body, 1, ?) FROM messages m "
        f"JOIN search s ON s.rowid = m.ordinal WHERE m.id IN ({marks})",
        [most, *keys],
    )
    return {MessageKey(key): text for key, text in rows}


def narrowing(
    db: Database, listing: Listing, *, today: date | None = None
) -> tuple[Condition, ...]:
    """What must be true of a message of a listing whatever it says.

    Junk, what was thrown away and what triage takes for fraud are left out unless somebody looks
    there.
    """
    query = _query(listing, today)
    search = search_for(db, query.narrowing)
    looks_there = listing.mailbox is not None or any(
        isinstance(literal.test, InMailbox) for clause in query.clauses for literal in clause
    )
    left_out = (conditions.in_role(Role.JUNK), conditions.in_role(Role.TRASH))
    kept = () if looks_there else tuple(~each for each in left_out)
    if not (looks_there or _asks_for_category(listing, query)):
        kept = (*kept, ~conditions.in_category(_FRAUD))
    return (*of_listing(listing), *_as_conditions(search), *kept)


def not_of_thread(thread: ThreadKey) -> Condition:
    """It belongs to another thread."""
    return Condition("{key} NOT IN (SELECT id FROM messages WHERE thread_id = ?)", (thread,))


def of_account(account: AccountId, *, but_thread: int, mine: bool = False) -> Condition:
    """It is one of that account and not of that thread; with `mine` the person wrote it."""
    sent = " AND mine = 1" if mine else ""
    return Condition(
        "EXISTS (SELECT 1 FROM messages WHERE id = {key} AND account_id = ? "
        f"AND thread_id != ?{sent})",
        (account, but_thread),
    )


def _query(listing: Listing, today: date | None) -> Query:
    return parse(listing.query, today or datetime.now().astimezone().date())


def _asks_for_category(listing: Listing, query: Query) -> bool:
    return listing.category is not None or any(
        isinstance(literal.test, InCategory) for clause in query.clauses for literal in clause
    )


def _as_conditions(search: Search) -> tuple[Condition, ...]:
    if not search.match:
        return search.conditions
    stands = "{ordinal} IN (SELECT rowid FROM search WHERE search MATCH ?)"
    return (Condition(stands, (search.match,)), *search.conditions)
