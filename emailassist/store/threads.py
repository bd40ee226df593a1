"""Which thread a message belongs to (RFC 5322 References; the idea of RFC 8621 section 3).

Owns: the table threads and the joining of threads. Must not: parse headers.
"""

from collections.abc import Sequence

from sqlite_utils import Database

from emailassist.domain.ids import AccountId, MessageId, ThreadKey

_SUBJECT_WINDOW = 60 * 24 * 3600
"""Seconds within which an equal subject may join a message without References to a thread."""


def thread_for(
    db: Database,
    account: AccountId,
    *,
    message_id: MessageId | None,
    references: Sequence[MessageId],
    base_subject: str,
    loose: bool,
    people: frozenset[str],
    date: int,
) -> ThreadKey:
    """The thread for a new message, joining threads that it proves to be one.

    A thread matches when it holds a message this one refers to, or one that refers to this.
    A `loose` message (a reply by its subject, but without any References) may join, or be
    joined, by subject with somebody in common within sixty days. Must run in a transaction.
    """
    found = _by_references(db, account, message_id, references)
    if not found and not references and base_subject:
        found = _by_subject(db, account, base_subject, people, date, among_loose=not loose)
    if not found:
        cursor = db.execute("INSERT INTO threads(account_id) VALUES (?)", [account])
        return ThreadKey(int(cursor.lastrowid or 0))
    kept, *others = sorted(found)
    for other in others:
        db.execute("UPDATE messages SET thread_id = ? WHERE thread_id = ?", [kept, other])
        db.execute("DELETE FROM threads WHERE id = ?", [other])
    return ThreadKey(kept)


def _by_references(
    db: Database,
    account: AccountId,
    message_id: MessageId | None,
    references: Sequence[MessageId],
) -> set[int]:
    """Threads holding what this message refers to, what refers to it, or a sibling."""
    found: set[int] = set()
    named = [*references, *([message_id] if message_id else [])]
    for name in named:
        rows = db.query(
            "SELECT thread_id FROM messages WHERE account_id = :account AND message_id = :name "
            "UNION SELECT m.thread_id FROM message_references r JOIN messages m "
            "ON m.id = r.message WHERE m.account_id = :account AND r.refers_to = :name",
            {"account": account, "name": name},
        )
        found.update(row["thread_id"] for row in rows)
    return found


def _by_subject(
    db: Database,
    account: AccountId,
    subject: str,
    people: frozenset[str],
    date: int,
    *,
    among_loose: bool,
) -> set[int]:
    """The nearest thread with this subject that somebody of this message took part in."""
    rows = db.query(
        "SELECT thread_id, people FROM messages WHERE account_id = ? AND base_subject = ? "
        "AND abs(date - ?) < ? AND loose >= ? ORDER BY abs(date - ?) LIMIT 50",
        [account, subject, date, _SUBJECT_WINDOW, int(among_loose), date],
    )
    for row in rows:
        if people & frozenset(row["people"].casefold().split()):
            return {row["thread_id"]}
    return set()
