"""The search field, with a list of what can be typed under it.

Owns: typing a search, and completing its operators. Must not: search.
"""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QWidget,
)
from typing_extensions import override

from emailassist.gui.look import Look
from emailassist.gui.rows import Index, RowDelegate, draw_text
from emailassist.gui.search_words import Example, completed, fitting

_ROW = 27
_MOST_ROWS = 18
_EXAMPLE = int(Qt.ItemDataRole.UserRole)


class SearchField(QLineEdit):
    """A field that shows what can be typed, over `page`; Down and Return complete it.

    Without that list they lead to what was found (`returnPressed`).
    """

    def __init__(self, look: Look, page: QWidget) -> None:
        super().__init__()
        self._look = look
        self._page = page
        self._icon = QAction(self)
        self._help = _Help(look, page)
        self.setObjectName("search")
        self.setPlaceholderText(self.tr("Search all mail"))
        self.setAccessibleName(self.tr("Search all mail"))
        self.setClearButtonEnabled(True)
        self.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        self.textChanged.connect(lambda _: self._show_help())
        self._help.itemClicked.connect(self._complete)
        look.changed.connect(self._restyle)
        self._restyle()

    def help_lines(self) -> list[str]:
        """What the list under the field offers; nothing while it is hidden."""
        return self._help.lines() if self._help.isVisible() else []

    def close_help(self) -> bool:
        """Hide the list; whether it was there."""
        was = self._help.isVisible()
        self._help.hide()
        return was

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._show_help()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._help.hide()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._help.isVisible() and self._steer(key):
            event.accept()
        elif key == Qt.Key.Key_Down:
            self.returnPressed.emit()
        else:
            super().keyPressEvent(event)

    def _steer(self, key: Qt.Key) -> bool:
        """Keys that belong to the list while it is there."""
        item = self._help.currentItem()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._help.setCurrentRow((self._help.currentRow() + step) % self._help.count())
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab} and item is not None:
            self._complete(item)
        else:
            return False
        return True

    def _complete(self, item: QListWidgetItem) -> None:
        self.setText(completed(self.text(), item.data(_EXAMPLE)))

    def _show_help(self) -> None:
        found = fitting(self.text())
        if not found or not self.hasFocus():
            self._help.hide()
            return
        below = self.mapTo(self._page, QPoint(0, self.height() + 4))
        room = self._page.height() - below.y() - 12
        self._help.offer(found, below, QSize(self.width(), room))

    def _restyle(self) -> None:
        self._icon.setIcon(self._look.icon("search", self._look.theme.faint))


class _Help(QListWidget):
    """Examples and what they mean; the keyboard stays in the field."""

    def __init__(self, look: Look, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("search-help")
        self.setAccessibleName(self.tr("What can be typed"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self._delegate = RowDelegate(_ExampleRows(look))
        self.setItemDelegate(self._delegate)
        self.hide()

    def offer(self, examples: tuple[Example, ...], place: QPoint, room: QSize) -> None:
        """Show these, none of them chosen yet."""
        self.clear()
        for each in examples:
            item = QListWidgetItem(f"{each.start}{each.rest}: {each.meaning}")
            item.setData(_EXAMPLE, each)
            self.addItem(item)
        height = min(len(examples), _MOST_ROWS) * _ROW + 12
        self.setGeometry(place.x(), place.y(), room.width(), min(height, max(_ROW, room.height())))
        self.show()
        self.raise_()

    def lines(self) -> list[str]:
        return [self.item(row).text() for row in range(self.count())]


class _ExampleRows:
    """Draws what can be typed, and beside it what it means."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def size(self, _index: Index) -> QSize:
        return QSize(120, _ROW)

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: Index,
    ) -> None:
        theme = self._look.theme
        example: Example = index.data(_EXAMPLE)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, QColor(theme.accent_soft))
        area = rect.adjusted(12, 0, -12, 0)
        font = self._look.font(13, QFont.Weight.Medium)
        for text, colour in ((example.start, theme.accent), (example.rest, theme.faint)):
            draw_text(painter, area, text, colour, font)
            area.setLeft(area.left() + QFontMetrics(font).horizontalAdvance(text))
        area.setLeft(area.left() + 14)
        side = Qt.AlignmentFlag.AlignRight
        draw_text(painter, area, example.meaning, theme.muted, self._look.font(12), side)
