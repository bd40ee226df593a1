"""A scripted engine in memory: the same methods as the real one, and a record of every call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from emailassist.domain.account import (
    Account,
    NewAccount,
    SecretKind,
    SecretSource,
    Security,
    Server,
)
from emailassist.domain.address import Address
from emailassist.domain.draft import (
    Choice,
    Draft,
    DraftState,
    OutboxEntry,
    OutboxState,
    Proposal,
)
from emailassist.domain.endpoint import ON_DEVICE
from emailassist.domain.errors import EmailAssistError, NotFound
from emailassist.domain.events import ChangeSet, Event, Job
from emailassist.domain.ids import (
    AccountId,
    DraftKey,
    MailboxId,
    MessageKey,
    OutboxKey,
    ThreadKey,
    UidValidity,
)
from emailassist.domain.mailbox import Mailbox, Role
from emailassist.domain.message import Envelope, ParsedMessage
from emailassist.domain.triage import (
    Correction,
    Cost,
    Fact,
    Priority,
    Summary,
    Tier,
    Triage,
    TriageWarning,
    Verdict,
    Written,
)
from emailassist.domain.views import (
    KeyPage,
    Listing,
    MessageDetail,
    MessageRow,
    Sidebar,
    TriageState,
)
from emailassist.mime.recipients import Recipients
from emailassist.mime.sanitize import SafeHtml
from tests.gui.fake_actions import FakeActions
from tests.gui.fake_backlog import FakeBacklog
from tests.gui.fake_composer import FakeComposer
from tests.gui.fake_conversations import FakeConversations
from tests.gui.fake_drafting import FakeDrafting, FakeNotes
from tests.gui.fake_egress import FakeEgress
from tests.gui.fake_fetching import FakeFetching
from tests.gui.fake_instructions import CATEGORIES, FakeInstructions
from tests.gui.fake_learning import FakeLearned, FakeLearning
from tests.gui.fake_models import FakeModels
from tests.gui.fake_preferences import FakePreferences
from tests.gui.fake_quality import FakeQuality, FakeWeekly
from tests.gui.fake_rules import FakeRules
from tests.gui.fake_search import FakeEmbedding, FakeSearch
from tests.gui.fake_setup import FakeSetup
from tests.gui.fake_traces import FakeTraces
from tests.gui.fake_transfer import FakeTransfer
from tests.gui.fake_usage import FakeUsage

NOW = datetime.now(UTC)
ME = Address("Dana Brook", "dana@brookdesign.example")
ACCOUNT = Account(
    name="Studio",
    address=ME,
    imap=Server("mail.brookdesign.example", 993, Security.TLS),
    smtp=Server("mail.brookdesign.example", 465, Security.TLS),
    username="dana",
    secret=SecretSource(SecretKind.ENVIRONMENT, "NOWHERE"),
    id=AccountId(1),
)


def row(key: int, **changes: Any) -> MessageRow:
    """A plain, read, triaged message; `changes` are fields of MessageRow."""
    plain = MessageRow(
        key=MessageKey(key),
        thread=ThreadKey(key),
        account=ACCOUNT.id,
        sender=Address(f"Sender {key}", f"sender{key}@example.org"),
        recipients=(ME,),
        mine=False,
        subject=f"Subject {key}",
        date=NOW - timedelta(hours=key),
        snippet=f"Beginning of message {key}",
        summary=f"Summary of message {key}",
        category="fyi",
        priority=Priority.NORMAL,
        needs_reply=False,
        tier=Tier.AGENTS,
        triage=TriageState.DONE,
        seen=True,
        answered=False,
        flagged=False,
        has_attachments=False,
        has_draft=False,
    )
    return replace(plain, **changes)


def message(shown: MessageRow, text: str, **changes: Any) -> ParsedMessage:
    """The parsed message behind a row; `changes` are fields of ParsedMessage."""
    envelope = Envelope(None, shown.subject, shown.sender, (), (ME,), (), shown.date, (), ())
    plain = ParsedMessage(envelope, (), text, text, "", "", None, "")
    return replace(plain, **changes)


def triage(
    category: str | None = "fyi",
    *,
    facts: tuple[Fact, ...] = (),
    warnings: tuple[TriageWarning, ...] = (),
    summary: str = "A sentence of the message.",
    **changes: Any,
) -> Triage:
    """A triage by the agents; `changes` are fields of Verdict."""
    verdict = Verdict(
        Tier.AGENTS,
        "classifier",
        category,
        Priority.NORMAL,
        needs_reply=False,
        confidence=0.93,
        reason="It tells, not asks.",
    )
    verdict = replace(verdict, **changes)
    rules = replace(
        verdict, tier=Tier.RULES, decided_by="headers", category=None, reason="No header decides."
    )
    return Triage(
        verdict,
        "en",
        Summary(summary, Written.EXTRACTED),
        facts,
        warnings,
        (rules, verdict),
        Cost(2, 812, 41, 0.7),
        ON_DEVICE,
    )


def draft(key: int, reply_to: int, body: str, *choices: Choice, **changes: Any) -> Draft:
    """A proposed draft."""
    proposal = Proposal(body, "en", Written.SKELETON, choices)
    made = Draft(DraftKey(key), MessageKey(reply_to), proposal, DraftState.PROPOSED, NOW)
    return replace(made, **changes)


_PARTS = ("html", "quoted", "signature", "attachments", "calendar", "defects", "protection")


def _answered(draft: Draft) -> MessageKey:
    assert draft.reply_to is not None
    return draft.reply_to


@dataclass(frozen=True, slots=True)
class Call:
    """One method that was called, with its arguments."""

    name: str
    arguments: tuple[Any, ...]


class FakeEngine:
    """Holds what the window shows; a test sets it up, and reads `calls` afterwards."""

    def __init__(self) -> None:
        self.preferences = FakePreferences()
        self.setup = FakeSetup(self)
        self.transfer = FakeTransfer()
        self.traces = FakeTraces()
        self.egress = FakeEgress()
        self.usage = FakeUsage()
        self.drafting = FakeDrafting(self)
        self.notes = FakeNotes()
        self.rules = FakeRules(CATEGORIES)
        self.backlog = FakeBacklog()
        self.conversations = FakeConversations()
        self.learned = FakeLearned()
        self.learning = FakeLearning(self.learned, self.tell)
        self.quality = FakeQuality(self.tell)
        self.weekly = FakeWeekly()
        self.calls: list[Call] = []
        self.cancelled: list[Job] = []
        self.listeners: list[Callable[[Event], None]] = []
        self.all_accounts: tuple[Account, ...] = (ACCOUNT,)
        self.inbox: list[MessageKey] = []
        self.mailboxes_known = True
        self.elsewhere: set[MailboxId] = set()
        """Mailboxes that hold the same messages as the inbox."""
        self.by_key: dict[MessageKey, MessageRow] = {}
        self.details: dict[MessageKey, MessageDetail] = {}
        self.html: dict[MessageKey, SafeHtml] = {}
        self.images: dict[str, tuple[str, bytes]] = {}
        self.enclosed_messages: dict[tuple[int, ...], ParsedMessage] = {}
        self.hits: dict[str, tuple[MessageKey, ...]] = {}
        self.waiting: dict[OutboxKey, OutboxEntry] = {}
        self.instructions = FakeInstructions(self._note)
        self.search = FakeSearch(self._note, self._hits, self.by_key)
        self.embedding = FakeEmbedding(self._note)
        self.models = FakeModels(self._note, self.tell)
        self.failure: Exception | None = None
        """Raised by the next call of `failing`."""
        self.failing = ""
        self.actions = FakeActions(self)
        self.fetching = FakeFetching(self)
        self.undo_seconds = 10.0
        self.composer = FakeComposer(self._note)

    # What tests use

    def put(self, shown: MessageRow, text: str = "", **detail: Any) -> None:
        """A message of the inbox, newest first in the order of putting."""
        self.inbox.append(shown.key)
        self.by_key[shown.key] = shown
        parts = {key: detail.pop(key) for key in _PARTS if key in detail}
        known = triage(shown.category) if shown.triage is TriageState.DONE else None
        made = MessageDetail(
            row=shown,
            message=message(shown, text or shown.snippet, **parts),
            triage=detail.pop("triage", known),
            triage_problem=detail.pop("problem", ""),
            draft=detail.pop("draft", None),
            outbox=None,
            thread=detail.pop("thread", ()),
        )
        self.details[shown.key] = made

    def tell(self, event: Event) -> None:
        """Call the listeners, on whatever thread this is."""
        for listener in list(self.listeners):
            listener(event)

    def called(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of every call of that method."""
        return [call.arguments for call in self.calls if call.name == name]

    async def _note(self, name: str, *arguments: Any) -> None:
        self.calls.append(Call(name, arguments))
        await asyncio.sleep(0)
        if self.failing == name and self.failure is not None:
            error, self.failure = self.failure, None
            raise error

    # What the window uses

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        self.listeners.append(listener)

        def unsubscribe() -> None:
            self.listeners = [each for each in self.listeners if each is not listener]

        return unsubscribe

    def cancel(self, job: Job) -> None:
        self.cancelled.append(job)

    async def accounts(self) -> tuple[Account, ...]:
        await self._note("accounts")
        return self.all_accounts

    async def add_account(self, new: NewAccount, secret: str | None) -> Account:
        await self._note("add_account", new, secret)
        fields = {name: getattr(new, name) for name in NewAccount.__slots__}
        added = Account(**fields, id=AccountId(len(self.all_accounts) + 1))
        self.all_accounts = (*self.all_accounts, added)
        self.tell(ChangeSet(accounts=True))
        return added

    async def change_account(self, account: Account, secret: str | None) -> None:
        await self._note("change_account", account, secret)
        others = {each.id: each for each in self.all_accounts}
        self.all_accounts = tuple({**others, account.id: account}.values())

    async def remove_account(self, account: AccountId) -> None:
        await self._note("remove_account", account)
        self.all_accounts = tuple(each for each in self.all_accounts if each.id != account)
        self.tell(ChangeSet(accounts=True, lists=True))

    async def check_account(self, new: NewAccount, secret: str | None) -> tuple[str, ...]:
        await self._note("check_account", new, secret)
        return ("Reading works.", "Sending works.")

    async def sidebar(self) -> Sidebar:
        await self._note("sidebar")
        rows = [self.by_key[key] for key in self.inbox]
        names = [each.name for each in CATEGORIES]
        counts = [(name, sum(each.category == name for each in rows)) for name in names]
        unsure = sum(each.category is None for each in rows)
        boxes = [
            (1, "INBOX", Role.INBOX, len(rows), sum(not each.seen for each in rows)),
            (2, "Sent", Role.SENT, 25, 0),
            (3, "Drafts", Role.DRAFTS, 0, 0),
            (4, "Archive", Role.ARCHIVE, 0, 0),
            (5, "Junk", Role.JUNK, 1, 1),
            (6, "Trash", Role.TRASH, 0, 0),
        ]
        mailboxes = tuple(
            Mailbox(MailboxId(key), ACCOUNT.id, name, role, "/", UidValidity(1), total, unseen)
            for key, name, role, total, unseen in boxes
            if self.mailboxes_known
        )
        drafts = await self.drafts()
        replies = sum(each.needs_reply for each in rows)
        return Sidebar(mailboxes, (*counts, ("unsure", unsure)), replies, len(drafts), 0)

    async def list_page(self, wanted: Listing, *, before: int | None, limit: int) -> KeyPage:
        await self._note("list_page", wanted, before, limit)
        keys = await self.list_keys(wanted)
        end = (before or 0) + limit
        return KeyPage(keys[before or 0 : end], end if end < len(keys) else None)

    async def _hits(self, wanted: Listing) -> tuple[MessageKey, ...]:
        return self.hits.get(wanted.query, ())

    async def list_keys(self, wanted: Listing) -> tuple[MessageKey, ...]:
        await self._note("list_keys", wanted)
        if wanted.query:
            return self.hits.get(wanted.query, ())
        if wanted.category:
            category = None if wanted.category == "unsure" else wanted.category
            return tuple(k for k in self.inbox if self.by_key[k].category == category)
        if wanted.needs_reply:
            return tuple(k for k in self.inbox if self.by_key[k].needs_reply)
        return tuple(self.inbox) if wanted.mailbox in {1, *self.elsewhere} else ()

    async def rows(self, keys: Sequence[MessageKey]) -> tuple[MessageRow, ...]:
        await self._note("rows", tuple(keys))
        return tuple(self.by_key[key] for key in keys if key in self.by_key)

    async def detail(self, key: MessageKey) -> MessageDetail:
        await self._note("detail", key)
        if key not in self.details:
            raise NotFound("The message is not here any more.")
        return replace(self.details[key], row=self.by_key[key])

    async def recipients(self, key: MessageKey) -> Recipients:
        await self._note("recipients", key)
        sender = self.by_key[key].sender
        return Recipients((sender,) if sender else (), ())

    async def safe_html(self, key: MessageKey, *, dark: bool) -> SafeHtml:
        await self._note("safe_html", key, dark)
        return self.html.get(key, SafeHtml("", 0, ()))

    async def inline_images(self, key: MessageKey) -> dict[str, tuple[str, bytes]]:
        await self._note("inline_images", key)
        return self.images

    async def source(self, key: MessageKey) -> bytes:
        await self._note("source", key)
        return b"From: x\r\n\r\n" + self.details[key].message.text.encode()

    async def attachment(self, key: MessageKey, *path: int) -> bytes:
        await self._note("attachment", key, *path)
        return b"attachment bytes"

    async def enclosed(self, key: MessageKey, *path: int) -> ParsedMessage:
        await self._note("enclosed", key, *path)
        return self.enclosed_messages[path]

    async def sync(self, account: AccountId | None = None) -> None:
        await self._note("sync", account)

    async def refresh(self, account: AccountId | None = None) -> None:
        await self._note("refresh", account)

    async def triage(
        self,
        limit: int | None = None,
        *,
        keys: Sequence[MessageKey] | None = None,
        endpoint: str | None = None,
    ) -> None:
        await self._note("triage", keys)

    async def mark_seen(self, key: MessageKey, *, seen: bool) -> None:
        await self._note("mark_seen", key, seen)
        self.by_key[key] = replace(self.by_key[key], seen=seen)
        self.tell(ChangeSet(frozenset({key}), lists=True))

    async def correct(self, key: MessageKey, correction: Correction) -> None:
        await self._note("correct", key, correction)
        self._decide(key, Tier.PERSON, correction)

    async def withdraw_correction(self, key: MessageKey) -> None:
        await self._note("withdraw_correction", key)
        self._decide(key, Tier.AGENTS, Correction(category="fyi"))

    def _decide(self, key: MessageKey, tier: Tier, correction: Correction) -> None:
        known = self.details[key].triage
        assert known is not None
        verdict = replace(known.verdict, tier=tier)
        if correction.category is not None:
            verdict = replace(verdict, category=correction.category)
        if correction.priority is not None:
            verdict = replace(verdict, priority=correction.priority)
        if correction.needs_reply is not None:
            verdict = replace(verdict, needs_reply=correction.needs_reply)
        self.details[key] = replace(self.details[key], triage=replace(known, verdict=verdict))
        self.by_key[key] = replace(
            self.by_key[key],
            category=verdict.category,
            priority=verdict.priority,
            needs_reply=verdict.needs_reply,
        )
        self.tell(ChangeSet(frozenset({key}), lists=True))

    async def drafts(self) -> tuple[Draft, ...]:
        open_states = {DraftState.PROPOSED, DraftState.EDITED}
        return tuple(
            each.draft
            for each in self.details.values()
            if each.draft is not None and each.draft.state in open_states
        )

    def _draft(self, key: DraftKey) -> Draft:
        for each in self.details.values():
            if each.draft is not None and each.draft.key == key:
                return each.draft
        raise NotFound("There is no such draft.")

    def _set_draft(self, new: Draft, *, quiet: bool = False) -> Draft:
        stamped = replace(new, updated_at=datetime.now(UTC))
        self.details[_answered(new)] = replace(self.details[_answered(new)], draft=stamped)
        if not quiet:
            self.tell(ChangeSet(new.about, lists=True))
        return stamped

    async def start_draft(self, key: MessageKey) -> Draft:
        await self._note("start_draft", key)
        return self._set_draft(draft(1000 + key, key, "", state=DraftState.EDITED))

    async def edit_draft(self, draft: DraftKey, body: str) -> Draft:
        await self._note("edit_draft", draft, body)
        old = self._draft(draft)
        proposal = replace(old.proposal, body=body)
        return self._set_draft(replace(old, proposal=proposal, state=DraftState.EDITED), quiet=True)

    async def approve_draft(self, draft: DraftKey) -> OutboxEntry:
        await self._note("approve_draft", draft)
        approved = self._set_draft(replace(self._draft(draft), state=DraftState.APPROVED))
        sender = self.by_key[_answered(approved)].sender
        entry = OutboxEntry(
            OutboxKey(int(draft)),
            draft,
            OutboxState.QUEUED,
            (sender.email if sender else "",),
            "Re: " + self.by_key[_answered(approved)].subject,
            datetime.now(UTC) + timedelta(seconds=self.undo_seconds),
            "",
        )
        self.move_entry(entry)
        return entry

    def move_entry(self, entry: OutboxEntry) -> None:
        """Put a submission into a state, as the outbox would."""
        reply_to = _answered(self._draft(entry.draft))
        gone = entry.state in {OutboxState.FILED, OutboxState.WITHDRAWN}
        if gone:
            self.waiting.pop(entry.key, None)
        else:
            self.waiting[entry.key] = entry
        self.details[reply_to] = replace(self.details[reply_to], outbox=entry)
        self.tell(ChangeSet(frozenset({reply_to}), outbox=True))

    async def undo_send(self, entry: OutboxKey) -> Draft:
        await self._note("undo_send", entry)
        waiting = self.waiting.pop(entry)
        old = self._draft(waiting.draft)
        self.details[_answered(old)] = replace(self.details[_answered(old)], outbox=None)
        restored = self._set_draft(replace(old, state=DraftState.EDITED))
        self.tell(ChangeSet(outbox=True))
        return restored

    async def discard_draft(self, draft: DraftKey) -> Draft:
        await self._note("discard_draft", draft)
        old = self._draft(draft)
        self._put_away = old
        self.details[_answered(old)] = replace(self.details[_answered(old)], draft=None)
        self.tell(ChangeSet(old.about, lists=True))
        return old

    async def restore_draft(self, draft: DraftKey) -> Draft:
        await self._note("restore_draft", draft)
        return self._set_draft(self._put_away)

    async def resolve_uncertain(self, entry: OutboxKey, *, sent: bool) -> None:
        await self._note("resolve_uncertain", entry, sent)

    async def outbox(self) -> tuple[OutboxEntry, ...]:
        await self._note("outbox")
        return tuple(self.waiting.values())

    def fail(self, method: str, error: EmailAssistError | Exception) -> None:
        """Let the next call of that method raise."""
        self.failing, self.failure = method, error
