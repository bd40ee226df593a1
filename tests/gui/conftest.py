"""The window over a scripted engine that runs on a real engine thread."""

import functools
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from emailassist.engine.engine import Engine
from emailassist.engine.thread import EngineThread
from emailassist.gui import look as look_module
from emailassist.gui.bridge import Bridge
from emailassist.gui.icons import Icons
from emailassist.gui.look import Look
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine

RESOURCES = Path(__file__).parents[2] / "resources"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the offscreen platform says about windows it cannot raise is no fault of ours."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True, scope="package")
def drawn_once() -> Iterator[None]:
    """An icon in a colour and size is the same for every window."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(look_module, "Icons", functools.cache(Icons))
        yield


@pytest.fixture
def fake() -> FakeEngine:
    """An engine with one account and an empty inbox."""
    return FakeEngine()


@pytest.fixture
def thread() -> Iterator[EngineThread]:
    """A real thread with a real asyncio loop."""
    made = EngineThread()
    yield made
    assert made.stop()


@pytest.fixture
def bridge(qapp: QApplication, thread: EngineThread, fake: FakeEngine) -> Iterator[Bridge]:
    """A bridge between the two."""
    made = Bridge(thread, cast("Engine", fake))
    yield made
    made.close()


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The theme with the shipped fonts and icons."""
    return Look(RESOURCES)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """The window that a dialog belongs to."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def resources() -> Path:
    """The shipped resources."""
    return RESOURCES


@pytest.fixture
def window(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, tmp_path: Path
) -> Callable[[], MainWindow]:
    """Opens the main window over what the test put into the engine."""

    def opened() -> MainWindow:
        made = MainWindow(bridge, cast("Engine", fake), RESOURCES, tmp_path / "window.ini")
        qtbot.addWidget(made)
        made.resize(1480, 900)
        made.show()
        qtbot.waitUntil(lambda: bool(fake.called("model_notice")))
        shown: QWidget = made.mail if fake.all_accounts else made.welcome
        qtbot.waitUntil(lambda: made.pages.currentWidget() is shown)
        listed = bool(fake.all_accounts) and fake.mailboxes_known
        qtbot.waitUntil(lambda: not listed or bool(fake.called("list_keys")))
        return made

    return opened
