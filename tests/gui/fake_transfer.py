"""The import and export part of the scripted engine."""

from pathlib import Path

from emailassist.domain.events import Finished, Job
from emailassist.domain.ids import AccountId, MailboxId
from emailassist.domain.transfer import Form


class FakeTransfer:
    """Remembers what it was asked to do."""

    def __init__(self) -> None:
        self.exported: list[tuple[Path, Form, AccountId | None, MailboxId | None]] = []
        self.imported: list[tuple[Path, AccountId, str]] = []

    async def export_mail(
        self,
        folder: Path,
        form: Form,
        *,
        account: AccountId | None = None,
        mailbox: MailboxId | None = None,
    ) -> Finished:
        self.exported.append((folder, form, account, mailbox))
        return Finished(Job.TRANSFER, "8 messages written.")

    async def import_mail(self, path: Path, account: AccountId, mailbox: str) -> Finished:
        self.imported.append((path, account, mailbox))
        return Finished(Job.TRANSFER, "8 imported.")
