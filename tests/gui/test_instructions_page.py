from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtGui import QColor, QTextDocument
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from emailassist.domain.events import ChangeSet
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.highlighter import InstructionHighlighter
from emailassist.gui.instructions_page import InstructionsPage
from emailassist.gui.look import Look
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.fake_instructions import BROKEN

GOOD = "---\nname: classifier\n---\nSort mail well.\n"
BAD = f"---\nname: classifier\n---\nSort mail\n{BROKEN}\n"


@pytest.fixture
def page(qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look) -> InstructionsPage:
    fake.instructions.files["reply-drafter"] = "---\nname: reply-drafter\n---\nWrite.\n"
    made = InstructionsPage(bridge, cast("Engine", fake), look)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.load()
    qtbot.waitUntil(lambda: made.editor.toPlainText() == fake.instructions.files["classifier"])
    return made


def _press(box: QMessageBox | None, text: str) -> None:
    assert box is not None
    [button] = [each for each in box.buttons() if each.text() == text]
    button.click()


def test_agents_are_listed_and_the_first_is_open(page: InstructionsPage) -> None:
    texts = [page.agents.item(place).text() for place in range(page.agents.count())]
    assert texts == ["Classifier\nclassify", "Reply drafter\nclassify"]
    assert not page.save.isEnabled()


def test_a_broken_text_is_marked_while_typing(qtbot: QtBot, page: InstructionsPage) -> None:
    page.editor.setPlainText(BAD)
    qtbot.waitUntil(lambda: page.editor.marked_line == 5, timeout=3000)
    assert page.verdict.text().startswith("Line 5: “user.nme” is not a known placeholder.")
    page.editor.setPlainText(GOOD)
    qtbot.waitUntil(lambda: page.editor.marked_line is None, timeout=3000)
    assert "can be saved" in page.verdict.text()


def test_a_broken_text_is_refused_and_the_cursor_goes_to_its_line(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    page.editor.setPlainText(BAD)
    page.save.click()
    qtbot.waitUntil(lambda: page.editor.marked_line == 5)
    assert page.editor.textCursor().blockNumber() == 4
    assert page.is_unsaved
    assert fake.instructions.own_files == {}
    assert page.verdict.text().startswith("Not saved. Line ")


def test_a_good_text_is_saved_as_a_version(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    page.editor.setPlainText(GOOD)
    with qtbot.waitSignal(page.saved):
        page.save.click()
    assert not page.is_unsaved
    assert not page.save.isEnabled()
    assert page.restore.isEnabled()
    qtbot.waitUntil(lambda: page.versions.count() == 1)
    assert fake.instructions.own_files["classifier"][0].text == GOOD


def test_an_old_version_goes_into_the_editor_and_is_not_in_force(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    for text in (GOOD, GOOD + "More.\n"):
        page.editor.setPlainText(text)
        with qtbot.waitSignal(page.saved):
            page.save.click()
    qtbot.waitUntil(lambda: page.versions.count() == 2)
    page.versions.itemClicked.emit(page.versions.item(1))
    assert page.editor.toPlainText() == GOOD
    assert page.is_unsaved
    page.editor.undo()
    assert not page.is_unsaved


def test_the_shipped_file_can_be_restored(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    page.editor.setPlainText(GOOD)
    with qtbot.waitSignal(page.saved):
        page.save.click()
    page.restore.click()
    qtbot.waitUntil(lambda: page.editor.toPlainText() == fake.instructions.files["classifier"])
    assert not page.is_unsaved
    assert not page.restore.isEnabled()


def test_unsaved_changes_are_not_lost_by_choosing_another_agent(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    page.editor.setPlainText(GOOD)
    page.agents.setCurrentRow(1)
    assert page.agents.currentRow() == 0
    _press(page.question, "Keep editing")
    assert page.editor.toPlainText() == GOOD
    page.agents.setCurrentRow(1)
    _press(page.question, "Throw away")
    qtbot.waitUntil(lambda: page.editor.toPlainText() == fake.instructions.files["reply-drafter"])


def test_a_change_elsewhere_does_not_touch_unsaved_text(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    page.editor.setPlainText(GOOD)
    count = len(fake.called("instructions"))
    page.take_changes(ChangeSet(instructions=True))
    qtbot.waitUntil(lambda: len(fake.called("instructions")) > count)
    qtbot.wait(40)
    assert page.editor.toPlainText() == GOOD


def test_the_window_asks_before_it_closes_over_unsaved_text(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> None:
    opened = window()
    opened.pages.show_instructions()
    page = opened.instructions
    qtbot.waitUntil(lambda: bool(page.editor.toPlainText()))
    page.editor.setPlainText(GOOD)
    assert not opened.close()
    assert opened.isVisible()
    assert page.question is not None
    assert page.question.defaultButton().text() == "Keep editing"
    with qtbot.waitSignal(opened.closed):
        _press(page.question, "Throw away")


def test_every_part_of_a_file_has_its_colour(qapp: QApplication, look: Look) -> None:
    document = QTextDocument()
    highlighter = InstructionHighlighter(document, look)
    document.setPlainText("---\nname: x  # note\n---\n# Title\n🙂 {{ user.name }} and `code`\n")
    highlighter.rehighlight()

    def colour_of(line: int, words: str) -> QColor | None:
        block = document.findBlockByNumber(line)
        for span in block.layout().formats():
            text = block.text().encode("utf-16-le")
            part = text[2 * span.start : 2 * (span.start + span.length)].decode("utf-16-le")
            if part == words:
                return span.format.foreground().color()
        return None

    theme = look.theme
    assert colour_of(1, "name") == QColor(theme.accent)
    assert colour_of(1, "# note") == QColor(theme.faint)
    assert colour_of(3, "# Title") == QColor(theme.accent)
    assert colour_of(4, "{{ user.name }}") == QColor(theme.danger)
    assert colour_of(4, "`code`") == QColor(theme.ok)


def test_restoring_asks_before_it_throws_away_what_is_not_saved(
    qtbot: QtBot, page: InstructionsPage, fake: FakeEngine
) -> None:
    page.editor.setPlainText(GOOD)
    page.save_now()
    qtbot.waitUntil(page.restore.isEnabled)
    page.editor.appendPlainText("A sentence that is not saved.")
    page.restore.click()
    qtbot.wait(30)
    assert fake.called("restore_instruction") == []
    _press(page.question, "Throw away")
    qtbot.waitUntil(lambda: len(fake.called("restore_instruction")) == 1)


def test_the_verdict_is_not_where_notices_lie(page: InstructionsPage) -> None:
    assert page.verdict.y() < page.editor.y()
