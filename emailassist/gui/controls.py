"""The small building blocks that every part of the window is made of.

Owns: buttons, labels and fields in our look. Must not: know mail.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip


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


def tab_through(parts: Sequence[QWidget]) -> None:
    """Make Tab go through these widgets and what they hold, part after part.

    What opens as a window of its own, such as the list of a box, is none of it.
    """
    chain = [
        widget
        for part in parts
        for widget in (part, *part.findChildren(QWidget))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is part.window()
    ]
    for one, other in pairwise(chain):
        QWidget.setTabOrder(one, other)


def scrolled(inside: QWidget) -> QScrollArea:
    """A frameless area that scrolls `inside` up and down; the keyboard is for what it holds."""
    inside.setObjectName("scrolled")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def number_field(lowest: int, highest: int) -> QSpinBox:
    """A field for a whole number; typed, or changed with the arrow keys."""
    field = QSpinBox()
    field.setRange(lowest, highest)
    field.lineEdit().setTextMargins(7, 0, 0, 0)
    return field


def money_field(highest: int, zero: str) -> QDoubleSpinBox:
    """A field for US dollars; `zero` is what 0 means."""
    field = QDoubleSpinBox()
    field.setRange(0, highest)
    field.setPrefix("$ ")
    field.setSpecialValueText(zero)
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
        self.setToolTip(plain_tip("" if fits else self.text()))

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
        self.setToolTip(plain_tip(text))
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
        row.setContentsMargins(11, 4, 11, 4)
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


def on_click(button: QAbstractButton, act: Callable[[], object]) -> None:
    """Call `act` without Qt's checked argument."""
    button.clicked.connect(lambda _checked=False: act())
