"""Messages that are met again without their bytes: moved, copied, or in a renumbered mailbox.

Owns: when a message counts as known before its bytes are here. Must not: insert anything.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.ids import AccountId, MailboxId, MessageId, MessageKey, Uid

Marks = tuple[MessageId | None, int, str, str, str, int]
"""Message-ID, size, subject, sender, recipients (JSON) and date, as the store has them."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a mailbox tells of a message; `received_at` (INTERNALDATE) in seconds."""

    uid: Uid
    marks: Marks
    received_at: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message of the store that may be met again; a `homeless` one lies nowhere any more."""

    key: MessageKey
    received_at: int
    homeless: bool


Candidates = Mapping[Marks, Sequence[Candidate]]


def candidates(
    db: Database, account: AccountId, mailbox: MailboxId, names: Iterable[MessageId]
) -> Candidates:
    """Messages with these Message-IDs that have no place in the mailbox (one to come is none)."""
    rows = db.conn.execute(
        "SELECT m.message_id, m.size, m.subject, m.sender_email, m.recipients_json, m.date, "
        "m.id, m.received_at, "
        "NOT EXISTS (SELECT 1 FROM placements p WHERE p.message = m.id AND p.uid > 0) "
        "FROM messages m WHERE m.account_id = ? "
        "AND m.message_id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 "
        "FROM placements p WHERE p.message = m.id AND p.mailbox_id = ? AND p.uid > 0)",
        [account, json.dumps(sorted(names)), mailbox],
    )
    found: dict[Marks, list[Candidate]] = defaultdict(list)
    for *marks, key, received_at, homeless in rows:
        found[tuple(marks)].append(Candidate(MessageKey(key), received_at, bool(homeless)))
    return found


def recognised(candidates: Candidates, seen: Sequence[Sight]) -> dict[Uid, MessageKey]:
    """Which of these are known messages: of equal Message-ID, size and envelope.

    As bytes are not compared, only one that has no place in that mailbox is recognised, and only
    if it arrived in the same second, or lies nowhere any more. Whatever is left in doubt is
    none: its bytes come again and tell.
    """
    known: dict[Uid, MessageKey] = {}
    taken: set[MessageKey] = set()
    for each in seen:
        free = [one for one in candidates.get(each.marks, ()) if one.key not in taken]
        one = _one_of(free, each.received_at)
        if one is not None:
            known[each.uid] = one
            taken.add(one)
    return known


def _one_of(candidates: Sequence[Candidate], received_at: int) -> MessageKey | None:
    same = [each for each in candidates if each.received_at == received_at]
    fitting = same or [each for each in candidates if each.homeless]
    return fitting[0].key if len(fitting) == 1 else None
