"""Messages as rules of the person's own look at them, and what such rules say of stored ones.

Owns: the queries and the changed verdicts. Must not: decide, or parse MIME.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.rule import Fired
from emailassist.domain.triage import Tier, Triage, Verdict
from emailassist.store import codec, triage

_HEAD = 16_384
"""Octets in which the header fields of a message are looked for."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A message of somebody else, as far as the store knows it without reading its bytes."""

    key: MessageKey
    account: AccountId
    sender: Address
    recipients: tuple[Address, ...]
    subject: str
    attachment: bool


def stored(db: Database) -> Iterator[Stored]:
    """All messages of others, newest first."""
    rows = db.query(
        "SELECT id, account_id, sender_name, sender_email, recipients_json, subject, "
        "has_attachments FROM messages WHERE mine = 0 ORDER BY ordinal DESC"
    )
    for row in rows:
        yield Stored(
            MessageKey(row["id"]),
            AccountId(row["account_id"]),
            Address(row["sender_name"], row["sender_email"]),
            codec.decode(tuple[Address, ...], row["recipients_json"]),
            row["subject"],
            bool(row["has_attachments"]),
        )


def text(db: Database, key: MessageKey) -> str:
    """The text of a message as it is searched."""
    rows = db.query(
        "SELECT s.body FROM messages m JOIN search s ON s.rowid = m.ordinal WHERE m.id = ?", [key]
    )
    return next((str(row["body"]) for row in rows), "")


def head(db: Database, key: MessageKey) -> bytes:
    """The start of a message's bytes, b"" while they are on the server only."""
    rows = db.query("SELECT substr(raw, 1, ?) AS head FROM sources WHERE message = ?", [_HEAD, key])
    return next((bytes(row["head"]) for row in rows), b"")


def written_to(db: Database) -> frozenset[tuple[AccountId, str]]:
    """Whom the person has written to from which account, as `Address.key`."""
    rows = db.query(
        "SELECT DISTINCT m.account_id, json_extract(r.value, '$.email') AS email "
        "FROM messages m, json_each(m.recipients_json) r WHERE m.mine = 1"
    )
    return frozenset((AccountId(row["account_id"]), row["email"].casefold()) for row in rows)


def rule_on(
    db: Database,
    keys: Iterable[MessageKey],
    change: Callable[[Verdict], Verdict],
    fired: Fired,
    now: datetime,
) -> tuple[MessageKey, ...]:
    """Put a rule's word in force for triaged messages; those that changed.

    What the person corrected stays, and each earlier verdict is kept in the trail.
    """
    changed = []
    with db.atomic():
        for key in keys:
            found = triage.standing(db, key).triage
            if found is None or found.verdict.tier is Tier.PERSON:
                continue
            verdict = change(found.verdict)
            others = tuple(each for each in found.fired if each.rule != fired.rule)
            ruled = replace(
                found,
                verdict=verdict,
                trail=(*found.trail, verdict),
                fired=(fired, *others),
            )
            triage.keep_changed(db, key, ruled, now)
            changed.append(key)
    return tuple(changed)


def withdraw(db: Database, name: str, now: datetime) -> tuple[MessageKey, ...]:
    """Take a rule's word back; those that changed.

    What was in force before it is again; where nothing was, the message waits for triage.
    """
    rows = db.query(
        "SELECT DISTINCT t.message FROM triage t, json_each(t.triage_json, '$.fired') f "
        "WHERE json_extract(f.value, '$.rule') = ? AND json_extract(f.value, '$.own') = 1",
        [name],
    )
    keys = [MessageKey(row["message"]) for row in rows]
    changed = []
    with db.atomic():
        for key in keys:
            found = triage.standing(db, key).triage
            if found is None:
                continue
            before = _without(found, name)
            if before is None:
                db.execute("DELETE FROM triage WHERE message = ?", [key])
            else:
                triage.keep_changed(db, key, before, now)
            changed.append(key)
    return tuple(changed)


def _without(found: Triage, name: str) -> Triage | None:
    """The triage as it was without that rule; None if nobody else has decided."""

    def is_its(verdict: Verdict) -> bool:
        return verdict.tier is Tier.RULES and verdict.decided_by == name

    trail = tuple(each for each in found.trail if not is_its(each))
    fired = tuple(each for each in found.fired if each.rule != name)
    if not is_its(found.verdict):
        return replace(found, trail=trail, fired=fired)
    if not trail:
        return None
    return replace(found, verdict=trail[-1], trail=trail, fired=fired)
