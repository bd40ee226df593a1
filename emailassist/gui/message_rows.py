"""How one row of the message list is drawn.

Owns: the painting. Must not: read or change anything.
"""

from datetime import datetime

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import Priority
from emailassist.domain.views import MessageRow, TriageState
from emailassist.gui.dates import short_date
from emailassist.gui.deeds import described
from emailassist.gui.look import Look
from emailassist.gui.message_model import ROW_ROLE, correspondent
from emailassist.gui.row_icons import icon_places
from emailassist.gui.rows import Index, draw_ground
from emailassist.gui.search_hits import Terms, hits

ROW_HEIGHT = 80
_SIDE = 8
_LEFT = 26
_ICON = 14
_MOST_LABELS = 2
_LEAST_TEXT = 200
"""Pixels of the last line that labels leave to the summary, and so to themselves."""
_LINES = (10, 31, 53)
"""Top of the three lines, from the top of the row."""


class MessageRows:
    """Draws sender and date, subject and marks, summary and category chip."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.terms = Terms()
        """Words of the search whose hits are shown."""
        self.by_meaning: frozenset[MessageKey] = frozenset()
        """What does not have them."""

    def size(self, _index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        state: QStyle.StateFlag,
        index: Index,
    ) -> None:
        area = QRectF(rect).adjusted(_SIDE + 0.5, 2.5, -_SIDE - 0.5, -2.5)
        draw_ground(self._look, painter, area, state, self._look.theme.panel, 8)
        row: MessageRow | None = index.data(ROW_ROLE)
        if row is None:
            self._placeholder(painter, rect)
        else:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            made = _RowPainter(self._look, painter, rect, self.terms, selected=selected)
            made.paint(row, hovered=hovered, by_meaning=row.key in self.by_meaning)

    def _placeholder(self, painter: QPainter, rect: QRect) -> None:
        """Bars where the text will be, while the row is on its way."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.panel))
        for top, share in zip(_LINES, (0.35, 0.6, 0.75), strict=True):
            width = (rect.width() - 2 * _LEFT) * share
            painter.drawRoundedRect(
                QRectF(rect.left() + _LEFT, rect.top() + top + 3, width, 10), 4, 4
            )


class _RowPainter:
    """The drawing of one loaded row."""

    def __init__(
        self, look: Look, painter: QPainter, rect: QRect, terms: Terms, *, selected: bool
    ) -> None:
        self._look = look
        self._terms = terms
        self._selected = selected
        self._painter = painter
        self._rect = rect
        self._left = rect.left() + _LEFT
        self._right = rect.right() - _SIDE - 12
        self._top = rect.top()

    def paint(self, row: MessageRow, *, hovered: bool, by_meaning: bool) -> None:
        self._sender_line(row, hovered=hovered, by_meaning=by_meaning)
        self._subject_line(row)
        self._summary_line(row)

    def _sender_line(self, row: MessageRow, *, hovered: bool, by_meaning: bool) -> None:
        theme = self._look.theme
        if hovered:
            edge = self._deeds()
        else:
            date = short_date(row.date, datetime.now().astimezone())
            edge = self._text_right(date, 0, theme.faint, self._look.font(12))
            edge = self._meaning_mark(edge) if by_meaning else edge
        if row.seen:
            font = self._look.font(13, QFont.Weight.Medium)
        else:
            font = self._look.font(13, QFont.Weight.Bold)
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(theme.accent))
            self._painter.drawEllipse(QRectF(self._left - 12, self._top + _LINES[0] + 5, 7, 7))
        words = self._terms.sender
        self._text(correspondent(row), self._left, edge - 10, 0, theme.text, font, words)

    def _meaning_mark(self, right: int) -> int:
        """Say that it was found by meaning; returns the left edge."""
        words, font = self._look.tr("by meaning"), self._look.font(11, QFont.Weight.Medium)
        left = right - 12 - QFontMetrics(font).horizontalAdvance(words)
        self._text(words, left, right, 0, self._look.theme.accent, font)
        self._icon("equal-approximately", self._look.theme.accent, left - _ICON - 3, 0)
        return left - _ICON - 5

    def _subject_line(self, row: MessageRow) -> None:
        theme = self._look.theme
        edge = self._right
        for name, colour in _marks(row):
            edge -= _ICON
            self._icon(name, str(getattr(theme, colour)), edge, 1)
            edge -= 6
        font = self._look.font(13, QFont.Weight.Normal if row.seen else QFont.Weight.DemiBold)
        colour = theme.muted if row.seen else theme.text
        subject = row.subject or self._look.tr("(no subject)")
        self._text(subject, self._left, edge - 4, 1, colour, font, self._terms.subject)

    def _summary_line(self, row: MessageRow) -> None:
        theme = self._look.theme
        edge = self._category(row) if row.triage is TriageState.DONE else self._right
        edge = self._labels(row, edge)
        left = self._left
        if row.triage is TriageState.FAILED:
            self._icon("triangle-alert", theme.warn, left, 2)
            left += _ICON + 6
        elif row.summary:
            self._icon("sparkles", theme.accent, left, 2)
            left += _ICON + 6
        text = row.summary or row.snippet
        self._text(text, left, edge - 8, 2, theme.muted, self._look.font(12), self._terms.subject)

    def _category(self, row: MessageRow) -> int:
        """Draw the category at the right; returns its left edge."""
        colours = self._look.category_colours(row.category)
        title = self._look.category_title(row.category)
        return self._chip(title, colours.background, colours.text, self._right)

    def _labels(self, row: MessageRow, edge: int) -> int:
        """Draw the labels that there is room for; returns the left edge of all."""
        theme = self._look.theme
        for label in row.labels[:_MOST_LABELS]:
            if edge - self._left < _LEAST_TEXT:
                break
            edge = self._chip(label[:20], QColor(theme.panel), QColor(theme.muted), edge - 5)
        return edge

    def _chip(self, title: str, background: QColor, text: QColor, right: int) -> int:
        font = self._look.font(11, QFont.Weight.DemiBold)
        width = QFontMetrics(font).horizontalAdvance(title) + 18
        left = right - width
        area = QRectF(left, self._top + _LINES[2] - 1, width, 19)
        self._painter.setPen(Qt.PenStyle.NoPen)
        # on the soft accent of a chosen row a soft chip would not stand out
        ground = QColor(self._look.theme.raised) if self._selected else background
        self._painter.setBrush(ground)
        self._painter.drawRoundedRect(area, 9.5, 9.5)
        self._painter.setPen(text)
        self._painter.setFont(font)
        self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, title)
        return left

    def _deeds(self) -> int:
        """Draw what can be pressed in the row under the pointer; returns the left edge."""
        shown = described()
        places = icon_places(self._rect)
        for deed, place in places.items():
            left = place.center().x() - _ICON // 2
            self._icon(shown[deed].icon, self._look.theme.muted, left, 0)
        return min(place.left() for place in places.values())

    def _icon(self, name: str, colour: str, left: int, line: int) -> None:
        ratio = self._painter.device().devicePixelRatioF()
        pixmap = self._look.pixmap(name, colour, _ICON, ratio)
        self._painter.drawPixmap(left, self._top + _LINES[line] + 2, pixmap)

    def _text(
        self,
        text: str,
        left: int,
        right: int,
        line: int,
        colour: str,
        font: QFont,
        words: tuple[str, ...] = (),
    ) -> None:
        width = max(0, right - left)
        measured = QFontMetrics(font)
        shown = measured.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, width)
        area = QRect(left, self._top + _LINES[line], width, 18)
        for start, end in hits(shown, words):
            x = left + measured.horizontalAdvance(shown[:start])
            marked = QRect(x, area.top() + 1, measured.horizontalAdvance(shown[start:end]), 17)
            self._painter.fillRect(marked, QColor(self._look.theme.warn_soft))
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _text_right(self, text: str, line: int, colour: str, font: QFont) -> int:
        """Draw at the right edge; returns the text's left edge."""
        left = self._right - QFontMetrics(font).horizontalAdvance(text)
        self._text(text, left, self._right + 1, line, colour, font)
        return left


def _marks(row: MessageRow) -> list[tuple[str, str]]:
    """Icons of the subject line, from the right, with their colour tokens."""
    marks = (
        (row.flagged, "star", "warn"),
        (row.has_attachments, "paperclip", "faint"),
        (row.answered, "reply", "faint"),
        (row.has_draft, "pencil-line", "accent"),
        (row.priority is Priority.HIGH, "circle-alert", "warn"),
        (row.priority is Priority.URGENT, "circle-alert", "danger"),
    )
    return [(icon, colour) for shown, icon, colour in marks if shown]
