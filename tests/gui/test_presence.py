"""What the reading pane says of messages that are not all here."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emailassist.domain.errors import ServerUnreachable
from emailassist.domain.ids import MessageKey
from emailassist.domain.views import Presence
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine, row

Window = Callable[[], MainWindow]
KEY = MessageKey(1)


@pytest.fixture
def opened(qtbot: QtBot, fake: FakeEngine, window: Window) -> Callable[[Presence], MainWindow]:
    def opened(presence: Presence) -> MainWindow:
        fake.put(row(1), "Hello.")
        fake.details[KEY] = replace(fake.details[KEY], presence=presence, size=23_000_000)
        shown = window()
        qtbot.waitUntil(lambda: shown.mail.list.model.rowCount() > 0)
        shown.mail.open_message(KEY)
        qtbot.waitUntil(shown.mail.reading.presence.isVisible)
        return shown

    return opened


def test_a_message_that_is_only_listed_is_fetched_at_once(
    qtbot: QtBot, fake: FakeEngine, opened: Callable[[Presence], MainWindow]
) -> None:
    card = opened(Presence.ENVELOPE).mail.reading.presence
    assert card.text.text() == "Fetching this message from the server…"
    qtbot.waitUntil(lambda: fake.fetching.asked == [KEY])
    fake.fetching.allow()
    qtbot.waitUntil(card.isHidden)
    assert fake.fetching.asked == [KEY]


def test_the_rest_of_a_large_message_is_fetched_when_it_is_asked_for(
    qtbot: QtBot, fake: FakeEngine, opened: Callable[[Presence], MainWindow]
) -> None:
    card = opened(Presence.START).mail.reading.presence
    assert card.fetch.text() == "Fetch the rest (23.0 MB)"
    assert fake.fetching.asked == []
    fake.fetching.allow()
    qtbot.mouseClick(card.fetch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.isHidden)


def test_why_it_could_not_be_fetched_is_said_with_a_way_to_try_again(
    qtbot: QtBot, fake: FakeEngine, opened: Callable[[Presence], MainWindow]
) -> None:
    fake.fetching.problem = ServerUnreachable("The server does not answer.")
    fake.fetching.allow()
    card = opened(Presence.ENVELOPE).mail.reading.presence
    qtbot.waitUntil(lambda: card.text.text() == "The server does not answer.")
    fake.fetching.problem = None
    qtbot.mouseClick(card.fetch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.isHidden)
