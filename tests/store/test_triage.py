import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from emailassist.domain.account import Account
from emailassist.domain.draft import Proposal
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.triage import (
    AgentRun,
    Correction,
    Cost,
    Fact,
    FactKind,
    Outcome,
    Priority,
    Summary,
    Tier,
    Triage,
    TriageWarning,
    Verdict,
    WarningKind,
    Written,
)
from emailassist.domain.views import UNSURE, Listing, TriageState
from emailassist.store import arrivals, drafts, listing, messages, results, triage
from emailassist.store.database import Database
from tests.support.mail import arrival, raw_message

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)

VERDICT = Verdict(Tier.AGENTS, "classifier", "fyi", Priority.NORMAL, False, 0.8, "It informs.")  # noqa: FBT003
TRIAGE = Triage(
    verdict=VERDICT,
    language="en",
    summary=Summary("The samples are ready.", Written.EXTRACTED),
    facts=(Fact(FactKind.DATE, "18 Nov", 3, 9, "2026-11-18"),),
    warnings=(TriageWarning(WarningKind.INJECTION, "It talks to assistants."),),
    trail=(VERDICT,),
    cost=Cost(3, 400, 50, 0.7),
    model="local",
)
RUN = AgentRun("classifier", "local", "abc", Cost(1, 100, 10, 0.1), Outcome.ANSWERED)


@pytest.fixture
def key(db: Database, account: Account, inbox: Mailbox) -> MessageKey:
    return arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])[0]


def test_a_triage_comes_back_as_it_was_kept(db: Database, key: MessageKey) -> None:
    triage.keep_triage(db, key, TRIAGE, [RUN], NOW)
    assert triage.standing(db, key) == triage.Standing(TriageState.DONE, TRIAGE, "")
    assert db.table("runs").count == 1
    assert messages.untriaged(db) == ()


def test_failures_come_last_and_unasked_only_if_they_may_pass(
    db: Database, account: Account, inbox: Mailbox, key: MessageKey
) -> None:
    raws = [raw_message(message_id=f"<{number}@later.example>") for number in (2, 3)]
    mail = [arrival(uid, raw) for uid, raw in enumerate(raws, 2)]
    offline, broken = arrivals.add_arrivals(db, account.id, inbox.id, mail)
    triage.keep_failure(db, offline, "Nobody answers.", passing=True)
    triage.keep_failure(db, broken, "Nothing of use.")
    assert messages.untriaged(db) == (key, broken, offline)
    assert messages.untriaged(db, retry_failed=False) == (key, offline)
    triage.keep_failure(db, offline, "Nothing of use.")
    assert messages.untriaged(db, retry_failed=False) == (key,)


def test_corrections_win_over_the_next_triage(db: Database, key: MessageKey) -> None:
    triage.keep_triage(db, key, TRIAGE, [], NOW)
    triage.keep_correction(db, key, Correction(category="personal"), NOW)
    triage.keep_correction(db, key, Correction(needs_reply=True), NOW)
    triage.keep_triage(db, key, replace(TRIAGE, model="other"), [], NOW)
    verdict = _verdict(db, key)
    assert (verdict.tier, verdict.category, verdict.needs_reply) == (Tier.PERSON, "personal", True)
    assert listing.list_keys(db, Listing(category="personal")) == (key,)


def test_a_correction_can_be_taken_back(db: Database, key: MessageKey) -> None:
    triage.keep_triage(db, key, TRIAGE, [], NOW)
    triage.keep_correction(db, key, Correction(category="personal"), NOW)
    triage.keep_correction(db, key, Correction(category="spam-phishing"), NOW)
    triage.withdraw_correction(db, key, NOW)
    assert _verdict(db, key).category == "personal"
    triage.withdraw_correction(db, key, NOW)
    assert _verdict(db, key) == VERDICT


def test_failure_is_kept_until_triage_succeeds(db: Database, key: MessageKey) -> None:
    triage.keep_failure(db, key, "The endpoint is down.")
    assert triage.standing(db, key).problem == "The endpoint is down."
    assert listing.sidebar(db).untriaged == 1
    assert messages.untriaged(db) == (key,)
    triage.keep_triage(db, key, TRIAGE, [], NOW)
    assert triage.standing(db, key).problem == ""


def test_what_nobody_decided_is_counted_as_unsure(db: Database, key: MessageKey) -> None:
    undecided = replace(TRIAGE, verdict=replace(VERDICT, category=None))
    triage.keep_triage(db, key, undecided, [], NOW)
    assert listing.sidebar(db).categories == ((UNSURE, 1),)
    assert listing.list_keys(db, Listing(category=UNSURE)) == (key,)


def _verdict(db: Database, key: MessageKey) -> Verdict:
    found = triage.standing(db, key).triage
    assert found is not None
    return found.verdict


def test_a_triage_and_its_draft_are_kept_together(db: Database, key: MessageKey) -> None:
    proposal = Proposal("Hi Tom,\n", "en", Written.SKELETON)
    db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON drafts BEGIN SELECT raise(ABORT, 'disk full'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="disk full"):
        results.keep_result(db, key, TRIAGE, proposal, [RUN], NOW)
    assert triage.standing(db, key).triage is None
    db.execute("DROP TRIGGER full")
    results.keep_result(db, key, TRIAGE, proposal, [RUN], NOW)
    assert triage.standing(db, key).triage == TRIAGE
    kept = drafts.draft_for(db, key)
    assert kept is not None
    assert kept.proposal == proposal
