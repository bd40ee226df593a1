"""What the window remembers between two runs: size, columns, theme mode.

Owns: the file it is kept in, and a size that the screen has room for. Must not: know what the
window shows.
"""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

from emailassist.gui.theme import Mode

_WANTED = QSize(1480, 900)


class WindowState:
    """Reads and keeps the state in an INI file; a value that cannot be read is left out."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def mode(self) -> Mode:
        """The theme mode that was kept, or that of the system."""
        value = self._settings().value("mode")
        return next((mode for mode in Mode if mode.value == value), Mode.SYSTEM)

    def restore(self, window: QMainWindow, columns: QSplitter, panes: QSplitter) -> None:
        """Give the window its size and columns again, within the screen."""
        settings = self._settings()
        window.resize(_WANTED)
        for name, take in (
            ("geometry", window.restoreGeometry),
            ("columns", columns.restoreState),
            ("panes", panes.restoreState),
        ):
            value = settings.value(name)
            if isinstance(value, QByteArray):
                take(value)
        window.setGeometry(within(window.geometry(), window.screen().availableGeometry()))

    def keep(self, window: QMainWindow, columns: QSplitter, panes: QSplitter, mode: Mode) -> None:
        """Write it down."""
        settings = self._settings()
        settings.setValue("geometry", window.saveGeometry())
        settings.setValue("columns", columns.saveState())
        settings.setValue("panes", panes.saveState())
        settings.setValue("mode", mode.value)
        settings.sync()

    def _settings(self) -> QSettings:
        return QSettings(str(self._file), QSettings.Format.IniFormat)


def within(wanted: QRect, screen: QRect) -> QRect:
    """The wanted place, moved and made smaller until no part of it is off the screen."""
    size = wanted.size().boundedTo(screen.size())
    left = min(max(wanted.left(), screen.left()), screen.left() + screen.width() - size.width())
    top = min(max(wanted.top(), screen.top()), screen.top() + screen.height() - size.height())
    return QRect(left, top, size.width(), size.height())
