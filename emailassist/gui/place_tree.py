"""The tree of the left column: how places are drawn, and that messages can be dropped on them.

Owns: painting and dropping. Must not: know which places there are.
"""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
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
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)
from typing_extensions import override

from emailassist.gui.dragging import MESSAGES, unpacked
from emailassist.gui.look import Look
from emailassist.gui.places import Place

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
        self._delegate = _PlaceDelegate(look)
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
        self._delegate.target = place
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
        self._delegate.target = None
        self.viewport().update()

    def _mailbox_at(self, point: QPoint) -> Place | None:
        place = self.indexAt(point).data(PLACE)
        return place if isinstance(place, Place) and place.shows_mailbox else None


class _PlaceDelegate(QStyledItemDelegate):
    """Draws a place: icon or dot, title, count."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.target: Place | None = None
        """The mailbox on which messages would be dropped."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, _ROW)

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
        if index.data(PLACE) is None:
            self._section(painter, rect, str(index.data()))
        else:
            self._place(painter, rect, state, index)
        painter.restore()

    def _section(self, painter: QPainter, rect: QRect, title: str) -> None:
        painter.setFont(self._look.font(11, QFont.Weight.DemiBold))
        painter.setPen(QColor(self._look.theme.faint))
        area = rect.adjusted(18, 8, -16, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), title)

    def _place(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._look.theme
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        hovered |= self.target is not None and index.data(PLACE) == self.target
        if selected or hovered:
            painter.setBrush(QColor(theme.accent_soft if selected else theme.hover))
            focused = selected and state & QStyle.StateFlag.State_HasFocus
            painter.setPen(QColor(theme.accent) if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(rect).adjusted(8.5, 1.5, -8.5, -1.5), 7, 7)
        colour = theme.accent if selected else theme.muted
        self._mark(painter, rect, index, colour)
        count = int(index.data(COUNT) or 0)
        edge = rect.right() - 18
        if count:
            font = self._look.font(12, QFont.Weight.DemiBold if selected else QFont.Weight.Medium)
            text = f"{count:,}"
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.setFont(font)
            painter.setPen(QColor(theme.accent if selected else theme.faint))
            area = QRect(edge - width, rect.top(), width + 1, rect.height())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)
            edge -= width + 8
        font = self._look.font(13, QFont.Weight.DemiBold if selected else QFont.Weight.Medium)
        area = QRect(rect.left() + 44, rect.top(), edge - rect.left() - 44, rect.height())
        title = QFontMetrics(font).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.setFont(font)
        painter.setPen(QColor(theme.accent if selected else theme.text))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), title)

    def _mark(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
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
