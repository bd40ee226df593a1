"""`emailassist export | import`.

Owns: the commands that move mail to and from files. Must not: know a file format.
"""

from pathlib import Path
from typing import Annotated

import typer

from emailassist.cli.accounts import find, find_mailbox
from emailassist.cli.session import session
from emailassist.domain.account import Account
from emailassist.domain.errors import InputError
from emailassist.domain.events import Finished
from emailassist.domain.transfer import Form
from emailassist.engine.engine import Engine


def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    form: Annotated[Form, typer.Option("--format")] = Form.MAILDIR,
    account: Annotated[str, typer.Option(help="Only this account.")] = "",
    mailbox: Annotated[str, typer.Option(help="Only this mailbox.")] = "",
) -> None:
    """Write mail byte for byte as Maildir, mbox or .eml files."""

    async def work(engine: Engine) -> Finished:
        only = await find(engine, account) if account else None
        owner = only.id if only else None
        box = await find_mailbox(engine, mailbox, owner) if mailbox else None
        return await engine.transfer.export_mail(folder, form, account=owner, mailbox=box)

    each = session(context)
    each.finished(each.run(work), folder=str(folder))


def import_mail(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(help="An .eml or mbox file, a Maildir, or a folder with any of these.")
    ],
    mailbox: Annotated[str, typer.Option(help="Where to; made if it is not there.")] = "Imported",
    account: Annotated[str, typer.Option(help="Whose mailbox, if there are several.")] = "",
) -> None:
    """Store mail from files on the server, with its dates and flags; again does no harm.

    One mailbox goes into --mailbox; several, as an export has them, go below it by their names.
    """

    async def work(engine: Engine) -> Finished:
        to = await (find(engine, account) if account else _only(engine))
        return await engine.transfer.import_mail(path, to.id, mailbox)

    each = session(context)
    each.finished(each.run(work, owning=True), mailbox=mailbox)


async def _only(engine: Engine) -> Account:
    accounts = await engine.accounts()
    if len(accounts) != 1:
        raise InputError(
            "It is not clear into which account to import." if accounts else "There is no account.",
            hint="Name one with --account." if accounts else "Add one: `emailassist account add`.",
        )
    return accounts[0]
