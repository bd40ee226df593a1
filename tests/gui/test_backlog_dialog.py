from typing import cast

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from emailassist.engine.engine import Engine
from emailassist.gui.backlog_dialog import BacklogDialog
from emailassist.gui.bridge import Bridge
from emailassist.gui.look import Look
from tests.gui.fake_engine import FakeEngine


def test_a_backlog_is_counted_priced_and_ordered(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    dialog = BacklogDialog(bridge, cast("Engine", fake), look, parent)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.list.count() == 3)
    assert (dialog.gather.isVisible(), dialog.order.isVisible()) == (True, False)
    dialog.gather.click()
    qtbot.waitUntil(dialog.order.isVisible)
    assert "at most 5,840,000 tokens and costs at most $1.46" in dialog.said.text()
    assert (dialog.gather.isVisible(), fake.backlog.done) == (False, [])
    dialog.discard.click()
    qtbot.waitUntil(dialog.gather.isVisible)
    dialog.gather.click()
    qtbot.waitUntil(dialog.order.isVisible)
    dialog.order.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 4 and not dialog.order.isVisible())
    dialog.look_now.click()
    qtbot.waitUntil(lambda: "cannot be reached" in dialog.said.text())
    (cancel,) = [
        each
        for each in dialog.findChildren(QPushButton)
        if each.accessibleName() == "Cancel batch 2"
    ]
    cancel.click()
    qtbot.waitUntil(lambda: "cancel 2" in fake.backlog.done)
    assert fake.backlog.done == ["discard", "approve", "go on", "cancel 2"]
