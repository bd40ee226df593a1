"""Rows of short lists: a name, and below it what there is to say about it.

Owns: the drawing; the item's text holds both lines. Must not: know what is listed.
"""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListWidget, QStyle

from emailassist.gui.look import Look
from emailassist.gui.rows import Index, RowDelegate, draw_ground, draw_text

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
        self._delegate = RowDelegate(_TwoLineRows(look))
        self.setItemDelegate(self._delegate)
        look.changed.connect(self.viewport().update)


class _TwoLineRows:
    """Draws the first line strong, the second faint."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def size(self, index: Index) -> QSize:
        return QSize(80, _TWO_LINES if "\n" in str(index.data()) else _ONE_LINE)

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: Index,
    ) -> None:
        theme = self._look.theme
        draw_ground(
            self._look, painter, QRectF(rect).adjusted(0.5, 1.5, -0.5, -1.5), state, theme.hover
        )
        line = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        first, _, second = str(index.data()).partition("\n")
        strong = self._look.font(13, QFont.Weight.Medium)
        if second:
            line.setTop(rect.top() + 7)
            line.setHeight(18)
        draw_text(painter, line, first, theme.text, strong)
        if second:
            below = QRect(line.left(), rect.top() + 25, line.width(), 16)
            draw_text(painter, below, second, theme.faint, self._look.font(11))
