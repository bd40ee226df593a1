from dataclasses import replace
from datetime import UTC, datetime

import pytest

from emailassist.domain.account import Account
from emailassist.domain.draft import Draft, DraftState, Proposal
from emailassist.domain.errors import DraftNotReady, NotFound
from emailassist.domain.ids import VersionKey
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.triage import Written
from emailassist.store import arrivals, drafts, versions
from emailassist.store.database import Database
from tests.support.mail import arrival, raw_message

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
FIRST = Proposal("Hi Tom,\n\nyes.\n", "en", Written.MODEL)


@pytest.fixture
def draft(db: Database, account: Account, inbox: Mailbox) -> Draft:
    (key,) = arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])
    return drafts.add(db, key, FIRST, DraftState.PROPOSED, NOW)


def test_no_text_is_ever_lost(db: Database, draft: Draft) -> None:
    shorter = replace(FIRST, body="Yes.")
    added = versions.add(db, draft.key, "shorter", "", shorter, NOW)
    assert drafts.draft(db, draft.key).proposal == FIRST  # proposed only
    drafts.edit(db, draft.key, "Hi Tom,\n\nyes, gladly.\n", NOW)
    used = versions.use(db, added.key, NOW)
    assert (used.proposal, used.state) == (shorter, DraftState.EDITED)
    found = versions.versions(db, draft.key)
    assert [(each.label, each.proposal.body) for each in found] == [
        ("first", FIRST.body),
        ("shorter", "Yes."),
        ("yours", "Hi Tom,\n\nyes, gladly.\n"),
    ]
    assert [each.current for each in found] == [False, True, False]
    versions.use(db, found[2].key, NOW)
    assert len(versions.versions(db, draft.key)) == 3
    assert drafts.draft(db, draft.key).proposal.body == "Hi Tom,\n\nyes, gladly.\n"


def test_triage_does_not_replace_a_draft_with_versions(db: Database, draft: Draft) -> None:
    assert draft.reply_to is not None
    versions.add(db, draft.key, "again", "", replace(FIRST, body="Sure."), NOW)
    drafts.propose(db, draft.reply_to, replace(FIRST, body="New."), NOW)
    assert drafts.draft(db, draft.key).proposal == FIRST


def test_what_is_under_way_is_not_changed(db: Database, draft: Draft) -> None:
    added = versions.add(db, draft.key, "again", "", replace(FIRST, body="Sure."), NOW)
    drafts.move(db, draft.key, DraftState.APPROVED, NOW)
    with pytest.raises(DraftNotReady):
        versions.use(db, added.key, NOW)
    with pytest.raises(NotFound):
        versions.use(db, VersionKey(99), NOW)
