"""One run of the window: from the QApplication to the last thread.

Owns: starting the engine beside the window and ending everything when the window closes.
Must not: know what the window shows.
"""

import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as LateError
from pathlib import Path

import structlog
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from emailassist.domain.draft import Draft
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import Event, Finished, Job
from emailassist.engine.engine import Engine
from emailassist.engine.thread import EngineThread
from emailassist.gui.bridge import Bridge
from emailassist.gui.window import MainWindow

_STOP_SECONDS = 1.5
_PICTURE = (1480, 1160)
_PAINT_MILLISECONDS = 800
"""Time for what changed to be read and painted, and less than counts as having read a message."""
_SWITCH_SECONDS = 0.001
"""How soon another thread gets the interpreter: keeps the window smooth during CPU bursts."""

_log = structlog.get_logger(__name__)


def run_application(
    open_engine: Callable[[], Engine],
    *,
    resources: Path,
    state_file: Path,
    screenshot: Path | None = None,
    closing: bool = False,
    show_sample: Callable[[], object] | None = None,
) -> int:
    """Show the window until it is closed; the exit code.

    `show_sample` opens the sample mailbox in another window.

    With `screenshot`, a picture with the first draft open is saved when mail has been triaged
    once; with `closing` the window then closes.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("emailassist")
    QGuiApplication.setDesktopFileName("emailassist")
    QGuiApplication.setWindowIcon(QIcon(str(resources / "desktop" / "emailassist.svg")))
    thread = EngineThread()
    try:
        engine = open_engine()
        thread.submit(engine.start()).result()
    except EmailAssistError as error:
        thread.stop()
        sys.stderr.write(f"{error.reason} {error.hint}\n")
        return 1
    bridge = Bridge(thread, engine)
    window = MainWindow(bridge, engine, resources, state_file, show_sample)
    if screenshot is not None:
        _photograph(bridge, engine, window, screenshot, closing=closing)
    window.closed.connect(application.quit)
    _close_on_signals(window)
    window.show()
    thread.submit(_work(engine))
    code = int(application.exec())
    _stop(bridge, engine, thread)
    return code


async def _work(engine: Engine) -> None:
    """What the program does by itself when it starts."""
    engine.start_working()


def _stop(bridge: Bridge, engine: Engine, thread: EngineThread) -> None:
    bridge.close()
    try:
        thread.submit(engine.stop()).result(timeout=_STOP_SECONDS)
    except LateError:
        _log.warning("the engine did not stop in time")
    thread.stop(timeout=0.5)


def _photograph(
    bridge: Bridge, engine: Engine, window: MainWindow, path: Path, *, closing: bool
) -> None:
    if closing:  # nobody looks at it, and a screen that does not exist has no say in its size
        window.resize(*_PICTURE)

    def take() -> None:
        window.grab().save(str(path))
        if closing:
            window.close()

    def choose(drafts: Sequence[Draft]) -> None:
        window.mail.list.choose_first_of({draft.reply_to for draft in drafts if draft.reply_to})
        QTimer.singleShot(_PAINT_MILLISECONDS, window, take)

    def look(event: Event) -> None:
        if isinstance(event, Finished) and event.job is Job.TRIAGE:
            bridge.happened.disconnect(look)
            QTimer.singleShot(_PAINT_MILLISECONDS, window, ask)

    def ask() -> None:
        bridge.ask(window, engine.drafts(), choose)

    bridge.happened.connect(look)


def _close_on_signals(window: MainWindow) -> None:
    """Close the window on SIGINT and SIGTERM as if the person had."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.close())
    # Python looks at signals only between bytecodes, so Qt's loop must return to it.
    ticking = QTimer(window)
    ticking.timeout.connect(lambda: None)
    ticking.start(200)
