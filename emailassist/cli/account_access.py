"""`emailassist account …`: finding servers, signing in, certificates to trust.

Owns: these commands. Must not: connect by itself.
"""

from dataclasses import replace
from typing import Annotated

import typer

from emailassist.cli.account_add import PasswordCommand, PasswordVariable, open_browser
from emailassist.cli.account_data import account_data, proposal_data, servers_table
from emailassist.cli.accounts import find
from emailassist.cli.session import session
from emailassist.domain.account import SecretKind, SecretSource, TrustedCertificate
from emailassist.domain.certificate import Certificate
from emailassist.domain.discovery import Service
from emailassist.domain.errors import SettingsError
from emailassist.domain.oauth import OAuthClient
from emailassist.engine.engine import Engine

app = typer.Typer()


@app.command("discover")
def discover(
    context: typer.Context,
    address: str,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Find the servers of an address and try them, without logging in."""
    each = session(context, as_json=as_json)
    found = each.run(lambda engine: engine.setup.find(address))
    data = proposal_data(found)
    if not each.as_json:
        for line in (found.provider.title if found.provider else "", *found.notes):
            if line:
                each.tell(line)
    each.show(data, servers_table((*found.imap, *found.smtp)))


@app.command("sign-in")
def sign_in(context: typer.Context, name: str) -> None:
    """Sign in again in the browser, for an account that does so."""

    async def work(engine: Engine) -> None:
        await engine.setup.sign_in_again(await find(engine, name), open_browser)

    each = session(context)
    each.run(work)
    each.show({"signed_in": name}, f"Signed in as {name}.")


@app.command("client")
def client(
    context: typer.Context,
    provider: Annotated[str, typer.Argument(help="google, microsoft, or a name of your own.")],
    client_id: Annotated[str, typer.Argument(help="What the provider calls emailassist.")],
    ask_secret: Annotated[
        bool, typer.Option("--ask-secret", help="Ask for a client secret, to keep in the keyring.")
    ] = False,
    password_command: PasswordCommand = "",
    password_variable: PasswordVariable = "",
    authorization_endpoint: Annotated[str, typer.Option(help="Another address.")] = "",
    token_endpoint: Annotated[str, typer.Option(help="Another address.")] = "",
    scope: Annotated[list[str] | None, typer.Option(help="Another scope; may be repeated.")] = None,
) -> None:
    """Set the client id with which people sign in with a provider."""
    source = SecretSource(SecretKind.NONE)
    secret = None
    if password_command:
        source = SecretSource(SecretKind.COMMAND, password_command)
    elif password_variable:
        source = SecretSource(SecretKind.ENVIRONMENT, password_variable)
    elif ask_secret:
        source = SecretSource(SecretKind.KEYRING, f"oauth client {provider}")
        secret = typer.prompt(f"Client secret for {provider}", hide_input=True, err=True)
    made = OAuthClient(
        provider, client_id, source, authorization_endpoint, token_endpoint, tuple(scope or ())
    )
    each = session(context)
    each.run(lambda engine: engine.setup.set_client(made, secret))
    each.show({"client": provider}, f"Accounts can sign in with {provider} now.")


@app.command("trust")
def trust(
    context: typer.Context,
    name: str,
    sending: Annotated[
        bool, typer.Option("--smtp", help="The server to send through, not the one to read from.")
    ] = False,
    fingerprint: Annotated[
        str, typer.Option(help="The SHA-256 that it must have; then nothing is asked.")
    ] = "",
) -> None:
    """Show the certificate of an account's server that fails verification, and trust just that."""
    each = session(context)
    account = each.run(lambda engine: find(engine, name))
    server = account.smtp if sending else account.imap
    service = Service.SMTP if sending else Service.IMAP
    found = each.run(lambda engine: engine.setup.rejected_certificate(service, server))
    if found is None:
        each.show(
            {"trusted": None}, f"The certificate of {server.label} is in order: nothing to trust."
        )
        return
    wanted = fingerprint.replace(":", "").lower()
    if wanted and wanted != found.sha256:
        each.fail(_another(server.label, found))
    if not wanted:
        each.tell(found.description)
        typer.confirm(f"Trust this certificate at {server.label}?", abort=True, err=True)
    pin = TrustedCertificate(server.host, server.port, found.sha256)
    account = replace(account, trusted_certificates=pin.added_to(account.trusted_certificates))
    each.run(lambda engine: engine.change_account(account, None))
    each.show(account_data(account), f"{account.name} trusts {found.fingerprint} from now on.")


def _another(label: str, found: Certificate) -> SettingsError:
    return SettingsError(
        f"The certificate of {label} is another one: {found.fingerprint}.",
        hint="Nothing was changed.",
    )


@app.command("distrust")
def distrust(context: typer.Context, name: str) -> None:
    """Trust no certificate of an account's servers any more that fails verification."""

    async def work(engine: Engine) -> None:
        account = await find(engine, name)
        await engine.change_account(replace(account, trusted_certificates=()), None)

    each = session(context)
    each.run(work)
    each.show({"distrusted": name}, f"{name} trusts verified certificates only.")
