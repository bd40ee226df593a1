from datetime import UTC, datetime, timedelta

import pytest

from emailassist.domain.account import Account
from emailassist.domain.draft import Choice, Draft, DraftState, OutboxState, Proposal
from emailassist.domain.errors import DraftNotReady, InputError
from emailassist.domain.ids import MessageId, MessageKey, Uid
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.triage import Written
from emailassist.store import accounts, arrivals, drafts, outbox, placements, sending
from emailassist.store.database import Database
from emailassist.store.outbox import Cover, Letter, Plan
from tests.support.mail import arrival, raw_message

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture
def key(db: Database, account: Account, inbox: Mailbox) -> MessageKey:
    return arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message())])[0]


def _proposal(body: str = "Hi Tom,\n\nyes.\n\nBest,\nClara") -> Proposal:
    return Proposal(body=body, language="en", written=Written.SKELETON)


def _letter(account: Account, message_id: str = "<out@x.example>") -> Letter:
    cover = Cover(
        account=account.id,
        message_id=MessageId(message_id),
        sender="clara@tallernorte.example",
        recipients=("tom@reed.example",),
        subject="Re: Oak samples",
    )
    return Letter(cover, b"...")


def _proposed(db: Database, key: MessageKey, proposal: Proposal) -> Draft:
    drafts.propose(db, key, proposal, NOW)
    found = drafts.draft_for(db, key)
    assert found is not None
    return found


def test_a_new_proposal_replaces_an_untouched_one_only(db: Database, key: MessageKey) -> None:
    first = _proposed(db, key, _proposal("first"))
    assert _proposed(db, key, _proposal("second")).proposal.body == "second"
    second = drafts.draft_for(db, key)
    assert second is not None
    assert second.key != first.key
    drafts.edit(db, second.key, "mine", NOW)
    assert _proposed(db, key, _proposal("third")).proposal.body == "mine"


def test_a_discarded_draft_does_not_come_back_with_the_next_triage(
    db: Database, key: MessageKey
) -> None:
    draft = _proposed(db, key, _proposal())
    sending.set_state(db, draft.key, DraftState.DISCARDED, NOW)
    drafts.propose(db, key, _proposal("again"), NOW)
    assert drafts.open_drafts(db) == ()
    restored = sending.set_state(db, draft.key, DraftState.EDITED, NOW)
    assert drafts.open_drafts(db) == (restored,)


@pytest.mark.parametrize("body", ["", "  \n", "Hi,\n\n‹1: choose an answer›\n", "on ‹date›"])
def test_a_draft_with_something_open_cannot_be_approved(
    db: Database, account: Account, key: MessageKey, body: str
) -> None:
    marker = "‹1: choose an answer›"
    proposal = Proposal(
        body=body,
        language="en",
        written=Written.SKELETON,
        choices=(Choice(marker, "Can you come?", ("Yes.", "No.")),),
    )
    draft = _proposed(db, key, proposal)
    with pytest.raises(DraftNotReady):
        sending.approve(db, draft, _letter(account), Plan(NOW), NOW)
    assert outbox.in_states(db, list(OutboxState)) == ()


def test_a_draft_is_approved_once(db: Database, account: Account, key: MessageKey) -> None:
    draft = _proposed(db, key, _proposal())
    sending.approve(db, draft, _letter(account), Plan(NOW), NOW)
    with pytest.raises(DraftNotReady):
        sending.approve(db, draft, _letter(account, "<other@x.example>"), Plan(NOW), NOW)
    assert len(outbox.in_states(db, list(OutboxState))) == 1


def test_what_is_approved_is_what_was_seen(db: Database, account: Account, key: MessageKey) -> None:
    seen = _proposed(db, key, _proposal())
    drafts.edit(db, seen.key, "changed meanwhile", NOW)
    with pytest.raises(DraftNotReady):
        sending.approve(db, seen, _letter(account), Plan(NOW), NOW)


def test_undo_works_until_sending_begins(db: Database, account: Account, key: MessageKey) -> None:
    draft = _proposed(db, key, _proposal())
    entry = sending.approve(db, draft, _letter(account), Plan(NOW + timedelta(seconds=10)), NOW)
    assert sending.withdraw(db, entry.key, NOW).state is DraftState.EDITED
    again = sending.approve(
        db, drafts.draft(db, draft.key), _letter(account, "<2@x.example>"), Plan(NOW), NOW
    )
    assert outbox.move(db, again.key, origin=OutboxState.QUEUED, to=OutboxState.CONNECTING)
    with pytest.raises(DraftNotReady):
        sending.withdraw(db, again.key, NOW)


@pytest.mark.parametrize("state", OutboxState)
def test_the_bytes_of_a_letter_are_kept_until_nothing_more_comes_of_it(
    db: Database, account: Account, key: MessageKey, state: OutboxState
) -> None:
    entry = sending.approve(db, _proposed(db, key, _proposal()), _letter(account), Plan(NOW), NOW)
    assert outbox.move(db, entry.key, origin=OutboxState.QUEUED, to=state)
    is_over = state in {OutboxState.FILED, OutboxState.WITHDRAWN}
    assert outbox.raw(db, entry.key) == (b"" if is_over else b"...")


def test_only_one_of_two_senders_takes_a_submission(
    db: Database, account: Account, key: MessageKey
) -> None:
    entry = sending.approve(db, _proposed(db, key, _proposal()), _letter(account), Plan(NOW), NOW)
    takes = [
        outbox.move(db, entry.key, origin=OutboxState.QUEUED, to=OutboxState.CONNECTING)
        for _ in range(2)
    ]
    assert takes == [True, False]
    assert outbox.submission(db, entry.key).attempts == 1


def test_a_letter_taken_back_is_the_draft_that_is_shown(
    db: Database, account: Account, key: MessageKey
) -> None:
    written = _proposed(db, key, _proposal("a long letter"))
    entry = sending.approve(db, written, _letter(account), Plan(NOW), NOW)
    sending.open_or_new(db, key, _proposal(""), NOW)
    sending.withdraw(db, entry.key, NOW)
    shown = drafts.draft_for(db, key)
    assert shown is not None
    assert shown.proposal.body == "a long letter"
    assert [each.key for each in drafts.open_drafts(db)] == [written.key]


def test_a_discarded_draft_taken_back_replaces_only_an_empty_one(
    db: Database, key: MessageKey
) -> None:
    first = _proposed(db, key, _proposal("first"))
    sending.set_state(db, first.key, DraftState.DISCARDED, NOW)
    second = sending.open_or_new(db, key, _proposal(""), NOW)
    drafts.edit(db, second.key, "second", NOW)
    sending.set_state(db, first.key, DraftState.EDITED, NOW + timedelta(seconds=1))
    shown = drafts.draft_for(db, key)
    assert shown is not None
    assert shown.proposal.body == "first"
    assert {each.proposal.body for each in drafts.open_drafts(db)} == {"first", "second"}


def test_a_sent_letter_does_not_hide_an_open_draft(
    db: Database, account: Account, key: MessageKey
) -> None:
    first = _proposed(db, key, _proposal())
    sending.approve(db, first, _letter(account), Plan(NOW), NOW)
    second = sending.open_or_new(db, key, _proposal(""), NOW)
    drafts.move(db, first.key, DraftState.SENT, NOW + timedelta(hours=1))
    shown = drafts.draft_for(db, key)
    assert shown is not None
    assert shown.key == second.key


@pytest.mark.parametrize(
    ("steps", "kept"), [("", False), ("discard", False), ("edit", True), ("send", True)]
)
def test_only_the_persons_own_work_keeps_a_message_that_the_server_lost(
    db: Database, account: Account, inbox: Mailbox, key: MessageKey, steps: str, *, kept: bool
) -> None:
    draft = _proposed(db, key, _proposal())
    if steps == "discard":
        sending.set_state(db, draft.key, DraftState.DISCARDED, NOW)
    if steps == "edit":
        drafts.edit(db, draft.key, "mine", NOW)
    if steps == "send":
        entry = sending.approve(db, draft, _letter(account), Plan(NOW), NOW)
        sending.withdraw(db, entry.key, NOW)
        sending.set_state(db, draft.key, DraftState.DISCARDED, NOW)
    placements.remove_places(db, inbox.id, [Uid(1)])
    assert placements.remove_homeless(db, account.id) == (not kept)


@pytest.mark.parametrize(
    "state",
    [
        OutboxState.QUEUED,
        OutboxState.CONNECTING,
        OutboxState.TRANSMITTING,
        OutboxState.UNCERTAIN,
    ],
)
def test_an_account_with_letters_under_way_is_not_removed(
    db: Database, account: Account, key: MessageKey, state: OutboxState
) -> None:
    entry = sending.approve(db, _proposed(db, key, _proposal()), _letter(account), Plan(NOW), NOW)
    outbox.move(db, entry.key, origin=OutboxState.QUEUED, to=state)
    with pytest.raises(InputError, match="1 message"):
        accounts.remove_account(db, account.id)
    assert outbox.submission(db, entry.key).entry.state is state
    outbox.move(db, entry.key, origin=state, to=OutboxState.FAILED)
    accounts.remove_account(db, account.id)
    assert accounts.accounts(db) == ()
