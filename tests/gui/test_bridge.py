import sys
import threading
from typing import cast

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.errors import EmailAssistError, NotFound
from emailassist.domain.events import ChangeSet, Event, Finished, Job, Progress
from emailassist.domain.ids import MessageKey
from emailassist.engine.engine import Engine
from emailassist.engine.thread import EngineThread
from emailassist.gui.bridge import Bridge, Lane, coalesce
from tests.gui.fake_engine import FakeEngine


async def _answer(value: int) -> int:
    return value


async def _raise(error: Exception) -> int:
    raise error


def test_an_answer_arrives_on_the_window_s_thread(qtbot: QtBot, bridge: Bridge) -> None:
    owner = QObject()
    heard: list[tuple[int, bool]] = []

    def then(value: int) -> None:
        heard.append((value, QThread.currentThread() is owner.thread()))

    bridge.ask(owner, _answer(7), then)
    qtbot.waitUntil(lambda: heard == [(7, True)])


def test_a_persons_error_goes_to_the_asker_or_to_the_window(qtbot: QtBot, bridge: Bridge) -> None:
    owner = QObject()
    told: list[EmailAssistError] = []
    shown: list[EmailAssistError] = []
    bridge.problem.connect(shown.append)
    bridge.ask(owner, _raise(NotFound("Gone.")), failed=told.append)
    bridge.ask(owner, _raise(NotFound("Gone too.")))
    qtbot.waitUntil(lambda: [str(each) for each in told + shown] == ["Gone.", "Gone too."])


def test_a_bug_is_told_by_its_kind_only(qtbot: QtBot, bridge: Bridge) -> None:
    owner = QObject()
    told: list[str] = []
    bridge.bug.connect(told.append)
    bridge.ask(owner, _raise(ValueError("the text of a mail")))
    qtbot.waitUntil(lambda: told == ["ValueError"])


def test_late_answers_are_dropped(qtbot: QtBot, bridge: Bridge) -> None:
    owner, other = QObject(), QWidget()
    heard: list[int] = []
    lane = Lane(bridge, owner)
    lane.ask(_answer(1), heard.append)
    lane.ask(_answer(2), heard.append)
    bridge.ask(other, _answer(3), heard.append)
    shiboken6.delete(other)
    qtbot.waitUntil(lambda: bool(heard))
    bridge.ask(owner, _answer(4), heard.append)
    qtbot.waitUntil(lambda: 4 in heard)
    assert heard == [2, 4]


def test_events_of_one_frame_come_as_one(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, thread: EngineThread
) -> None:
    heard: list[Event] = []
    bridge.happened.connect(heard.append)

    async def burst() -> None:
        for step in range(1000):
            fake.tell(Progress(Job.SYNC, step, 1000, "step"))
            fake.tell(ChangeSet(frozenset({MessageKey(step)})))
        fake.tell(Finished(Job.SYNC, "done"))

    thread.submit(burst()).result()
    qtbot.waitUntil(lambda: Finished(Job.SYNC, "done") in heard)
    qtbot.wait(50)
    changed = [each for each in heard if isinstance(each, ChangeSet)]
    assert frozenset().union(*(each.messages for each in changed)) == set(range(1000))
    assert len(heard) < 20
    assert Progress(Job.SYNC, 999, 1000, "step") in heard


def test_coalescing_keeps_order_and_the_latest_step() -> None:
    first, last = Progress(Job.SYNC, 1, 2, "a"), Progress(Job.SYNC, 2, 2, "b")
    other = Progress(Job.TRIAGE, 1, 5, "c")
    done = Finished(Job.SYNC, "ok")
    one, two = ChangeSet(lists=True), ChangeSet(outbox=True)
    assert coalesce([first, one, other, last, two, done]) == [
        other,
        last,
        done,
        ChangeSet(lists=True, outbox=True),
    ]


def test_a_closed_bridge_asks_and_hears_nothing(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine
) -> None:
    heard: list[object] = []
    bridge.happened.connect(heard.append)
    bridge.close()
    bridge.ask(QObject(), _answer(1), heard.append)
    assert fake.listeners == []
    qtbot.wait(40)
    assert heard == []


class _Sender(QObject):
    sent = Signal(object)


@pytest.mark.parametrize("thing", [None, True])
def test_qt_does_not_lose_references(qapp: QApplication, thing: object) -> None:
    """PySide6 6.12 drops one reference of None or True for each void call on Python 3.11."""
    widget, sender = QWidget(), _Sender()
    before = sys.getrefcount(thing)
    for _ in range(1000):
        widget.update()
    for _ in range(5000):
        sender.sent.emit(thing)
    assert sys.getrefcount(thing) > before - 500


def test_posting_from_many_threads_loses_nothing(
    qtbot: QtBot, fake: FakeEngine, thread: EngineThread
) -> None:
    bridge = Bridge(thread, cast("Engine", fake))
    heard: set[int] = set()
    bridge.happened.connect(lambda event: heard.update(event.messages))

    def tell(start: int) -> None:
        for step in range(200):
            fake.tell(ChangeSet(frozenset({MessageKey(start + step)})))

    workers = [threading.Thread(target=tell, args=(1000 * each,)) for each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    qtbot.waitUntil(lambda: len(heard) == 800)
    bridge.close()
