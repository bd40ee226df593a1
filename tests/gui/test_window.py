from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from emailassist.domain.draft import Choice
from emailassist.domain.errors import ServerUnreachable
from emailassist.domain.events import ChangeSet, Finished, Job, Notice, Progress
from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.triage import Correction
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.gui.accounts_dialog import AccountsDialog
from emailassist.gui.bridge import Bridge
from emailassist.gui.chips import Chip
from emailassist.gui.places import Place
from emailassist.gui.theme import Mode
from emailassist.gui.window import MainWindow
from emailassist.gui.window_state import within
from tests.gui.fake_engine import ACCOUNT, FakeEngine, draft, row
from tests.gui.fake_instructions import CATEGORIES

Window = Callable[[], MainWindow]


def test_without_an_account_the_window_welcomes(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.all_accounts = ()
    opened = window()
    assert opened.pages.currentWidget() is opened.welcome
    assert not opened.sidebar.new.isVisible()
    opened.welcome.pressed.emit()
    assert opened.dialogs.shown is not None
    assert opened.dialogs.shown.windowTitle() == "Add account"


def test_the_sidebar_lists_mailboxes_categories_and_unsure(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1, seen=False, needs_reply=True, category=None))
    fake.put(row(2, category="receipt"))
    opened = window()
    texts = opened.sidebar.lines()
    assert texts[:6] == ["Inbox, 1", "Sent", "Drafts", "Archive", "Junk, 1", "Trash"]
    assert "Waiting for you, 1" in texts
    assert "Receipt, 1" in texts
    assert texts[-1] == "Unsure, 1"
    assert len([text for text in texts if text.startswith(CATEGORIES[2].title)]) == 1


def test_choosing_a_place_lists_it(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    fake.put(row(1, category="receipt"))
    fake.put(row(2))
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 2)
    opened.sidebar.place_chosen.emit(Place("Receipt", Listing(category="receipt")))
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 1)
    assert opened.mail.list.model.key_at(0) == MessageKey(1)


def test_drafts_to_review_are_a_place(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    fake.put(row(1))
    fake.put(row(2), draft=draft(5, 2, "Hi"))
    opened = window()
    opened.sidebar.place_chosen.emit(Place("Drafts to review", None))
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 1)
    assert opened.mail.list.model.key_at(0) == MessageKey(2)


def test_new_mail_changes_counts_and_keeps_the_place(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1, category="receipt"))
    opened = window()
    opened.sidebar.place_chosen.emit(Place("Receipt", Listing(category="receipt")))
    fake.put(row(2, category="receipt", seen=False))
    fake.tell(ChangeSet(lists=True))
    qtbot.waitUntil(lambda: "Receipt, 2" in opened.sidebar.lines())
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 2)


def test_keys_start_the_jobs(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    opened = window()
    qtbot.keyClick(opened, Qt.Key.Key_F5)
    qtbot.keyClick(opened, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: fake.called("refresh") == [(None,)])
    qtbot.waitUntil(lambda: fake.called("triage") == [(None,)])


def test_progress_is_shown_and_can_be_cancelled(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened = window()
    strip = opened.sidebar.progress
    fake.tell(Progress(Job.SYNC, 3, 9, "Inbox: 3 of 9"))
    fake.tell(Progress(Job.TRIAGE, 4, 7, "Triaging"))
    qtbot.waitUntil(lambda: strip.text() == "Inbox: 3 of 9 Triaging · 4 of 7")
    fake.tell(Progress(Job.TRIAGE, 0, 0, "Getting the agents ready"))
    qtbot.waitUntil(lambda: strip.is_running(Job.SYNC) and strip.is_running(Job.TRIAGE))
    qtbot.waitUntil(lambda: "ready" in strip.text())
    assert strip.text() == "Inbox: 3 of 9 Getting the agents ready"
    qtbot.mouseClick(strip.cancel_button(Job.SYNC), Qt.MouseButton.LeftButton)
    assert fake.cancelled == [Job.SYNC]
    fake.tell(Finished(Job.SYNC, "Cancelled.", cancelled=True))
    fake.tell(Finished(Job.TRIAGE, "2 of 2 messages triaged."))
    qtbot.waitUntil(lambda: "2 of 2 messages triaged." in strip.text())
    fake.tell(Finished(Job.SYNC, "78 messages."))
    qtbot.waitUntil(lambda: "Synchronised" in strip.text())
    assert strip.text().startswith("2 of 2 messages triaged.")
    assert opened.banners.banners() == []


def test_several_accounts_have_one_inbox_too(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.all_accounts = (ACCOUNT, replace(ACCOUNT, id=AccountId(2), name="Home"))
    opened = window()
    qtbot.waitUntil(lambda: bool(opened.sidebar.lines()))
    assert opened.sidebar.lines()[0].startswith("All inboxes")
    place = opened.sidebar.current_place()
    assert place is not None
    assert place.listing == Listing(inboxes=True)


def test_an_account_that_is_locked_out_is_one_press_away(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.all_accounts = (ACCOUNT, replace(ACCOUNT, id=AccountId(2), name="Home"))
    opened = window()
    fake.tell(Finished(Job.SYNC, "", "Sign in again.", locked_out=(AccountId(2),)))
    qtbot.waitUntil(lambda: bool(opened.banners.banners()))
    [banner] = opened.banners.banners()
    banner.press("Account…")
    dialog = opened.dialogs.shown
    assert isinstance(dialog, AccountsDialog)
    qtbot.waitUntil(lambda: dialog.form.name.text() == "Home")


def test_a_job_that_failed_says_why_and_can_be_repeated(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened = window()
    fake.tell(Finished(Job.SYNC, "", "mail.example cannot be reached. Check the network."))
    qtbot.waitUntil(lambda: bool(opened.banners.banners()))
    [banner] = opened.banners.banners()
    assert banner.text.startswith("mail.example cannot be reached.")
    banner.press("Try again")
    qtbot.waitUntil(lambda: fake.called("refresh") == [(None,)])
    assert opened.banners.banners() == []


def test_problems_notices_and_bugs_are_banners(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, window: Window
) -> None:
    opened = window()
    fake.fail("refresh", ServerUnreachable("No server.", hint="Look at the cable."))
    opened.sync()
    qtbot.waitUntil(lambda: len(opened.banners.banners()) == 1)
    fake.fail("refresh", ZeroDivisionError("text of a mail"))
    opened.sync()
    qtbot.waitUntil(lambda: len(opened.banners.banners()) == 2)
    fake.tell(Notice("Two replies wait."))
    qtbot.waitUntil(lambda: len(opened.banners.banners()) == 3)
    texts = [each.text for each in opened.banners.banners()]
    assert texts[0] == "No server."
    assert opened.banners.banners()[0].hint == "Look at the cable."
    assert "ZeroDivisionError" in texts[1]
    assert "text of a mail" not in texts[1]
    fake.tell(Notice("Two replies wait."))
    qtbot.wait(40)
    assert len(opened.banners.banners()) == 3


def test_the_window_keeps_its_state(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, window: Window, tmp_path: Path, resources: Path
) -> None:
    opened = window()
    opened.look.set_mode(Mode.DARK)
    opened.mail.splitter.setSizes([420, 480, 340])
    with qtbot.waitSignal(opened.closed):
        opened.close()
    file = tmp_path / "window.ini"
    assert QSettings(str(file), QSettings.Format.IniFormat).value("mode") == "dark"
    again = MainWindow(bridge, cast("Engine", fake), resources, file)
    qtbot.addWidget(again)
    assert again.look.mode is Mode.DARK
    assert again.mail.splitter.saveState() == opened.mail.splitter.saveState()
    again.look.set_mode(Mode.LIGHT)


def test_closing_keeps_what_was_typed(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    fake.put(row(1), draft=draft(5, 1, "Hi"))
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 1)
    opened.mail.open_message(MessageKey(1))
    qtbot.waitUntil(lambda: opened.mail.assistant.draft.has_editor)
    opened.mail.assistant.draft.editor.setPlainText("Hi Maya")
    opened.close()
    qtbot.waitUntil(lambda: len(fake.called("edit_draft")) == 1)


def test_pages_are_reached_by_keys(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    opened = window()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(opened, Qt.Key.Key_2, control)
    assert opened.pages.currentWidget() is opened.instructions
    qtbot.keyClick(opened, Qt.Key.Key_Escape)
    assert opened.pages.currentWidget() is opened.mail
    qtbot.keyClick(opened, Qt.Key.Key_2, control)
    qtbot.keyClick(opened, Qt.Key.Key_1, control)
    assert opened.pages.currentWidget() is opened.mail
    qtbot.keyClick(opened, Qt.Key.Key_F1)
    assert opened.dialogs.shown is not None
    opened.dialogs.shown.reject()
    assert opened.dialogs.shown is None


def test_the_menu_offers_everything(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    opened = window()
    menu = opened.menu()
    texts = [each.text().split("\t")[0] for each in menu.actions() if each.text()]
    assert texts == [
        "Synchronise",
        "Triage new messages",
        "Triage the backlog as a batch…",
        "Accounts…",
        "Models…",
        "Use of models…",
        "Instructions",
        "Rules…",
        "Knowledge notes…",
        "What I have learned…",
        "Quality",
        "How it was decided…",
        "What left this computer…",
        "Settings…",
        "Theme",
        "Import mail…",
        "Export mail…",
        "Keyboard shortcuts",
        "Quit",
    ]
    [dark] = [
        action
        for entry in menu.actions()
        if entry.menu() is not None
        for action in cast("Window", entry.menu)().actions()
        if action.text() == "Dark"
    ]
    dark.trigger()
    assert opened.look.theme.dark
    opened.look.set_mode(Mode.LIGHT)


def test_every_button_and_field_has_a_name(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    choice = Choice("‹1›", "Shall we?", ("Yes.", "No."))
    fake.put(row(1), draft=draft(5, 1, "Hi ‹1›", choice))
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 1)
    opened.mail.open_message(MessageKey(1))
    qtbot.waitUntil(lambda: opened.mail.assistant.draft.has_editor)
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in opened.findChildren(kind):
            inside = isinstance(widget.parent(), QLineEdit)  # Qt's own buttons of a field
            if inside or widget.objectName().startswith("qt_") or not widget.isVisible():
                continue
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name), widget


@pytest.mark.parametrize("size", [(1000, 640), (1280, 800), (1480, 900)])
def test_nothing_is_cut_off_at_any_size(
    qtbot: QtBot, fake: FakeEngine, window: Window, size: tuple[int, int]
) -> None:
    fake.put(row(1), html="<p>x</p>", draft=draft(5, 1, "Hi"))
    opened = window()
    opened.resize(*size)
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 1)
    opened.mail.open_message(MessageKey(1))
    qtbot.waitUntil(lambda: opened.mail.assistant.draft.has_editor)
    assert (opened.width(), opened.height()) == size
    panes = (opened.mail.list, opened.mail.reading, opened.mail.assistant)
    edges = [opened.sidebar.width()]
    for pane in panes:
        left = pane.mapTo(opened, pane.rect().topLeft()).x()
        assert left >= edges[-1]
        edges.append(left + pane.width())
    assert edges[-1] <= size[0]


def test_the_inbox_is_opened_when_it_appears_first(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.mailboxes_known = False
    opened = window()
    assert opened.sidebar.current_place() is None
    fake.put(row(1))
    fake.mailboxes_known = True
    fake.tell(ChangeSet(lists=True))
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 1)
    place = opened.sidebar.current_place()
    assert place is not None
    assert place.title == "Inbox"


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (QRect(0, 0, 1480, 900), QRect(0, 0, 1440, 900)),
        (QRect(2000, -40, 1000, 700), QRect(440, 0, 1000, 700)),
        (QRect(30, 40, 1000, 700), QRect(30, 40, 1000, 700)),
    ],
)
def test_no_part_of_the_window_is_off_the_screen(wanted: QRect, shown: QRect) -> None:
    assert within(wanted, QRect(0, 0, 1440, 900)) == shown


def test_the_sidebar_shows_which_page_is_open(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened = window()
    button = opened.sidebar.instructions
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.pages.currentWidget() is opened.instructions
    assert button.isChecked()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()
    opened.pages.show_mail()
    assert not button.isChecked()


def test_a_category_and_what_waits_are_told_apart(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1, needs_reply=True))
    titles = [line.partition(",")[0] for line in window().sidebar.lines()]
    assert len(titles) == len(set(titles))


def test_the_keyboard_returns_to_the_window_after_a_dialog(
    qtbot: QtBot, fake: FakeEngine, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = window()
    back: list[bool] = []
    monkeypatch.setattr(MainWindow, "activateWindow", lambda _: back.append(True))
    opened.dialogs.shortcuts()
    assert opened.dialogs.shown is not None
    opened.dialogs.shown.reject()
    assert back == [True]


def test_the_first_message_with_a_draft_can_be_chosen(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    for key in (3, 2, 1):
        fake.put(row(key))
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 3)
    last = opened.mail.list.model.key_at(2)
    assert last is not None
    opened.mail.list.choose_first_of({last})
    assert opened.mail.list.current_key() == last
    opened.mail.list.choose_first_of(())
    assert opened.mail.list.current_key() == opened.mail.list.model.key_at(0)


@pytest.mark.parametrize("size", [(1000, 640), (1280, 800), (1920, 1080)])
def test_no_button_or_chip_is_cut_off(
    qtbot: QtBot, fake: FakeEngine, window: Window, size: tuple[int, int]
) -> None:
    body = "Hi,\n\n‹1: choose an answer›"
    choice = Choice("‹1: choose an answer›", "Shall we meet?", ("Yes, gladly.", "No, sorry."))
    for key in range(1, 13):
        fake.put(row(key, needs_reply=True, category="receipt"))
    fake.put(row(20, answered=True), html="<p>x</p>", draft=draft(5, 20, body, choice))
    opened = window()
    opened.resize(*size)
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() > 0)
    opened.mail.open_message(MessageKey(20))
    qtbot.waitUntil(lambda: opened.mail.assistant.draft.has_editor)
    opened.mail.assistant.triage.corrected.emit(Correction(category="receipt"))
    qtbot.waitUntil(opened.mail.assistant.triage.undo.isVisible)
    opened.grab()  # lays everything out
    for widget in [*opened.findChildren(QPushButton), *opened.findChildren(Chip)]:
        if widget.isVisible():
            assert widget.width() >= widget.minimumSizeHint().width(), widget
            edge = widget.mapTo(opened, widget.rect().topRight()).x()
            assert edge < opened.width(), widget
    for area in opened.findChildren(QScrollArea):
        inside = area.widget()
        assert inside is not None
        assert inside.width() <= area.viewport().width()


def test_in_a_low_window_the_notice_leaves_its_room_to_the_cards(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.models.words = "It follows categories, not free text."
    opened = window()
    panel = opened.mail.assistant
    [area] = panel.findChildren(QScrollArea)
    notice = panel.notice
    qtbot.waitUntil(notice.isVisible)
    assert not area.isAncestorOf(notice)
    opened.resize(1000, 640)
    qtbot.waitUntil(lambda: area.isAncestorOf(notice))
    qtbot.waitUntil(lambda: notice.isVisibleTo(panel))
    opened.resize(1480, 900)
    qtbot.waitUntil(lambda: not area.isAncestorOf(notice))


def test_notices_and_undo_cover_the_page_and_do_not_move_it(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1), "Shall we meet?", draft=draft(5, 1, "Hi Maya"))
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 1)
    opened.mail.open_message(MessageKey(1))
    qtbot.waitUntil(lambda: opened.mail.assistant.draft.has_editor)
    panes = (opened.mail.list, opened.mail.reading, opened.mail.assistant)
    qtbot.wait(30)
    before = [pane.geometry() for pane in panes]
    banner = opened.banners.problem("The server is away.", "Try again later. " * 12)
    opened.mail.assistant.draft.approve_now()
    qtbot.waitUntil(lambda: len(opened.outbox.keys()) == 1)
    strip = opened.outbox.strip(opened.outbox.keys()[0])
    qtbot.wait(30)
    assert [pane.geometry() for pane in panes] == before
    answer = opened.mail.assistant
    for shown in (banner, strip):
        area = QRect(shown.mapTo(opened, QPoint(0, 0)), shown.size())
        assert shown.isVisible()
        assert opened.rect().contains(area)
        assert not area.intersects(QRect(answer.mapTo(opened, QPoint(0, 0)), answer.size()))
    assert banner.height() >= banner.heightForWidth(banner.width())
    qtbot.mouseClick(strip.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(fake.called("undo_send")) == 1)


def test_what_is_gone_leaves_the_page_to_the_pointer(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened = window()
    banner = opened.banners.toast("Done.")
    qtbot.waitUntil(banner.isVisible)
    place = banner.mapTo(opened, banner.rect().center())
    banner.leave()
    qtbot.waitUntil(lambda: _lies_on(opened.mail, opened.childAt(place)))


def _lies_on(page: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and page.isAncestorOf(widget)


def test_the_window_asks_for_the_keyboard_when_it_opens(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(MainWindow, "activateWindow", lambda _: asked.append(True))
    window()
    assert asked == [True]


def test_a_cancelled_job_is_named(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    opened = window()
    for job in (Job.SYNC, Job.TRIAGE):
        fake.tell(Progress(job, 1, 9, "Step"))
        fake.tell(Finished(job, "Cancelled.", cancelled=True))
    words = "Triage was cancelled. Synchronising was cancelled."
    qtbot.waitUntil(lambda: opened.sidebar.progress.text() == words)
