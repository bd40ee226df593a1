"""The other messages of the thread, each one line, above the message being read.

Owns: the lines and the folding of many. Must not: read messages.
"""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from emailassist.domain.ids import MessageKey
from emailassist.domain.views import MessageRow
from emailassist.gui.controls import ElidedLabel, IconLabel, TextButton, clear, on_click, text_label
from emailassist.gui.dates import short_date
from emailassist.gui.look import Look

SHOWN = 2


class ThreadStrip(QFrame):
    """Lines of the thread; choosing one opens that message."""

    message_chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "info")
        self._look = look
        self._rows: tuple[MessageRow, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(5, 5, 5, 5)
        self._column.setSpacing(1)

    def show_thread(self, thread: Sequence[MessageRow], current: MessageKey) -> None:
        """Show the thread without the current message; hidden when that leaves nothing."""
        rows = tuple(row for row in thread if row.key != current)
        self.setVisible(bool(rows))
        if rows != self._rows:
            self._rows = rows
            # a line that says "1 more" takes the room of the one it hides
            self._fill(rows if len(rows) <= SHOWN + 1 else rows[-SHOWN:])

    def _fill(self, shown: Sequence[MessageRow]) -> None:
        clear(self._column)
        hidden = len(self._rows) - len(shown)
        if hidden:
            text = self.tr("Show {count} older messages").format(count=hidden)
            more = TextButton(self._look, text, "link")
            on_click(more, lambda: self._fill(self._rows))
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        for row in shown:
            line = _Line(self._look, row)
            line.clicked.connect(lambda _=False, key=row.key: self.message_chosen.emit(key))
            self._column.addWidget(line)


class _Line(QPushButton):
    """One message: who, the beginning, when."""

    def __init__(self, look: Look, row: MessageRow) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self.setMinimumHeight(28)
        sender = row.sender.label if row.sender else self.tr("Unknown sender")
        date = short_date(row.date, datetime.now().astimezone())
        self.setAccessibleName(
            self.tr("Open the message of {sender}, {date}").format(sender=sender, date=date)
        )
        who = text_label(sender, "strong")
        who.setMaximumWidth(160)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 2, 8, 2)
        line.setSpacing(8)
        line.addWidget(IconLabel(look, "mail", "faint", 13))
        line.addWidget(who)
        line.addWidget(ElidedLabel(row.snippet, "muted"), 1)
        line.addWidget(text_label(date, "faint"))
