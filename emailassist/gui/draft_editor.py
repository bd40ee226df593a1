"""The text field of a draft, with what is still to fill in standing out.

Owns: editing, and telling (after a pause) that the text changed. Must not: keep it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QToolTip
from typing_extensions import override

from emailassist.domain.draft import Claim
from emailassist.gui.choices import GAP
from emailassist.gui.claim_marks import DraftMarks
from emailassist.gui.claims_view import SourceWords
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip

LOWEST, HIGHEST = 120, 420
"""Pixels: the editor is as tall as its text within these; a longer text is scrolled."""
PAUSE = 600
"""Milliseconds without typing after which the text is kept."""


class DraftEditor(QPlainTextEdit):
    """Edits one draft's body; every change but loading another draft can be undone."""

    paused = Signal()
    """The person stopped typing."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("draft")
        self.setAccessibleName(self.tr("Draft reply"))
        self.setTabChangesFocus(True)
        self.setPlaceholderText(self.tr("Write your reply here."))
        self._marks = DraftMarks(self.document(), look)
        self._source_words = SourceWords()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.paused)
        self._loading = False
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def load(self, text: str) -> None:
        """Show another draft; what was typed before cannot be undone into it."""
        self._loading = True
        self.setPlainText(text)
        self._loading = False
        self._timer.stop()

    def replace_all(self, text: str) -> None:
        """The same draft with a text from elsewhere; can be undone."""
        self._loading = True
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self._loading = False

    def show_claims(self, claims: Sequence[Claim]) -> None:
        """Mark what the text states; pointing at it tells where it comes from."""
        self._marks.show_claims(self.toPlainText(), claims)

    def select_claim(self, claim: Claim) -> None:
        """Go to a claim in the text."""
        cursor = self.document().find(claim.text)
        if not cursor.isNull():
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def insert(self, text: str) -> None:
        """Put a text where the cursor is, one step of undo."""
        self.textCursor().insertText(text)
        self.setFocus()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            spot = self.viewport().mapFrom(self, event.pos())
            claim = self._marks.claim_at(self.cursorForPosition(spot).position())
            if claim is None:
                QToolTip.hideText()
            else:
                source = claim.source
                quote = f"\n“{source.quote}”" if source.quote else ""
                words = f"{self._source_words.of(source)}{quote}"
                QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)

    def fill_in(self, marker: str, text: str) -> None:
        """Put a text in the place of a marker, one step of undo; its first gap is selected."""
        cursor = self.document().find(marker)
        if cursor.isNull():
            return
        cursor.insertText(text)
        self.setTextCursor(cursor)
        gap = GAP.search(text)
        if gap is not None:
            self.select_marker(gap.group())

    def select_marker(self, marker: str) -> None:
        """Select a marker, to be written over."""
        cursor = self.document().find(marker)
        if not cursor.isNull():
            self.setTextCursor(cursor)
            self.setFocus()

    def _fit(self) -> None:
        """Room for the text: a reply is read as a whole, not through a slot."""
        lines = self.document().documentLayout().documentSize().height()
        edges = 2 * self.document().documentMargin() + 2 * self.contentsMargins().top() + 14
        wanted = round(lines * self.fontMetrics().lineSpacing() + edges)
        self.setMinimumHeight(min(max(wanted, LOWEST), HIGHEST))

    def _changed(self) -> None:
        if not self._loading:
            self._timer.start()
