"""The tree of the left column: how places are drawn, and that messages can be dropped on them.

Owns: painting and dropping. Must not: know which places there are.
"""

from PySide6.QtCore import (
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QTreeView,
)
from typing_extensions import override

from emailassist.gui.dragging import MESSAGES, unpacked
from emailassist.gui.look import Look
from emailassist.gui.places import Place
from emailassist.gui.rows import Index, RowDelegate, draw_ground, draw_text

PLACE = int(Qt.ItemDataRole.UserRole)
ICON = PLACE + 1
COUNT = PLACE + 2
DOT = PLACE + 3
_ROW = 32


class PlaceTree(QTreeView):
    """A flat list of places and section titles; messages can be dropped on mailboxes."""

    dropped = Signal(object, object)
    """`Place` and keys."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("places")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(False)
        self._rows = _PlaceRows(look)
        self._delegate = RowDelegate(self._rows)
        self.setItemDelegate(self._delegate)
        look.changed.connect(self.viewport().update)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(event.mimeData().hasFormat(MESSAGES))

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Only a mailbox takes messages; the one under the pointer looks so."""
        place = self._mailbox_at(event.position().toPoint())
        event.setAccepted(place is not None)
        self._rows.target = place
        self.viewport().update()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._forget_target()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        place = self._mailbox_at(event.position().toPoint())
        self._forget_target()
        if place is not None:
            event.acceptProposedAction()
            self.dropped.emit(place, unpacked(event.mimeData()))

    def _forget_target(self) -> None:
        self._rows.target = None
        self.viewport().update()

    def _mailbox_at(self, point: QPoint) -> Place | None:
        place = self.indexAt(point).data(PLACE)
        return place if isinstance(place, Place) and place.shows_mailbox else None


class _PlaceRows:
    """Draws a place: icon or dot, title, count."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.target: Place | None = None
        """The mailbox on which messages would be dropped."""

    def size(self, _index: Index) -> QSize:
        return QSize(100, _ROW)

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: Index,
    ) -> None:
        if index.data(PLACE) is None:
            self._section(painter, rect, str(index.data()))
        else:
            self._place(painter, rect, state, index)

    def _section(self, painter: QPainter, rect: QRect, title: str) -> None:
        font = self._look.font(11, QFont.Weight.DemiBold)
        draw_text(painter, rect.adjusted(18, 8, -16, 0), title, self._look.theme.faint, font)

    def _place(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: Index,
    ) -> None:
        theme = self._look.theme
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if self.target is not None and index.data(PLACE) == self.target:
            state |= QStyle.StateFlag.State_MouseOver
        draw_ground(
            self._look, painter, QRectF(rect).adjusted(8.5, 1.5, -8.5, -1.5), state, theme.hover
        )
        self._mark(painter, rect, index, theme.accent if selected else theme.muted)
        weight = QFont.Weight.DemiBold if selected else QFont.Weight.Medium
        count = int(index.data(COUNT) or 0)
        edge = rect.right() - 18
        if count:
            font = self._look.font(12, weight)
            text = f"{count:,}"
            width = QFontMetrics(font).horizontalAdvance(text)
            area = QRect(edge - width, rect.top(), width + 1, rect.height())
            draw_text(painter, area, text, theme.accent if selected else theme.faint, font)
            edge -= width + 8
        area = QRect(rect.left() + 44, rect.top(), edge - rect.left() - 44, rect.height())
        colour = theme.accent if selected else theme.text
        draw_text(painter, area, str(index.data()), colour, self._look.font(13, weight))

    def _mark(
        self,
        painter: QPainter,
        rect: QRect,
        index: Index,
        colour: str,
    ) -> None:
        middle = rect.center().y() + 1
        dot = index.data(DOT)
        if dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(str(dot)))
            painter.drawEllipse(QRectF(rect.left() + 21, middle - 4.5, 9, 9))
            return
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._look.pixmap(str(index.data(ICON)), colour, 17, ratio)
        painter.drawPixmap(rect.left() + 17, middle - 9, pixmap)
