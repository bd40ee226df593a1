"""What the person does to the selected messages."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QShortcut
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MailboxId, MessageKey
from emailassist.domain.views import Listing
from emailassist.gui.action_bar import ActionMenu
from emailassist.gui.chooser import Chooser
from emailassist.gui.deeds import Deed, described
from emailassist.gui.list_selection import selected_keys
from emailassist.gui.place_tree import PlaceTree
from emailassist.gui.places import Place
from emailassist.gui.row_icons import icon_places
from emailassist.gui.shortcuts import described as shortcuts
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine, row

KEYS = tuple(MessageKey(number) for number in range(1, 6))
INBOX, ARCHIVE, JUNK, TRASH = (MailboxId(number) for number in (1, 4, 5, 6))


@pytest.fixture
def shown(qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]) -> MainWindow:
    """Five messages, the second one chosen."""
    for key in KEYS:
        fake.put(row(key))
    made = window()
    qtbot.waitUntil(lambda: made.mail.list.model.rowCount() == 5)
    qtbot.waitUntil(lambda: made.mail.list.model.known_row(KEYS[4]) is not None)
    made.mail.list.select(KEYS[1])
    return made


def _select(window: MainWindow, *keys: MessageKey) -> None:
    messages = window.mail.list
    messages.select(keys[0])
    for key in keys[1:]:
        index = messages.model.index(messages.model.position_of(key) or 0, 0)
        messages.view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)


def _press(qtbot: QtBot, window: MainWindow, key: str) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    window.mail.list.view.setFocus()
    qtbot.keyClicks(window.mail.list.view, key)


def _listed(window: MainWindow) -> list[MessageKey]:
    model = window.mail.list.model
    keys = (model.key_at(place) for place in range(model.rowCount()))
    return [key for key in keys if key is not None]


def _go_to(qtbot: QtBot, window: MainWindow, fake: FakeEngine, mailbox: MailboxId) -> None:
    """Another mailbox, with the same messages as far as this engine is concerned."""
    fake.elsewhere = {mailbox}
    window.mail.list.open_place(Place("Elsewhere", Listing(mailbox=mailbox)))
    qtbot.waitUntil(lambda: window.mail.list.current_key() is None)
    window.mail.list.select(KEYS[1])


def test_archiving_goes_on_to_the_next_message_at_once(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    _press(qtbot, shown, "e")
    assert shown.mail.list.current_key() == KEYS[2]
    assert _listed(shown) == [1, 3, 4, 5]
    qtbot.waitUntil(lambda: fake.called("archive") == [((KEYS[1],), INBOX)])
    qtbot.waitUntil(lambda: [each.text for each in shown.banners.banners()] != [])
    assert shown.banners.banners()[0].text == "1 message archived."


def test_the_last_message_leaves_the_one_before_it_chosen(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    shown.mail.list.select(KEYS[4])
    _press(qtbot, shown, "#")
    assert shown.mail.list.current_key() == KEYS[3]
    qtbot.waitUntil(lambda: fake.called("trash") == [((KEYS[4],), INBOX)])


def test_several_messages_go_together_and_come_back(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    _select(shown, KEYS[0], KEYS[2], KEYS[3])
    assert shown.mail.acting.selected() == (1, 3, 4)
    shown.mail.reading.action_bar.button(Deed.TRASH).click()
    assert _listed(shown) == [2, 5]
    qtbot.waitUntil(lambda: len(shown.banners.banners()) == 1)
    shown.banners.banners()[0].press("Undo")
    qtbot.waitUntil(lambda: _listed(shown) == list(KEYS))
    assert not shown.mail.acting.can_undo


def test_z_takes_back_the_last_deed(qtbot: QtBot, shown: MainWindow, fake: FakeEngine) -> None:
    _press(qtbot, shown, "!")
    qtbot.waitUntil(lambda: shown.mail.acting.can_undo)
    assert fake.called("spam") == [((KEYS[1],), INBOX)]
    assert len(shown.banners.banners()) == 1
    _press(qtbot, shown, "z")
    qtbot.waitUntil(lambda: _listed(shown) == list(KEYS))
    qtbot.waitUntil(lambda: shown.banners.banners() == [])  # no Undo of what is undone


def test_star_and_unread_are_toggled(qtbot: QtBot, shown: MainWindow, fake: FakeEngine) -> None:
    _select(shown, KEYS[0], KEYS[1])
    _press(qtbot, shown, "s")
    qtbot.waitUntil(lambda: fake.called("star") == [((1, 2), {"flagged": True})])
    qtbot.waitUntil(lambda: all(each.flagged for each in _rows(shown, 1, 2)))
    _press(qtbot, shown, "s")
    qtbot.waitUntil(lambda: fake.called("star")[1:] == [((1, 2), {"flagged": False})])
    _press(qtbot, shown, "u")
    qtbot.waitUntil(lambda: fake.called("mark_seen") == [((1, 2), {"seen": False})])


def _rows(window: MainWindow, *keys: int) -> list:  # type: ignore[type-arg]
    return [window.mail.list.model.known_row(MessageKey(key)) for key in keys]


def test_a_mailbox_to_move_to_is_found_by_typing(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    qtbot.waitUntil(lambda: bool(fake.called("sidebar")))
    _press(qtbot, shown, "v")
    chooser = shown.mail.acting.dialog
    assert isinstance(chooser, Chooser)
    assert "Inbox" not in chooser.lines()
    qtbot.keyClicks(chooser.field, "arch")
    assert chooser.lines() == ["Archive"]
    qtbot.keyClick(chooser.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: fake.called("move") == [((KEYS[1],), ARCHIVE, INBOX)])
    assert _listed(shown) == [1, 3, 4, 5]


def test_labels_are_chosen_made_and_taken_away(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    _label(qtbot, shown, "a pay", ["À payer", "New label “a pay”"])
    qtbot.waitUntil(lambda: fake.called("label") == [((KEYS[1],), {"labels": ("À payer",)})])
    qtbot.waitUntil(lambda: _rows(shown, 2)[0].labels == ("À payer",))
    _label(qtbot, shown, "À payer", ["À payer"])
    qtbot.waitUntil(lambda: fake.called("label")[1:] == [((KEYS[1],), {"labels": ()})])
    _label(qtbot, shown, "Trip", ["New label “Trip”"])
    qtbot.waitUntil(lambda: fake.called("label")[2:] == [((KEYS[1],), {"labels": ("Trip",)})])


def _label(qtbot: QtBot, window: MainWindow, typed: str, lines: list[str]) -> None:
    _press(qtbot, window, "l")
    qtbot.waitUntil(lambda: isinstance(window.mail.acting.dialog, Chooser))
    chooser = window.mail.acting.dialog
    assert isinstance(chooser, Chooser)
    qtbot.keyClicks(chooser.field, typed)
    assert chooser.lines() == lines
    qtbot.keyClick(chooser.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.mail.acting.dialog is None)


def test_in_trash_deleting_is_for_good_and_asked_for(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    _go_to(qtbot, shown, fake, TRASH)
    _press(qtbot, shown, "#")
    box = shown.mail.acting.dialog
    assert isinstance(box, QMessageBox)
    assert box.text() == "Delete for good: 1 message?"
    assert fake.called("delete_for_good") == []
    next(each for each in box.buttons() if each.text() == "Delete").click()
    qtbot.waitUntil(lambda: fake.called("delete_for_good") == [((KEYS[1],), TRASH)])
    assert fake.called("trash") == []


def test_in_junk_the_spam_key_says_it_is_none(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    button = shown.mail.reading.action_bar.button(Deed.SPAM)
    assert button.toolTip() == "Spam (!)"
    _go_to(qtbot, shown, fake, JUNK)
    qtbot.waitUntil(lambda: button.toolTip() == "Not spam (!)")
    _press(qtbot, shown, "!")
    qtbot.waitUntil(lambda: fake.called("not_spam") == [((KEYS[1],), JUNK)])


def test_what_fails_comes_back_and_is_said(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    fake.fail("archive", NotFound("This account is no longer there."))
    _press(qtbot, shown, "e")
    qtbot.waitUntil(lambda: _listed(shown) == list(KEYS))
    assert shown.banners.banners()[0].text == "This account is no longer there."


def test_a_click_on_the_right_offers_everything(qtbot: QtBot, shown: MainWindow) -> None:
    names = [each.name for each in described().values()]
    shown.mail.list.view.customContextMenuRequested.emit(shown.mail.list.view.rect().center())
    (menu,) = shown.mail.list.view.findChildren(ActionMenu)
    said = [each.text().partition("\t")[0] for each in menu.actions() if each.text()]
    assert said == [*names, "Similar mail", "Keep on this computer"]
    menu.close()


def test_every_key_does_one_thing_and_is_in_the_list_of_keys(shown: MainWindow) -> None:
    listed = [key for keys, _ in shortcuts() for key in keys.split(", ")]
    assert len(listed) == len(set(listed))
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    keys = [each.key().toString() for each in shown.findChildren(QShortcut, options=direct)]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(listed)
    elsewhere = {"Ctrl+Return", "Ctrl+S", "Ctrl+Shift+A"}
    assert set(listed) - set(keys) == elsewhere


def test_letters_typed_into_a_field_act_on_nothing(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    typed = "ceasrfjkzuvl/!#"
    shown.mail.list.search.setFocus()
    qtbot.keyClicks(shown.mail.list.search, typed)
    qtbot.keyClick(shown.mail.list.search, Qt.Key.Key_Delete)
    assert shown.mail.list.search.text() == typed
    assert not any(fake.called(each) for each in ("archive", "trash", "spam", "star", "mark_seen"))
    assert shown.mail.acting.dialog is None
    assert not shown.writing.windows


def test_selecting_more_does_not_lose_the_selection_when_mail_arrives(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    _select(shown, KEYS[1], KEYS[3])
    fake.put(row(9))
    fake.inbox = [MessageKey(9), *KEYS]
    shown.mail.list.refresh()
    qtbot.waitUntil(lambda: len(_listed(shown)) == 6)
    assert selected_keys(shown.mail.list.view, shown.mail.list.model) == (2, 4)


def test_messages_are_dragged_to_a_mailbox(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    _select(shown, KEYS[0], KEYS[3])
    rows = shown.mail.list.view.selectionModel().selectedRows()
    tree = shown.sidebar.findChildren(PlaceTree)[0]
    data = shown.mail.list.model.mimeData(rows)
    for title, taken in (("Archive", True), ("Needs reply", False)):
        event = _drop(tree, title, data)
        tree.dropEvent(event)
        assert event.isAccepted() is taken
    qtbot.waitUntil(lambda: fake.called("move") == [((1, 4), ARCHIVE, INBOX)])
    assert _listed(shown) == [2, 3, 5]


def _drop(tree: PlaceTree, title: str, data: QMimeData) -> QDropEvent:
    model = tree.model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    index = next(each for each in rows if each.data() == title)
    point = QPointF(tree.visualRect(index).center())
    nothing = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(point, Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, nothing)
    event.ignore()
    return event


def test_a_message_that_is_read_but_not_listed_is_acted_on_too(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    fake.put(row(9))
    fake.inbox.remove(MessageKey(9))
    shown.mail.open_message(MessageKey(9))
    qtbot.waitUntil(lambda: bool(fake.called("detail")))
    _press(qtbot, shown, "e")
    qtbot.waitUntil(lambda: fake.called("archive") == [((9,), INBOX)])
    assert _listed(shown) == list(KEYS)


def test_a_rows_own_icon_acts_on_that_row_alone(
    qtbot: QtBot, shown: MainWindow, fake: FakeEngine
) -> None:
    messages = shown.mail.list
    rect = messages.view.visualRect(messages.model.index(3, 0))
    place = icon_places(rect)[Deed.ARCHIVE].center()
    qtbot.mouseClick(messages.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: fake.called("archive") == [((KEYS[3],), INBOX)])
    assert _listed(shown) == [1, 2, 3, 5]
    assert messages.current_key() == KEYS[1]
