"""A short dialog to choose one of many by typing a part of its name.

Owns: the field and the list. Must not: know what is chosen for.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from emailassist.gui.controls import text_label
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip

_VALUE = int(Qt.ItemDataRole.UserRole)
_LIST_KEYS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list."""

    text: str
    icon: str
    value: object


class Chooser(QDialog):
    """`chosen` tells the value of a choice, or what was typed where something new is allowed."""

    chosen = Signal(object)

    def __init__(
        self,
        look: Look,
        title: str,
        choices: Sequence[Choice],
        parent: QWidget,
        *,
        new: str = "",
    ) -> None:
        """`new` says what becomes of a name that is not in the list, with ``{name}`` in it."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self._look = look
        self._choices = choices
        self._new = new
        self.field = QLineEdit()
        self.field.setObjectName("search")
        self.field.setPlaceholderText(self.tr("Type a part of the name"))
        self.field.setAccessibleName(title)
        self.field.textChanged.connect(lambda _: self._fill())
        self.field.returnPressed.connect(self._choose)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setObjectName("choices")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # a path is known by its end
        self.list.itemClicked.connect(lambda _: self._choose())
        self.list.itemActivated.connect(lambda _: self._choose())
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(text_label(title, "title"))
        column.addWidget(self.field)
        column.addWidget(self.list)
        self._fill()

    def lines(self) -> list[str]:
        """What can be chosen now, from the top."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while one types."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _LIST_KEYS
        ):
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        typed = self.field.text().strip()
        wanted = _plain(typed)
        self.list.clear()
        fitting = [each for each in self._choices if wanted in _plain(each.text)]
        fitting.sort(key=lambda each: not _plain(each.text).startswith(wanted))
        for choice in fitting:
            self._add(choice)
        if self._new and typed and all(_plain(each.text) != wanted for each in self._choices):
            self._add(Choice(self._new.format(name=typed), "plus", typed))
        self.list.setCurrentRow(0)

    def _add(self, choice: Choice) -> None:
        item = QListWidgetItem(self._look.icon(choice.icon), choice.text)
        item.setData(_VALUE, choice.value)
        item.setToolTip(plain_tip(choice.text))
        self.list.addItem(item)

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.chosen.emit(item.data(_VALUE))


def _plain(text: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
