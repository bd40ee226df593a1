"""Rows of lists that we draw ourselves.

Owns: the painter's state around a row, the ground of a chosen one, text that ends in … where there
is no room. Must not: know what a row holds.
"""

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from emailassist.gui.look import Look

Index = QModelIndex | QPersistentModelIndex

_LEFT = Qt.AlignmentFlag.AlignLeft


class Rows(Protocol):
    """What is in the rows of a list."""

    def size(self, index: Index, /) -> QSize: ...

    def draw(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, index: Index) -> None:
        """Draw a row; the painter's state need not be put back."""
        ...


class RowDelegate(QStyledItemDelegate):
    """Has the rows of a list drawn."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._rows.size(index)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._rows.draw(painter, option.rect, option.state, index)
        painter.restore()


def draw_ground(
    look: Look,
    painter: QPainter,
    area: QRectF,
    state: QStyle.StateFlag,
    hover: str,
    radius: int = 7,
) -> None:
    """Below a row that is chosen, or `hover` under the pointer; framed with the keyboard."""
    selected = state & QStyle.StateFlag.State_Selected
    if not selected and not state & QStyle.StateFlag.State_MouseOver:
        return
    focused = selected and state & QStyle.StateFlag.State_HasFocus
    painter.setBrush(QColor(look.theme.accent_soft if selected else hover))
    painter.setPen(QColor(look.theme.accent) if focused else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(area, radius, radius)


def draw_text(
    painter: QPainter,
    area: QRect,
    text: str,
    colour: str,
    font: QFont,
    side: Qt.AlignmentFlag = _LEFT,
) -> None:
    """One line, in the middle of the height."""
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | side), shown)
