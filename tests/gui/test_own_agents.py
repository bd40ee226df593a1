"""Creating, copying, comparing, switching and removing agents on the instructions page."""

from typing import cast

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from emailassist.engine.engine import Engine
from emailassist.gui.banners import Banner
from emailassist.gui.bridge import Bridge
from emailassist.gui.difference_dialog import DifferenceDialog
from emailassist.gui.instructions_page import InstructionsPage
from emailassist.gui.look import Look
from emailassist.gui.new_agent_dialog import NewAgentDialog
from tests.gui.fake_engine import FakeEngine


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look) -> InstructionsPage:
    made = InstructionsPage(bridge, cast("Engine", fake), look)
    qtbot.addWidget(made)
    made.resize(1200, 720)
    made.show()
    made.load()
    qtbot.waitUntil(lambda: made.agents.count() == 1 and bool(made.editor.toPlainText()))
    return made


def _chosen(page: InstructionsPage, words: str) -> None:
    for action in page.deeds.menu.actions():
        if action.text() == words:
            action.trigger()
            return
    raise AssertionError([action.text() for action in page.deeds.menu.actions()])


def _began(qtbot: QtBot, page: InstructionsPage) -> NewAgentDialog:
    page.new.click()
    qtbot.waitUntil(lambda: isinstance(page.deeds.shown, NewAgentDialog))
    return cast("NewAgentDialog", page.deeds.shown)


def test_a_new_agent_is_begun_from_an_example(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    dialog = _began(qtbot, page)
    assert (dialog.title.text(), dialog.name.text()) == ("Invoice", "invoice")
    dialog.title.setText("")
    qtbot.keyClicks(dialog.title, "My Bills & more")
    assert dialog.name.text() == "my-bills-more"
    with qtbot.waitSignal(page.saved):
        dialog.make.click()
    assert fake.called("begin") == [("my-bills-more", "invoice", "My Bills & more")]
    qtbot.waitUntil(lambda: page.agents.count() == 2)
    qtbot.waitUntil(lambda: "invoice" in page.editor.toPlainText())
    assert not page.restore.isVisible()
    assert not page.is_unsaved


def test_a_name_that_is_taken_is_refused_in_the_dialog(
    qtbot: QtBot, page: InstructionsPage
) -> None:
    dialog = _began(qtbot, page)
    qtbot.keyClicks(dialog.name, "x")
    dialog.name.setText("classifier")
    dialog.make.click()
    qtbot.waitUntil(lambda: bool(dialog.problem.text()))
    assert "already an agent" in dialog.problem.text()
    assert dialog.isVisible()


def test_an_agent_of_ones_own_is_copied_switched_and_removed(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    fake.instructions.files["trips"] = "---\nname: trips\n---\nTrips.\n"
    fake.instructions.added.add("trips")
    page.load()
    qtbot.waitUntil(lambda: page.agents.count() == 2)
    page.agents.setCurrentRow(1)
    qtbot.waitUntil(lambda: "Trips" in page.editor.toPlainText())
    assert not page.open_file.needs_model.isVisible()
    fake.models.can_write = False
    _chosen(page, "Switch off")
    qtbot.waitUntil(lambda: "off" in page.agents.item(1).text())
    qtbot.waitUntil(page.open_file.needs_model.isVisible)
    assert "Switch on" in [action.text() for action in page.deeds.menu.actions()]
    _chosen(page, "Copy…")
    dialog = cast("NewAgentDialog", page.deeds.shown)
    qtbot.keyClicks(dialog.title, "More trips")
    dialog.make.click()
    qtbot.waitUntil(lambda: page.agents.count() == 3)
    assert fake.called("duplicate") == [("trips", "more-trips", "More trips")]
    _chosen(page, "Remove…")
    box = cast("QMessageBox", page.deeds.shown)
    next(button for button in box.buttons() if button.text() == "Remove").click()
    qtbot.waitUntil(lambda: page.agents.count() == 2)
    assert fake.called("remove") == [("more-trips",)]
    qtbot.waitUntil(lambda: "Sort mail" in page.editor.toPlainText())


def test_an_update_is_told_compared_and_put_aside(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    page.editor.setPlainText("---\nname: classifier\n---\nSort well.\n")
    page.save_now()
    qtbot.waitUntil(lambda: not page.is_unsaved)
    fake.instructions.updated.add("classifier")
    page.load()
    qtbot.waitUntil(lambda: bool(page.findChildren(Banner)))
    [banner] = page.findChildren(Banner)
    banner.press("What changed")
    qtbot.waitUntil(lambda: isinstance(page.deeds.shown, DifferenceDialog))
    shown = cast("DifferenceDialog", page.deeds.shown)
    assert shown.text.toPlainText() == "- Old.\n+ New."
    shown.accept()
    _chosen(page, "Compare with the shipped file…")
    qtbot.waitUntil(lambda: page.deeds.shown is not shown)
    compared = cast("DifferenceDialog", page.deeds.shown)
    assert "- Sort mail.\n+ Sort well." in compared.text.toPlainText()
    compared.accept()
    banner.press("Keep mine")
    qtbot.waitUntil(lambda: not page.findChildren(Banner))
    assert fake.called("keep_mine") == [("classifier",)]


def test_a_saved_version_is_compared_with_the_file(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    page.editor.setPlainText("---\nname: classifier\n---\nSort well.\n")
    page.save_now()
    qtbot.waitUntil(lambda: page.versions.count() == 1)
    assert not page.compare.isEnabled()
    page.versions.setCurrentRow(0)
    page.compare.click()
    qtbot.waitUntil(lambda: isinstance(page.deeds.shown, DifferenceDialog))
    assert fake.called("compare")[0][0] == "classifier"
