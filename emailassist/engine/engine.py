"""The engine as the window and the command line see it.

Owns: one method for each thing a person can do or look at, and the life of the parts behind
them. Must not: hold the logic of any (the other modules of this package do).
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from emailassist.assistant.library import InstructionLibrary
from emailassist.credentials.secrets import Secrets
from emailassist.domain.account import Account, NewAccount
from emailassist.domain.draft import Draft, OutboxEntry, OutboxState
from emailassist.domain.errors import StoreUnusable
from emailassist.domain.events import ChangeSet, Event, Finished, Job
from emailassist.domain.ids import AccountId, DraftKey, MessageKey, OutboxKey
from emailassist.domain.mailbox import SEEN
from emailassist.domain.message import ParsedMessage
from emailassist.domain.triage import Correction
from emailassist.domain.views import (
    KeyPage,
    Listing,
    MessageDetail,
    MessageRow,
    Sidebar,
)
from emailassist.engine import doctor, evaluation
from emailassist.engine.account_setup import AccountSetup
from emailassist.engine.announcer import Announcer
from emailassist.engine.background import Background
from emailassist.engine.backlog import Backlog
from emailassist.engine.composer import Composer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.conversations import Conversations
from emailassist.engine.drafting import Drafting
from emailassist.engine.egress import EgressLedger
from emailassist.engine.embedding import Embedding
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.entry import entry
from emailassist.engine.instructions import InstructionHistory
from emailassist.engine.jobs import Jobs, Report
from emailassist.engine.labelled import LabelledRow
from emailassist.engine.learned import LearnedViews
from emailassist.engine.learning import Learning
from emailassist.engine.lookup import Lookup
from emailassist.engine.meanings import Meanings
from emailassist.engine.measuring import Measuring
from emailassist.engine.models import Models
from emailassist.engine.notes import Notes
from emailassist.engine.opening import open_store
from emailassist.engine.ownership import Ownership
from emailassist.engine.preferences import Preferences
from emailassist.engine.push import Push
from emailassist.engine.reading import Reading
from emailassist.engine.recall import Recall
from emailassist.engine.review import Review
from emailassist.engine.rounds import Rounds
from emailassist.engine.rules import Rules
from emailassist.engine.sample_sets import SampleSets
from emailassist.engine.search import Search
from emailassist.engine.servers import MailServers
from emailassist.engine.telemetry import Telemetry
from emailassist.engine.traces import Traces
from emailassist.engine.transfer import Transfer
from emailassist.engine.triage import TriageJob
from emailassist.engine.usage import Usage
from emailassist.engine.weekly import Weekly
from emailassist.mime.recipients import Recipients
from emailassist.mime.sanitize import SafeHtml
from emailassist.paths import Paths
from emailassist.store import accounts as account_store
from emailassist.store import drafts as draft_store
from emailassist.store import intents, listing, messages, outbox


class Engine:
    """Everything the program does. Create it anywhere; use it on its event loop only.

    `subscribe` and `cancel` are the exceptions: any thread may call them.
    """

    def __init__(
        self, paths: Paths, secrets: Secrets, library: InstructionLibrary, endpoints: Endpoints
    ) -> None:
        self.paths = paths
        self._announcer = Announcer()
        self._jobs = Jobs(self._announcer)
        self._store = Store(paths.database)
        self._parsing = Confined("parsing")
        self._secrets = secrets
        self._endpoints = endpoints
        self._ownership = Ownership(paths)
        self._reading = Reading(self._store, self._parsing)
        self._review = Review(self._store, self._parsing, self._announcer)
        way_in = entry(paths, secrets)
        servers = MailServers(
            self._store, self._announcer, way_in.credentials, lambda: endpoints.settings
        )
        self._servers = servers
        self.actions = servers.actions
        self.fetching = servers.fetching
        self.composer = Composer(
            self._store,
            self._parsing,
            self._announcer,
            lambda: endpoints.settings,
            way_in.credentials.read,
            wake_outbox=servers.outbox.wake,
            fetch_whole=self.fetching.whole,
            now=servers.outbox.now,
        )
        self.setup = AccountSetup(
            self._store, self._announcer, secrets, way_in.credentials, way_in.servers
        )
        self.instructions = InstructionHistory(self._store, self._announcer, library, self._parsing)
        self._background = Background(self._announcer)
        self.traces = Traces(self._store, lambda: endpoints.settings)
        endpoints.take_trace = self.traces.take
        self.rules = Rules(self._store, self._announcer, paths, library)
        endpoints.rules = self.rules.in_force
        self.models = Models(endpoints, self._jobs, self._announcer)
        self.meanings = Meanings(self._store, endpoints)
        self.search = Search(self._store, self.meanings)
        self.embedding = Embedding(
            self._store,
            self._announcer,
            self._jobs,
            self.meanings,
            lambda: endpoints.settings.meaning_when,
            may_run=self._ownership.is_taken,
        )
        self.recall = Recall(self._store, self.meanings)
        endpoints.recall = self.recall.recalled
        endpoints.shelf = Lookup(self._store, self._parsing, self.recall, self.meanings)
        self.notes = Notes(self._store, self._announcer, endpoints, changed=self.recall.learn_more)
        triage = TriageJob(self._store, self._announcer, self._parsing, self.meanings.known)
        self.learning = Learning(self._store, self._announcer, triage, endpoints)
        self.learned = LearnedViews(self._store, endpoints)
        self.conversations = Conversations(self._store, self._announcer, triage, endpoints)
        self.preferences = Preferences(endpoints, self._announcer)
        self.drafting = Drafting(self._store, self._announcer, endpoints, triage, self.recall)
        self.egress = EgressLedger(self._store, self._announcer, endpoints, triage)
        endpoints.ledger = self.egress
        self.usage = Usage(self._store, endpoints)
        endpoints.answers = endpoints.accounts = self.usage
        self.telemetry = Telemetry(
            self.traces, self._announcer, lambda: endpoints.settings, self.egress, self.usage.report
        )
        self._rounds = Rounds(
            self._store,
            self._announcer,
            self._jobs,
            servers.sync,
            triage,
            endpoints,
            self.instructions,
            wake=servers.wake,
            ready=self.learning.ready,
        )
        self.quality = Measuring(
            self._store,
            self._announcer,
            self._jobs,
            endpoints,
            library,
            self.instructions,
            self.learning,
            SampleSets(self._store, triage.task, self.instructions.categories),
            tell_broken=self._rounds.tell_broken_instructions,
        )
        self.weekly = Weekly(self._store, self._announcer, self.instructions.categories)
        self.transfer = Transfer(
            self._store, self._jobs, servers.connections, self.fetching, self._rounds.sync
        )
        self.backlog = Backlog(
            self._store,
            self._announcer,
            self._jobs,
            triage,
            endpoints,
            triage_rest=lambda keys: self._rounds.triage(keys=keys),
        )
        self._push = Push(
            self._store,
            self._announcer,
            servers.connections,
            lambda: endpoints.settings,
            lambda account: self._rounds.read_news(account, servers.connections),
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = False

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call `listener` on the engine's thread with every event; returns the way out."""
        return self._announcer.subscribe(listener)

    async def start(self, *, owning: bool = True) -> None:
        """Open the store; with `owning` also the outbox, which only one process may work.

        Raises SettingsError when the home cannot be used or another process owns it.
        """
        self._loop = asyncio.get_running_loop()
        self.traces.start()
        if owning:
            self._ownership.take()
        await open_store(self._store, self._announcer, owning=owning)
        if owning:
            await self._servers.outbox.recover()
        elif await self._store.read(outbox.in_states, _UNDER_WAY):
            await self._recover_if_alone()

    async def _recover_if_alone(self) -> None:
        """Put right what a crash left, unless a running program is at work on just that."""
        if self._ownership.take_if_free():
            try:
                await self._servers.outbox.recover()
            finally:
                self._ownership.release()

    def start_working(self) -> None:
        """Until the engine stops: send what is due, and look for new mail every few minutes."""
        self._servers.work(self._background)
        self._background.keep(self._rounds.keep_fresh)
        self._background.keep(self._rounds.triage_news)
        self._background.keep(self._push.run)
        self._background.keep(self.notes.run)
        self._background.keep(self.backlog.run)
        self._background.keep(self.recall.learn)
        self._background.keep(self.embedding.run)
        self._background.keep(self.learning.run)
        self._background.keep(self.weekly.run)
        self._background.keep(self.traces.run)
        self.telemetry.serve()

    async def stop(self) -> None:
        """End every job, every process and every connection; a second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        await self._jobs.close()
        await self.drafting.close()
        await self._background.stop()
        await self._servers.connections.close()
        await self.learning.close()
        await self.quality.close()
        await self._endpoints.close()
        await self.usage.flush()
        await self.traces.stop()
        await self.telemetry.stop()
        await self._store.close()
        self._parsing.close()
        self.meanings.close()
        self._ownership.release()

    # Accounts

    async def accounts(self) -> tuple[Account, ...]:
        """All accounts."""
        return await self._store.read(account_store.accounts)

    async def add_account(self, new: NewAccount, secret: str | None) -> Account:
        """Add an account; a given secret goes to its place. Raises SettingsError."""
        account = await self.setup.add(new, secret)
        self._announcer.tell(ChangeSet(accounts=True))
        return account

    async def change_account(self, account: Account, secret: str | None) -> None:
        """Replace an account's data, and its secret if one is given; its mail stays.

        Raises SettingsError, SecretUnavailable.
        """
        await self.setup.change(account, secret)
        await self._servers.connections.forget(account.id)
        self._announcer.tell(ChangeSet(accounts=True))

    async def remove_account(self, account: AccountId) -> None:
        """Remove an account, its mail here and its secret; the server keeps everything.

        What models said is forgotten as a whole: it is not known whose mail it was about.

        Raises InputError while a letter of it is on its way.
        """
        for job in (Job.SYNC, Job.TRIAGE, Job.TRANSFER):
            await self._jobs.end(job)
        await self._servers.connections.forget(account)
        await self.setup.remove(account)
        await self.usage.clear_answers()
        self._announcer.tell(ChangeSet(accounts=True, lists=True, outbox=True))

    async def check_account(self, new: NewAccount, secret: str | None) -> tuple[str, ...]:
        """Really connect to both servers; what works, in sentences. Raises WorldError."""
        return await self.setup.check(new, secret)

    # Looking

    async def sidebar(self) -> Sidebar:
        """Mailboxes, categories and their counts."""
        return await self._store.read(listing.sidebar)

    async def list_keys(self, wanted: Listing) -> tuple[MessageKey, ...]:
        """The messages of a listing, newest first."""
        return await self._store.read(listing.list_keys, wanted)

    async def list_page(self, wanted: Listing, *, before: int | None, limit: int) -> KeyPage:
        """Some messages of a listing, newest first: those after the page that gave `before`."""
        return await self._store.read(listing.list_page, wanted, before=before, limit=limit)

    async def rows(self, keys: Sequence[MessageKey]) -> tuple[MessageRow, ...]:
        """Rows for a list."""
        return await self._store.read(listing.rows, keys)

    async def detail(self, key: MessageKey) -> MessageDetail:
        """Everything shown of one message; raises NotFound."""
        return await self._reading.detail(key)

    async def recipients(self, key: MessageKey) -> Recipients:
        """Who gets a reply to this message; raises NotFound."""
        return await self._reading.recipients(key)

    async def safe_html(self, key: MessageKey, *, dark: bool) -> SafeHtml:
        """The message's HTML made safe to show; raises NotFound."""
        return await self._reading.safe_html(key, dark=dark)

    async def inline_images(self, key: MessageKey) -> dict[str, tuple[str, bytes]]:
        """Images inside the message by Content-ID: (type, bytes)."""
        return await self._reading.inline_images(key)

    async def source(self, key: MessageKey) -> bytes:
        """The message byte for byte."""
        return (await self._store.read(messages.source, key)).raw

    async def attachment(self, key: MessageKey, *path: int) -> bytes:
        """One attachment's bytes: its position, or the positions that lead to it."""
        return await self._reading.attachment(key, *path)

    async def enclosed(self, key: MessageKey, *path: int) -> ParsedMessage:
        """A message that is attached to another; raises NotFound."""
        return await self._reading.enclosed(key, *path)

    # Jobs

    def cancel(self, job: Job) -> None:
        """Cancel a job if it runs; any thread may call this."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._jobs.cancel, job)

    async def sync(self, account: AccountId | None = None) -> Finished:
        """Synchronise one account or all; what went wrong is in the result."""
        return await self._rounds.sync(account)

    async def refresh(self, account: AccountId | None = None) -> None:
        """Synchronise one account or all, then triage the newest.

        How many are triaged unasked is a setting, so that a backlog costs nothing by surprise.
        Nor is a message whose triage failed paid for again unless somebody asks.
        """
        await self._rounds.refresh(account)

    async def triage(
        self,
        limit: int | None = None,
        *,
        keys: Sequence[MessageKey] | None = None,
        endpoint: str | None = None,
    ) -> Finished:
        """Triage what no triage finished yet (newest first), or just these messages."""
        return await self._rounds.triage(limit, keys=keys, endpoint=endpoint)

    async def evaluate(
        self, rows: Sequence[LabelledRow], report: Report, *, endpoint: str | None = None
    ) -> evaluation.Figures:
        """Run the cascade over labelled rows; nothing is kept. Raises EndpointError."""
        return await self.quality.evaluate(rows, report, endpoint=endpoint)

    async def judged(self, gold: Sequence[LabelledRow]) -> list[evaluation.Judged]:
        """What the store holds for labelled rows that are whole messages (`raw`)."""
        return await self._reading.judged(gold)

    async def doctor(self) -> tuple[doctor.Finding, ...]:
        """Whether everything the program needs is there."""
        found = await asyncio.to_thread(
            doctor.examine,
            self.paths,
            model_file=self._endpoints.device.file,
            keyring=self._secrets.keyring_name,
        )
        try:
            drift = await self.weekly.look()
            weeks = doctor.from_week_to_week(drift, await self.weekly.words(drift))
            return (*found, doctor.by_meaning(await self.embedding.standing()), weeks)
        except StoreUnusable:  # which is among what was found
            return found

    # What the person decides

    async def mark_seen(self, key: MessageKey, *, seen: bool) -> None:
        """Mark read or unread because it was looked at, which nobody takes back; cf. `actions`."""
        await self._store.write(intents.set_flag, key, SEEN, on=seen)
        self._servers.replay.wake()
        self._announcer.tell(ChangeSet(messages=frozenset({key}), lists=True))

    async def correct(self, key: MessageKey, correction: Correction) -> None:
        """Put the person's word in force and learn from it; InputError for no known category."""
        if correction.category is not None:
            await self.instructions.require_category(correction.category)
        await self.learning.correct(key, correction)

    async def withdraw_correction(self, key: MessageKey) -> None:
        """Take the last correction back, with what was learned from it."""
        await self.learning.withdraw(key)

    async def drafts(self) -> tuple[Draft, ...]:
        """Drafts that wait for the person."""
        return await self._store.read(draft_store.open_drafts)

    async def draft(self, key: DraftKey) -> Draft:
        """One draft; raises NotFound."""
        return await self._store.read(draft_store.draft, key)

    async def start_draft(self, key: MessageKey) -> Draft:
        """The open draft that answers a message, or a new empty one."""
        return await self._review.start(key)

    async def edit_draft(self, draft: DraftKey, body: str) -> Draft:
        """Keep the person's text."""
        return await self._review.edit(draft, body)

    async def discard_draft(self, draft: DraftKey) -> Draft:
        """Put a draft away."""
        return await self._review.discard(draft)

    async def restore_draft(self, draft: DraftKey) -> Draft:
        """Take a discarded draft back."""
        return await self._review.restore(draft)

    async def approve_draft(self, draft: DraftKey, *, undo: timedelta | None = None) -> OutboxEntry:
        """Approve a reply; it waits for the undo delay, then goes out. Raises DraftNotReady."""
        return await self.composer.approve(draft, undo=undo)

    async def undo_send(self, entry: OutboxKey) -> Draft:
        """Take an approved reply back while it waits; raises DraftNotReady when too late."""
        return await self._review.undo(entry)

    async def resolve_uncertain(self, entry: OutboxKey, *, sent: bool) -> None:
        """The person's word whether a submission that nobody is sure of was sent."""
        await self._servers.outbox.decide(entry, sent=sent)

    async def outbox(self) -> tuple[OutboxEntry, ...]:
        """Submissions that are not finished, and those that failed."""
        waiting = await self._store.read(outbox.in_states, _UNFINISHED)
        return tuple(sub.entry for sub in waiting)

    async def outbox_entry(self, key: OutboxKey) -> OutboxEntry:
        """One submission, whatever became of it; raises NotFound."""
        return (await self._store.read(outbox.submission, key)).entry

    async def settle_outbox(self, *, again: bool = False) -> None:
        """Send and file what is due now, once; `again`: also what waits for its next try."""
        await self._servers.outbox.settle(again=again)


_UNDER_WAY = [OutboxState.CONNECTING, OutboxState.TRANSMITTING]
_UNFINISHED = [
    state for state in OutboxState if state not in {OutboxState.FILED, OutboxState.WITHDRAWN}
]
