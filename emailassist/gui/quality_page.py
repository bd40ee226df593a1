"""The quality page: choosing what to measure and how, what it may cost, and what came out.

Owns: the choice, asking before models are paid, and which report is shown. Must not: measure (the
engine does) or draw (the view does).
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidgetItem,
    QMessageBox,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet, Event, Finished, Job, Progress
from emailassist.domain.measured import (
    Price,
    QualityReport,
    QualityState,
    SetChoice,
    SetKind,
    Variant,
    Way,
)
from emailassist.engine.quality_words import priced
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.cards import Empty
from emailassist.gui.controls import TextButton, clear, on_click, scrolled, tab_through, text_label
from emailassist.gui.dates import short_date
from emailassist.gui.look import Look
from emailassist.gui.over import open_over
from emailassist.gui.quality_view import QualityView
from emailassist.gui.saving import saving_folder
from emailassist.gui.two_lines import TwoLineList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_DATA = int(Qt.ItemDataRole.UserRole)
_WIDTH = 246


class QualityPage(QFrame):
    """Choices on the left, a report on the right."""

    back_wanted = Signal()

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self.setObjectName("page")
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._state_lane = Lane(bridge, self)
        self._ways_lane = Lane(bridge, self)
        self._price_lane = Lane(bridge, self)
        self._export_lane = Lane(bridge, self)
        self._state = QualityState(0, 0, (), None)
        self._price: Price | None = None
        self._file = ""
        self.sets = QComboBox()
        self.ways: dict[Variant, QCheckBox] = {}
        self._boxes = QVBoxLayout()
        self.price = text_label("", "muted", wrap=True)
        self.measure = TextButton(look, self.tr("Measure"), "primary")
        self.stop = TextButton(look, self.tr("Cancel"))
        self.bar = QProgressBar()
        self.outcome = text_label("", "problem", wrap=True)
        self.weekly = text_label("", "muted", wrap=True)
        self._before = text_label(self.tr("Measured before"), "section")
        self.reports = TwoLineList(look, self.tr("Measured before"))
        self.export = TextButton(look, self.tr("Export…"), "plain", "download")
        self.view = QualityView(look)
        self.empty = Empty(look, "list-checks", self.tr("Nothing is measured yet"))
        self.question: QMessageBox | None = None
        self._right = QStackedWidget()
        self._build()
        bridge.happened.connect(self._hear)

    def load(self) -> None:
        """Read what was measured, and what can be."""
        self._state_lane.ask(self._read_state(), self._show_state, self._failed)
        self._ways_lane.ask(self._engine.quality.variants(), self._show_ways, self._failed)

    def chosen(self) -> SetChoice | None:
        """The set to measure on; None while there are too few corrections for it."""
        kind = SetKind(self.sets.currentData())  # Qt makes a plain text of it
        if kind is SetKind.CORRECTIONS and self._state.corrections < self._state.needed:
            return None
        return SetChoice(kind, self._file if kind is SetKind.FILE else "")

    def variants(self) -> tuple[Variant, ...]:
        """The ways that are ticked, in the order of the list."""
        return tuple(way for way, box in self.ways.items() if box.isChecked())

    async def _read_state(self) -> tuple[QualityState, tuple[str, ...]]:
        state, weekly = await self._engine.quality.state(), self._engine.weekly
        return state, await weekly.words(state.drift or await weekly.look())

    def _show_state(self, found: tuple[QualityState, tuple[str, ...]]) -> None:
        first = not self._state.needed
        self._state, sentences = found
        if first and self._state.corrections < self._state.needed:
            self.sets.setCurrentIndex(self.sets.findData(SetKind.SAMPLE))
        self.weekly.setText("\n".join(sentences))
        self._fill_reports(self._state.reports)
        some = bool(self._state.reports)
        self._right.setCurrentIndex(1 if some else 0)
        for each in (self._before, self.reports, self.export):
            each.setVisible(some)
        self._choice_changed()

    def _few(self) -> str:
        """That corrections are too few to measure on."""
        state = self._state
        words = (
            self.tr(
                "You have corrected 1 message; from {needed} on triage can be measured on them."
            )
            if state.corrections == 1
            else self.tr(
                "You have corrected {n} messages; from {needed} on triage can be measured on them."
            )
        )
        return words.format(n=state.corrections or self.tr("no"), needed=state.needed)

    def _hint(self) -> str:
        """What else there is to measure on than what is chosen."""
        state = self._state
        if state.corrections >= state.needed:
            return self.tr(
                "You have corrected {n} messages: triage can be measured on them, each judged by "
                "what you had said before."
            ).format(n=f"{state.corrections:,}")
        if self.sets.currentData() != SetKind.CORRECTIONS:
            return self._few()
        return self.tr("The sample mailbox and labelled files can be measured at once.")

    def _fill_reports(self, reports: Sequence[QualityReport]) -> None:
        known = {self.reports.item(row).data(_DATA).id for row in range(self.reports.count())}
        fresh = not known.issuperset({each.id for each in reports[:1]})
        current = self.reports.currentIndex().data(_DATA)
        before = current.id if isinstance(current, QualityReport) else 0
        self.reports.blockSignals(True)  # noqa: FBT003
        self.reports.clear()
        for each in reports:
            item = QListWidgetItem(self._report_words(each))
            item.setData(_DATA, each)
            self.reports.addItem(item)
        self.reports.blockSignals(False)  # noqa: FBT003
        rows = [row for row, each in enumerate(reports) if each.id == before]
        self.reports.setCurrentRow(0 if fresh or not rows else rows[0])

    def _report_words(self, report: QualityReport) -> str:
        now = datetime.now().astimezone()
        ways = ", ".join(
            self.view.way_words(each.variant)
            + (f" {right.value:.0%}" if (right := each.quality.category.lenient) else "")
            for each in report.results
        )
        return f"{self.view.set_words(report.chosen)} · {short_date(report.at, now)}\n{ways}"

    def _show_ways(self, found: Sequence[Variant]) -> None:
        if tuple(found) == tuple(self.ways):
            return
        ticked = set(self.variants()) or {Variant(Way.USUAL)}
        clear(self._boxes)
        self.ways = {}
        for each in found:
            box = QCheckBox(self.view.way_words(each))
            box.setChecked(each in ticked)
            box.toggled.connect(lambda _: self._choice_changed())
            self._boxes.addWidget(box)
            self.ways[each] = box
        self._ways.setMaximumHeight(self._height_of_ways())
        tab_through([self._left, self._report])
        self._choice_changed()

    def _height_of_ways(self) -> int:
        """Of all of them, also before they are on the screen."""
        rows = sum(box.sizeHint().height() + self._boxes.spacing() for box in self.ways.values())
        around = self._boxes.contentsMargins()
        return rows + around.top() + around.bottom()

    def _set_chosen(self) -> None:
        if self.sets.currentData() == SetKind.FILE:
            name = QFileDialog.getOpenFileName(
                self, self.tr("Labelled mail"), saving_folder(), self.tr("Labelled mail (*.jsonl)")
            )[0]
            if not name and not self._file:
                self.sets.setCurrentIndex(0)
                return
            self._file = name or self._file
            place = self.sets.findData(SetKind.FILE)
            self.sets.setItemText(place, self.tr("File: {name}").format(name=Path(self._file).name))
        self._choice_changed()

    def _choice_changed(self) -> None:
        """What is chosen may cost something else now."""
        self._price = None
        self.outcome.clear()
        self.measure.setEnabled(False)
        chosen, variants = self.chosen(), self.variants()
        self._price_lane.drop()
        self.empty.say(self.tr("Nothing is measured yet"), self._hint())
        if chosen is None:
            self.price.setText(self._few())
        elif not variants:
            self.price.setText(self.tr("Tick at least one way; two or more are compared."))
        else:
            self.price.setText(self.tr("Counting…"))
            work = self._engine.quality.price(chosen, variants)
            self._price_lane.ask(work, self._show_price, self._refused)

    def _show_price(self, price: Price) -> None:
        self._price = price
        self.price.setText(priced(price))
        self.measure.setEnabled(not self.stop.isVisible())

    def _refused(self, error: EmailAssistError) -> None:
        self.price.setText(error.sentences)

    def _begin(self) -> None:
        price = self._price
        if price is None:
            return
        if not price.calls or (price.money == 0 and not price.remote):
            self._run()
            return
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(self.tr("Ask models to measure this?"))
        box.setInformativeText(priced(price))
        ask = box.addButton(self.tr("Measure"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        ask.clicked.connect(self._run)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.question = box
        open_over(self, box)

    def _run(self) -> None:
        chosen, variants = self.chosen(), self.variants()
        if chosen is not None and variants:
            self._set_busy(busy=True)
            self._bridge.ask(self, self._engine.quality.run(chosen, variants), self._ended)

    def _ended(self, finished: Finished) -> None:
        self._set_busy(busy=False)
        self.outcome.setText(finished.problem or (finished.text if finished.cancelled else ""))

    def _set_busy(self, *, busy: bool) -> None:
        self.measure.setEnabled(not busy and self._price is not None)
        self.stop.setVisible(busy)
        self.bar.setVisible(busy)
        self.bar.setMaximum(0)
        if busy:
            self.outcome.clear()

    def _hear(self, event: Event) -> None:
        if isinstance(event, ChangeSet):
            if self.isVisible() and (event.quality or event.endpoints or event.instructions):
                self.load()
        elif isinstance(event, Progress) and event.job is Job.QUALITY:
            self.bar.setMaximum(event.total)
            self.bar.setValue(event.done)

    def _show_report(self) -> None:
        report = self.reports.currentIndex().data(_DATA)
        if isinstance(report, QualityReport):
            self.view.show_report(report)

    def _export(self) -> None:
        report = self.reports.currentIndex().data(_DATA)
        if not isinstance(report, QualityReport):
            return
        proposed = Path(saving_folder()) / f"quality-{report.at:%Y-%m-%d}-{report.id}.json"
        name = QFileDialog.getSaveFileName(self, self.tr("Export the report"), str(proposed))[0]
        if name:
            work = self._engine.quality.export(report, Path(name))
            self._export_lane.ask(work, failed=self._failed)

    def _failed(self, error: EmailAssistError) -> None:
        self.outcome.setText(error.sentences)

    def _build(self) -> None:
        self.sets.addItem(self.tr("My corrections"), SetKind.CORRECTIONS)
        self.sets.addItem(self.tr("Sample mailbox"), SetKind.SAMPLE)
        self.sets.addItem(self.tr("Labelled file…"), SetKind.FILE)
        self.sets.setAccessibleName(self.tr("Messages to measure on"))
        self.sets.activated.connect(lambda _: self._set_chosen())
        self.reports.currentItemChanged.connect(lambda *_: self._show_report())
        on_click(self.measure, self._begin)
        on_click(self.stop, lambda: self._engine.cancel(Job.QUALITY))
        on_click(self.export, self._export)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Measuring"))
        self._set_busy(busy=False)
        self._right.addWidget(self.empty)
        self._report = scrolled(self.view)
        self._report.setProperty("kind", "report")
        self._report.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._report.setAccessibleName(self.tr("Report"))
        self._right.addWidget(self._report)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 15, 20, 16)
        row.setSpacing(18)
        self._left = self._made_left()
        row.addWidget(self._left)
        row.addWidget(self._right, 1)

    def _made_left(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        back = TextButton(self._look, self.tr("Back to mail"), "quiet", "reply")
        back.clicked.connect(self.back_wanted)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(text_label(self.tr("Quality"), "title"))
        hint = self.tr("How often triage is right, on mail whose answer is known.")
        column.addWidget(text_label(hint, "faint", wrap=True))
        column.addWidget(self.weekly)
        column.addWidget(text_label(self.tr("Measure on"), "section"))
        column.addWidget(self.sets)
        column.addWidget(text_label(self.tr("How (two or more are compared)"), "section"))
        inside = QWidget()
        inside.setLayout(self._boxes)
        inside.setAccessibleName(self.tr("Ways to triage"))
        self._boxes.setContentsMargins(2, 4, 0, 4)
        self._boxes.setSpacing(7)
        self._ways = scrolled(inside)
        column.addWidget(self._ways, 3)
        column.addWidget(self.price)
        buttons = QHBoxLayout()
        buttons.addWidget(self.measure)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.bar)
        column.addWidget(self.outcome)
        column.addWidget(self._before)
        column.addWidget(self.reports, 2)
        column.addWidget(self.export, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return left
