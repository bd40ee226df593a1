"""The person's word about drafts, each a transaction over drafts and outbox together.

Owns: starting, approving, taking back and discarding, and noting that a letter went out.
Must not: build or send a message.
"""

from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.draft import (
    Draft,
    DraftState,
    OutboxEntry,
    OutboxState,
    Proposal,
    Purpose,
)
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import DraftKey, MessageKey, OutboxKey
from emailassist.domain.mailbox import ANSWERED, FORWARDED
from emailassist.store import drafts, enclosures, intents, messages, outbox
from emailassist.store.outbox import Letter, Plan, Submission


def open_or_new(db: Database, key: MessageKey, empty: Proposal, now: datetime) -> Draft:
    """The open draft that answers a message, else a new one."""
    with db.atomic():
        latest = drafts.draft_for(db, key)
        if latest is not None and latest.is_open:
            return latest
        return drafts.add(db, key, empty, DraftState.EDITED, now)


def approve(db: Database, draft: Draft, letter: Letter, plan: Plan, now: datetime) -> OutboxEntry:
    """Queue the letter made of this draft; raises DraftNotReady if the draft changed since."""
    with db.atomic():
        current = drafts.draft(db, draft.key)
        seen = (draft.proposal.body, draft.composition)
        if (current.proposal.body, current.composition) != seen:
            raise DraftNotReady(f"Draft {draft.key} was changed meanwhile; look at it again.")
        if plan.purpose is Purpose.SEND:
            current.check_ready()
        drafts.move(db, draft.key, DraftState.APPROVED, now)
        return outbox.enqueue(db, draft.key, letter, plan)


def withdraw(db: Database, key: OutboxKey, now: datetime) -> Draft:
    """Take a submission back to a draft while it waits, or after it failed."""
    with db.atomic():
        entry = outbox.submission(db, key).entry
        for origin in (OutboxState.QUEUED, OutboxState.FAILED):
            if outbox.move(db, key, origin=origin, to=OutboxState.WITHDRAWN):
                return _reopen(db, entry.draft, now)
        raise DraftNotReady("It is too late to take this back: it is on its way or was sent.")


def set_state(db: Database, key: DraftKey, state: DraftState, now: datetime) -> Draft:
    """Discard or restore a draft; raises DraftNotReady when it is on its way."""
    with db.atomic():
        old = drafts.draft(db, key)
        if old.state in {DraftState.APPROVED, DraftState.SENT}:
            raise DraftNotReady(f"Draft {key} is {old.state.value}.")
        if state is DraftState.EDITED:
            return _reopen(db, key, now)
        return drafts.move(db, key, state, now)


def _reopen(db: Database, key: DraftKey, now: datetime) -> Draft:
    """Open the draft again; empty ones that were begun meanwhile make way."""
    reopened = drafts.move(db, key, DraftState.EDITED, now)
    for other in drafts.open_drafts(db):
        same = other.reply_to is not None and other.reply_to == reopened.reply_to
        is_rival = same and other.key != key
        if is_rival and not other.proposal.body.strip():
            drafts.move(db, other.key, DraftState.DISCARDED, now)
    return reopened


def accepted(db: Database, sub: Submission, origin: OutboxState, now: datetime) -> bool:
    """Note that the server took the letter, if it still is in `origin`; whether it was."""
    with db.atomic():
        if not outbox.move(db, sub.entry.key, origin=origin, to=OutboxState.ACCEPTED):
            return False
        drafts.move(db, sub.entry.draft, DraftState.SENT, now)
        enclosures.forget(db, sub.entry.draft)
        for key, flag in ((sub.reply_to, ANSWERED), (sub.forwards, FORWARDED)):
            if key is not None and messages.is_here(db, key):
                intents.set_flag(db, key, flag, on=True)
        return True


def saved(db: Database, sub: Submission, now: datetime) -> bool:
    """Note that the draft lies on the server; whether it still was on its way there."""
    with db.atomic():
        key, origin = sub.entry.key, OutboxState.CONNECTING
        if not outbox.move(db, key, origin=origin, to=OutboxState.FILED):
            return False
        drafts.move(db, sub.entry.draft, DraftState.SAVED, now)
        return True
