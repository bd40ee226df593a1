"""Import and export as jobs that can be watched and cancelled.

Owns: which mail goes where. Must not: know a file format.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from emailassist.domain.events import Finished, Job
from emailassist.domain.ids import AccountId, MailboxId
from emailassist.domain.transfer import Form
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections
from emailassist.engine.exporting import export
from emailassist.engine.fetching import Fetching
from emailassist.engine.importing import Import
from emailassist.engine.jobs import Jobs, Outcome, Report
from emailassist.store import accounts, exporting


class Transfer:
    """Mail to and from files."""

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        connections: Connections,
        fetching: Fetching,
        synchronise: Callable[[AccountId], Awaitable[Finished]],
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._connections = connections
        self._fetching = fetching
        self._synchronise = synchronise

    async def export_mail(
        self,
        folder: Path,
        form: Form,
        *,
        account: AccountId | None = None,
        mailbox: MailboxId | None = None,
    ) -> Finished:
        """Write a mailbox, an account or all mail below a new or empty folder.

        Messages that are not here whole are fetched, or else counted in the result's problem.
        """

        async def work(report: Report) -> Outcome:
            rows = await self._store.read(exporting.placed, account=account, mailbox=mailbox)
            return await export(self._store, rows, folder, form, report, self._fetching.whole)

        return await self._jobs.run(Job.TRANSFER, work)

    async def import_mail(self, path: Path, account: AccountId, mailbox: str) -> Finished:
        """Store the messages of a file or folder in a mailbox of the server, made if need be.

        What lies there already is passed over, so an import that was cut off is begun again
        as it was. Then the mailbox is synchronised.
        """

        async def work(report: Report) -> Outcome:
            found = await self._store.read(accounts.account, account)
            async with self._connections.use(found) as connection:
                return await Import(connection, mailbox).run(path, report)

        finished = await self._jobs.run(Job.TRANSFER, work)
        if not finished.cancelled:
            await self._synchronise(account)
        return finished
