"""The composition root: what is made of what.

Owns: building the engine, the command line and the window out of their parts. Must not: hold
logic.
"""

from pathlib import Path

from emailassist import logs, paths
from emailassist.assistant.library import InstructionLibrary
from emailassist.cli.main import command_line
from emailassist.credentials.secrets import Secrets
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.engine import Engine


def open_engine(home: Path) -> Engine:
    """An engine over that home, not yet started. Raises SettingsError."""
    places = paths.Paths(home)
    secrets = Secrets()
    logs.configure(places.log)
    library = InstructionLibrary(paths.shipped("instructions"), places.instructions)
    endpoints = Endpoints(places, secrets, library, models=paths.models())
    return Engine(places, secrets, library, endpoints)


def open_window(home: Path, *, screenshot: Path | None = None, closing: bool = False) -> int:
    """Show the window until it is closed; the exit code."""
    # Qt is loaded only here, so that commands start fast and run where Qt cannot.
    from emailassist.gui.application import run_application

    return run_application(
        lambda: open_engine(home),
        resources=paths.shipped("resources"),
        state_file=paths.Paths(home).window_state,
        screenshot=screenshot,
        closing=closing,
    )


def main() -> None:
    """The `emailassist` command."""
    command_line(open_engine, open_window)()
