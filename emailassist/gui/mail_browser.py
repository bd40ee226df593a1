"""The part that shows one message's text or its sanitised HTML.

Owns: rendering without loading anything, folding of quoted text, highlighting, link targets.
Must not: sanitise (mime does), open links, or read files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QImageReader,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QToolTip
from typing_extensions import override

from emailassist.domain.finding import NOWHERE
from emailassist.domain.message import ParsedMessage
from emailassist.domain.triage import Fact
from emailassist.gui.look import Look
from emailassist.gui.passage_marks import Mark, Suspect, marks_in
from emailassist.gui.tooltips import plain_tip
from emailassist.gui.units import units

MOST_CHARACTERS = 400_000
"""Above this Qt's layout takes too long; the rest is in the source view, and it says so."""
_LARGEST_IMAGE = 1600
_MOST_PIXELS = 40_000_000
"""A picture that unpacks to more is not shown: a small file can hold a huge one."""
_FOLD = "fold:quoted"
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'\u201d\u00bb]+[^\s<>\"'\u201d\u00bb.,;:!?)\]]")

Images = dict[str, tuple[str, bytes]]


class _MailDocument(QTextDocument):
    """A document that loads nothing but the message's own images.

    The stock class opens local files and data: URLs when the browser gives it nothing, so it
    is this class that has to refuse.
    """

    def __init__(self, browser: "MailBrowser") -> None:
        super().__init__(browser)
        self._images: Images = {}
        self._widest = _LARGEST_IMAGE

    def give_images(self, images: Images, widest: int) -> None:
        self._images = images
        self._widest = max(80, min(widest, _LARGEST_IMAGE))

    @override
    def loadResource(self, type: int, name: QUrl | str) -> Any:
        url = QUrl(name)
        if url.scheme() != "cid":
            return None
        found = self._images.get(url.path())
        return _decode(found[1], self._widest) if found else None


class MailBrowser(QTextBrowser):
    """Shows a message; tells which link is under the pointer and which was chosen."""

    link_chosen = Signal(str)
    link_under_pointer = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._page = _MailDocument(self)
        self.setDocument(self._page)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._page.setDocumentMargin(0)
        self._text: _PlainText | None = None
        self._suspects: tuple[Suspect, ...] = ()
        self._marks: list[Mark] = []
        self._folded = True
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(lambda url: self.link_under_pointer.emit(_target(url)))
        look.changed.connect(self._restyle)

    @override
    def loadResource(self, type: int, name: QUrl | str) -> Any:
        return None

    @override
    def doSetSource(
        self,
        name: QUrl | str,
        /,
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource,
    ) -> None:
        """Stay: a mail cannot navigate its pane."""

    def show_html(self, html: str, images: Images) -> None:
        """Show sanitised HTML; `images` by content id."""
        self._text = None
        self._page.give_images(images, self.viewport().width() - 24)
        self._page.setDefaultFont(self._look.font(14))
        self.setHtml(html)
        self._fit_tables()
        self._mark()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._text is None:
            self._fit_tables()

    def _fit_tables(self) -> None:
        """A table that asks for more than the page is as wide as the page, and not cut off."""
        fixed = QTextLength.Type.FixedLength
        for table in _tables(self._page.rootFrame()):
            form = table.format()
            if form.width().type() is fixed and form.width().rawValue() > self.viewport().width():
                form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                table.setFormat(form)

    def show_text(self, message: ParsedMessage) -> None:
        """Show the readable text: own words, signature, and the quoted part folded away."""
        self._text = _PlainText(message.own_text, message.signature, message.quoted)
        self._folded = True
        self._write()

    def suspect(self, suspects: Sequence[Suspect]) -> None:
        """Mark these passages in whatever is shown, from now on."""
        if tuple(suspects) != self._suspects:
            self._suspects = tuple(suspects)
            self._mark()

    def why_at(self, position: QPoint) -> str:
        """What is said of the passage under this point of the viewport, or ''."""
        place = self.cursorForPosition(position).position()
        told = (mark.suspect.why for mark in self._marks if mark.start <= place < mark.end)
        return next(told, "")

    def show_mark(self) -> bool:
        """Scroll to the first marked passage; False if none of them is in what is shown."""
        if not self._marks:
            return False
        self._show_place(self._marks[0].start)
        return True

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            why = self.why_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(why), self.viewport())
            return True
        return super().viewportEvent(event)

    def _mark(self) -> None:
        self._marks = marks_in(self._page, self._suspects)
        self._select()

    def _select(self, *more: QTextEdit.ExtraSelection) -> None:
        marks = [mark.selection(self._page, self._look) for mark in self._marks]
        self.setExtraSelections([*marks, *more])

    def _show_place(self, position: int) -> None:
        seen = QTextCursor(self._page)
        seen.setPosition(position)
        self.setTextCursor(seen)
        self.ensureCursorVisible()

    def unfold(self) -> None:
        """Show the quoted text."""
        self._folded = False
        self._write()

    def show_nothing(self) -> None:
        self._text = None
        self._marks = []
        self.clear()

    def highlight(self, fact: Fact) -> bool:
        """Mark where the fact stands; False when it is not in what is shown."""
        return self.mark(fact.text, fact.start, fact.end)

    def mark(self, text: str, start: int, end: int) -> bool:
        """Mark these words of the own text, or wherever they are if `start` is `NOWHERE`."""
        cursor = self._place_of(text, start, end)
        if cursor.isNull() or not cursor.hasSelection():
            self._select()
            return False
        mark = QTextEdit.ExtraSelection()
        theme = self._look.theme
        form = QTextCharFormat()
        form.setBackground(QColor(theme.warn_soft))
        form.setForeground(QColor(theme.warn))
        mark.format = form
        mark.cursor = cursor
        self._select(mark)
        self._show_place(cursor.position())
        return True

    def _place_of(self, text: str, start: int, end: int) -> QTextCursor:
        if self._text is None or start == NOWHERE:
            if self._text is not None and self._folded and text in self._text.quoted:
                self.unfold()
            return self._page.find(text)
        own = self._text.own
        cursor = QTextCursor(self._page)
        if own[start:end] == text and end <= MOST_CHARACTERS:
            cursor.setPosition(units(own[:start]))
            cursor.setPosition(units(own[:end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _restyle(self) -> None:
        if self._text is not None:
            self._write()
        else:
            self._select()

    def _write(self) -> None:
        """Fill the document from the plain text; positions in it are those of the own text."""
        text = self._text
        if text is None:
            return
        theme = self._look.theme
        self.clear()
        self.setExtraSelections([])
        self._page.setDefaultFont(self._look.font(14))
        cursor = QTextCursor(self._page)
        cursor.beginEditBlock()
        body, link = _format(theme.text), _format(theme.accent)
        link.setAnchor(True)
        _insert(cursor, text.own[:MOST_CHARACTERS], body, link)
        if text.is_long:
            notice = self.tr("The message is longer than this; all of it is under Source.")
            cursor.insertText("\n\n" + notice, _format(theme.warn))
        if text.signature:
            cursor.insertText("\n\n", body)
            _insert(cursor, text.signature[:MOST_CHARACTERS], _format(theme.faint), link)
        if text.quoted and self._folded:
            fold = _format(theme.accent)
            fold.setAnchor(True)
            fold.setAnchorHref(_FOLD)
            cursor.insertText("\n\n", body)
            cursor.insertText(self.tr("Show quoted text"), fold)
        elif text.quoted:
            cursor.insertText("\n\n", body)
            _insert(cursor, text.quoted[:MOST_CHARACTERS], _format(theme.faint), link)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._mark()

    def _follow(self, url: QUrl) -> None:
        if url.toString() == _FOLD:
            self.unfold()
        else:
            self.link_chosen.emit(_target(url))


@dataclass(frozen=True, slots=True)
class _PlainText:
    own: str
    signature: str
    quoted: str

    @property
    def is_long(self) -> bool:
        return max(len(self.own), len(self.signature), len(self.quoted)) > MOST_CHARACTERS


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            yield child
        yield from _tables(child)


def _target(url: QUrl) -> str:
    """Where a link goes, spelled out; host names in their ASCII form, so look-alikes show."""
    return url.toString(QUrl.ComponentFormattingOption.FullyEncoded)


def _format(colour: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(colour))
    return form


def _insert(cursor: QTextCursor, text: str, body: QTextCharFormat, link: QTextCharFormat) -> None:
    """Insert text with its web addresses as links."""
    done = 0
    for found in _WEB_ADDRESS.finditer(text):
        cursor.insertText(text[done : found.start()], body)
        link.setAnchorHref(found.group())
        cursor.insertText(found.group(), link)
        done = found.end()
    cursor.insertText(text[done:], body)


def _decode(data: bytes, widest: int) -> QImage | None:
    """The image, no wider than `widest` pixels; None if it cannot be read or is huge."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if size.width() * size.height() > _MOST_PIXELS:
        return None
    if size.width() > widest:
        reader.setScaledSize(QSize(widest, max(1, size.height() * widest // size.width())))
    image = reader.read()
    return None if image.isNull() else image
