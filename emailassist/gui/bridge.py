"""The only way between the window and the engine.

Questions go to the engine thread; answers and events come back on the window's thread through
one queued signal, at most once a frame.

Owns: crossing threads, dropping late answers. Must not: know widgets or what is asked.
"""

import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
import structlog
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet, DraftPiece, Event, Progress

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine
    from emailassist.engine.thread import EngineThread

T = TypeVar("T")

FRAME = 16
"""Milliseconds between two deliveries."""

_log = structlog.get_logger(__name__)


class Request:
    """A question that was asked. Once dropped, nobody hears the answer."""

    def __init__(self) -> None:
        self.dropped = False
        self.future: Future[Any] | None = None

    def drop(self) -> None:
        self.dropped = True

    def cancel(self) -> None:
        """Drop it, and stop the work for it."""
        self.drop()
        if self.future is not None:
            self.future.cancel()


@dataclass(frozen=True, slots=True)
class _Answer:
    deliver: Callable[[], None]


class Bridge(QObject):
    """Asks the engine and listens to it; lives on the window's thread."""

    happened = Signal(object)
    """One engine event (`domain.events`), after coalescing."""
    problem = Signal(object)
    """An `EmailAssistError` that the asker does not handle."""
    bug = Signal(str)
    """Something that should not happen was raised; says what, without contents of mail."""
    _woken = Signal()

    def __init__(self, thread: "EngineThread", engine: "Engine") -> None:
        super().__init__()
        self._thread = thread
        self._lock = threading.Lock()
        self._waiting: list[Event | _Answer] = []
        self._closed = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        self._woken.connect(self._schedule, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = engine.subscribe(self._post)

    def ask(
        self,
        owner: QObject,
        work: Coroutine[Any, Any, T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[EmailAssistError], None] | None = None,
    ) -> Request:
        """Run `work` on the engine thread; `then` hears the answer here while `owner` lives."""
        request = Request()
        if self._closed:
            work.close()
            return request
        request.future = future = self._thread.submit(work)
        future.add_done_callback(
            lambda done: self._post(
                _Answer(partial(self._answer, request, owner, done, then, failed))
            )
        )
        return request

    def close(self) -> None:
        """Hear nothing more; what is asked from now on is not asked at all."""
        self._closed = True
        self._unsubscribe()
        self._timer.stop()

    def _post(self, item: Event | _Answer) -> None:
        """Take in one item, on any thread; only the first one since a delivery wakes us."""
        with self._lock:
            first = not self._waiting
            self._waiting.append(item)
        if first and not self._closed:
            self._woken.emit()

    def _schedule(self) -> None:
        if self._closed or self._timer.isActive():
            return
        rest = FRAME - self._since.elapsed() if self._since.isValid() else 0
        if rest > 0:
            self._timer.start(rest)
        else:
            self._deliver()

    def _deliver(self) -> None:
        if self._closed:
            return
        self._since.start()
        with self._lock:
            items, self._waiting = self._waiting, []
        for item in coalesce(items):
            if isinstance(item, _Answer):
                item.deliver()
            else:
                self.happened.emit(item)

    def _answer(
        self,
        request: Request,
        owner: QObject,
        future: Future[T],
        then: Callable[[T], None] | None,
        failed: Callable[[EmailAssistError], None] | None,
    ) -> None:
        heard = not request.dropped and shiboken6.isValid(owner)
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            if heard and then is not None:
                then(future.result())
        elif not isinstance(error, EmailAssistError):
            _log.error("a question to the engine failed", exc_info=error)
            self.bug.emit(type(error).__name__)
        elif heard and failed is not None:
            failed(error)
        elif heard:
            self.problem.emit(error)


class Lane:
    """Questions of which only the latest matters: asking again drops the one before."""

    def __init__(self, bridge: Bridge, owner: QObject) -> None:
        self._bridge = bridge
        self._owner = owner
        self._last = Request()

    def ask(
        self,
        work: Coroutine[Any, Any, T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[EmailAssistError], None] | None = None,
    ) -> None:
        self.drop()
        self._last = self._bridge.ask(self._owner, work, then, failed)

    def drop(self) -> None:
        """Nobody waits any more."""
        self._last.drop()


def coalesce(items: Sequence[Event | _Answer]) -> list[Event | _Answer]:
    """In order, with all `ChangeSet`s as one at the end.

    Of a job's `Progress` and of the pieces of a draft only the latest counts.
    """
    latest: dict[object, Event | _Answer] = {
        _subject(item): item for item in items if isinstance(item, Progress | DraftPiece)
    }
    kept: list[Event | _Answer] = []
    changes = ChangeSet()
    for item in items:
        if isinstance(item, ChangeSet):
            changes |= item
        elif not isinstance(item, Progress | DraftPiece) or latest[_subject(item)] is item:
            kept.append(item)
    return [*kept, changes] if changes != ChangeSet() else kept


def _subject(item: Progress | DraftPiece) -> object:
    return item.job if isinstance(item, Progress) else item.draft
