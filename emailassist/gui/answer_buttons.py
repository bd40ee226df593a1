"""The ways to answer a message or hand it on, besides the plain reply.

Owns: the buttons and their menu. Must not: write anything.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from emailassist.domain.message import ParsedMessage
from emailassist.gui.controls import IconButton, on_click
from emailassist.gui.look import Look
from emailassist.mime.recipients import Audience, list_addresses


class AnswerButtons(QWidget):
    """Reply to all, forward, and a menu with the rest."""

    audience_wanted = Signal(object)
    """The `Audience` of a reply."""
    edit_wanted = Signal()
    """Go on with the message as a draft."""
    forward_wanted = Signal(bool)
    """Whether the message is to go along as it came."""
    similar_wanted = Signal()
    """Mail that is like it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.all = IconButton(look, "reply-all", self.tr("Reply to all (Shift+R)"))
        self.forward = IconButton(look, "forward", self.tr("Forward (F)"))
        self.more = IconButton(look, "ellipsis", self.tr("More about this message"))
        self.menu = QMenu(self)
        self.everybody = self._action(self.tr("Reply to all"))
        self.as_text = self._action(self.tr("Forward"))
        self.author = self._action(self.tr("Reply to the author"))
        self.list = self._action(self.tr("Reply to the mailing list"))
        self.enclosed = self._action(self.tr("Forward as an attachment"))
        self.edit = self._action(self.tr("Edit as a new message"))
        self.menu.addSeparator()
        # The key is shown only: the shortcut belongs to the window.
        self.similar = self._action(self.tr("Similar mail") + "\tM")
        self._build()

    def show_message(self, message: ParsedMessage) -> None:
        """Offer what makes sense for this message."""
        self.list.setVisible(bool(list_addresses(message)))

    def show_icons(self, *, shown: bool) -> None:
        """Whether there is room for more than the menu."""
        for button in (self.all, self.forward):
            button.setVisible(shown)
        for action in (self.everybody, self.as_text):
            action.setVisible(not shown)

    def _action(self, words: str) -> QAction:
        return self.menu.addAction(words)

    def _build(self) -> None:
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        on_click(self.all, lambda: self.audience_wanted.emit(Audience.ALL))
        on_click(self.forward, lambda: self.forward_wanted.emit(False))  # noqa: FBT003 - a signal
        self.everybody.triggered.connect(lambda: self.audience_wanted.emit(Audience.ALL))
        self.as_text.triggered.connect(lambda: self.forward_wanted.emit(False))  # noqa: FBT003
        self.author.triggered.connect(lambda: self.audience_wanted.emit(Audience.AUTHOR))
        self.edit.triggered.connect(lambda _checked=False: self.edit_wanted.emit())
        self.similar.triggered.connect(lambda _checked=False: self.similar_wanted.emit())
        self.list.triggered.connect(lambda: self.audience_wanted.emit(Audience.LIST))
        self.enclosed.triggered.connect(lambda: self.forward_wanted.emit(True))  # noqa: FBT003
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.all, self.forward, self.more):
            row.addWidget(button)
