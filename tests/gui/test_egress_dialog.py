from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.address import Address
from emailassist.domain.ids import MessageKey
from emailassist.engine.egress import Format
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.egress_dialog import EgressDialog
from emailassist.gui.keeping_menu import KeepingMenu
from emailassist.gui.look import Look
from tests.gui.fake_egress import entry
from tests.gui.fake_engine import FakeEngine, row

Open = Callable[[MessageKey | None], EgressDialog]


@pytest.fixture
def opened(qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget) -> Open:
    fake.egress.kept = [entry(3), entry(2, reason="Draft"), entry(1, message=None, reason="Check")]

    def make(message: MessageKey | None) -> EgressDialog:
        made = EgressDialog(bridge, cast("Engine", fake), look, parent, message)
        made.show()
        qtbot.waitUntil(lambda: made.list.count() > 0)
        return made

    return make


def test_what_was_sent_stands_beside_what_it_says(qtbot: QtBot, opened: Open) -> None:
    dialog = opened(MessageKey(1))
    assert dialog.list.count() == 2
    qtbot.waitUntil(lambda: bool(dialog.before.toPlainText()))
    assert "EMAIL_2" in dialog.after.toPlainText()
    assert "tom@reed.example" not in dialog.after.toPlainText()
    assert "tom@reed.example" in dialog.before.toPlainText()
    assert "reduces what leaves" in dialog.masked.text()
    assert "sent 2.9 kB" in dialog.details.text()
    assert "anonym" not in dialog.masked.text()


def test_the_list_is_filtered_and_exported(
    qtbot: QtBot,
    fake: FakeEngine,
    opened: Open,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dialog = opened(None)
    assert dialog.list.count() == 3
    dialog.match.setText("Draft")
    qtbot.waitUntil(lambda: dialog.list.count() == 1)
    target = tmp_path / "left.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: fake.egress.exported == [(target, Format.JSONL)])
    assert fake.egress.asked[-1].text == "Draft"


def test_what_would_be_sent_is_shown_without_sending(
    qtbot: QtBot, fake: FakeEngine, opened: Open
) -> None:
    dialog = opened(MessageKey(1))
    dialog.which.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "would be sent to api.example.com" in dialog.details.text())
    assert fake.egress.previewed == [MessageKey(1)]
    assert "PHONE_1" in dialog.after.toPlainText()
    assert not dialog.export_button.isEnabled()


def test_a_sender_is_kept_here_from_the_menu_of_a_message(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    above = QMenu(parent)
    who = Address("Tom", "tom@reed.example")
    menu = KeepingMenu(bridge, cast("Engine", fake), look, row(1, sender=who), above)
    first, second, *_ = menu.actions()
    assert "tom@reed.example" in first.text()
    assert "reed.example" in second.text()
    first.trigger()
    qtbot.waitUntil(lambda: fake.preferences.settings.local_senders == ("tom@reed.example",))
    first.trigger()
    qtbot.waitUntil(lambda: fake.preferences.settings.local_senders == ())
