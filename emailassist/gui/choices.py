"""The answers that only the person can give.

Owns: what is still open in a draft, and the rows to choose from. Must not: change the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from emailassist.domain.draft import Choice
from emailassist.gui.controls import OptionButton, TextButton, clear, on_click, text_label
from emailassist.gui.look import Look

GAP = re.compile("‹[^›\n]*›?")
"""A place in the text that still has to be filled in."""


@dataclass(frozen=True, slots=True)
class Openness:
    """What keeps a draft from being approved."""

    choices: tuple[Choice, ...]
    gap: str
    empty: bool

    @property
    def ready(self) -> bool:
        return not (self.choices or self.gap or self.empty)


def openness(text: str, choices: Sequence[Choice]) -> Openness:
    """What is still open in that text."""
    left = tuple(choice for choice in choices if choice.marker in text)
    markers = {choice.marker for choice in left}
    gaps = [found.group() for found in GAP.finditer(text) if found.group() not in markers]
    return Openness(left, gaps[0] if gaps else "", not text.strip())


class ChoiceRows(QWidget):
    """For each open choice what is asked, and the possible answers as buttons."""

    picked = Signal(str, str)
    """Marker and the sentence that takes its place."""
    own_words_wanted = Signal(str)
    """The marker that the person wants to write over."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[Choice, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """Show these; hidden when there are none."""
        if choices == self._shown:
            return
        self._shown = choices
        clear(self._column)
        for choice in choices:
            self._column.addWidget(self._row(choice))
        self.setVisible(bool(choices))

    def _row(self, choice: Choice) -> QFrame:
        row = QFrame()
        row.setProperty("kind", "info")
        column = QVBoxLayout(row)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(text_label(self.tr("They ask"), "section"))
        column.addWidget(text_label(choice.ask, "strong", wrap=True))
        for option in choice.options:
            button = OptionButton(option)
            button.clicked.connect(
                lambda _=False, text=option: self.picked.emit(choice.marker, text)
            )
            column.addWidget(button)
        own = TextButton(self._look, self.tr("In my own words"), "link", "pencil-line")
        on_click(own, lambda: self.own_words_wanted.emit(choice.marker))
        column.addWidget(own)
        return row
