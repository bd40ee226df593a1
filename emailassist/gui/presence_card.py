"""What the reading pane says while a message is not all here.

Owns: the sentence and its button. Must not: fetch anything itself.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from emailassist.domain.views import MessageDetail, Presence
from emailassist.gui.controls import IconLabel, TextButton, on_click, text_label
from emailassist.gui.dates import file_size
from emailassist.gui.look import Look


class PresenceCard(QFrame):
    """Hidden for a message that is whole."""

    fetch_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "info")
        self.text = text_label("", "body", wrap=True)
        self.fetch = TextButton(look, "", "link")
        on_click(self.fetch, self.fetch_wanted.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(IconLabel(look, "info", "muted", 17))
        row.addWidget(self.text, 1)
        row.addWidget(self.fetch)
        self.hide()

    def show_detail(self, detail: MessageDetail) -> None:
        """Say what is missing of the message; one that is only listed is being fetched."""
        if detail.presence is Presence.ENVELOPE:
            self.show_fetching()
        elif detail.presence is Presence.START:
            self._say(
                self.tr("Only the first part of this large message is here."),
                self.tr("Fetch the rest ({size})").format(size=file_size(detail.size)),
            )
        self.setVisible(detail.presence is not Presence.WHOLE)

    def show_fetching(self) -> None:
        """It is on its way."""
        self._say(self.tr("Fetching this message from the server…"), "")

    def show_problem(self, sentences: str) -> None:
        """It could not be fetched."""
        self._say(sentences, self.tr("Try again"))

    def _say(self, text: str, button: str) -> None:
        self.text.setText(text)
        self.setAccessibleName(text)
        self.fetch.setText(button)
        self.fetch.setVisible(bool(button))
