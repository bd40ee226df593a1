"""Drafts.

Owns: the table drafts. Must not: send (outbox) or write text.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from emailassist.domain.draft import Composition, Draft, DraftState, Proposal
from emailassist.domain.errors import DraftNotReady, NotFound
from emailassist.domain.ids import AccountId, DraftKey, MessageKey
from emailassist.store import codec

_OPEN = (DraftState.PROPOSED, DraftState.EDITED)


def propose(db: Database, key: MessageKey, proposal: Proposal | None, now: datetime) -> None:
    """Keep a new proposal in the place of an older one that the person has not touched.

    A draft that they edited, approved or discarded is theirs and stays as it is, and so does one
    of which there are several versions.
    """
    with db.atomic():
        latest = draft_for(db, key)
        if latest is not None and (
            latest.state is not DraftState.PROPOSED or _has_versions(db, latest.key)
        ):
            return
        db.execute(
            "DELETE FROM drafts WHERE reply_to = ? AND state = ?", [key, DraftState.PROPOSED.value]
        )
        if proposal is not None:
            add(db, key, proposal, DraftState.PROPOSED, now)


def _has_versions(db: Database, key: DraftKey) -> bool:
    rows = db.query("SELECT 1 AS found FROM draft_versions WHERE draft = ? LIMIT 1", [key])
    return next(iter(rows), None) is not None


def add(
    db: Database, key: MessageKey, proposal: Proposal, state: DraftState, now: datetime
) -> Draft:
    """Store a reply; raises NotFound when there is nothing to answer any more."""
    for row in db.query("SELECT account_id FROM messages WHERE id = ?", [key]):
        return _insert(db, AccountId(row["account_id"]), key, proposal, None, state, now)
    raise NotFound(f"Message {key} is not here (any more).")


def compose(
    db: Database,
    reply_to: MessageKey | None,
    proposal: Proposal,
    composition: Composition,
    now: datetime,
) -> Draft:
    """Store a draft that was begun in the composer."""
    account = composition.sender
    return _insert(db, account, reply_to, proposal, composition, DraftState.EDITED, now)


def _insert(
    db: Database,
    account: AccountId,
    reply_to: MessageKey | None,
    proposal: Proposal,
    composition: Composition | None,
    state: DraftState,
    now: datetime,
) -> Draft:
    cursor = db.execute(
        "INSERT INTO drafts(account_id, reply_to, proposal_json, composition_json, state, "
        "updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        [
            account,
            reply_to,
            codec.encode(Proposal, proposal),
            codec.encode(Composition, composition) if composition else None,
            state.value,
            codec.seconds(now),
        ],
    )
    return draft(db, DraftKey(int(cursor.lastrowid or 0)))


def draft(db: Database, key: DraftKey) -> Draft:
    """One draft; raises NotFound."""
    for row in db.query("SELECT * FROM drafts WHERE id = ?", [key]):
        return _draft(row)
    raise NotFound(f"There is no draft {key}.", hint="`emailassist drafts list` lists them.")


def draft_for(db: Database, key: MessageKey) -> Draft | None:
    """The draft that answers this message: an open one, else the one that changed last."""
    rows = db.query(
        "SELECT * FROM drafts WHERE reply_to = ? "
        "ORDER BY state IN (?, ?) DESC, updated_at DESC, id DESC LIMIT 1",
        [key, *(state.value for state in _OPEN)],
    )
    return next((_draft(row) for row in rows), None)


def open_drafts(db: Database) -> tuple[Draft, ...]:
    """Drafts that wait for the person, newest first."""
    rows = db.query(
        "SELECT * FROM drafts WHERE state IN (?, ?) ORDER BY updated_at DESC, id DESC",
        [state.value for state in _OPEN],
    )
    return tuple(_draft(row) for row in rows)


def compositions(db: Database) -> tuple[Draft, ...]:
    """Messages being written in the composer, and those saved on a server, newest first."""
    rows = db.query(
        "SELECT * FROM drafts WHERE composition_json IS NOT NULL AND state IN (?, ?) "
        "ORDER BY updated_at DESC, id DESC",
        [DraftState.EDITED.value, DraftState.SAVED.value],
    )
    return tuple(_draft(row) for row in rows)


def edit(
    db: Database, key: DraftKey, body: str, now: datetime, composition: Composition | None = None
) -> Draft:
    """Replace the text, and what is around it if given, with the person's.

    Raises DraftNotReady once it is approved.
    """
    with db.atomic():
        old = draft(db, key)
        if old.state not in _OPEN:
            raise DraftNotReady(f"Draft {key} is {old.state.value} and can no longer be edited.")
        around = composition or old.composition
        if old.proposal.body == body and old.composition == around:
            return old
        _set(
            db,
            replace(
                old,
                proposal=old.proposal.with_body(body),
                composition=around,
                state=DraftState.EDITED,
                updated_at=now,
            ),
        )
        return draft(db, key)


def repropose(db: Database, key: DraftKey, proposal: Proposal, now: datetime) -> Draft:
    """Put another proposal in a draft that is open; the person has chosen it.

    Raises DraftNotReady once it is approved.
    """
    old = draft(db, key)
    if old.state not in _OPEN:
        raise DraftNotReady(f"Draft {key} is {old.state.value} and can no longer be changed.")
    _set(db, replace(old, proposal=proposal, state=DraftState.EDITED, updated_at=now))
    return draft(db, key)


def move(db: Database, key: DraftKey, state: DraftState, now: datetime) -> Draft:
    """Put a draft into another state."""
    _set(db, replace(draft(db, key), state=state, updated_at=now))
    return draft(db, key)


def _set(db: Database, new: Draft) -> None:
    db.execute(
        "UPDATE drafts SET proposal_json = ?, composition_json = ?, state = ?, updated_at = ?, "
        "account_id = coalesce(?, account_id) WHERE id = ?",
        [
            codec.encode(Proposal, new.proposal),
            codec.encode(Composition, new.composition) if new.composition else None,
            new.state.value,
            codec.seconds(new.updated_at),
            new.composition.sender if new.composition else None,
            new.key,
        ],
    )


def _draft(row: dict[str, Any]) -> Draft:
    around = row["composition_json"]
    return Draft(
        key=DraftKey(row["id"]),
        reply_to=row["reply_to"],
        proposal=codec.decode(Proposal, row["proposal_json"]),
        state=codec.member(DraftState, row["state"]),
        updated_at=codec.moment(row["updated_at"]),
        composition=codec.decode(Composition, around) if around else None,
    )
