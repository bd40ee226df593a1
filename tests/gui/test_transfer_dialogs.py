from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emailassist.domain.events import Finished, Job
from emailassist.domain.transfer import Form
from emailassist.gui.transfer_dialogs import ExportDialog, ImportDialog
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import ACCOUNT, FakeEngine

Window = Callable[[], MainWindow]


def test_a_mailbox_is_exported_as_chosen(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    opened = window()
    opened.dialogs.write_mail()
    dialog = opened.dialogs.shown
    assert isinstance(dialog, ExportDialog)
    qtbot.waitUntil(lambda: dialog.what.count() > 2)
    assert not dialog.begin.isEnabled()
    assert dialog.focusWidget() is dialog.what
    dialog.focusNextChild()
    assert dialog.focusWidget() is dialog.form_choice
    dialog.what.setCurrentText(f"{ACCOUNT.name} · Inbox")
    dialog.form_choice.setCurrentIndex(1)
    dialog.path.setText("/home/ana/mail")
    account, mailbox = dialog.what.currentData()
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(fake.transfer.exported))
    assert fake.transfer.exported == [(Path("/home/ana/mail"), Form.MBOX, account, mailbox)]
    assert mailbox is not None


def test_files_are_imported_into_a_mailbox_of_any_name(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened = window()
    opened.dialogs.bring_mail()
    dialog = opened.dialogs.shown
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog.account.count() == 1)
    assert dialog.mailbox.currentText() == "Imported"
    assert "INBOX" in [dialog.mailbox.itemText(at) for at in range(dialog.mailbox.count())]
    dialog.mailbox.setEditText("Old/2019")
    dialog.path.setText("~/old.mbox")
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(fake.transfer.imported))
    assert fake.transfer.imported == [(Path("~/old.mbox").expanduser(), ACCOUNT.id, "Old/2019")]


def test_the_end_of_a_transfer_is_told(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    opened = window()
    fake.tell(Finished(Job.TRANSFER, "8 imported into Old."))
    qtbot.waitUntil(
        lambda: [each.text for each in opened.banners.banners()] == ["8 imported into Old."]
    )
