"""Showing an address in the person's browser, asked for from any thread.

Owns: the way to the window's thread. Must not: fetch anything.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication


class Browser(QObject):
    """Calling it shows an address; `shown` tells the window which."""

    shown = Signal(str)

    def __init__(self, parent: QObject, opener: Callable[[QUrl], bool] | None = None) -> None:
        super().__init__(parent)
        self._open = opener or QDesktopServices.openUrl
        self.address = ""
        self.shown.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def __call__(self, url: str) -> None:
        """Show the address; safe on any thread."""
        self.shown.emit(url)

    def copy(self) -> None:
        """Put the last address on the clipboard, for a browser that did not open."""
        QGuiApplication.clipboard().setText(self.address)

    def _show(self, url: str) -> None:
        self.address = url
        self._open(QUrl(url))
