"""What stands above the list of messages: the name of what is listed, and what can be done to all.

Owns: the title, how many need the person, the two buttons, and what gives way in a narrow column.
Must not: know the list.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from emailassist.gui.chips import Chip
from emailassist.gui.controls import IconButton, text_label
from emailassist.gui.look import Look

_SPACES = 46
"""Pixels between and around the parts."""


class ListHeading(QWidget):
    """Title, pill and buttons."""

    sync_wanted = Signal()
    triage_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._needing = 0
        self.title = text_label("", "title")
        self.pill = Chip()
        self.sync_button = IconButton(look, "refresh-cw", self.tr("Synchronise (F5)"))
        self.triage_button = IconButton(look, "sparkles", self.tr("Triage new messages (Ctrl+T)"))
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()

    def show_title(self, title: str) -> None:
        """What is listed."""
        self.title.setText(title)
        self._fit_pill()

    def show_needing(self, count: int) -> None:
        """The pill that says how many messages wait for the person."""
        self.pill.setText(self.tr("{count} need you").format(count=count))
        self._needing = count
        self._fit_pill()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pill()

    def _fit_pill(self) -> None:
        """The pill gives way in a narrow column; the sidebar says the same."""
        others = (self.title, self.triage_button, self.sync_button)
        needed = sum(each.sizeHint().width() for each in (*others, self.pill)) + _SPACES
        self.pill.setVisible(self._needing > 0 and needed <= self.width())

    def _restyle(self) -> None:
        theme = self._look.theme
        self.pill.paint_with(theme.danger, theme.danger_soft)

    def _build(self) -> None:
        self.pill.hide()
        self.sync_button.clicked.connect(self.sync_wanted)
        self.triage_button.clicked.connect(self.triage_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 10, 0)
        row.setSpacing(4)
        row.addWidget(self.title)
        row.addSpacing(6)
        row.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.triage_button)
        row.addWidget(self.sync_button)
