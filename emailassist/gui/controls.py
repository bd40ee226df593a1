"""The small building blocks that every part of the window is made of.

Owns: buttons, labels, chips and cards in our look. Must not: know mail.
"""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from emailassist.gui.look import Look
from emailassist.gui.theme import ChipColours


def text_label(text: str = "", kind: str = "body", *, wrap: bool = False) -> QLabel:
    """A label of plain text (never rich text: what it shows may come from a mail)."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    if wrap:
        label.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    return label


def set_kind(widget: QWidget, kind: str) -> None:
    """Give the widget another kind of the style sheet and draw it so."""
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and throw it away."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()


def number_field(lowest: int, highest: int) -> QSpinBox:
    """A field for a whole number; typed, or changed with the arrow keys."""
    field = QSpinBox()
    field.setRange(lowest, highest)
    field.lineEdit().setTextMargins(7, 0, 0, 0)
    return field


class ElidedLabel(QLabel):
    """A line of plain text that ends in … where there is no room; the whole is its tooltip."""

    def __init__(self, text: str = "", kind: str = "body") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else self.text())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        text = self.fontMetrics().elidedText(
            self.text().replace("\n", " "), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)


class IconLabel(QLabel):
    """An icon that follows the theme; `role` is a field of `Theme`."""

    def __init__(self, look: Look, name: str, role: str = "muted", size: int = 16) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._role = role
        self._size = size
        self.setFixedSize(size, size)
        look.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self._draw()

    def _draw(self) -> None:
        colour = str(getattr(self._look.theme, self._role))
        ratio = self.devicePixelRatioF()
        self.setPixmap(self._look.pixmap(self._name, colour, self._size, ratio))


class _Tint:
    """Keeps a button's icon in the colours of the theme."""

    def __init__(self, look: Look, button: QAbstractButton, name: str, role: str) -> None:
        self._look = look
        self._button = button
        self._name = name
        self._role = role

    def draw(self) -> None:
        colour = str(getattr(self._look.theme, self._role))
        self._button.setIcon(self._look.icon(self._name, colour))


class IconButton(QToolButton):
    """A flat button that is only an icon; its name is tooltip and accessible name."""

    def __init__(self, look: Look, name: str, text: str, role: str = "muted") -> None:
        super().__init__()
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setProperty("kind", "icon")
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tint = _Tint(look, self, name, role)
        self._tint.draw()
        look.changed.connect(self._redraw)

    def _redraw(self) -> None:
        self._tint.draw()


class TextButton(QPushButton):
    """A button with words; `kind` is primary, plain, quiet, link or danger."""

    _ROLES: ClassVar = {
        "primary": "accent_text",
        "danger": "danger",
        "quiet": "muted",
        "link": "accent",
    }

    def __init__(self, look: Look, text: str, kind: str = "plain", icon: str = "") -> None:
        super().__init__(text)
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._tint: _Tint | None = None
        if icon:
            self.setIconSize(QSize(16, 16))
            self._tint = _Tint(look, self, icon, self._ROLES.get(kind, "text"))
            self._tint.draw()
            look.changed.connect(self._redraw)

    def _redraw(self) -> None:
        if self._tint is not None:
            self._tint.draw()


class OptionButton(QPushButton):
    """A button whose text may take several lines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setProperty("kind", "option")
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        label = text_label(text, "option", wrap=True)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 6, 11, 6)
        row.addWidget(label)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def sizeHint(self) -> QSize:
        return self._row().sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self._row().minimumSize()

    def _row(self) -> QLayout:
        layout = self.layout()
        assert layout is not None  # noqa: S101  made in the constructor
        return layout


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


class Card(QFrame):
    """A framed group with a heading row; add content to `body`, buttons to `heading`."""

    def __init__(self, title: str = "", kind: str = "card") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(13, 10, 13, 12)
        self.body.setSpacing(7)
        self.title = text_label(title, "card-title")
        self.heading = QHBoxLayout()
        self.heading.setSpacing(6)
        self.heading.addWidget(self.title)
        self.heading.addStretch(1)
        if title:
            self.body.addLayout(self.heading)


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


class Empty(QWidget):
    """What stands where there is nothing to show: icon, sentence, hint, perhaps a button."""

    pressed = Signal()

    def __init__(self, look: Look, icon: str, title: str, hint: str = "", action: str = "") -> None:
        super().__init__()
        self._title = text_label(title, "empty-title", wrap=True)
        self._hint = text_label(hint, "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(IconLabel(look, icon, "faint", 36), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            column.addWidget(label)
        self._hint.setVisible(bool(hint))
        if action:
            button = TextButton(look, action, "primary")
            button.clicked.connect(self.pressed)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    @property
    def title(self) -> str:
        return self._title.text()

    def say(self, title: str, hint: str = "") -> None:
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))


def on_click(button: QAbstractButton, act: Callable[[], object]) -> None:
    """Call `act` without Qt's checked argument."""
    button.clicked.connect(lambda _checked=False: act())
