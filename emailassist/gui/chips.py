"""Chips, and the rows they stand in.

Owns: small rounded labels and buttons, and the layout that wraps them. Must not: know mail.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QPushButton, QSizePolicy
from typing_extensions import override

from emailassist.gui.theme import ChipColours


class Chip(QLabel):
    """A small rounded label in given colours."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paint_with(self, text: str, background: str) -> None:
        """Show it in these colours (``#rrggbb``)."""
        self.setStyleSheet(_chip_style("QLabel", text, background))


class ChipButton(QPushButton):
    """A chip that can be pressed."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paint_with(self, colours: ChipColours, focus: str) -> None:
        text, background = colours.text.name(), colours.background.name()
        self.setStyleSheet(
            _chip_style("QPushButton", text, background)
            + f"QPushButton:hover, QPushButton:focus {{ border: 1px solid {focus}; }}"
            "QPushButton::menu-indicator { image: none; width: 0; }"
        )


def _chip_style(widget: str, text: str, background: str) -> str:
    return (
        f"{widget} {{ color: {text}; background: {background}; border: 1px solid {background};"
        " border-radius: 10px; padding: 1px 9px 2px 9px; font-size: 11px; font-weight: 600;"
        " min-height: 15px; }"
    )


class FlowLayout(QLayout):
    """Items side by side, in as many rows as the width asks for."""

    def __init__(self, spacing: int = 6) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), place=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        x, y, row_height = rect.x(), rect.y(), 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            width = min(size.width(), rect.width())
            if x > rect.x() and x + width > rect.right() + 1:
                x, y, row_height = rect.x(), y + row_height + self.spacing(), 0
            if place:
                item.setGeometry(QRect(x, y, width, size.height()))
            x += width + self.spacing()
            row_height = max(row_height, size.height())
        return y + row_height - rect.y()
