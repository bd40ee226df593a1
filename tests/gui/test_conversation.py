from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from pytestqt.qtbot import QtBot

from emailassist.domain.errors import EndpointUnreachable
from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import Conversation, Written
from emailassist.gui.conversation_card import ConversationCard
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import NOW, FakeEngine, row, triage

Window = Callable[[], MainWindow]
KEY = MessageKey(1)


def _opened(
    qtbot: QtBot,
    fake: FakeEngine,
    window: Window,
    *,
    earlier: int,
    conversation: Conversation | None = None,
) -> ConversationCard:
    fake.put(row(1), "Shall we meet?", triage=replace(triage(), conversation=conversation))
    thread = tuple(
        replace(row(10 + number), date=NOW - timedelta(days=number + 1))
        for number in range(earlier)
    )
    fake.details[KEY] = replace(fake.details[KEY], thread=(*thread, fake.details[KEY].row))
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() > 0)
    opened.mail.open_message(KEY)
    qtbot.waitUntil(lambda: bool(opened.mail.assistant.pill()))
    return opened.mail.assistant.conversation


def test_a_short_thread_has_nothing_to_sum_up(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    assert _opened(qtbot, fake, window, earlier=2).isHidden()


def test_what_was_said_so_far(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    found = Conversation("Tom: Shall we meet?\nEva: <b>Yes</b>.", Written.EXTRACTED)
    card = _opened(qtbot, fake, window, earlier=3, conversation=found)
    assert card.text.text() == found.text
    assert "own words" in card.by.text()


def test_summing_up_on_demand(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    card = _opened(qtbot, fake, window, earlier=3)
    card.sum_up.click()
    assert card.by.text() == "Summing up…"
    qtbot.waitUntil(lambda: fake.conversations.asked == [KEY])
    card.sum_up.click()
    qtbot.waitUntil(lambda: fake.conversations.stopped == 1)
    assert card.by.isHidden()
    fake.conversations.held = False
    card.sum_up.click()
    qtbot.waitUntil(lambda: card.text.text() == "Tom asked, Eva answered, the room is open.")
    assert card.by.text() == "Summed up by a model"
    fake.conversations.failure = EndpointUnreachable("box is down.")
    card.sum_up.click()
    qtbot.waitUntil(lambda: "box is down" in card.by.text())
