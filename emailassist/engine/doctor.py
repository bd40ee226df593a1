"""Looking whether everything the program needs is there.

Owns: the checks of `emailassist doctor`. Must not: repair, or send anything anywhere.
"""

import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from emailassist.domain.drift import Drift
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.meaning import Learnt, Standing
from emailassist.paths import Paths
from emailassist.store import salvage
from emailassist.store.database import SQLITE_VERSION, has_full_text_search


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `hint` says what to do where it is not `fine`.

    `needed`: the program does not work as it is set up until that is done.
    """

    what: str
    fine: bool
    text: str
    hint: str = ""
    needed: bool = False


def examine(
    paths: Paths, *, model_file: Callable[[], Path | None], keyring: Callable[[], str]
) -> tuple[Finding, ...]:
    """Everything that can be looked at without the network. Blocks for a moment."""
    return (
        _version("Python", platform.python_version(), fine=sys.version_info >= (3, 11)),
        _version("SQLite with FTS5", SQLITE_VERSION, fine=has_full_text_search()),
        _home(paths),
        *_database(paths.database),
        _keyring(keyring),
        _model(model_file),
    )


def by_meaning(learnt: Learnt) -> Finding:
    """How much of the mail is found by meaning."""
    waits = learnt.standing not in {Standing.COMPLETE, Standing.LEARNING, Standing.NOT_RUNNING}
    text = f"{learnt.done} of {learnt.total} messages ({learnt.model})"
    return Finding(
        "Found by meaning",
        fine=not waits,
        text=f"{text}; the rest: {learnt.standing}" if waits else text,
        hint="`emailassist meaning learn` learns the rest now." if waits else "",
    )


def from_week_to_week(drift: Drift, sentences: Sequence[str]) -> Finding:
    """Whether the mail, or how sure triage is of it, has changed."""
    return Finding(
        "From week to week",
        fine=not drift.moves,
        text=" ".join(sentences),
        hint="`emailassist evaluate --corrections` says how often triage is right now."
        if drift.moves
        else "",
    )


def _version(what: str, text: str, *, fine: bool) -> Finding:
    hint = "" if fine else "Install Python 3.11 or newer, with an SQLite that has FTS5."
    return Finding(what, fine=fine, text=text, hint=hint, needed=not fine)


def _home(paths: Paths) -> Finding:
    try:
        probe = paths.home / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Finding(
            "Home",
            fine=False,
            text=f"{paths.home}: {error}",
            hint="Choose another with --home.",
            needed=True,
        )
    return Finding("Home", fine=True, text=str(paths.home))


def _database(path: Path) -> tuple[Finding, ...]:
    if not path.exists():
        return ()
    problem = "this was noticed in use" if salvage.is_damaged(path) else salvage.complaint(path)
    if problem:  # found here first, it is mended at the next start too
        salvage.mark(path)
    kept = ", ".join(file.name for file in salvage.set_aside(path))
    aside = Finding(
        "Set aside",
        fine=True,
        text=kept,
        hint="A damaged database that was salvaged; delete it once you miss nothing.",
    )
    return (
        Finding(
            "Database",
            fine=not problem,
            text=f"{path} is damaged: {' '.join(problem.split())}" if problem else str(path),
            hint="Start emailassist anew, or run `emailassist sync`: what can be read is kept."
            if problem
            else "",
            needed=bool(problem),
        ),
        *([aside] if kept else []),
    )


def _keyring(keyring: Callable[[], str]) -> Finding:
    name = keyring()
    if name:
        return Finding("Keyring", fine=True, text=name)
    return Finding(
        "Keyring",
        fine=False,
        text="This machine has no keyring that can keep passwords.",
        hint="Give accounts a password command or an environment variable instead.",
    )


def _model(model_file: Callable[[], Path | None]) -> Finding:
    try:
        path = model_file()
    except EmailAssistError as error:
        return Finding(
            "On-device model", fine=False, text=error.reason, hint=error.hint, needed=True
        )
    if path is None:
        return Finding(
            "On-device model",
            fine=False,
            text="Not fetched yet.",
            hint="`emailassist endpoint check on-device` fetches it.",
        )
    return Finding("On-device model", fine=True, text=str(path))
