"""Another text for a draft: while it is written, and beside the one that stands.

Owns: showing it, and the choice between the two. Must not: put it in the draft.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from emailassist.domain.draft import SourceKind
from emailassist.domain.refinement import DraftVersion
from emailassist.gui.banners import Banner
from emailassist.gui.controls import TextButton, clear, on_click, text_label
from emailassist.gui.look import Look
from emailassist.gui.word_diff import Kind, pieces

_LOWEST, _HIGHEST = 120, 420


class DraftChange(QFrame):
    """First the words as they come, then what would change; nothing of it can be sent."""

    stop_wanted = Signal()
    accepted = Signal()
    rejected = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self._look = look
        self._before = ""
        self._version: DraftVersion | None = None
        self._title = text_label("", "strong", wrap=True)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(4)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(_LOWEST)
        self.text.setMaximumHeight(_HIGHEST)
        self.stop = TextButton(look, self.tr("Stop"), "plain", "x")
        self.accept = TextButton(look, self.tr("Use this text"), "primary", "check")
        self.reject = TextButton(look, self.tr("Keep mine"), "plain", "undo-2")
        self._build()
        look.changed.connect(self._draw)
        self.hide()

    @property
    def version(self) -> DraftVersion | None:
        """The text that is shown beside the draft's."""
        return self._version

    def show_writing(self) -> None:
        """A text is on its way."""
        self._version = None
        self._title.setText(self.tr("Being written — this is not your draft yet"))
        self.text.setAccessibleName(self._title.text())
        self.text.setPlainText("")
        self._offer(writing=True)

    def show_piece(self, text: str) -> None:
        """How far it is."""
        if self._version is None and not self.isHidden() and text:
            self.text.setPlainText(text)
            bar = self.text.verticalScrollBar()
            bar.setValue(bar.maximum())

    def show_change(self, before: str, version: DraftVersion) -> None:
        """What taking it would change."""
        self._before, self._version = before, version
        self._title.setText(self.tr("What would change"))
        self.text.setAccessibleName(self._title.text())
        self._offer(writing=False)
        for warning in version.proposal.warnings:
            self._notes.addWidget(Banner(self._look, "warn", warning.text))
        unborne = sum(each.source.kind is SourceKind.NONE for each in version.proposal.claims)
        if unborne:
            words = self.tr("{count} statements in it come from nothing you or they said.")
            one = self.tr("One statement in it comes from nothing you or they said.")
            text = one if unborne == 1 else words.format(count=unborne)
            self._notes.addWidget(Banner(self._look, "warn", text))
        self._draw()

    def _offer(self, *, writing: bool) -> None:
        clear(self._notes)
        self.stop.setVisible(writing)
        self.accept.setVisible(not writing)
        self.reject.setVisible(not writing)
        self.show()

    def _draw(self) -> None:
        """The two texts in one: what is gone is struck out, what is new underlined."""
        if self._version is None:
            return
        self.text.setPlainText("")
        cursor = self.text.textCursor()
        forms = self._forms()
        for piece in pieces(self._before, self._version.proposal.body):
            cursor.insertText(piece.text, forms[piece.kind])

    def _forms(self) -> dict[Kind, QTextCharFormat]:
        theme = self._look.theme
        kept, gone, new = (QTextCharFormat() for _ in range(3))
        gone.setFontStrikeOut(True)
        new.setFontUnderline(True)
        for form, front, back in (
            (gone, theme.danger, theme.danger_soft),
            (new, theme.ok, theme.ok_soft),
        ):
            form.setForeground(QColor(front))
            form.setBackground(QColor(back))
        return {Kind.KEPT: kept, Kind.GONE: gone, Kind.NEW: new}

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.accept, self.reject, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(7)
        column.addWidget(self._title)
        column.addLayout(self._notes)
        column.addWidget(self.text, 1)
        column.addLayout(buttons)
        on_click(self.stop, self.stop_wanted.emit)
        on_click(self.accept, self.accepted.emit)
        on_click(self.reject, self.rejected.emit)
