"""A text editor with line numbers and one line that can be marked as wrong.

Owns: the gutter and the mark. Must not: know what the text is.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget
from typing_extensions import override

from emailassist.gui.look import Look

_MARGIN = 12
_FULL_WIDTH = QTextFormat.Property.FullWidthSelection.value


class CodeEditor(QPlainTextEdit):
    """Plain text with line numbers; lines count from 1."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("code")
        self._look = look
        self._wrong: int | None = None
        self._gutter = _Gutter(self)
        self.setFont(look.code_font(13))
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        look.changed.connect(self._restyle)
        self._make_room()

    def mark_line(self, line: int | None) -> None:
        """Mark that line as wrong; None for no line."""
        self._wrong = line
        self._draw_mark()
        self._gutter.update()

    @property
    def marked_line(self) -> int | None:
        return self._wrong

    def go_to_line(self, line: int) -> None:
        """Put the cursor at the beginning of a line."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        cursor = QTextCursor(block if block.isValid() else self.document().lastBlock())
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))

    def gutter_width(self) -> int:
        """Pixels that the line numbers take."""
        digits = max(3, len(str(self.blockCount())))
        return 2 * _MARGIN + digits * self.fontMetrics().horizontalAdvance("9")

    def paint_gutter(self, painter: QPainter, area: QRect) -> None:
        """Draw the numbers of the lines that are visible."""
        theme = self._look.theme
        painter.fillRect(area, QColor(theme.panel))
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        current = self.textCursor().blockNumber()
        while block.isValid() and top <= area.bottom():
            height = self.blockBoundingRect(block).height()
            number = block.blockNumber()
            if block.isVisible() and top + height >= area.top():
                wrong = number + 1 == self._wrong
                colour = theme.text if number == current else theme.faint
                painter.setPen(QColor(theme.danger if wrong else colour))
                weight = QFont.Weight.Bold if wrong else QFont.Weight.Normal
                font = self._look.code_font(12)
                font.setWeight(weight)
                painter.setFont(font)
                line = QRect(
                    0, int(top), self._gutter.width() - _MARGIN, self.fontMetrics().height()
                )
                painter.drawText(line, int(Qt.AlignmentFlag.AlignRight), str(number + 1))
            top += height
            block = block.next()

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)

    def _scroll_gutter(self, area: QRect, by: int) -> None:
        if by:
            self._gutter.scroll(0, by)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def _draw_mark(self) -> None:
        if self._wrong is None:
            self.setExtraSelections([])
            return
        block = self.document().findBlockByNumber(self._wrong - 1)
        if not block.isValid():
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        mark.format.setBackground(QColor(self._look.theme.danger_soft))
        mark.format.setProperty(_FULL_WIDTH, True)  # noqa: FBT003  Qt's signature
        mark.cursor = QTextCursor(block)
        self.setExtraSelections([mark])

    def _restyle(self) -> None:
        self._draw_mark()
        self._gutter.update()


class _Gutter(QWidget):
    """The strip with the line numbers."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._editor.gutter_width(), 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._editor.paint_gutter(painter, event.rect())
        painter.end()
