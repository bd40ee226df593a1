"""The files that go with a message being written.

Owns: their tiles and the sum of their sizes. Must not: read or keep files.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from emailassist.domain.draft import EnclosedFile
from emailassist.gui.controls import ElidedLabel, IconButton, IconLabel, clear, on_click, text_label
from emailassist.gui.dates import file_size
from emailassist.gui.look import Look

_TILE = 250
"""Pixels that a tile needs."""


class EnclosureStrip(QWidget):
    """A tile for every file; hidden when there are none."""

    removal_wanted = Signal(object)
    """The `EnclosureKey` of a file."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._files: tuple[EnclosedFile, ...] = ()
        self._tiles: list[QFrame] = []
        self._limit: int | None = None
        self._sum = text_label("", "faint")
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(self._grid)
        column.addWidget(self._sum)
        self.hide()

    @property
    def files(self) -> tuple[EnclosedFile, ...]:
        return self._files

    def show_files(self, files: Sequence[EnclosedFile]) -> None:
        """Show these in place of the ones before."""
        self._files = tuple(files)
        clear(self._grid)
        self._tiles = [self._tile(each) for each in files]
        self._arrange()
        self._say_sum()
        self.setVisible(bool(files))

    def show_limit(self, limit: int | None) -> None:
        """How many bytes the server takes; None: it does not say."""
        self._limit = limit
        self._say_sum()

    def sum_words(self) -> str:
        """How large all of them are together."""
        return self._sum.text()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, self.width() // _TILE)
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)

    def _say_sum(self) -> None:
        total = file_size(sum(each.size for each in self._files))
        if self._limit is None:
            self._sum.setText(self.tr("{total} together").format(total=total))
        else:
            words = self.tr("{total} together; the server takes messages of up to {limit}")
            self._sum.setText(words.format(total=total, limit=file_size(self._limit)))

    def _tile(self, file: EnclosedFile) -> QFrame:
        tile = QFrame()
        tile.setProperty("kind", "card")
        remove = IconButton(self._look, "x", self.tr("Remove {name}").format(name=file.name))
        on_click(remove, lambda: self.removal_wanted.emit(file.key))
        row = QHBoxLayout(tile)
        row.setContentsMargins(12, 3, 5, 3)
        row.setSpacing(9)
        row.addWidget(IconLabel(self._look, "paperclip", "muted"))
        row.addWidget(ElidedLabel(file.name), 1)
        row.addWidget(text_label(file_size(file.size), "faint"))
        row.addWidget(remove)
        return tile
