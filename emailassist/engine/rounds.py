"""Rounds over the mail: fetching what is new, triaging it, and doing both again and again.

Owns: which accounts and messages a round covers, and what is said of it. Must not: know how
one account is read or one message triaged.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from emailassist.domain.account import Account
from emailassist.domain.errors import LOCKED_OUT, EmailAssistError
from emailassist.domain.events import Finished, Job, Notice
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.mailbox import Role
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.instructions import InstructionHistory
from emailassist.engine.jobs import Jobs, Outcome, Report, Shares
from emailassist.engine.mailsync import MailSync, SyncReport
from emailassist.engine.triage import TriageJob
from emailassist.store import accounts, messages


class Rounds:
    """Synchronising and triaging as jobs."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        jobs: Jobs,
        sync: MailSync,
        triage: TriageJob,
        endpoints: Endpoints,
        history: InstructionHistory,
        *,
        wake: Callable[[], None],
        ready: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._jobs = jobs
        self._sync = sync
        self._triage = triage
        self._endpoints = endpoints
        self._history = history
        self._wake = wake
        self._ready = ready
        self._updates_told: set[str] = set()
        self._arrived = asyncio.Event()
        self._behind: set[AccountId] = set()

    async def keep_fresh(self) -> None:
        """Refresh now and then every few minutes, if the settings say so, without end."""
        await self.refresh()
        while minutes := self._endpoints.settings.sync_minutes:
            await asyncio.sleep(60 * minutes)
            await self.refresh()

    async def read_news(self, account: Account, connections: Connections) -> None:
        """Read INBOX alone, at once, because the server told of news; raises WorldError."""
        box = await self._store.read(accounts.mailbox_of_role, account.id, Role.INBOX)
        if box is None:
            return  # the first synchronisation is still to come
        async with connections.use(account) as connection:
            if self._jobs.is_running(Job.SYNC):
                # It is shown at once all the same; its bytes come before that job ends.
                self._behind.add(account.id)
                report = await self._sync.list_mailbox(account, box, connection, _unwatched)
            else:
                report = await self._sync.read_mailbox(account, box, connection, _unwatched)
        if report.new:
            self._arrived.set()

    async def triage_news(self) -> None:
        """Triage what `read_news` has brought, without end."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            if unasked := self._endpoints.settings.triage_unasked:
                await self.triage(unasked, retry_failed=False)

    async def sync(self, account: AccountId | None = None) -> Finished:
        """Synchronise one account or all, side by side; one that fails does not stop others."""

        async def work(report: Report) -> Outcome:
            found = await self._store.read(accounts.accounts)
            chosen = [each for each in found if account in {None, each.id}]
            shares = Shares(report)
            ends = await asyncio.gather(
                *(self._guarded(each, shares.of(each.id)) for each in chosen)
            )
            total = sum((end for end in ends if isinstance(end, SyncReport)), SyncReport())
            failed = {
                each.id: end
                for each, end in zip(chosen, ends, strict=True)
                if isinstance(end, EmailAssistError)
            }
            problems = [error.sentences for error in failed.values()]
            locked_out = [key for key, error in failed.items() if isinstance(error, LOCKED_OUT)]
            text = f"{total.new} new, {total.changed} changed, {total.gone} gone."
            problem = " ".join((*total.problems, *problems))
            return Outcome(text, problem, tuple(locked_out))

        finished = await self._jobs.run(Job.SYNC, work)
        self._wake()
        return finished

    async def _guarded(self, account: Account, report: Report) -> SyncReport | EmailAssistError:
        """Synchronise one account; its failure is told, so that it does not stop the others."""
        try:
            return await self._sync_fully(account, report)
        except EmailAssistError as error:
            return error

    async def _sync_fully(self, account: Account, report: Report) -> SyncReport:
        """Synchronise, and again if there was news meanwhile."""
        self._behind.discard(account.id)
        total = await self._sync.run(account, report)
        while account.id in self._behind:
            self._behind.discard(account.id)
            total += await self._sync.run(account, report)
        return total

    async def refresh(self, account: AccountId | None = None) -> None:
        """Synchronise, then triage the newest, but not what failed by itself before."""
        finished = await self.sync(account)
        unasked = self._endpoints.settings.triage_unasked
        if unasked and not finished.cancelled:
            await self.triage(unasked, retry_failed=False)

    async def triage(
        self,
        limit: int | None = None,
        *,
        keys: Sequence[MessageKey] | None = None,
        endpoint: str | None = None,
        retry_failed: bool = True,
    ) -> Finished:
        """Triage what no triage finished yet (newest first), or just these messages."""

        async def work(report: Report) -> Outcome:
            todo = keys
            if todo is None:
                todo = await self._store.read(
                    messages.untriaged, limit=limit, retry_failed=retry_failed
                )
            if not todo:
                return Outcome("Nothing to triage.")
            report(0, len(todo), "Getting the agents ready")
            team = await self._endpoints.team(endpoint)
            await self._ready()
            await self.tell_broken_instructions()
            return await self._triage.run(
                todo, team.cascade, team.agents, report, at_once=team.at_once, tracer=team.tracer
            )

        return await self._jobs.run(Job.TRIAGE, work)

    async def tell_broken_instructions(self) -> None:
        """Tell which files are not as the person wants them, and which an update changed."""
        for each in await self._history.all():
            if each.problem:
                instead = "The last good version is used." if each.role else "It is not used."
                self._announcer.tell(Notice(f"{each.problem.rstrip('.')}.", instead, problem=True))
            elif each.shipped_changed and each.name not in self._updates_told:
                self._updates_told.add(each.name)
                self._announcer.tell(
                    Notice(
                        f"An update has brought another {each.name}.md, which you have edited.",
                        "Yours stays in force; Instructions shows what changed.",
                    )
                )


def _unwatched(_done: int, _total: int, _text: str) -> None:
    """Nobody watches the progress of what is read by itself."""
