"""The text of a message being written.

Owns: editing, quoted lines in another colour, and telling of files dropped or pasted. Must not:
keep the text or read files.
"""

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit
from typing_extensions import override

from emailassist.gui.look import Look
from emailassist.gui.units import units


class LetterEditor(QPlainTextEdit):
    """Edits the whole text, quote and signature included."""

    files_dropped = Signal(object)
    """Paths (list) of files to attach."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("letter")
        self.setAccessibleName(self.tr("Message text"))
        self.setPlaceholderText(self.tr("Write your message here."))
        self.setTabChangesFocus(False)
        self._quotes = _QuoteHighlighter(self, look)

    def load(self, text: str) -> None:
        """Show a text with the cursor on its first line."""
        self.setPlainText(text)
        self.moveCursor(self.textCursor().MoveOperation.Start)

    def text(self) -> str:
        """The text as it is; Qt's own way would turn every fixed blank into a plain one."""
        raw = self.document().toRawText()
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(local_files(source)) or super().canInsertFromMimeData(source)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        if files := local_files(source):
            self.files_dropped.emit(files)
        else:
            super().insertFromMimeData(source)


def local_files(source: QMimeData) -> list[Path]:
    """The files of this computer that are being dropped or pasted."""
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]


class _QuoteHighlighter(QSyntaxHighlighter):
    """Quoted lines and the signature stand back."""

    def __init__(self, editor: QPlainTextEdit, look: Look) -> None:
        super().__init__(editor.document())
        self._look = look
        look.changed.connect(self.rehighlight)

    @override
    def highlightBlock(self, text: str) -> None:
        signed = text == "-- " or (self.previousBlockState() == 1 and bool(text))
        self.setCurrentBlockState(1 if signed else 0)
        if signed or text.startswith(">"):
            form = QTextCharFormat()
            theme = self._look.theme
            form.setForeground(QColor(theme.faint if signed else theme.muted))
            self.setFormat(0, units(text), form)
