"""Two texts of an instruction file, line by line.

Owns: the colours of a comparison. Must not: compare.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor, QTextFormat
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from emailassist.domain.difference import Change, DiffLine
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look

_FULL_WIDTH = QTextFormat.Property.FullWidthSelection.value


class DifferenceDialog(QDialog):
    """What is gone and what is new; read only."""

    def __init__(
        self, look: Look, parent: QWidget, title: str, note: str, lines: Sequence[DiffLine]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(820, 560)
        self._look = look
        self.text = QPlainTextEdit()
        self.text.setObjectName("code")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.text.setFont(look.code_font(12))
        shown = [_shown(line) for line in lines] or [self.tr("There is no difference.")]
        self.text.setPlainText("\n".join(shown))
        self.text.setExtraSelections(list(self._marks(lines)))
        close = TextButton(look, self.tr("Close"), "primary")
        on_click(close, self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        column.addWidget(text_label(title, "title"))
        column.addWidget(text_label(note, "muted", wrap=True))
        column.addWidget(self.text, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _marks(self, lines: Sequence[DiffLine]) -> Iterable[QTextEdit.ExtraSelection]:
        theme = self._look.theme
        colours = {Change.ADDED: theme.ok_soft, Change.REMOVED: theme.danger_soft}
        for number, line in enumerate(lines):
            if line.change in colours:
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(QColor(colours[line.change]))
                mark.format.setProperty(_FULL_WIDTH, True)  # noqa: FBT003  Qt's signature
                mark.cursor = QTextCursor(self.text.document().findBlockByNumber(number))
                yield mark


def _shown(line: DiffLine) -> str:
    sign = {Change.ADDED: "+", Change.REMOVED: "-", Change.SKIPPED: "⋯"}.get(line.change, " ")
    return f"{sign} {line.text}".rstrip()
