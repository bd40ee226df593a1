"""`emailassist settings …`.

Owns: the commands that show and change settings. Must not: know what a setting does.
"""

from dataclasses import asdict

import typer

from emailassist.cli.session import session, table
from emailassist.engine.preferences import PLAIN
from emailassist.settings import Settings

app = typer.Typer(help="How the program behaves.", no_args_is_help=True)


@app.command("show")
def show(context: typer.Context) -> None:
    """Show every setting and its value."""
    each = session(context)
    found = _plain(each.run(lambda engine: engine.preferences.current()))
    each.show(found, table(("Setting", "Value"), list(found.items())))


@app.command("set")
def set_(context: typer.Context, name: str, value: str) -> None:
    """Change one setting; a running window follows at its next look."""
    each = session(context)
    found = _plain(each.run(lambda engine: engine.preferences.set(name, value)))
    each.show({name: found[name]}, f"{name} is {found[name]} from now on.")


def _plain(settings: Settings) -> dict[str, object]:
    return {name: value for name, value in asdict(settings).items() if name in PLAIN}
