"""The composition root: what is made of what.

Owns: building the engine, the command line and the window out of their parts. Must not: hold
logic.
"""

import builtins
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from emailassist import logs, paths
from emailassist.assistant.library import InstructionLibrary
from emailassist.cli.main import command_line
from emailassist.credentials.secrets import Secrets
from emailassist.domain.errors import SettingsError
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.engine import Engine


def open_engine(home: Path) -> Engine:
    """An engine over that home, not yet started. Raises SettingsError."""
    places = paths.Paths(home)
    places.make_home()
    secrets = Secrets()
    logs.configure(places.log)
    library = InstructionLibrary(paths.shipped("instructions"), places.instructions)
    endpoints = Endpoints(places, secrets, library, models=paths.models())
    return Engine(places, secrets, library, endpoints)


def open_window(home: Path, *, screenshot: Path | None = None, closing: bool = False) -> int:
    """Show the window until it is closed; the exit code."""
    run_application = _load_window()
    return run_application(
        lambda: open_engine(home),
        resources=paths.shipped("resources"),
        state_file=paths.Paths(home).window_state,
        screenshot=screenshot,
        closing=closing,
        show_sample=lambda: _open_sample(home),
    )


def _open_sample(home: Path) -> None:
    """Start `emailassist demo` as a program of its own, with a home of its own."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", _NAME]
    command = [*program, "--home", str(home / "sample"), "demo"]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603


_NAME = "emailassist"


def _load_window() -> Callable[..., int]:
    """Load Qt: only for a window, so that commands start fast and run where Qt cannot.

    PySide6 replaces `__import__` by one that reads the source of every later module, for its
    `from __feature__ import` which is not used here. It slows the SDK's import by a fifth and
    breaks packages that import their parts lazily, so the plain one is put back.
    """
    plain_import = builtins.__import__
    try:
        from emailassist.gui.application import run_application
    except ImportError as error:
        raise SettingsError(
            f"The window cannot be opened: {error}.",
            hint="`make demo` installs the system libraries that Qt needs, or names them.",
        ) from error
    finally:
        builtins.__import__ = plain_import
    return run_application


def main() -> NoReturn:
    """The `emailassist` command."""
    try:
        command_line(open_engine, open_window)()
    except SystemExit as ended:
        _leave(ended.code)
    _leave(0)


def _leave(code: str | int | None) -> NoReturn:
    """End the process at once; all that must last is on disk, and all children are gone.

    Python itself would wait for worker threads, and one may be in the middle of importing a
    library for seconds when the person closes the window.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
