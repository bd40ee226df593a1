"""What a search was understood as, and where it looks.

Owns: the chips under the search field. Must not: search or parse.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from emailassist.domain.query import Query
from emailassist.gui.chips import Chip, ChipButton, FlowLayout
from emailassist.gui.look import Look
from emailassist.gui.search_words import understood
from emailassist.gui.theme import chip_colours


class SearchNotes(QWidget):
    """A chip for where it looks, which can be pressed, and one for each operator."""

    scope_changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._query = Query()
        self._place = ""
        self.is_narrow = False
        """Whether the search keeps to the place that was open before it."""
        self.scope = ChipButton()
        self.scope.clicked.connect(self._toggle)
        self._row = FlowLayout()
        self._row.addWidget(self.scope)
        self._shown: list[Chip] = []
        self.setLayout(self._row)
        look.changed.connect(self._fill)
        self.hide()

    def show_query(self, query: Query, place: str) -> None:
        """Explain a search begun at `place` ('' if it cannot keep to it); hidden without one."""
        self._query = query
        self._place = place
        self._fill()
        self.setVisible(bool(query.text.strip()))

    def reset(self) -> None:
        """The next search looks everywhere again."""
        self.is_narrow = False
        self.show_query(Query(), "")

    def lines(self) -> list[str]:
        """What the chips say."""
        return [each.text() for each in self._shown]

    def _toggle(self) -> None:
        self.is_narrow = not self.is_narrow
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
