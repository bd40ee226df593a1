"""What surrounds a message: its thread, past replies to its sender, whether I know them.

Owns: the queries that gather a triage task. Must not: parse or decide.
"""

from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.message import Stage
from emailassist.domain.task import SentReply, Turn
from emailassist.store import codec

_TURNS = 20
_REPLIES = 40


@dataclass(frozen=True, slots=True)
class Context:
    """The stored surroundings of one message, ready for a `TriageTask`."""

    known_sender: bool
    answered: bool
    thread: tuple[Turn, ...]
    sent_replies: tuple[SentReply, ...]
    so_far: str
    folded: int


def context(db: Database, key: MessageKey, account: AccountId) -> Context:
    """Gather what triage needs to know besides the message itself."""
    (row,) = db.query(
        "SELECT thread_id, date, sender_email, message_id FROM messages WHERE id = ?", [key]
    )
    sender = row["sender_email"].casefold()
    replies = _replies(db, account)
    so_far, until = _summed_up(db, row["thread_id"], row["date"], key)
    placed = _turns(db, row["thread_id"], row["date"], key)
    return Context(
        known_sender=_known(db, account, sender),
        answered=_answered(db, account, row["message_id"]),
        thread=tuple(turn for _, turn in placed),
        sent_replies=tuple(sorted(replies, key=lambda each: sender not in each.to)),
        so_far=so_far,
        folded=sum(place <= until for place, _ in placed),
    )


def unread(db: Database, key: MessageKey, account: AccountId) -> tuple[MessageKey, ...]:
    """Which of the messages around have yet to be read for what their senders wrote."""
    rows = db.query(
        "SELECT id FROM (SELECT m.id, m.stage FROM messages m "
        "JOIN messages k ON k.thread_id = m.thread_id AND m.date <= k.date "
        "WHERE k.id = ? AND m.id != k.id ORDER BY m.date DESC, m.id DESC LIMIT ?) "
        "WHERE stage = ? UNION SELECT id FROM (SELECT id, stage FROM messages "
        "WHERE account_id = ? AND mine = 1 ORDER BY date DESC LIMIT ?) WHERE stage = ?",
        [key, _TURNS, Stage.INDEXED, account, _REPLIES, Stage.INDEXED],
    )
    return tuple(MessageKey(row["id"]) for row in rows)


_Place = tuple[int, int]
"""Where a message stands in its thread: its date and key."""


def _summed_up(db: Database, thread: int, before: int, key: MessageKey) -> tuple[str, _Place]:
    """The newest summary of the thread before this message, and up to where it goes."""
    rows = db.query(
        "SELECT m.date, m.id, json_extract(t.triage_json, '$.conversation.text') AS text "
        "FROM messages m JOIN triage t ON t.message = m.id "
        "WHERE m.thread_id = ? AND m.id != ? AND m.date <= ? AND text IS NOT NULL "
        "ORDER BY m.date DESC, m.id DESC LIMIT 1",
        [thread, key, before],
    )
    return next(((row["text"], (row["date"], row["id"])) for row in rows), ("", (-1, -1)))


def _turns(
    db: Database, thread: int, before: int, key: MessageKey
) -> tuple[tuple[_Place, Turn], ...]:
    rows = db.query(
        "SELECT id, sender_name, sender_email, date, mine, own_text FROM messages "
        "WHERE thread_id = ? AND id != ? AND date <= ? ORDER BY date DESC, id DESC LIMIT ?",
        [thread, key, before, _TURNS],
    )
    turns = [
        (
            (row["date"], row["id"]),
            Turn(
                sender=Address(row["sender_name"], row["sender_email"]),
                date=codec.moment(row["date"]),
                mine=bool(row["mine"]),
                text=row["own_text"],
                key=MessageKey(row["id"]),
            ),
        )
        for row in rows
    ]
    return tuple(reversed(turns))


def _replies(db: Database, account: AccountId) -> list[SentReply]:
    rows = db.query(
        "SELECT recipients_json, own_text FROM messages WHERE account_id = ? AND mine = 1 "
        "ORDER BY date DESC LIMIT ?",
        [account, _REPLIES],
    )
    return [
        SentReply(
            to=tuple(
                each.key for each in codec.decode(tuple[Address, ...], row["recipients_json"])
            ),
            text=row["own_text"],
        )
        for row in rows
    ]


def _known(db: Database, account: AccountId, sender: str) -> bool:
    """Whether I have ever written to that address."""
    rows = db.query(
        "SELECT 1 AS found FROM messages m, json_each(m.recipients_json) r "
        "WHERE m.account_id = ? AND m.mine = 1 "
        "AND lower(json_extract(r.value, '$.email')) = ? LIMIT 1",
        [account, sender],
    )
    return next(iter(rows), None) is not None


def _answered(db: Database, account: AccountId, message_id: str | None) -> bool:
    """Whether a message of mine refers to this one as its parent."""
    if not message_id:
        return False
    rows = db.query(
        "SELECT 1 AS found FROM message_references r JOIN messages m ON m.id = r.message "
        "WHERE r.refers_to = ? AND m.account_id = ? AND m.mine = 1 LIMIT 1",
        [message_id, account],
    )
    return next(iter(rows), None) is not None
