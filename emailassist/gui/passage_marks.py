"""Marks in the shown message where it seems to speak to a program.

Owns: finding the passages in a document, their look, and what is said about each.
Must not: judge a message.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from emailassist.gui.look import Look

_LONGEST = 600
"""Characters of a line that are looked for; a longer one is marked up to there."""
_MOST = 60


@dataclass(frozen=True, slots=True)
class Suspect:
    """A passage by its words, as the person is told of it; `certain` is marked more strongly."""

    text: str
    why: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one line of a passage stands."""

    start: int
    end: int
    suspect: Suspect

    def selection(self, document: QTextDocument, look: Look) -> QTextEdit.ExtraSelection:
        """The mark as the text edit draws it."""
        theme = look.theme
        form = QTextCharFormat()
        form.setBackground(QColor(theme.danger_soft if self.suspect.certain else theme.warn_soft))
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(QColor(theme.danger if self.suspect.certain else theme.warn))
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(document)
        cursor.setPosition(self.start)
        cursor.setPosition(self.end, QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format = form
        return selection


def marks_in(document: QTextDocument, suspects: Sequence[Suspect]) -> list[Mark]:
    """The lines of the passages as far as they stand in the document, in its order."""
    found: list[Mark] = []
    for suspect in suspects:
        place = 0
        for line in _lines(suspect.text):
            cursor = document.find(line, place)
            if cursor.isNull():
                cursor = document.find(line)
            if not cursor.isNull() and len(found) < _MOST:
                place = cursor.selectionEnd()
                found.append(Mark(cursor.selectionStart(), place, suspect))
    return sorted(found, key=lambda mark: mark.start)


def _lines(text: str) -> Iterator[QRegularExpression]:
    """Each line as a pattern in which any white space may part the words."""
    for line in text.splitlines():
        words = line[:_LONGEST].split()
        if words:
            yield QRegularExpression(r"\s+".join(map(QRegularExpression.escape, words)))
