import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.egress import Egress
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import Ending, Exchange, Said, TraceFilter, TraceRow
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.look import Look
from emailassist.gui.trace_words import TraceWords
from emailassist.gui.traces_dialog import TracesDialog
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine, row, triage
from tests.gui.fake_traces import sample

Open = Callable[[MessageKey | None], TracesDialog]


@pytest.fixture
def opened(qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget) -> Open:
    fake.traces.kept = [sample(2, message=9), sample(1)]

    def make(message: MessageKey | None) -> TracesDialog:
        made = TracesDialog(bridge, cast("Engine", fake), look, parent, message)
        made.show()
        qtbot.waitUntil(lambda: made.tree.topLevelItemCount() > 0)
        return made

    return make


LEFT = Egress(
    id=1,
    at=datetime.now(UTC),
    endpoint="cloud",
    host="api.example.com",
    reason="Routing",
    target="POST https://api.example.com/v1/chat/completions",
    sent=2312,
    received=400,
    outcome="200",
    subject=MessageKey(1),
    about="Oak",
    run="router",
    masked=(("EMAIL", 2),),
    body_kept=True,
)


def names_below(index: QModelIndex) -> list[str]:
    model = index.model()
    return [str(model.index(row, 0, index).data()) for row in range(model.rowCount(index))]


def choose(dialog: TracesDialog, *rows: int) -> None:
    index = QModelIndex()
    for each in rows:
        index = dialog.tree.model().index(each, 0, index)
    dialog.tree.setCurrentIndex(index)


def test_steps_of_one_message_with_what_was_said(
    qtbot: QtBot, fake: FakeEngine, opened: Open
) -> None:
    fake.traces.gone = [LEFT]
    dialog = opened(MessageKey(1))
    assert dialog.list.count() == 1
    agents = dialog.tree.model().index(1, 0)
    assert names_below(agents) == [
        "router · routing",
        "summarizer · parallel specialists",
        "extractor · parallel specialists",
        "reply-drafter · chaining",
    ]
    assert "not sure" in dialog.details.text()
    choose(dialog, 1, 0, 0)
    qtbot.waitUntil(lambda: "ANSWER" in dialog.said.toPlainText())
    assert "Could you tell me by Friday?" in dialog.said.toPlainText()
    choose(dialog, 1, 3)
    assert "“77” does not occur" in dialog.details.text()
    assert "strong" in dialog.details.text()
    assert dialog.said.toPlainText() == ""
    assert dialog.left.isHidden()
    choose(dialog, 1, 0)
    qtbot.waitUntil(dialog.left.isVisible)
    assert dialog.left.text() == (
        "Left this computer: 2.3 kB to api.example.com (200). Masked: 2 e-mail addresses."
    )


def test_the_list_is_filtered(qtbot: QtBot, fake: FakeEngine, opened: Open) -> None:
    dialog = opened(MessageKey(1))
    dialog.only.setChecked(False)
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    dialog.filter.setCurrentIndex(dialog.filter.findData(TraceFilter.FAILED))
    qtbot.waitUntil(lambda: fake.traces.asked[-1] == (TraceFilter.FAILED, None))


def test_a_work_of_which_a_part_failed_says_so_in_the_list() -> None:
    found = sample(1)
    row = TraceRow(1, found.work, None, "Oak", found.started, Ending.DONE, found.cost, 1, 2)
    assert "\nfailed in part · " in TraceWords().row(row, found.started)


def test_a_trace_is_copied_as_text_and_as_data(qtbot: QtBot, opened: Open) -> None:
    dialog = opened(None)
    clipboard = QGuiApplication.clipboard()
    dialog.copy_text.click()
    qtbot.waitUntil(lambda: clipboard.text().startswith("Triage of message 9"))
    assert "agent router [routing]" in clipboard.text()
    assert "| Could you tell me by Friday?" in clipboard.text()
    dialog.copy_json.click()
    qtbot.waitUntil(lambda: clipboard.text().startswith("{"))
    assert json.loads(clipboard.text())["spans"][2]["pattern"] == "routing"


def test_a_long_prompt_is_shown_in_part(qtbot: QtBot, fake: FakeEngine, opened: Open) -> None:
    trace = sample(1)
    long = Exchange((Said("user", "x" * 60_000),), "ok")
    fake.traces.kept = [replace(trace, spans=(replace(trace.spans[3], exchange=long),))]
    dialog = opened(None)
    qtbot.waitUntil(lambda: "20000 characters more" in dialog.said.toPlainText())


def test_nothing_is_kept(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    made = TracesDialog(bridge, cast("Engine", fake), look, parent, MessageKey(3))
    qtbot.waitUntil(lambda: made.title.text() == "No trace of this message is kept.")
    assert not made.copy_text.isEnabled()


def test_it_is_opened_beside_the_message(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> None:
    fake.traces.kept = [sample(1)]
    fake.put(row(1), "Hello", triage=triage())
    shown = window()
    qtbot.waitUntil(lambda: shown.mail.list.model.rowCount() == 1)
    shown.mail.open_message(MessageKey(1))
    qtbot.waitUntil(lambda: shown.mail.assistant.pill() == "Ready")
    shown.mail.assistant.triage.trace_wanted.emit()
    assert isinstance(shown.dialogs.shown, TracesDialog)
    qtbot.waitUntil(lambda: fake.traces.asked == [(TraceFilter.RECENT, MessageKey(1))])
    shown.dialogs.shown.close()
