"""Framed groups, and what stands where there is nothing to show.

Owns: their frames and spacing. Must not: know mail.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.gui.controls import IconLabel, TextButton, text_label
from emailassist.gui.look import Look


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


class Empty(QWidget):
    """What stands where there is nothing to show: icon, sentence, hint, perhaps a button."""

    pressed = Signal()
    other_pressed = Signal()

    def __init__(
        self,
        look: Look,
        icon: str,
        title: str,
        hint: str = "",
        action: str = "",
        other: str = "",
    ) -> None:
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
            column.addSpacing(6)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        if other:
            link = TextButton(look, other, "link")
            link.clicked.connect(self.other_pressed)
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def hint(self) -> str:
        return self._hint.text()

    def say(self, title: str, hint: str = "") -> None:
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
