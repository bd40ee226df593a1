"""The person's word about drafts, each a transaction over drafts and outbox together.

Owns: starting, approving, taking back and discarding. Must not: build or send a message.
"""

from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.draft import (
    Draft,
    DraftState,
    OutboxEntry,
    OutboxState,
    Proposal,
)
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import DraftKey, MessageKey, OutboxKey
from emailassist.store import drafts, outbox
from emailassist.store.outbox import Letter


def open_or_new(db: Database, key: MessageKey, empty: Proposal, now: datetime) -> Draft:
    """The open draft that answers a message, else a new one."""
    with db.atomic():
        latest = drafts.draft_for(db, key)
        if latest is not None and latest.is_open:
            return latest
        return drafts.add(db, key, empty, DraftState.EDITED, now)


def approve(
    db: Database, draft: Draft, letter: Letter, send_at: datetime, now: datetime
) -> OutboxEntry:
    """Queue the letter made of this draft; raises DraftNotReady if the draft changed since."""
    with db.atomic():
        current = drafts.draft(db, draft.key)
        if current.proposal.body != draft.proposal.body:
            raise DraftNotReady(f"Draft {draft.key} was changed meanwhile; look at it again.")
        current.check_ready()
        drafts.move(db, draft.key, DraftState.APPROVED, now)
        return outbox.enqueue(db, draft.key, letter, send_at)


def withdraw(db: Database, key: OutboxKey, now: datetime) -> Draft:
    """Take a submission back to a draft while it waits, or after it failed."""
    with db.atomic():
        entry = outbox.submission(db, key).entry
        for origin in (OutboxState.QUEUED, OutboxState.FAILED):
            if outbox.move(db, key, origin=origin, to=OutboxState.WITHDRAWN):
                return drafts.move(db, entry.draft, DraftState.EDITED, now)
        raise DraftNotReady("It is too late to take this back: it is on its way or was sent.")


def set_state(db: Database, key: DraftKey, state: DraftState, now: datetime) -> Draft:
    """Discard or restore a draft; raises DraftNotReady when it is on its way."""
    with db.atomic():
        old = drafts.draft(db, key)
        if old.state in {DraftState.APPROVED, DraftState.SENT}:
            raise DraftNotReady(f"Draft {key} is {old.state.value}.")
        return drafts.move(db, key, state, now)
