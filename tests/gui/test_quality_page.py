import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from emailassist.domain.events import Job
from emailassist.domain.measured import Price, SetKind, Variant
from emailassist.gui.quality_page import QualityPage
from emailassist.gui.theme import Mode
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine
from tests.gui.fake_quality import CLOUD, LOCAL, MOVED, RULES, USUAL, report


def tick(page: QualityPage, *wanted: Variant) -> None:
    for way, box in page.ways.items():
        box.setChecked(way in wanted)


def choose(page: QualityPage, kind: SetKind) -> None:
    page.sets.setCurrentIndex(page.sets.findData(kind))
    page.sets.activated.emit(page.sets.currentIndex())


def opened(qtbot: QtBot, window: Callable[[], MainWindow]) -> tuple[MainWindow, QualityPage]:
    made = window()
    made.pages.show_quality()
    qtbot.waitUntil(lambda: len(made.quality.ways) == 5)
    return made, made.quality


def save(page: QualityPage, name: str) -> None:
    """Where somebody wants to look at it."""
    if folder := os.environ.get("SCREENSHOTS"):
        cast("QApplication", QApplication.instance()).processEvents()
        page.window().grab().save(f"{folder}/{name}.png")
        page.view.grab().save(f"{folder}/{name}-report.png")


def test_few_corrections_are_counted_and_the_sample_can_be_measured(
    qtbot: QtBot, window: Callable[[], MainWindow], fake: FakeEngine
) -> None:
    made, page = opened(qtbot, window)
    assert page.variants() == (USUAL,)
    qtbot.waitUntil(lambda: page.empty.hint.startswith("You have corrected 3 messages; from 20 on"))
    qtbot.waitUntil(page.measure.isEnabled)  # on the sample, as corrections are too few
    assert page.weekly.text().startswith("There is not enough triaged mail yet")
    save(page, "quality-empty")
    choose(page, SetKind.CORRECTIONS)
    assert page.price.text().startswith("You have corrected 3 messages; from 20 on")
    assert page.empty.hint == "The sample mailbox and labelled files can be measured at once."
    assert not page.measure.isEnabled()
    assert not page.reports.isVisible()
    choose(page, SetKind.SAMPLE)
    qtbot.waitUntil(page.measure.isEnabled)
    assert page.price.text() == "60 messages; no model is asked, it costs nothing."
    tick(page)
    assert "Tick at least one" in page.price.text()
    tick(page, RULES, LOCAL)
    qtbot.waitUntil(page.measure.isEnabled)
    qtbot.mouseClick(page.measure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.reports.count() == 1)
    assert fake.quality.ran[0][1] == (RULES, LOCAL)
    assert page.view.title.text() == "Sample mailbox"
    assert "may be chance" in page.view.verdicts.text()
    assert page.view.table.rowCount() == 2
    page.view.way.setCurrentIndex(1)
    assert "Right: 87% (" in page.view.figures.accessibleDescription()
    qtbot.waitUntil(lambda: not page.stop.isVisible())
    made.pages.show_mail()
    assert made.pages.currentWidget() is made.mail


def test_models_are_asked_only_after_the_person_is(
    qtbot: QtBot, window: Callable[[], MainWindow], fake: FakeEngine
) -> None:
    fake.quality.dear = Price(60, 120, 108_000, 0.31, remote=True)
    _, page = opened(qtbot, window)
    choose(page, SetKind.SAMPLE)
    tick(page, USUAL, CLOUD)
    qtbot.waitUntil(lambda: "$0.31" in page.price.text())
    qtbot.mouseClick(page.measure, Qt.MouseButton.LeftButton)
    assert page.question is not None
    assert "Mail text goes to other machines" in page.question.informativeText()
    assert fake.quality.ran == []
    page.question.buttons()[0].click()
    qtbot.waitUntil(lambda: len(fake.quality.ran) == 1)
    qtbot.waitUntil(lambda: page.reports.count() == 1)
    fake.quality.problem = "The endpoint does not answer."
    qtbot.waitUntil(page.measure.isEnabled)
    tick(page, LOCAL)
    qtbot.waitUntil(page.measure.isEnabled)
    qtbot.mouseClick(page.measure, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.outcome.text() == "The endpoint does not answer.")
    assert fake.cancelled in ([], [Job.QUALITY])


def test_a_report_is_drawn_told_and_exported(
    qtbot: QtBot,
    window: Callable[[], MainWindow],
    fake: FakeEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake.quality.reports = (
        report((USUAL, 50), (RULES, 32), (CLOUD, 54), number=2),
        report((LOCAL, 48)),
    )
    fake.quality.drift = MOVED
    fake.quality.corrections = 31
    made, page = opened(qtbot, window)
    qtbot.waitUntil(lambda: page.reports.count() == 2)
    assert page.weekly.text().startswith("“Newsletters” went from 20 % to 45 %")
    qtbot.waitUntil(page.measure.isEnabled)
    view = page.view
    assert "were taken for" in view.confusion.accessibleDescription()
    assert "at " in view.reliability.accessibleDescription()
    assert "“Needs reply” were seen as such" in view.confusion.tip_at(QPointF(124 + 46 + 20, 158))
    assert view.reliability.tip_at(QPointF(58 + 248, 20)).startswith("7 at 94%")
    assert "Needs reply" in view.confusion.tip_at(QPointF(40, 158))
    assert "95 times of 100" in view.figures.tip_at(QPointF(5, 5))
    assert "Priority: 75% (" in view.figures.accessibleDescription()
    assert "Of 30 that are urgent 50% were seen" in view.figures.tip_at(QPointF(5, 100))
    assert view.mistakes.text().endswith(
        "3 messages off the diagonal are accepted as right all the same."
    )
    assert "Classifier: " in view.could.accessibleDescription()
    (one, *_) = report((USUAL, 50)).results
    lacking = replace(one, quality=replace(one.quality, messages=61))
    view.show_report(replace(report((USUAL, 50)), results=(lacking,)))
    assert "\n1 message has no category to compare with." in view.notes.text()
    view.show_report(fake.quality.reports[0])
    second = view.table.item(1, 0)
    assert second is not None
    assert second.text() == "Rules alone"
    assert view.table.columnWidth(0) >= view.table.fontMetrics().horizontalAdvance(
        "Without a model"
    )
    assert view.figures.tip_at(QPointF(5, 999)) == ""
    for mode in (Mode.LIGHT, Mode.DARK):
        made.look.set_mode(mode)
        view.grab()
        save(page, f"quality-{mode}")
    page.reports.setCurrentRow(1)
    assert not view.table.isVisible()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "report.json"), "")
    )
    qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: fake.quality.exported == [tmp_path / "report.json"])
