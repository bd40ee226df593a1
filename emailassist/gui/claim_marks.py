"""What stands out in a draft's text: places to fill in, and statements with or without a source.

Owns: the marks, and which statement lies where. Must not: change the text.
"""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from typing_extensions import override

from emailassist.domain.draft import Claim, SourceKind
from emailassist.gui.choices import GAP
from emailassist.gui.look import Look
from emailassist.gui.units import units


class DraftMarks(QSyntaxHighlighter):
    """Marks every ‹…›, and each claim by where it comes from."""

    def __init__(self, document: QTextDocument, look: Look) -> None:
        super().__init__(document)
        self._look = look
        self._places: list[tuple[int, int, Claim]] = []
        look.changed.connect(self.rehighlight)

    def show_claims(self, text: str, claims: Sequence[Claim]) -> None:
        """Mark these; their offsets are those of `text`, which is the document's."""
        places = [(units(text[: claim.start]), units(text[: claim.end]), claim) for claim in claims]
        if places != self._places:
            self._places = places
            self.rehighlight()

    def claim_at(self, position: int) -> Claim | None:
        """The claim at a place of the document, the shortest of several."""
        here = [each for each in self._places if each[0] <= position <= each[1]]
        return min(here, key=lambda each: each[1] - each[0])[2] if here else None

    @override
    def highlightBlock(self, text: str) -> None:
        begin = self.currentBlock().position()
        length = units(text)
        # Whole sentences first, so that what is in them keeps a mark of its own.
        for start, end, claim in sorted(self._places, key=lambda each: each[0] - each[1]):
            first, last = max(start - begin, 0), min(end - begin, length)
            if first < last:
                self.setFormat(first, last - first, self._claim_form(claim))
        for found in GAP.finditer(text):
            self.setFormat(units(text[: found.start()]), units(found.group()), self._gap_form())

    def _claim_form(self, claim: Claim) -> QTextCharFormat:
        form = QTextCharFormat()
        theme = self._look.theme
        if claim.source.kind is SourceKind.NONE or claim.source.beyond:
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(theme.warn))
            form.setForeground(QColor(theme.warn))
        else:
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            form.setUnderlineColor(QColor(theme.accent))
        return form

    def _gap_form(self) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setBackground(QColor(self._look.theme.warn_soft))
        form.setForeground(QColor(self._look.theme.warn))
        form.setFontWeight(QFont.Weight.DemiBold)
        return form
