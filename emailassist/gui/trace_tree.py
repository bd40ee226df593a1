"""The steps of a trace as a tree beside a timeline.

Owns: the rows and the bars. Must not: know what was said in a step.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)
from typing_extensions import override

from emailassist.domain.trace import Ending, Span, SpanKind, Trace
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip
from emailassist.gui.trace_words import TraceWords

_SPAN = int(Qt.ItemDataRole.UserRole)
_SHARE = _SPAN + 1
"""Where a bar starts and how long it is, as shares of the whole."""
_NAME, _BAR, _TIME, _TOKENS = range(4)
_BAD = frozenset({Ending.FAILED, Ending.CANCELLED, Ending.UNUSABLE})
_MENDED = frozenset({Ending.OBJECTED, Ending.REPAIRED})


class TraceTree(QTreeWidget):
    """One row a span; what ran side by side has bars above each other."""

    chosen = Signal(object)
    """The `Span` of the row, or None."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._words = TraceWords()
        self.setObjectName("trace")
        self.setAccessibleName(self.tr("Steps"))
        self.setColumnCount(4)
        self.setHeaderLabels([self.tr("Step"), self.tr("When"), self.tr("Time"), self.tr("Tokens")])
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setItemDelegateForColumn(_BAR, _BarDelegate(look, self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_BAR, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(_NAME, 300)
        header.resizeSection(_TIME, 70)
        header.resizeSection(_TOKENS, 70)
        self.currentItemChanged.connect(lambda item, _: self.chosen.emit(_span_of(item)))
        self._look = look
        look.changed.connect(self._redraw)

    def show_trace(self, trace: Trace) -> None:
        """Show its steps, all of them open, and choose the first."""
        self.clear()
        whole = max([trace.seconds, *(span.ended for span in trace.spans)], default=0.0) or 1.0
        above: list[QTreeWidgetItem] = []
        for depth, span in trace.tree():
            del above[depth:]
            item = self._item(span, whole)
            if above:
                above[-1].addChild(item)
            else:
                self.addTopLevelItem(item)
            above.append(item)
        self.expandAll()
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)

    def _item(self, span: Span, whole: float) -> QTreeWidgetItem:
        item = QTreeWidgetItem(
            [
                self._words.name(span),
                "",
                self._words.seconds(span.seconds),
                self._words.tokens(span.cost),
            ]
        )
        item.setData(_NAME, _SPAN, span)
        item.setData(_BAR, _SPAN, span)
        item.setData(_BAR, _SHARE, (span.started / whole, span.seconds / whole))
        item.setIcon(_NAME, self._look.icon(*_picture(span, self._look)))
        for column in (_TIME, _TOKENS):
            item.setTextAlignment(
                column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        item.setToolTip(_NAME, plain_tip(self._words.details(span)))
        ending = self._words.ending(span.ending)
        said = f"{self._words.name(span)}, {ending}, {self._words.seconds(span.seconds)}"
        item.setData(_NAME, Qt.ItemDataRole.AccessibleTextRole, said)
        return item

    def _redraw(self) -> None:
        waiting = [self.topLevelItem(row) for row in range(self.topLevelItemCount())]
        while waiting:
            item = waiting.pop()
            span = _span_of(item)
            if item is not None and span is not None:
                item.setIcon(_NAME, self._look.icon(*_picture(span, self._look)))
                waiting += [item.child(row) for row in range(item.childCount())]
        self.viewport().update()


def _span_of(item: QTreeWidgetItem | None) -> Span | None:
    span = item.data(_NAME, _SPAN) if item is not None else None
    return span if isinstance(span, Span) else None


def _picture(span: Span, look: Look) -> tuple[str, str]:
    theme = look.theme
    if span.ending in _BAD:
        return "circle-alert", theme.danger
    if span.ending in _MENDED:
        return "triangle-alert", theme.warn
    names = {
        SpanKind.TIER: ("list-checks", theme.muted),
        SpanKind.AGENT: ("bot", theme.accent),
        SpanKind.CALL: ("cpu", theme.muted),
        SpanKind.CHECK: ("circle-check", theme.ok),
        SpanKind.TOOL: ("search", theme.muted),
        SpanKind.STEP: ("chevron-right", theme.muted),
    }
    return names[span.kind]


def _colour(span: Span, look: Look) -> str:
    theme = look.theme
    if span.ending in _BAD:
        return theme.danger
    if span.ending in _MENDED:
        return theme.warn
    colours = {
        SpanKind.TIER: theme.scroll,
        SpanKind.AGENT: theme.accent,
        SpanKind.CALL: theme.faint,
        SpanKind.CHECK: theme.ok,
    }
    return colours.get(span.kind, theme.muted)


class _BarDelegate(QStyledItemDelegate):
    """Draws when a step ran, as a part of the whole."""

    def __init__(self, look: Look, parent: QTreeWidget) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, 26)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share, span = index.data(_SHARE), index.data(_SPAN)
        if not isinstance(span, Span) or share is None:
            return
        area = QRectF(option.rect).adjusted(6, 8, -6, -8)
        start, length = share
        bar = QRectF(
            area.left() + min(start, 1.0) * area.width(),
            area.top(),
            max(3.0, min(length, 1.0) * area.width()),
            area.height(),
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.line))
        painter.drawRoundedRect(QRectF(area.left(), area.center().y(), area.width(), 1), 0, 0)
        painter.setBrush(QColor(_colour(span, self._look)))
        painter.drawRoundedRect(bar, 3, 3)
        painter.restore()
