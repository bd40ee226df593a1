"""What a search was understood as, and where it looks.

Owns: the chips under the search field, also over mail like a message. Must not: search or parse.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from emailassist.domain.query import Query
from emailassist.gui.chips import Chip, ChipButton, FlowLayout
from emailassist.gui.look import Look
from emailassist.gui.search_words import understood
from emailassist.gui.theme import chip_colours

_SUBJECT = 40


class SearchNotes(QWidget):
    """Chips for where and how it looks, which can be pressed, and one for each operator."""

    scope_changed = Signal()
    """Where it looks, or how."""
    left = Signal()
    """Mail like a message was looked at long enough."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._query = Query()
        self._place = ""
        self.is_narrow = False
        """Whether the search keeps to the place that was open before it."""
        self.scope = ChipButton()
        self.scope.clicked.connect(self._toggle)
        self.is_literal = False
        """Whether only what has the words is found."""
        self.manner = ChipButton()
        self.manner.clicked.connect(self._toggle_manner)
        self.like = ChipButton()
        self.like.clicked.connect(self.left)
        self._row = FlowLayout()
        for chip in (self.scope, self.manner, self.like):
            self._row.addWidget(chip)
        self._shown: list[Chip] = []
        self.setLayout(self._row)
        look.changed.connect(self._fill)
        self.hide()

    def show_query(self, query: Query, place: str) -> None:
        """Explain a search begun at `place` ('' if it cannot keep to it); hidden without one."""
        self._query = query
        self._place = place
        self.like.hide()
        self._fill()
        self.setVisible(bool(query.text.strip()))

    def reset(self) -> None:
        """The next search looks everywhere again."""
        self.is_narrow = False
        self.show_query(Query(), "")

    def show_like(self, subject: str, *, nothing: bool = False) -> None:
        """Explain a list of mail that is like a message; `nothing`: there is none."""
        self.show_query(Query(), "")
        theme = self._look.theme
        short = subject if len(subject) <= _SUBJECT else f"{subject[: _SUBJECT - 1]}…"
        named = self.tr("“{subject}”").format(subject=short) if short else self.tr("this message")
        none, alike = self.tr("No mail is like {message} ×"), self.tr("Like {message} ×")
        self.like.setText((none if nothing else alike).format(message=named))
        self.like.setToolTip(self.tr("Back to where you were (Esc)"))
        self.like.paint_with(chip_colours(theme.accent, theme), theme.accent)
        self.like.show()
        self.show()

    def lines(self) -> list[str]:
        """What the chips say."""
        return [each.text() for each in self._shown]

    def _toggle(self) -> None:
        self.is_narrow = not self.is_narrow
        self._fill()
        self.scope_changed.emit()

    def _toggle_manner(self) -> None:
        self.is_literal = not self.is_literal
        self._fill()
        self.scope_changed.emit()

    def _fill(self) -> None:
        theme = self._look.theme
        narrow = self.is_narrow and bool(self._place)
        words = self.tr("Only in {place}").format(place=self._place)
        self.scope.setText(words if narrow else self.tr("Everywhere"))
        self.scope.setVisible(bool(self._place))
        self.scope.setToolTip(self.tr("Where to search; press to change"))
        colour = theme.accent if narrow else theme.muted
        self.scope.paint_with(chip_colours(colour, theme), theme.accent)
        both = self.tr("Words and meaning")
        self.manner.setText(self.tr("Only these words") if self.is_literal else both)
        self.manner.setVisible(bool(self._query.about))
        self.manner.setToolTip(
            self.tr("Newest first; press to find by meaning too")
            if self.is_literal
            else self.tr("Best first; press to find only these words, newest first")
        )
        colour = theme.accent if self.is_literal else theme.muted
        self.manner.paint_with(chip_colours(colour, theme), theme.accent)
        for chip in self._shown:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        readings = [(words, each) for each in self._query.readings if (words := understood(each))]
        self._shown = [
            self._chip(words, taken=each.literal is not None) for words, each in readings
        ]

    def _chip(self, words: str, *, taken: bool) -> Chip:
        theme = self._look.theme
        chip = Chip(words)
        if taken:
            chip.paint_with(theme.accent, theme.accent_soft)
        else:
            chip.paint_with(theme.warn, theme.warn_soft)
        self._row.addWidget(chip)
        return chip
