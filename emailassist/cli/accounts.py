"""`emailassist account …`.

Owns: the commands about accounts. Must not: connect by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from emailassist.cli.account_add import add, read_secret
from emailassist.cli.account_data import account_data
from emailassist.cli.session import Session, session, table
from emailassist.domain.account import (
    IMAP_PORTS,
    SMTP_PORTS,
    Account,
    Security,
    Server,
)
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.ids import AccountId, MailboxId
from emailassist.engine.engine import Engine

app = typer.Typer()

app.command("add")(add)


@app.command("change")
def change(
    context: typer.Context,
    name: str,
    imap_host: Annotated[str, typer.Option(help="Another server to read from.")] = "",
    imap_port: Annotated[int, typer.Option(help="0: as before, or the usual one.")] = 0,
    security: Annotated[Security | None, typer.Option(help="Encryption for reading.")] = None,
    smtp_host: Annotated[str, typer.Option(help="Another server to send through.")] = "",
    smtp_port: Annotated[int, typer.Option(help="0: as before, or the usual one.")] = 0,
    smtp_security: Annotated[Security | None, typer.Option(help="Encryption for sending.")] = None,
    username: Annotated[str, typer.Option(help="Another user name.")] = "",
    password_command: Annotated[
        str, typer.Option(help="A command that prints the password from now on.")
    ] = "",
    password_variable: Annotated[
        str, typer.Option(help="An environment variable that holds it from now on.")
    ] = "",
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a new password, to keep in the keyring.")
    ] = False,
) -> None:
    """Change an account; without any option, only its password."""
    each = session(context)
    account = each.run(lambda engine: find(engine, name))
    account = replace(
        account,
        imap=_moved(account.imap, imap_host, imap_port, security, IMAP_PORTS),
        smtp=_moved(account.smtp, smtp_host, smtp_port, smtp_security, SMTP_PORTS),
        username=username or account.username,
    )
    secret = None
    others = (imap_host, imap_port, security, smtp_host, smtp_port, smtp_security, username)
    if password or password_command or password_variable or not any(others):
        email, host = account.address.email, account.imap.host
        source, secret = read_secret(email, host, password_command, password_variable)
        account = replace(account, secret=source)
    each.run(lambda engine: engine.change_account(account, secret))
    each.show(
        account_data(account), f"Changed {account.name}. `emailassist account check` tries it."
    )


def _moved(
    server: Server,
    host: str,
    port: int,
    security: Security | None,
    usual: Mapping[Security, int],
) -> Server:
    """The server with what was given of these; with other encryption, its usual port."""
    if security is not None and security is not server.security:
        port = port or usual[security]
    return Server(host or server.host, port or server.port, security or server.security)


@app.command("list")
def list_accounts(context: typer.Context) -> None:
    """List the accounts."""
    each = session(context)
    found = each.run(Engine.accounts)
    rows = [(a.name, a.address.email, a.imap.label, a.smtp.label) for a in found]
    each.show(
        {"accounts": [account_data(account) for account in found]},
        table(("Name", "Address", "Reads from", "Sends through"), rows)
        if rows
        else "No account yet. `emailassist account add` adds one.",
    )


@app.command("remove")
def remove(
    context: typer.Context,
    name: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove an account and its mail from this machine; the server keeps everything."""
    if not yes:
        typer.confirm(f"Remove “{name}” and its mail from this machine?", abort=True)

    async def work(engine: Engine) -> None:
        await engine.remove_account((await find(engine, name)).id)

    each = session(context)
    each.run(work, owning=True)
    each.show({"removed": name}, f"Removed {name}.")


@app.command("check")
def check(context: typer.Context, name: Annotated[str, typer.Argument()] = "") -> None:
    """Log in to the servers of an account (or of all)."""
    _check(session(context), name)


@dataclass(frozen=True, slots=True)
class _Checked:
    account: Account
    works: tuple[str, ...]


def _check(each: Session, name: str) -> None:
    async def work(engine: Engine) -> list[_Checked]:
        wanted = [await find(engine, name)] if name else list(await engine.accounts())
        return [_Checked(a, await engine.check_account(a, None)) for a in wanted]

    checked = each.run(work)
    lines = [f"{c.account.name}: {sentence}" for c in checked for sentence in c.works]
    each.show(
        {"accounts": [{"name": c.account.name, "works": c.works} for c in checked]},
        "\n".join(lines) or "No account yet.",
    )


async def find(engine: Engine, name: str) -> Account:
    """The account with that name or address; raises NotFound."""
    for account in await engine.accounts():
        if name in {account.name, account.address.email}:
            return account
    raise NotFound(f"There is no account “{name}”.", hint="`emailassist account list` lists them.")


async def find_mailbox(engine: Engine, name: str, account: AccountId | None) -> MailboxId:
    """The mailbox of that name, of one account or of any; raises NotFound, InputError."""
    boxes = [box for box in (await engine.sidebar()).mailboxes if account in {None, box.account_id}]
    named = [box.id for box in boxes if box.name == name]
    if not named:
        known = ", ".join(dict.fromkeys(box.name for box in boxes))
        raise NotFound(f"There is no mailbox named “{name}”.", hint=f"Known: {known}.")
    if len(named) > 1:
        raise InputError(f"Several accounts have a mailbox “{name}”.", hint="Name one: --account.")
    return named[0]
