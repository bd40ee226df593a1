"""The summary of the open message, and whose words it is in.

Owns: showing both. Must not: shorten or write one.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from emailassist.domain.triage import Triage, Written
from emailassist.gui.controls import IconLabel, text_label
from emailassist.gui.look import Look


class SummaryCard(QFrame):
    """The first thing in the panel: what the message says, in a sentence."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._text = text_label("", "body", wrap=True)
        self.by = text_label("", "small", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._text)
        words.addWidget(self.by)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 9)
        row.setSpacing(10)
        row.addWidget(IconLabel(look, "sparkles", "accent", 17), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_summary(self, triage: Triage) -> None:
        """Show the summary of a message."""
        self._text.setText(triage.summary.text)
        self.by.setText(self._words(triage))
        self.setAccessibleName(self.tr("Summary: {text}").format(text=triage.summary.text))

    def _words(self, triage: Triage) -> str:
        if triage.summary.written is Written.MODEL:
            name = triage.model or self.tr("a model")
            return self.tr("Summary by {model}").format(model=name)
        if triage.summary.written is Written.EXTRACTED:
            return self.tr("Summary in the message's own words")
        return self.tr("Summary put together by rules")
