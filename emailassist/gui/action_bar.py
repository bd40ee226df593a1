"""The buttons for what can be done to the selected messages, and the same as a menu.

Owns: the buttons and entries. Must not: do any of it.
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from emailassist.gui.controls import IconButton, on_click, text_label
from emailassist.gui.deeds import Deed, described
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip


class ActionBar(QWidget):
    """A row of icons; tells which was pressed."""

    wanted = Signal(object)
    """`Deed`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._buttons: dict[Deed, IconButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for deed, shown in described().items():
            button = IconButton(look, shown.icon, f"{shown.name} ({shown.keys[0]})")
            on_click(button, partial(self.wanted.emit, deed))
            row.addWidget(button)
            self._buttons[deed] = button
        self._count = text_label("", "muted")
        row.addStretch(1)
        row.addWidget(self._count)

    def show_selection(self, selected: int, in_junk: bool) -> None:
        """How many messages a press is about, if not just the one that is seen."""
        self._name(in_junk=in_junk)
        words = self.tr("{count} selected").format(count=selected)
        self._count.setText(words if selected > 1 else "")

    def _name(self, *, in_junk: bool) -> None:
        """Say what a press does where the messages lie."""
        for deed, shown in described(in_junk=in_junk).items():
            words = f"{shown.name} ({shown.keys[0]})"
            self._buttons[deed].setToolTip(plain_tip(words))
            self._buttons[deed].setAccessibleName(words)

    def button(self, deed: Deed) -> IconButton:
        """The button of a deed."""
        return self._buttons[deed]


class ActionMenu(QMenu):
    """The same as a menu, with the keys."""

    wanted = Signal(object)

    def __init__(self, look: Look, parent: QWidget, *, in_junk: bool = False) -> None:
        super().__init__(parent)
        for deed, shown in described(in_junk=in_junk).items():
            if deed in {Deed.STAR, Deed.MOVE}:
                self.addSeparator()
            # The keys are shown only: the shortcuts belong to the window.
            action = self.addAction(look.icon(shown.icon), f"{shown.name}\t{shown.keys[0]}")
            action.triggered.connect(lambda _=False, deed=deed: self.wanted.emit(deed))
