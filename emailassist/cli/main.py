"""The command line as a whole.

Owns: the global options and the list of commands. Must not: hold a command.
"""

from pathlib import Path
from typing import Annotated

import typer

from emailassist import __version__, paths
from emailassist.cli import (
    account_access,
    accounts,
    acting,
    backlog,
    compose,
    demo,
    drafts,
    egress,
    endpoint_limits,
    endpoints,
    instructions,
    learning,
    mail,
    measuring,
    notes,
    rules,
    search,
    settings,
    traces,
    transfer,
    usage,
    watching,
)
from emailassist.cli.session import OpenEngine, OpenWindow, Session


def command_line(open_engine: OpenEngine, open_window: OpenWindow) -> typer.Typer:
    """The program's commands over that way to an engine and to a window."""
    app = typer.Typer(
        name="emailassist",
        help="A mail client in which agents triage your inbox and draft replies you approve. "
        "Without a command it opens the window.",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback(invoke_without_command=True)
    def main(
        context: typer.Context,
        home: Annotated[
            Path | None,
            typer.Option(envvar=paths.HOME_VARIABLE, help="The folder that holds all state."),
        ] = None,
        as_json: Annotated[
            bool, typer.Option("--json", help="Print JSON instead of text.")
        ] = False,
        version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    ) -> None:
        each = Session(
            home=(home or paths.default_home()).expanduser(),
            home_was_given=home is not None,
            as_json=as_json,
            open_engine=open_engine,
            open_window=open_window,
        )
        context.obj = each
        if version:
            each.show({"version": __version__}, f"emailassist {__version__}")
            raise typer.Exit
        if context.invoked_subcommand is None:
            raise typer.Exit(each.window())

    account = typer.Typer(help="Mail accounts.", no_args_is_help=True)
    account.add_typer(accounts.app)
    account.add_typer(account_access.app)
    app.add_typer(account, name="account")
    app.add_typer(acting.app, name="mail")
    app.add_typer(drafts.app, name="drafts")
    endpoint = typer.Typer(help="Where models run.", no_args_is_help=True)
    endpoint.add_typer(endpoints.app)
    endpoint.add_typer(endpoint_limits.app)
    app.add_typer(endpoint, name="endpoint")
    app.add_typer(egress.app, name="egress")
    app.add_typer(endpoints.model, name="model")
    app.add_typer(instructions.app, name="instructions")
    app.add_typer(learning.app, name="learning")
    app.add_typer(notes.app, name="notes")
    app.add_typer(search.app, name="meaning")
    app.add_typer(measuring.app, name="quality")
    app.add_typer(rules.app, name="rules")
    app.add_typer(settings.app, name="settings")
    app.add_typer(usage.app, name="usage")
    app.add_typer(traces.app, name="trace")
    commands = (
        demo.demo,
        mail.sync,
        watching.watch,
        compose.compose,
        compose.reply,
        compose.forward,
        backlog.triage,
        learning.correct,
        mail.show,
        mail.sum_up,
        search.search,
        search.similar,
        transfer.export,
        measuring.evaluate,
        measuring.doctor,
    )
    for command in commands:
        app.command()(command)
    app.command(name="import")(transfer.import_mail)
    return app
