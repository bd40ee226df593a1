from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from emailassist.domain.address import Address
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import Priority
from emailassist.domain.views import Listing, MessageRow, TriageState
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.look import Look
from emailassist.gui.message_list import MessageList
from emailassist.gui.message_model import PAGE, ROW_ROLE, MessageModel, correspondent
from emailassist.gui.places import Place
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine, row

Window = Callable[[], MainWindow]


def _spoken(model: QAbstractItemModel, position: int) -> str:
    index = model.index(position, 0)
    return str(model.data(index, int(Qt.ItemDataRole.AccessibleTextRole)))


def test_a_hundred_thousand_messages_open_by_reading_a_few_pages(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    for key in range(1, 100_001):
        fake.inbox.append(MessageKey(key))
        fake.by_key[MessageKey(key)] = row(key)
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 100_000)
    qtbot.waitUntil(lambda: opened.mail.list.model.known_row(MessageKey(1)) is not None)
    limits = [limit for _, _, limit in fake.called("list_page")]
    assert limits == [500, *[20_000] * 5]
    assert sum(len(keys) for (keys,) in fake.called("rows")) <= 3 * PAGE
    opened.mail.list.view.scrollToBottom()
    qtbot.waitUntil(lambda: opened.mail.list.model.known_row(MessageKey(100_000)) is not None)
    assert sum(len(keys) for (keys,) in fake.called("rows")) <= 6 * PAGE


def test_an_update_keeps_selection_and_never_resets(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    for key in range(1, 30):
        fake.put(row(key))
    opened = window()
    page = opened.mail.list
    qtbot.waitUntil(lambda: page.model.rowCount() == 29)
    assert page.select(MessageKey(5))
    resets: list[int] = []
    page.model.modelReset.connect(lambda: resets.append(1))
    fake.by_key[MessageKey(100)] = row(100)
    fake.inbox.insert(0, MessageKey(100))
    fake.inbox.remove(MessageKey(3))
    fake.tell(ChangeSet(lists=True))
    qtbot.waitUntil(lambda: page.model.key_at(0) == MessageKey(100))
    assert page.current_key() == MessageKey(5)
    assert page.model.position_of(MessageKey(3)) is None
    assert resets == []


def test_the_open_message_stays_open_when_it_leaves_the_list(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    for key in range(1, 5):
        fake.put(row(key))
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 4)
    opened.mail.open_message(MessageKey(2))
    qtbot.waitUntil(lambda: opened.mail.assistant.pill() == "Ready")
    fake.inbox.remove(MessageKey(2))
    fake.tell(ChangeSet(lists=True))
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 3)
    assert opened.mail.list.current_key() is None
    assert opened.mail.assistant.pill() == "Ready"
    assert [key for (key,) in fake.called("detail")] == [MessageKey(2)]


def test_a_changed_row_is_read_again_and_shown(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1, seen=False))
    opened = window()
    model = opened.mail.list.model
    qtbot.waitUntil(lambda: model.known_row(MessageKey(1)) is not None)
    fake.by_key[MessageKey(1)] = replace(fake.by_key[MessageKey(1)], category="receipt")
    fake.tell(ChangeSet(frozenset({MessageKey(1)})))
    qtbot.waitUntil(lambda: "Receipt" in _spoken(model, 0))


def test_what_a_screen_reader_says(look: Look) -> None:
    model = MessageModel(look)
    wanted: list[tuple[MessageKey, ...]] = []
    model.wanted.connect(wanted.append)
    tester = QAbstractItemModelTester(model)
    model.show_keys([MessageKey(1)])
    assert _spoken(model, 0) == "Loading…"
    assert wanted == [(MessageKey(1),)]
    model.take_rows([row(1, seen=False, needs_reply=True, subject="Offer", category=None)])
    spoken = _spoken(model, 0)
    assert spoken.startswith("Unread. Sender 1. Offer.")
    assert "Unsure" in spoken
    assert "needs a reply" in spoken
    assert tester.failureReportingMode() is not None


def test_what_i_wrote_says_to_whom() -> None:
    anna, ben = Address("Anna", "a@example.org"), Address("", "b@example.org")
    assert correspondent(row(1, mine=True, recipients=(anna, ben))) == "To Anna, b@example.org"
    assert correspondent(row(1, mine=True, recipients=())) == "Sender 1"
    assert correspondent(row(1)) == "Sender 1"
    assert correspondent(row(1, sender=None)) == "Unknown sender"


def test_a_row_that_is_on_its_way_is_asked_for_once(look: Look) -> None:
    model = MessageModel(look)
    wanted: list[tuple[MessageKey, ...]] = []
    model.wanted.connect(wanted.append)
    model.show_keys([MessageKey(key) for key in range(200)])
    for position in range(PAGE):
        model.data(model.index(position, 0), ROW_ROLE)
    assert wanted == [tuple(MessageKey(key) for key in range(PAGE))]
    model.forget_asked()
    model.data(model.index(0, 0), ROW_ROLE)
    assert len(wanted) == 2


def test_every_kind_of_row_can_be_drawn(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    variants: list[MessageRow] = [
        row(1, seen=False, answered=True, flagged=True, has_attachments=True, has_draft=True),
        row(2, sender=None, subject="", summary="", category=None),
        row(3, triage=TriageState.FAILED, priority=Priority.URGENT),
        row(4, triage=TriageState.PENDING, summary="", subject="Áé 漢字 🙂 " * 40),
        row(5, category="no such category", priority=Priority.HIGH),
    ]
    for each in variants:
        fake.put(each)
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.known_row(MessageKey(5)) is not None)
    assert not opened.mail.list.view.grab().isNull()


def test_search_waits_for_a_pause_and_shows_hits(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    for key in range(1, 6):
        fake.put(row(key))
    fake.hits["invoice"] = (MessageKey(4), MessageKey(2))
    opened = window()
    page = opened.mail.list
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    qtbot.keyClicks(page.search, "invoice")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    searched = [wanted.query for (wanted,) in fake.called("list_keys") if wanted.query]
    assert searched == ["invoice"]
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)


def test_an_empty_search_says_so(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    fake.put(row(1))
    opened = window()
    page = opened.mail.list
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.search.setText("nothing like it")
    qtbot.waitUntil(lambda: page.emptiness() == "Nothing found")
    page.leave_search()
    qtbot.waitUntil(lambda: page.emptiness() == "")


def test_j_and_k_go_through_the_list_but_can_be_typed(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    for key in range(1, 4):
        fake.put(row(key))
    opened = window()
    page = opened.mail.list
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.view.setFocus()
    page.select(MessageKey(1))
    qtbot.keyClick(page.view, Qt.Key.Key_J)
    assert page.current_key() == MessageKey(2)
    qtbot.keyClick(page.view, Qt.Key.Key_K)
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    assert page.current_key() == MessageKey(2)
    qtbot.keyClick(opened, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.search.hasFocus)
    qtbot.keyClicks(page.search, "jk")
    assert page.search.text() == "jk"
    assert page.current_key() == MessageKey(2)


def test_a_failed_fetch_can_be_repeated(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look
) -> None:
    from emailassist.domain.errors import ServerRefused

    fake.put(row(1))
    fake.fail("rows", ServerRefused("The store is busy."))
    page = MessageList(bridge, cast("Engine", fake), look)
    qtbot.addWidget(page)
    shown: list[str] = []
    bridge.problem.connect(lambda error: shown.append(error.reason))
    page.open_place(Place("All", Listing(needs_reply=False, mailbox=None, category="fyi")))
    page.show()
    qtbot.waitUntil(lambda: shown == ["The store is busy."])
    page.view.viewport().update()
    qtbot.waitUntil(lambda: page.model.known_row(MessageKey(1)) is not None)


def test_the_keyboard_alone_opens_nothing(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    fake.put(row(1, seen=False))
    fake.put(row(2, seen=False))
    opened = window()
    page = opened.mail.list
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.search.setFocus()
    page.view.setFocus()
    qtbot.wait(50)
    assert fake.called("detail") == []
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(fake.called("detail")) == 1)
    assert page.current_key() == page.model.key_at(0)
