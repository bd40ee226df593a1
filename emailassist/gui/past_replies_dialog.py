"""What the person wrote before to something alike.

Owns: showing it, and offering to insert it. Must not: change the draft by itself.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.domain.ids import MessageKey
from emailassist.domain.recall import PastReply
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, scrolled, text_label
from emailassist.gui.dates import short_date
from emailassist.gui.look import Look

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class PastRepliesDialog(QDialog):
    """The closest replies, newest wording and all."""

    insert_wanted = Signal(str)
    message_wanted = Signal(object)
    """MessageKey of the reply to open."""

    def __init__(
        self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget, message: MessageKey
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Closest past replies"))
        self.resize(560, 560)
        self._look = look
        self._lane = Lane(bridge, self)
        self._told = text_label(self.tr("Looking through what you sent…"), "muted", wrap=True)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 10, 0)
        self._rows.setSpacing(8)
        self._rows.addWidget(self._told)
        self._rows.addStretch(1)
        close = TextButton(look, self.tr("Close"))
        on_click(close, self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(10)
        whole.addWidget(text_label(self.windowTitle(), "title"))
        whole.addWidget(scrolled(inside), 1)
        whole.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._lane.ask(
            engine.drafting.closest(message),
            self._show,
            lambda error: self._told.setText(error.sentences),
        )

    def _show(self, replies: Sequence[PastReply]) -> None:
        self._told.setText(self.tr("Nothing that you sent is close to this message."))
        self._told.setVisible(not replies)
        for place, reply in enumerate(replies, start=1):
            self._rows.insertWidget(place, self._row(reply))

    def _row(self, reply: PastReply) -> QFrame:
        row = QFrame()
        row.setProperty("kind", "info")
        day = short_date(reply.date, datetime.now().astimezone())
        to = ", ".join(each.label for each in reply.to)
        head = self.tr("{subject} — to {to}, {day}").format(subject=reply.subject, to=to, day=day)
        insert = TextButton(self._look, self.tr("Insert"), "plain", "plus")
        insert.clicked.connect(lambda _=False: self._insert(reply.text))
        look_at = TextButton(self._look, self.tr("Open"), "link", "mail")
        look_at.clicked.connect(lambda _=False: self._open(reply.key))
        buttons = QHBoxLayout()
        buttons.addWidget(insert)
        buttons.addWidget(look_at)
        buttons.addStretch(1)
        text = text_label(reply.text[:2_000], "body", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(row)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(text_label(head, "strong", wrap=True))
        column.addWidget(text)
        column.addLayout(buttons)
        return row

    def _insert(self, text: str) -> None:
        self.insert_wanted.emit(text)
        self.accept()

    def _open(self, key: MessageKey) -> None:
        self.message_wanted.emit(key)
        self.accept()
