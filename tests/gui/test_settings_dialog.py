from dataclasses import fields, replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.errors import SettingsError
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.look import Look
from emailassist.gui.settings_dialog import SettingsDialog
from emailassist.settings import Settings
from tests.gui.fake_engine import FakeEngine

ELSEWHERE = {
    "endpoints",
    "default_endpoint",
    "fast_endpoint",
    "strong_endpoint",
    "default_fallbacks",
    "fast_fallbacks",
    "strong_fallbacks",
    "reports",
    "model_file",
    "writing_model",
    "oauth_clients",
    "notes_folders",
}
"""Settings that dialogs of their own or the command line change."""


@pytest.fixture
def dialog(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> SettingsDialog:
    fake.preferences.settings = replace(Settings(), sync_minutes=7, target_precision=0.9)
    made = SettingsDialog(bridge, cast("Engine", fake), look, parent)
    made.show()
    qtbot.waitUntil(made.save.isEnabled)
    return made


def _number(dialog: SettingsDialog, name: str) -> QSpinBox:
    widget = dialog.fields[name].widget
    assert isinstance(widget, QSpinBox)
    return widget


def test_every_setting_has_its_place(dialog: SettingsDialog) -> None:
    assert dialog.fields.keys() | ELSEWHERE == {field.name for field in fields(Settings)}


def test_it_shows_what_is_in_force(dialog: SettingsDialog) -> None:
    assert _number(dialog, "sync_minutes").value() == 7
    assert _number(dialog, "target_precision").value() == 90


def test_only_what_was_changed_is_written(
    qtbot: QtBot, dialog: SettingsDialog, fake: FakeEngine
) -> None:
    local = dialog.fields["local_only"].widget
    assert isinstance(local, QCheckBox)
    local.setChecked(True)
    fake.preferences.settings = replace(fake.preferences.settings, undo_seconds=33)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    expected = replace(
        Settings(), sync_minutes=7, target_precision=0.9, undo_seconds=33, local_only=True
    )
    assert fake.preferences.settings == expected


def test_a_refusal_is_told_and_nothing_is_lost(
    qtbot: QtBot, dialog: SettingsDialog, fake: FakeEngine
) -> None:
    fake.preferences.refusal = SettingsError("The disk is full.", hint="Make room.")
    _number(dialog, "undo_seconds").setValue(20)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "The disk is full. Make room.")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: fake.preferences.settings.undo_seconds == 20)
