"""The answers that only the person can give.

Owns: what is still open in a draft, and the rows to choose from. Must not: change the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.domain.draft import Choice
from emailassist.gui.controls import (
    ElidedLabel,
    OptionButton,
    TextButton,
    clear,
    on_click,
    text_label,
)
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
    """What is asked next, and the possible answers as buttons; the question after it follows."""

    picked = Signal(str, str)
    """Marker and the sentence that takes its place."""
    own_words_wanted = Signal(str)
    """The marker that the person wants to write over."""

    renewed = Signal()
    """Other buttons stand here now."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[Choice | None, int, int] = (None, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_choices(self, choices: tuple[Choice, ...], total: int) -> None:
        """Show the first of those that are open out of `total`; hidden when there are none."""
        first = choices[0] if choices else None
        shown = (first, total - len(choices) + 1, total)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._column)
        if first is not None:
            self._column.addWidget(self._row(*shown[1:], first))
        self.setVisible(first is not None)
        self.renewed.emit()

    def focus_first(self) -> None:
        """The keyboard to the first answer."""
        button = self.findChild(OptionButton)
        if button is not None:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _row(self, number: int, total: int, choice: Choice) -> QFrame:
        row = QFrame()
        row.setProperty("kind", "info")
        column = QVBoxLayout(row)
        column.setContentsMargins(10, 5, 10, 8)
        column.setSpacing(4)
        asked = self.tr("They ask") if choice.options else self.tr("Only you can say")
        heading = f"{asked} · {self.tr('{number} of {total}')}" if total > 1 else asked
        heading = heading.format(number=number, total=total)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(heading, "section"), 1)
        column.addLayout(head)
        column.addWidget(text_label(choice.ask, "strong", wrap=True))
        for option in choice.options:
            button = OptionButton(option)
            button.clicked.connect(
                lambda _=False, text=option: self.picked.emit(choice.marker, text)
            )
            column.addWidget(button)
        own = TextButton(self._look, self.tr("In my own words"), "link", "pencil-line")
        on_click(own, lambda: self.own_words_wanted.emit(choice.marker))
        head.addWidget(own)  # comes last, so that Tab goes through the answers first
        return row
