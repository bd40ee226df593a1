"""Following a link of a mail: only after the person has seen where it goes.

Owns: the question and which schemes are allowed. Must not: fetch anything.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from emailassist.gui.over import open_over

ALLOWED = ("http", "https", "mailto")


class LinkQuestion:
    """Asks before a link is handed to the system's browser or mail program."""

    def __init__(self, parent: QWidget, opener: Callable[[QUrl], bool] | None = None) -> None:
        self._parent = parent
        self._open = opener or QDesktopServices.openUrl
        self.box: QMessageBox | None = None

    def ask(self, target: str) -> None:
        """Show the true target; open it when the person says so."""
        url = QUrl(target)
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(box.tr("Open link"))
        if url.scheme().lower() in ALLOWED:
            place = url.host() or url.path()
            box.setText(box.tr("Open this link at {place}?").format(place=place))
            box.setStandardButtons(
                QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel
            )
            box.setDefaultButton(QMessageBox.StandardButton.Cancel)
            box.accepted.connect(lambda: self._open(url))
        else:
            box.setText(box.tr("Links of this kind are not opened."))
            box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.setInformativeText(target)
        box.setTextFormat(Qt.TextFormat.PlainText)
        self.box = box
        open_over(self._parent, box)
