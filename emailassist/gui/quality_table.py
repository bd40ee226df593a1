"""The ways that were measured side by side, a row for each.

Owns: the table's columns and their widths. Must not: compute, or know a report's other parts.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem
from typing_extensions import override

from emailassist.domain.measured import Measured, Variant
from emailassist.domain.quality import Estimate
from emailassist.gui.tooltips import plain_tip

_ROW = 30
_MOST = 260
"""A way's name gets that much room, more where nothing else needs it."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WaysTable(QTableWidget):
    """Its first column is always wide enough for a name; what is left over goes there."""

    def __init__(self, words: Callable[[Variant], str]) -> None:
        super().__init__()
        self._words = words
        self._needed = 0
        self.setObjectName("usage")
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Ways side by side"))

    def show_ways(self, results: Sequence[Measured]) -> None:
        """Show them; what no way used of models has no column."""
        rows = [self._cells(each) for each in results]
        shown = [
            head for place, head in enumerate(rows[0]) if any(row[place][1] != "" for row in rows)
        ]
        heads = [head for head, _ in shown]
        self.setColumnCount(len(heads))
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setTextAlignment(_RIGHT if column else _LEFT)
            self.setHorizontalHeaderItem(column, item)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(dict(row)[head] for head in heads):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_LEFT if column == 0 else _RIGHT)
                if column == 0:
                    item.setToolTip(plain_tip(text))
                self.setItem(number, column, item)
        self.resizeColumnsToContents()
        self._needed = min(_MOST, self.columnWidth(0))
        self._fit()
        height = self.horizontalHeader().sizeHint().height()
        below = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height + _ROW * len(rows) + below + 4)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        others = sum(map(self.columnWidth, range(1, self.columnCount())))
        self.setColumnWidth(0, max(self._needed, self.viewport().width() - others))

    def _cells(self, each: Measured) -> tuple[tuple[str, str], ...]:
        """Heads and texts; '' where there is nothing to tell."""
        found = each.quality
        error, seconds = found.reliability.error, found.seconds
        asked = bool(found.calls)
        return (
            (self.tr("Way"), self._words(each.variant)),
            (self.tr("Right"), interval(found.category.lenient)),
            (self.tr("Macro-F1"), interval(found.category.macro_f1, percent=False)),
            (self.tr("Off by"), f"{100 * error.value:.0f} %" if error else "–"),
            (self.tr("Calls"), f"{found.calls:,}" if asked else ""),
            (self.tr("Tokens"), f"{found.tokens:,}" if asked else ""),
            (self.tr("Cost"), f"${found.money:,.4f}" if asked else ""),
            (self.tr("Time"), f"{seconds.mean.value:.2f} s" if seconds else "–"),
        )


def interval(found: Estimate | None, *, percent: bool = True) -> str:
    """A figure with where it would lie 95 times of 100."""
    if found is None:
        return "–"
    if percent:
        return f"{found.value:.0%} ({100 * found.low:.0f}–{found.high:.0%})"
    return f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"
