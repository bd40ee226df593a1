"""`emailassist account add`: from an address and a secret to an account that works.

Owns: what is asked and shown on the way. Must not: look for servers or connect by itself.
"""

import sys
import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from emailassist.cli.account_data import account_data, servers_table
from emailassist.cli.session import Session, session
from emailassist.domain.account import (
    IMAP_PORTS,
    SMTP_PORTS,
    Account,
    Auth,
    NewAccount,
    SecretKind,
    SecretSource,
    Security,
    Server,
    TrustedCertificate,
)
from emailassist.domain.address import Address
from emailassist.domain.discovery import Proposal, Service, Tried
from emailassist.domain.errors import SettingsError, WorldError
from emailassist.domain.provider import LoginWith
from emailassist.engine.engine import Engine

_SERVERS_HINT = "Give them with --imap-host and --smtp-host."

PasswordCommand = Annotated[
    str,
    typer.Option(
        help="A command that prints the password, instead of the keyring. It runs without a "
        "shell: wrap a pipe in sh -c '…'."
    ),
]
PasswordVariable = Annotated[
    str, typer.Option(help="An environment variable that holds it, instead of the keyring.")
]


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the command line says of the account; '' and None where it leaves it open."""

    email: str
    name: str
    display_name: str
    imap: Server | None
    smtp: Server | None
    username: str
    oauth: str
    trusted: str


def add(
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="Your mail address.")] = "",
    email: Annotated[str, typer.Option(help="The same, as an option.")] = "",
    imap_host: Annotated[
        str, typer.Option(help="The server to read from; found if left out.")
    ] = "",
    smtp_host: Annotated[
        str, typer.Option(help="The server to send through; found if left out.")
    ] = "",
    name: Annotated[str, typer.Option(help="What to call the account.")] = "",
    display_name: Annotated[str, typer.Option(help="Your name, as recipients see it.")] = "",
    imap_port: Annotated[int, typer.Option(help="0: the usual one.")] = 0,
    security: Annotated[Security, typer.Option(help="Encryption for reading.")] = Security.TLS,
    smtp_port: Annotated[int, typer.Option(help="0: the usual one.")] = 0,
    smtp_security: Annotated[
        Security | None, typer.Option(help="Encryption for sending; as for reading if left out.")
    ] = None,
    username: Annotated[str, typer.Option(help="If it is not the address.")] = "",
    password_command: PasswordCommand = "",
    password_variable: PasswordVariable = "",
    oauth: Annotated[
        str, typer.Option(help="Sign in in the browser instead: google, microsoft, …")
    ] = "",
    trust_certificate: Annotated[
        str,
        typer.Option(help="SHA-256 of a certificate to trust at these servers though unverified."),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Take what is found without asking.")] = False,
) -> None:
    """Add an account: finds its servers, asks for the password and keeps it in the keyring."""
    if not (address or email):
        raise typer.BadParameter("which mail address?", param_hint="ADDRESS")
    wishes = _Wishes(
        email=address or email,
        name=name,
        display_name=display_name,
        imap=_server(imap_host, imap_port, security, IMAP_PORTS),
        smtp=_server(smtp_host, smtp_port, smtp_security or security, SMTP_PORTS),
        username=username,
        oauth=oauth,
        trusted=trust_certificate.replace(":", "").lower(),
    )
    each = session(context)
    found = None
    if wishes.imap is None or wishes.smtp is None:
        found = _found(each, wishes, ask=not yes)
    new = _account(each, wishes, found)
    secret: str | None
    if oauth:
        new, secret = _signed_in(each, new, oauth)
    else:
        source, secret = read_secret(
            new.address.email, new.imap.host, password_command, password_variable
        )
        new = replace(new, secret=source)

    async def work(engine: Engine) -> Account:
        if found is not None or oauth:
            await engine.check_account(new, secret)
        return await engine.add_account(new, secret)

    account = each.run(work)
    told = "Both servers accept the login." if found or oauth else "`account check` tries it."
    each.show(account_data(account), f"Added {account.name}. {told}")


def read_secret(
    email: str, host: str, command: str, variable: str
) -> tuple[SecretSource, str | None]:
    """Where the password is, and the one that was typed for the keyring."""
    if command:
        return SecretSource(SecretKind.COMMAND, command), None
    if variable:
        return SecretSource(SecretKind.ENVIRONMENT, variable), None
    secret = typer.prompt(f"Password for {email}", hide_input=True, err=True)
    return SecretSource(SecretKind.KEYRING, f"{email} {host}"), secret


def open_browser(url: str) -> None:
    """Show the address to sign in at, also to whoever has no browser here."""
    sys.stderr.write(f"Sign in with your browser at:\n{url}\n")
    sys.stderr.flush()
    webbrowser.open(url)


def _server(
    host: str, port: int, security: Security, usual: Mapping[Security, int]
) -> Server | None:
    return Server(host, port or usual[security], security) if host else None


def _found(each: Session, wishes: _Wishes, *, ask: bool) -> Proposal:
    """What was found, shown before any secret goes anywhere; ends the program when too little."""
    found = each.run(lambda engine: engine.setup.find(wishes.email))
    missing = [
        service
        for service, given in ((Service.IMAP, wishes.imap), (Service.SMTP, wishes.smtp))
        if given is None and _usable(found.best(service), wishes.trusted) is None
    ]
    if missing:
        each.fail(_nothing_found(found, missing))
    best = [tried for service in Service if (tried := found.best(service))]
    each.tell(servers_table(best))
    for candidate in found.foreign:
        each.tell(f"{candidate.server.host} is not of the domain of {wishes.email}.")
    if found.foreign and ask:
        typer.confirm("Are these your servers?", abort=True, err=True)
    provider = found.provider
    if provider and provider.login == (LoginWith.OAUTH,) and not wishes.oauth:
        hint = f"Use --oauth {provider.oauth}."
        each.fail(SettingsError(f"{provider.title} takes no passwords here.", hint=hint))
    return found


def _usable(tried: Tried | None, trusted: str) -> Tried | None:
    if tried is None:
        return None
    is_trusted = tried.certificate is not None and tried.certificate.sha256 == trusted
    return tried if tried.works or is_trusted else None


def _nothing_found(found: Proposal, missing: list[Service]) -> WorldError:
    for service in missing:
        best = found.best(service)
        if best is not None and best.certificate is not None:
            return WorldError(
                best.problem,
                hint="If the fingerprint is right, add --trust-certificate with it.",
            )
        if best is not None and best.is_named:
            return WorldError(best.problem, hint=f"Try again later. {_SERVERS_HINT}")
    names = " and ".join(each.value.upper() for each in missing)
    notes = " ".join(found.notes)
    reason = f"No {names} server of {found.email} was found. {notes}".strip()
    return WorldError(reason, hint=_SERVERS_HINT)


def _account(each: Session, wishes: _Wishes, found: Proposal | None) -> NewAccount:
    reading = found.best(Service.IMAP) if found else None
    sending = found.best(Service.SMTP) if found else None
    imap = wishes.imap or (reading.candidate.server if reading else None)
    smtp = wishes.smtp or (sending.candidate.server if sending else None)
    if imap is None or smtp is None:
        each.fail(SettingsError("The account has no servers.", hint=_SERVERS_HINT))
    name = reading.candidate.username if reading and not wishes.imap else wishes.email
    trusted = wishes.trusted
    return NewAccount(
        name=wishes.name or wishes.email,
        address=Address(wishes.display_name, wishes.email),
        imap=imap,
        smtp=smtp,
        username=wishes.username or name,
        secret=SecretSource(SecretKind.NONE),
        trusted_certificates=tuple(
            TrustedCertificate(server.host, server.port, trusted)
            for server in (imap, smtp)
            if trusted
        ),
    )


def _signed_in(each: Session, new: NewAccount, oauth: str) -> tuple[NewAccount, str]:
    email = new.address.email
    secret = each.run(lambda engine: engine.setup.sign_in(oauth, email, open_browser))
    source = SecretSource(SecretKind.KEYRING, f"{email} {oauth}")
    return replace(new, auth=Auth.OAUTH, oauth=oauth, secret=source), secret
