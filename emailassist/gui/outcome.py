"""How something that was asked for came out, as a framed sentence.

Owns: its frame and icon. Must not: decide what is said.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from emailassist.gui.controls import IconLabel, set_kind, text_label
from emailassist.gui.look import Look


class Outcome(QFrame):
    """A framed sentence; nothing at all while there is none."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._icon = IconLabel(look, "circle-alert", "danger", 17)
        self.words = text_label("", "body", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def say(self, words: str, kind: str) -> None:
        icon, role = ("circle-alert", "danger") if kind == "danger" else ("circle-check", "ok")
        self._icon.show_icon(icon, role)
        self.words.setText(words)
        set_kind(self, kind)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
