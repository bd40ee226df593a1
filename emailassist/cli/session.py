"""One run of a command: opening the engine, showing progress, printing, exit codes.

Owns: stdout, stderr and the exit code. Must not: know any command.
"""

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, NoReturn, Protocol, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress as Bar
from rich.table import Table

from emailassist.domain.errors import EmailAssistError, WorldError
from emailassist.domain.events import Event, Finished, Notice, Progress
from emailassist.engine.engine import Engine

T = TypeVar("T")
OpenEngine = Callable[[Path], Engine]
"""Makes an engine, not yet started, with that home."""


class OpenWindow(Protocol):
    """Opens the window on a home until it is closed; returns the exit code.

    With `screenshot`, a picture is saved once the mail is triaged; with `closing` the window
    then closes.
    """

    def __call__(
        self, home: Path, *, screenshot: Path | None = None, closing: bool = False
    ) -> int: ...


FAILED = 1
LARGEST_NUMBER = 2**63 - 1
"""Of a message, a draft or an outbox entry."""
Number = Annotated[int, typer.Argument(min=1, max=LARGEST_NUMBER)]


@dataclass(frozen=True, slots=True)
class Session:
    """What every command gets: where the state is, how to print, how to open the engine."""

    home: Path
    home_was_given: bool
    as_json: bool
    open_engine: OpenEngine
    open_window: OpenWindow
    out: Console = field(default_factory=lambda: Console(emoji=False))
    err: Console = field(default_factory=lambda: Console(stderr=True, emoji=False))

    def run(
        self,
        work: Callable[[Engine], Awaitable[T]],
        *,
        owning: bool = False,
        notices: bool = True,
    ) -> T:
        """Run `work` with a started engine; a person's error ends the program with code 1.

        `owning`: the command changes what only one process may (mail, outbox). `notices`: print
        what the engine tells meanwhile; not if the command says the same at its end.
        """
        try:
            return asyncio.run(self._with_engine(work, owning=owning, notices=notices))
        except EmailAssistError as error:
            self.fail(error)
        except KeyboardInterrupt:
            self.fail(WorldError("Cancelled."))

    def window(self, *, screenshot: Path | None = None, closing: bool = False) -> int:
        """Open the window on this home until it is closed; the exit code."""
        if not has_display():
            self.fail(
                WorldError(
                    "There is no display to open a window on.",
                    hint="`emailassist --help` lists what works in a terminal.",
                )
            )
        try:
            return self.open_window(self.home, screenshot=screenshot, closing=closing)
        except EmailAssistError as error:
            self.fail(error)

    async def _with_engine(
        self, work: Callable[[Engine], Awaitable[T]], *, owning: bool, notices: bool
    ) -> T:
        engine = self.open_engine(self.home)
        await engine.start(owning=owning)
        with self._progress(notices=notices) as show:
            unsubscribe = engine.subscribe(show)
            try:
                return await work(engine)
            finally:
                unsubscribe()
                await engine.stop()

    @contextmanager
    def _progress(self, *, notices: bool) -> Iterator[Callable[[Event], None]]:
        """Progress of jobs as a bar on stderr, when somebody is looking."""
        with Bar(console=self.err, transient=True, disable=self.as_json or not _seen()) as bar:
            tasks: dict[str, Any] = {}

            def show(event: Event) -> None:
                if isinstance(event, Progress):
                    words = escape(_one_line(event.text))
                    if event.job not in tasks:
                        tasks[event.job] = bar.add_task(words, total=None)
                    task, total = tasks[event.job], event.total or None
                    bar.update(task, completed=event.done, total=total, description=words)
                elif isinstance(event, Finished) and event.job in tasks:
                    bar.remove_task(tasks.pop(event.job))
                elif isinstance(event, Notice) and event.problem and notices:
                    line = _one_line(f"{event.text} {event.hint}")
                    self.err.print(line, style="yellow", markup=False, soft_wrap=True)

            yield show

    def finished(self, result: Finished, **more: Any) -> None:
        """Print how a job ended; a problem ends the program with code 1."""
        if result.problem or result.cancelled:
            self.fail(WorldError(result.problem or result.text))
        self.show({"result": result.text, **more}, result.text)

    def show(self, data: Mapping[str, Any], text: str | Table) -> None:
        """Print one JSON object, or the text for a person."""
        if self.as_json:
            whole = json.dumps(data, ensure_ascii=False, default=str)
            sys.stdout.write(f"{_SENT_TO_TERMINAL.sub(_escaped, _encodable(whole))}\n")
        elif isinstance(text, Table):
            self.out.print(text)
        else:
            plain = _SENT_TO_TERMINAL.sub("�", _encodable(text))
            self.out.print(plain, markup=False, highlight=False, soft_wrap=True)

    def tell(self, text: str | Table) -> None:
        """Print something on the way to the result, on stderr: stdout has only that."""
        if isinstance(text, Table):
            self.err.print(text)
        else:
            lines = "\n".join(_one_line(line) for line in text.splitlines())
            self.err.print(lines, markup=False, highlight=False, soft_wrap=True)

    def fail(self, error: EmailAssistError) -> NoReturn:
        """Say in one line what happened and what to do, and exit with code 1.

        With --json the object on stdout says it too, so that there always is one.
        """
        end = "" if error.reason.endswith((".", "!", "?")) else "."
        line = _one_line(f"{error.reason}{end} {error.hint}")
        if self.as_json:
            self.show({"error": error.reason, "hint": error.hint}, line)
        self.err.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(FAILED)


def has_display() -> bool:
    """Whether a window can be shown; Qt aborts the process when it cannot."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


_SENT_TO_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, with which a mail or a server could steer the terminal, or turn around what
stands beside it."""


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _one_line(text: str) -> str:
    return _SENT_TO_TERMINAL.sub("�", " ".join(_encodable(text).split()))


def _encodable(text: str) -> str:
    """Lone surrogates stand for bytes of a name that is no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def program_name() -> str:
    """How this program is called from here: by its name only where that is found."""
    return "emailassist" if shutil.which("emailassist") else sys.argv[0]


def _seen() -> bool:
    return sys.stderr.isatty()


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """A plain table of these rows; what does not fit goes on below, so that it can be copied."""
    result = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        result.add_column(column, overflow="fold")
    for row in rows:
        result.add_row(*(escape(_one_line(str(cell))) for cell in row))
    return result


def session(context: typer.Context, *, as_json: bool = False) -> Session:
    """The session that the main command prepared; `as_json` for an option after the command."""
    found = context.obj
    if not isinstance(found, Session):
        raise TypeError("the main command prepares the session")
    return replace(found, as_json=True) if as_json else found
