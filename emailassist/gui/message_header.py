"""The head of the open message: subject, who, to whom, when.

Owns: showing the envelope. Must not: parse it.
"""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.domain.address import Address
from emailassist.domain.message import Envelope
from emailassist.domain.views import MessageDetail
from emailassist.gui.chips import Chip
from emailassist.gui.controls import ElidedLabel, text_label
from emailassist.gui.dates import long_date
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip

NAMED = 4
"""Recipients named before the rest is counted."""


class MessageHeader(QWidget):
    """Subject, avatar with initials, sender, recipients and date."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.answered = Chip(self.tr("Answered"))
        look.changed.connect(self._paint)
        self._paint()
        self._subject = text_label("", "subject", wrap=True)
        self._subject.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._initials = text_label()
        self._initials.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sender = text_label("", "strong")
        self._address = ElidedLabel("", "faint")
        self._to = ElidedLabel("", "muted")
        self._date = text_label("", "faint")
        avatar = QFrame()
        avatar.setProperty("kind", "avatar")
        avatar.setFixedSize(38, 38)
        inside = QHBoxLayout(avatar)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._initials)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._sender)
        first.addWidget(self._address, 1)
        first.addWidget(self._date)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self._to, 1)
        second.addWidget(self.answered)
        lines.addLayout(second)
        row = QHBoxLayout()
        row.setSpacing(11)
        row.addWidget(avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(lines, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._subject)
        column.addLayout(row)

    def show_detail(self, detail: MessageDetail) -> None:
        """Show the envelope of a message of the mailbox."""
        self.show_envelope(detail.message.envelope, detail.row.date)
        self.answered.setVisible(detail.row.answered)

    def show_envelope(self, envelope: Envelope, date: datetime | None) -> None:
        """Show an envelope; `date` is None when it is not known."""
        sender = envelope.sender
        self._subject.setText(envelope.subject or self.tr("(no subject)"))
        self._initials.setText(initials(sender))
        self._sender.setText(sender.label[:60] if sender else self.tr("Unknown sender"))
        self._address.setText(sender.email if sender and sender.name else "")
        recipients = (*envelope.to, *envelope.cc)
        self._to.setText(self.tr("to {names}").format(names=self._names(recipients)))
        self._to.setToolTip(plain_tip("\n".join(each.full for each in recipients)))
        self.answered.hide()
        self._date.setText(long_date(date, datetime.now().astimezone()) if date else "")

    def _paint(self) -> None:
        self.answered.paint_with(self._look.theme.ok, self._look.theme.ok_soft)

    def _names(self, addresses: Sequence[Address]) -> str:
        if not addresses:
            return self.tr("undisclosed recipients")
        names = ", ".join(each.label for each in addresses[:NAMED])
        more = len(addresses) - NAMED
        if more <= 0:
            return names
        return self.tr("{names} and {count} more").format(names=names, count=more)


def initials(address: Address | None) -> str:
    """One or two letters that stand for a person."""
    words = [word for word in (address.label if address else "?").split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()
