"""What lies over a page without moving it: a column at the lower left.

Owns: its place and size. Must not: know what it holds, or take clicks where it shows nothing.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

_EDGE = 14
_WIDEST = 680
_SHARE = 0.6
"""Of the page's width: what is decided at its right stays in sight."""


class Floating(QWidget):
    """Shows widgets over `page`, as wide as there is room and as tall as they need."""

    def __init__(self, page: QWidget, *widgets: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for widget in widgets:
            self._column.addWidget(widget)
        page.installEventFilter(self)
        self._place()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    def _place(self) -> None:
        width = min(_WIDEST, round(self._page.width() * _SHARE))
        if self._column.hasHeightForWidth():
            height = self._column.totalHeightForWidth(width)
        else:
            height = self._column.totalSizeHint().height()
        self.setGeometry(_EDGE, self._page.height() - height - _EDGE // 2, width, height)
        self.raise_()
