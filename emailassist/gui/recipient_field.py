"""A field for addresses that proposes people the person writes with.

Owns: completing the entry being typed. Must not: add anybody by itself.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView
from typing_extensions import override

from emailassist.domain.address import Address
from emailassist.domain.errors import EmailAssistError
from emailassist.gui.bridge import Bridge, Lane
from emailassist.mime.recipients import entered_addresses, written_addresses

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_SEPARATORS = ",;"
_LONGEST = 1_000_000
"""Characters; Qt would cut a long list of people off."""


class RecipientField(QLineEdit):
    """Addresses separated by commas."""

    def __init__(self, bridge: Bridge, engine: "Engine", name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrame(False)
        self.setMaxLength(_LONGEST)
        self._engine = engine
        self._lane = Lane(bridge, self)
        self._names = QStringListModel(self)
        self.completer_list = QCompleter(self._names, self)
        self.list = QListView()
        self.list.setObjectName("completions")
        self.completer_list.setPopup(self.list)
        self.completer_list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer_list.setWidget(self)
        self.completer_list.activated.connect(self._take)
        self.textEdited.connect(self._typed)

    def addresses(self) -> tuple[Address, ...]:
        """What stands in the field, usable or not."""
        return entered_addresses(self.text())

    def show_addresses(self, addresses: Sequence[Address]) -> None:
        """Put these into the field."""
        self.setText(written_addresses(addresses))
        self.setCursorPosition(len(self.text()))

    def proposals(self) -> list[str]:
        """Who is proposed for the entry being typed."""
        return self._names.stringList()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        taking = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}
        if self.list.isVisible() and taking:
            index = self.list.currentIndex()
            first = self._names.index(0, 0)
            self._take(str((index if index.isValid() else first).data()))
            return
        super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._lane.drop()

    def _typed(self) -> None:
        """Ask who is meant; what was asked before no longer matters."""
        start, end = self._entry()
        typed = self.text()[start:end].strip()
        if not typed or "<" in typed:
            self._lane.drop()
            self.list.hide()
            return
        self._lane.ask(self._engine.composer.correspondents(typed), self._propose, _ignore)

    def _propose(self, found: Sequence[Address]) -> None:
        self._names.setStringList([written_addresses([each]) for each in found])
        if found and self.hasFocus():
            self.completer_list.complete()
            self.list.setCurrentIndex(self._names.index(0, 0))
        else:
            self.list.hide()

    def _take(self, chosen: str) -> None:
        start, end = self._entry()
        before, after = self.text()[:start], self.text()[end:].lstrip(" ,;")
        gap = " " if before else ""
        head = f"{before}{gap}{chosen}, "
        self.setText(f"{head}{after}")
        self.setCursorPosition(len(head))
        self.list.hide()
        self.textEdited.emit(self.text())

    def _entry(self) -> tuple[int, int]:
        """Start and end of the entry that the cursor is in; separators in quotes do not count."""
        text, cursor = self.text(), self.cursorPosition()
        edges, quoted = [-1], False
        for place, character in enumerate(text):
            quoted ^= character == '"'
            if not quoted and character in _SEPARATORS:
                edges.append(place)
        edges.append(len(text))
        start = max(edge for edge in edges if edge < cursor or edge == -1) + 1
        end = min((edge for edge in edges if edge >= cursor), default=len(text))
        return start, end


def _ignore(_: EmailAssistError) -> None:
    """Nobody is proposed then."""
