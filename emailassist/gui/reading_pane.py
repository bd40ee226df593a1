"""The pane that shows the open message.

Owns: the views of a message (as sent, plain text, source) and what stands around it.
Must not: sanitise, fetch remote content, or change a message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from emailassist.domain.finding import NOWHERE, FoundValue, Part
from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Attachment
from emailassist.domain.triage import Fact
from emailassist.domain.views import MessageDetail, Presence
from emailassist.gui.action_bar import ActionBar
from emailassist.gui.answer_buttons import AnswerButtons
from emailassist.gui.attachment_actions import AttachmentActions
from emailassist.gui.banners import Banner
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.cards import Empty
from emailassist.gui.controls import ElidedLabel, TextButton
from emailassist.gui.links import LinkQuestion
from emailassist.gui.look import Look
from emailassist.gui.mail_browser import Images, MailBrowser
from emailassist.gui.message_extras import AttachmentList, CalendarCards
from emailassist.gui.message_header import MessageHeader
from emailassist.gui.message_warnings import MessageWarnings
from emailassist.gui.passage_marks import Suspect
from emailassist.gui.presence_card import PresenceCard
from emailassist.gui.thread_strip import ThreadStrip
from emailassist.gui.view_switch import View, ViewSwitch

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine
    from emailassist.mime.sanitize import SafeHtml

SEEN_AFTER = 1000
"""Milliseconds a message is open before it counts as read."""
MOST_SOURCE = 2_000_000
_ROOMY = 430
"""Pixels: narrower panes have room for icons only."""
WIDEST = 800
"""Pixels: in wider panes the message stays in the middle, so that lines can be read."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A message's HTML made safe, with its own images."""

    safe: "SafeHtml"
    images: Images


class ReadingPane(QFrame):
    """Shows one message; `show_detail` again with the same message updates what is around it."""

    reply_wanted = Signal()
    audience_wanted = Signal(object)
    """The `Audience` of a reply."""
    forward_wanted = Signal(bool)
    similar_wanted = Signal()
    """Whether the message is to go along as it came."""
    write_wanted = Signal(str)
    """An address of a link, to write to."""
    edit_wanted = Signal()
    """Go on with the message as a draft."""
    message_chosen = Signal(object)
    seen = Signal(object)
    """MessageKey that was open long enough."""
    saved = Signal(object)
    """Path of a saved attachment."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self.setObjectName("reading-pane")
        self.setMinimumWidth(322)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._detail: MessageDetail | None = None
        self._safe: SafeHtml | None = None
        self._dark = look.theme.dark
        self._body_lane = Lane(bridge, self)
        self._seen_timer = QTimer(self)
        self._seen_timer.setSingleShot(True)
        self._seen_timer.setInterval(SEEN_AFTER)
        self._seen_timer.timeout.connect(self._now_seen)
        self._views = ViewSwitch()
        self.action_bar = ActionBar(look)
        self.reply = TextButton(look, self.tr("Reply"), "plain", "reply")
        self.reply.setToolTip(self.tr("Reply (R)"))
        self.reply.setAccessibleName(self.tr("Reply"))
        self.answers = AnswerButtons(look)
        self.header = MessageHeader(look)
        self.presence = PresenceCard(look)
        self._warnings = MessageWarnings(look)
        self._thread = ThreadStrip(look)
        self._calendar = CalendarCards(look)
        self.browser = MailBrowser(look)
        self.source = QPlainTextEdit()
        self._body = QStackedWidget()
        self._target = ElidedLabel("", "faint")
        self._attachments = AttachmentList(look)
        self.attachments = AttachmentActions(self, bridge, engine, look)
        self.link_question = LinkQuestion(self, self._follow)
        self._stack = QStackedWidget()
        self._build()
        look.changed.connect(self._restyle)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _ROOMY
        self.answers.show_icons(shown=wide)
        self.reply.setText(self.tr("Reply") if wide else "")

    @property
    def subject(self) -> str:
        """Of the message that is shown."""
        return self._detail.row.subject if self._detail is not None else ""

    def show_detail(self, detail: MessageDetail) -> None:
        """Show a message, or what changed around the one that is shown."""
        before = self._detail
        same = (
            before is not None
            and before.row.key == detail.row.key
            and before.presence is detail.presence
        )
        self._detail = detail
        self._stack.setCurrentIndex(1)
        self.header.show_detail(detail)
        self.answers.show_message(detail.message)
        self._show_warnings()
        self.browser.suspect(self._suspects(detail))
        self._thread.show_thread(detail.thread, detail.row.key)
        if same:
            return
        self.presence.show_detail(detail)
        self._calendar.show_events(detail.message.calendar)
        self._attachments.show_attachments(detail.message.attachments)
        self._target.setText("")
        has_html = detail.message.html is not None
        self._views.button(View.MESSAGE).setVisible(has_html)
        self._views.button(View.MESSAGE if has_html else View.TEXT).setChecked(True)
        self._show_body()
        if detail.row.seen:
            self._seen_timer.stop()
        else:
            self._seen_timer.start()

    def show_nothing(self) -> None:
        """No message is open."""
        self._detail = None
        self._body_lane.drop()
        self._seen_timer.stop()
        self.browser.show_nothing()
        self._stack.setCurrentIndex(0)

    def highlight(self, fact: Fact) -> None:
        """Show where a fact stands; in the plain text if the other view does not have it."""
        self._mark(fact.text, fact.start, fact.end)

    def highlight_found(self, value: FoundValue) -> None:
        """The same for what a specialist found."""
        own = value.part is Part.TEXT
        self._mark(value.quote, *((value.start, value.end) if own else (NOWHERE, NOWHERE)))

    def highlight_quote(self, quote: str) -> None:
        """Show where some words stand."""
        self._mark(quote, NOWHERE, NOWHERE)

    def _mark(self, text: str, start: int, end: int) -> None:
        if (
            not self._views.button(View.TEXT).isChecked()
            and not self._views.button(View.MESSAGE).isChecked()
        ):
            self._choose_view(View.TEXT)
        if not self.browser.mark(text, start, end) and self._views.chosen() is not View.TEXT:
            self._choose_view(View.TEXT)
            self.browser.mark(text, start, end)

    def banners(self) -> list[Banner]:
        """What is warned of or said above the message, from the top."""
        return self._warnings.banners()

    def view_button(self, name: str) -> QPushButton:
        """The button of the view `message`, `text` or `source`."""
        return self._views.button(View(name))

    def _choose_view(self, view: View) -> None:
        self._views.button(view).setChecked(True)
        self._show_body()

    def _show_body(self) -> None:
        """Fill the chosen view; what is asked for replaces what is on its way."""
        detail = self._detail
        if detail is None:
            return
        self._safe = None
        self._show_warnings()
        key, view = detail.row.key, self._views.chosen()
        self._body.setCurrentWidget(self.source if view == View.SOURCE else self.browser)
        if view == View.TEXT:
            self._body_lane.drop()
            self.browser.show_text(detail.message)
        elif view == View.SOURCE:
            self.source.clear()
            self._body_lane.ask(_source_text(self._engine, key), self.source.setPlainText)
        else:
            self.browser.show_nothing()
            self._dark = self._look.theme.dark
            self._body_lane.ask(_page(self._engine, key, dark=self._dark), self._show_page)

    def _show_page(self, page: _Page) -> None:
        self.browser.show_html(page.safe.html, page.images)
        self._safe = page.safe
        self._show_warnings()

    def _show_warnings(self) -> None:
        """Either the page or the triage may come after the other."""
        if self._detail is not None:
            self._warnings.show_warnings(self._detail, self._safe)

    def _suspects(self, detail: MessageDetail) -> list[Suspect]:
        words = self.tr("This passage is marked because {why}. The assistant is told so, too.")
        text = detail.message.text
        return [
            Suspect(each.of(text), words.format(why=each.why), each.certain)
            for each in detail.passages
        ]

    def _show_passage(self) -> None:
        """Scroll to what is marked; it may stand in the quoted text or in the other view."""
        if self.browser.show_mark():
            return
        self._choose_view(View.TEXT)
        self.browser.unfold()
        self.browser.show_mark()

    def _now_seen(self) -> None:
        if self._detail is not None and self.isVisible():
            self.seen.emit(self._detail.row.key)

    def _save(self, attachment: Attachment) -> None:
        if self._detail is not None and self._is_whole(self._detail):
            self.attachments.save(self._detail.row.key, (), attachment)

    def _save_all(self, attachments: Sequence[Attachment]) -> None:
        if self._detail is not None:
            self.attachments.save_all(self._detail.row.key, (), attachments)

    def _open(self, attachment: Attachment) -> None:
        if self._detail is not None and self._is_whole(self._detail):
            self.attachments.open(self._detail.row.key, (), attachment)

    def _is_whole(self, detail: MessageDetail) -> bool:
        """Whether attachments are whole; if not, the rest of the message is fetched."""
        if detail.presence is Presence.WHOLE:
            return True
        self.presence.fetch_wanted.emit()
        return False

    def _follow(self, url: QUrl) -> bool:
        """Where a link goes once the person said yes: an address is for our own composer."""
        if url.scheme().lower() != "mailto":
            return QDesktopServices.openUrl(url)
        self.write_wanted.emit(url.path(QUrl.ComponentFormattingOption.FullyDecoded))
        return True

    def _restyle(self) -> None:
        """HTML is made for a light or a dark page; make it again for the other."""
        if self._views.chosen() == View.MESSAGE and self._dark != self._look.theme.dark:
            self._show_body()

    def _build(self) -> None:
        empty = Empty(self._look, "mail", self.tr("No message selected"))
        self._stack.addWidget(empty)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(0)
        row.addWidget(self._content(), 1)
        row.addStretch(0)
        self._stack.addWidget(middle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.reply.clicked.connect(self.reply_wanted)
        self.answers.audience_wanted.connect(self.audience_wanted)
        self.answers.forward_wanted.connect(self.forward_wanted)
        self.answers.edit_wanted.connect(self.edit_wanted)
        self.answers.similar_wanted.connect(self.similar_wanted)
        self._views.changed.connect(self._show_body)
        self._warnings.passage_wanted.connect(self._show_passage)
        self._thread.message_chosen.connect(self.message_chosen)
        self._attachments.save_wanted.connect(self._save)
        self._attachments.all_wanted.connect(self._save_all)
        self._attachments.open_wanted.connect(self._open)
        self.attachments.saved.connect(self.saved)
        self.browser.link_chosen.connect(self.link_question.ask)
        self.browser.link_under_pointer.connect(self._target.setText)
        self.browser.setAccessibleName(self.tr("Message text"))
        self.source.setAccessibleName(self.tr("Message source"))
        self.source.setObjectName("source")
        self.source.setReadOnly(True)
        self.source.setUndoRedoEnabled(False)

    def _content(self) -> QWidget:
        content = QWidget()
        content.setMaximumWidth(WIDEST)
        column = QVBoxLayout(content)
        column.setContentsMargins(22, 14, 18, 12)
        column.setSpacing(10)
        column.addWidget(self.action_bar)
        column.addLayout(self._toolbar())
        column.addWidget(self.header)
        self._body.addWidget(self.browser)
        self._body.addWidget(self.source)
        for widget in (self.presence, self._warnings, self._thread, self._calendar):
            column.addWidget(widget)
        column.addWidget(self._body, 1)
        self._target.setFixedHeight(16)
        column.addWidget(self._target)
        column.addWidget(self._attachments)
        return content

    def _toolbar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.addWidget(self._views)
        bar.addStretch(1)
        bar.addWidget(self.reply)
        bar.addWidget(self.answers)
        return bar


async def _page(engine: "Engine", key: MessageKey, *, dark: bool) -> _Page:
    safe = await engine.safe_html(key, dark=dark)
    return _Page(safe, await engine.inline_images(key))


async def _source_text(engine: "Engine", key: MessageKey) -> str:
    raw = await engine.source(key)
    text = raw[:MOST_SOURCE].decode("utf-8", "replace").replace("\r\n", "\n")
    if len(raw) <= MOST_SOURCE:
        return text
    return f"{text}\n… {len(raw) - MOST_SOURCE:,} more bytes"
