"""What models were used for and what it cost, and how much of each budget is left.

Owns: the dialog. Must not: count, or set a budget (the settings do).
"""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.usage import BudgetState, UsageReport, UsageRow, Used
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, clear, on_click, text_label
from emailassist.gui.look import Look

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_DAYS = (1, 7, 31, 366)
_NEARLY = 0.9
_WHOLE = 1000


class UsageDialog(QDialog):
    """Sums by day, endpoint or agent; below them the budgets and the answers that are kept."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Use of models"))
        self.resize(860, 620)
        self._engine = engine
        self._look = look
        self._lane = Lane(bridge, self)
        self._report: UsageReport | None = None
        self.days = QComboBox()
        self.by = QComboBox()
        self.table = QTableWidget()
        self.total = text_label("", "strong", wrap=True)
        self.budgets = QGridLayout()
        self.kept = text_label("", "muted", wrap=True)
        self.forget = TextButton(look, self.tr("Forget kept answers"), "plain", "trash-2")
        self.outcome = text_label("", "problem", wrap=True)
        self._build()
        self.load()

    def load(self) -> None:
        """Read what was used anew."""
        days = _DAYS[max(0, self.days.currentIndex())]
        self._lane.ask(self._engine.usage.report(days), self._show, self._failed)

    def _show(self, report: UsageReport) -> None:
        self._report = report
        self._draw()
        self._draw_budgets(report)
        self.kept.setText(
            self.tr("{count} answers are kept on this computer, {size} kB.").format(
                count=f"{report.answers_kept:,}", size=f"{report.bytes_kept / 1000:,.0f}"
            )
        )
        self.forget.setEnabled(report.answers_kept > 0)

    def _draw(self) -> None:
        if self._report is None:
            return
        name = self._namers()[max(0, self.by.currentIndex())]
        sums: dict[str, Used] = defaultdict(Used)
        for row in self._report.rows:
            sums[name(row)] += row.used
        self.table.setRowCount(len(sums))
        for place, (title, used) in enumerate(sums.items()):
            for column, text in enumerate((title, *_cells(used))):
                self._put(place, column, text)
        heading = QTableWidgetItem(self.by.currentText())
        heading.setTextAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setHorizontalHeaderItem(0, heading)
        self.total.setText(self._total_words(sum(sums.values(), Used())))

    def _put(self, row: int, column: int, text: str) -> None:
        item = QTableWidgetItem(text)
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.table.setItem(row, column, item)

    def _namers(self) -> tuple[Callable[[UsageRow], str], ...]:
        return (
            lambda row: row.day.isoformat(),
            lambda row: f"{row.endpoint} · {row.model}" if row.model else row.endpoint,
            lambda row: row.agent or self.tr("other"),
        )

    def _total_words(self, used: Used) -> str:
        if not used.calls and not used.answers_reused:
            return self.tr("No model was asked in this time.")
        words = [
            self.tr("{calls} calls, {tokens} tokens, {money}.").format(
                calls=f"{used.calls:,}", tokens=f"{used.tokens:,}", money=_dollars(used.money)
            )
        ]
        if used.answers_reused:
            words.append(
                self.tr("{count} answers were used again, which saved {money}.").format(
                    count=f"{used.answers_reused:,}", money=_dollars(used.money_saved)
                )
            )
        if used.cached_tokens and used.input_tokens:
            words.append(
                self.tr("{share} of what was read was in the server's cache.").format(
                    share=f"{used.cached_tokens / used.input_tokens:.0%}"
                )
            )
        if used.estimated_calls:
            words.append(
                self.tr(
                    "Of {count} calls the tokens are estimated: the server did not say."
                ).format(count=f"{used.estimated_calls:,}")
            )
        return " ".join(words)

    def _draw_budgets(self, report: UsageReport) -> None:
        clear(self.budgets)
        bars = [bar for state in report.budgets for bar in self._bars(state)]
        if not bars:
            words = self.tr("There is no budget. The settings can limit what a day or month costs.")
            self.budgets.addWidget(text_label(words, "muted", wrap=True), 0, 0, 1, 3)
        for place, (title, spent, limit, words) in enumerate(bars):
            bar = QProgressBar()
            bar.setRange(0, _WHOLE)
            bar.setTextVisible(False)
            bar.setValue(min(_WHOLE, round(_WHOLE * spent / limit)))
            bar.setAccessibleName(f"{title}: {words}")
            kind = "problem" if spent >= _NEARLY * limit else "muted"
            self.budgets.addWidget(text_label(title), place, 0)
            self.budgets.addWidget(bar, place, 1)
            self.budgets.addWidget(text_label(words, kind), place, 2)
        self.budgets.setColumnStretch(1, 1)

    def _bars(self, state: BudgetState) -> list[tuple[str, float, float, str]]:
        budget, whose = state.budget, state.endpoint or self.tr("All models")
        today = self.tr("{whose}, today").format(whose=whose)
        month = self.tr("{whose}, this month").format(whose=whose)
        money = (
            (today, state.today.money, budget.daily_money),
            (month, state.month.money, budget.monthly_money),
        )
        tokens = (
            (today, state.today.tokens, budget.daily_tokens),
            (month, state.month.tokens, budget.monthly_tokens),
        )
        of = self.tr("{spent} of {limit}")
        return [
            (title, spent, limit, of.format(spent=_dollars(spent), limit=_dollars(limit)))
            for title, spent, limit in money
            if limit
        ] + [
            (title, spent, limit, of.format(spent=f"{spent:,}", limit=_tokens(self, limit)))
            for title, spent, limit in tokens
            if limit
        ]

    def _forget(self) -> None:
        self.forget.setEnabled(False)
        self._lane.ask(self._engine.usage.clear_answers(), lambda _: self.load(), self._failed)

    def _failed(self, error: EmailAssistError) -> None:
        self.outcome.setText(error.sentences)

    def _build(self) -> None:
        spans = (self.tr("Today"), self.tr("7 days"), self.tr("31 days"), self.tr("A year"))
        self.days.addItems(spans)
        self.days.setCurrentIndex(2)
        self.days.setAccessibleName(self.tr("Time"))
        self.by.addItems((self.tr("Day"), self.tr("Model"), self.tr("Agent")))
        self.by.setAccessibleName(self.tr("Sum up by"))
        self.days.currentIndexChanged.connect(lambda _: self.load())
        self.by.currentIndexChanged.connect(lambda _: self._draw())
        self._build_table()
        on_click(self.forget, self._forget)
        close = TextButton(self._look, self.tr("Close"), "primary")
        on_click(close, self.accept)
        top = QHBoxLayout()
        top.addWidget(text_label(self.tr("Use of models"), "title"), 1)
        top.addWidget(self.by)
        top.addWidget(self.days)
        below = QHBoxLayout()
        below.addWidget(self.kept, 1)
        below.addWidget(self.forget)
        below.addWidget(close)
        self.budgets.setHorizontalSpacing(14)
        self.budgets.setVerticalSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.total)
        column.addWidget(text_label(self.tr("Budgets"), "strong"))
        column.addLayout(self.budgets)
        column.addWidget(self.outcome)
        column.addLayout(below)

    def _build_table(self) -> None:
        titles = (
            *("", self.tr("Calls"), self.tr("Used again"), self.tr("Tokens in")),
            *(self.tr("cached"), self.tr("out"), self.tr("Cost")),
        )
        self.table.setObjectName("usage")
        self.table.setColumnCount(len(titles))
        self.table.setHorizontalHeaderLabels(titles)
        self.table.setAccessibleName(self.tr("Use of models"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)


def _cells(used: Used) -> tuple[str, ...]:
    counts = (
        *(used.calls, used.answers_reused, used.input_tokens),
        *(used.cached_tokens, used.output_tokens),
    )
    return (*(f"{count:,}" for count in counts), _dollars(used.money))


def _dollars(money: float) -> str:
    """Cents where that says something, else as far as needed."""
    return f"${money:,.2f}" if money >= 1 or not money else f"${money:,.4f}"


def _tokens(dialog: QDialog, count: int) -> str:
    return dialog.tr("{count} tokens").format(count=f"{count:,}")
