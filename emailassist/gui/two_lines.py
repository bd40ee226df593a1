"""Rows of short lists: a name, and below it what there is to say about it.

Owns: the drawing; the item's text holds both lines. Must not: know what is listed.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from emailassist.gui.look import Look

_SIDE = 10
_ONE_LINE = 34
_TWO_LINES = 48


class TwoLineList(QListWidget):
    """A list whose items have one or two lines of text."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = _TwoLineDelegate(look)
        self.setItemDelegate(self._delegate)
        look.changed.connect(self.viewport().update)


class _TwoLineDelegate(QStyledItemDelegate):
    """Draws the first line strong, the second faint."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, _TWO_LINES if "\n" in str(index.data()) else _ONE_LINE)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._background(painter, rect, state)
        first, _, second = str(index.data()).partition("\n")
        theme = self._look.theme
        strong = self._look.font(13, QFont.Weight.Medium)
        if second:
            self._line(painter, rect.adjusted(0, 7, 0, 0), 18, first, theme.text, strong)
            small = self._look.font(11)
            self._line(painter, rect.adjusted(0, 25, 0, 0), 16, second, theme.faint, small)
        else:
            self._line(painter, rect, rect.height(), first, theme.text, strong)
        painter.restore()

    def _background(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        theme = self._look.theme
        selected = state & QStyle.StateFlag.State_Selected
        if not selected and not state & QStyle.StateFlag.State_MouseOver:
            return
        focused = selected and state & QStyle.StateFlag.State_HasFocus
        painter.setBrush(QColor(theme.accent_soft if selected else theme.hover))
        painter.setPen(QColor(theme.accent) if focused else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 1.5, -0.5, -1.5), 7, 7)

    def _line(
        self, painter: QPainter, rect: QRect, height: int, text: str, colour: str, font: QFont
    ) -> None:
        area = QRect(rect.left() + _SIDE, rect.top(), rect.width() - 2 * _SIDE, height)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
