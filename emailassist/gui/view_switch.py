"""The switch between the views of a message.

Owns: which view is chosen. Must not: show it.
"""

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton

from emailassist.gui.controls import on_click


class View(StrEnum):
    """As sent, as plain text, as bytes."""

    MESSAGE = "message"
    TEXT = "text"
    SOURCE = "source"


class ViewSwitch(QFrame):
    """One button for each view; `changed` when the person chose another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "segments")
        names = {
            View.MESSAGE: self.tr("Message"),
            View.TEXT: self.tr("Text"),
            View.SOURCE: self.tr("Source"),
        }
        self._group = QButtonGroup(self)
        self._buttons = {view: self._made(name) for view, name in names.items()}
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        for button in self._buttons.values():
            row.addWidget(button)

    def button(self, view: View) -> QPushButton:
        return self._buttons[view]

    def chosen(self) -> View:
        """The chosen view; as sent while none was chosen."""
        checked = (view for view, button in self._buttons.items() if button.isChecked())
        return next(checked, View.MESSAGE)

    def _made(self, name: str) -> QPushButton:
        button = QPushButton(name)
        button.setProperty("kind", "segment")
        button.setCheckable(True)
        button.setAutoDefault(False)
        self._group.addButton(button)
        on_click(button, self.changed.emit)
        return button
