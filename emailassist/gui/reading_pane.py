"""The pane that shows the open message.

Owns: the views of a message (as sent, plain text, source) and what stands around it.
Must not: sanitise, fetch remote content, or change a message.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Attachment
from emailassist.domain.triage import Fact, WarningKind
from emailassist.domain.views import MessageDetail
from emailassist.gui.banners import Banner
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.cards import Empty
from emailassist.gui.controls import ElidedLabel, TextButton, clear
from emailassist.gui.links import LinkQuestion
from emailassist.gui.look import Look
from emailassist.gui.mail_browser import Images, MailBrowser
from emailassist.gui.message_extras import AttachmentList, CalendarCards
from emailassist.gui.message_header import MessageHeader
from emailassist.gui.over import open_over
from emailassist.gui.saving import proposed_name, save_attachment
from emailassist.gui.thread_strip import ThreadStrip
from emailassist.gui.view_switch import View, ViewSwitch

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine
    from emailassist.mime.sanitize import SafeHtml

SEEN_AFTER = 1000
"""Milliseconds a message is open before it counts as read."""
MOST_SOURCE = 2_000_000
MOST_LINKS = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """A message's HTML made safe, with its own images."""

    safe: "SafeHtml"
    images: Images


class ReadingPane(QFrame):
    """Shows one message; `show_detail` again with the same message updates what is around it."""

    reply_wanted = Signal()
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
        self.reply = TextButton(look, self.tr("Reply"), "plain", "reply")
        self.header = MessageHeader(look)
        self._dangers = QVBoxLayout()
        self._links = QVBoxLayout()
        self._thread = ThreadStrip(look)
        self._calendar = CalendarCards(look)
        self.browser = MailBrowser(look)
        self.source = QPlainTextEdit()
        self._body = QStackedWidget()
        self._target = ElidedLabel("", "faint")
        self._attachments = AttachmentList(look)
        self.link_question = LinkQuestion(self)
        self._stack = QStackedWidget()
        self._build()
        look.changed.connect(self._restyle)

    def show_detail(self, detail: MessageDetail) -> None:
        """Show a message, or what changed around the one that is shown."""
        same = self._detail is not None and self._detail.row.key == detail.row.key
        self._detail = detail
        self._stack.setCurrentIndex(1)
        self.header.show_detail(detail)
        self._show_dangers(detail)
        self._thread.show_thread(detail.thread, detail.row.key)
        if same:
            self._show_links()
            return
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
        if (
            not self._views.button(View.TEXT).isChecked()
            and not self._views.button(View.MESSAGE).isChecked()
        ):
            self._choose_view(View.TEXT)
        if not self.browser.highlight(fact) and self._views.chosen() is not View.TEXT:
            self._choose_view(View.TEXT)
            self.browser.highlight(fact)

    def banners(self) -> list[Banner]:
        """What is warned of or said above the message, from the top."""
        items = (
            part.itemAt(place)
            for part in (self._dangers, self._links)
            for place in range(part.count())
        )
        shown = (item.widget() for item in items if item is not None)
        return [each for each in shown if isinstance(each, Banner)]

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
        self._show_links()
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
        self._show_links()

    def _show_links(self) -> None:
        """What was blocked or pretends in the page; triage may have come after it."""
        clear(self._links)
        safe = self._safe
        if safe is None:
            return
        if safe.remote_images:
            text = self.tr(
                "{count} remote images are not loaded. They would tell the sender that you read"
                " this; this version never loads them."
            ).format(count=safe.remote_images)
            self._links.addWidget(Banner(self._look, "info", text))
        self._show_suspicious(safe)

    def _show_suspicious(self, safe: "SafeHtml") -> None:
        """Links that pretend, unless a warning of the triage says so already."""
        detail = self._detail
        known = "\n".join(_dangers(detail, WarningKind.PHISHING)) if detail else ""
        texts = [
            self.tr("A link says “{text}” but leads to {target}").format(
                text=link.text, target=link.target
            )
            for link in safe.suspicious_links[:MOST_LINKS]
            if link.target not in known
        ]
        if texts:
            self._links.addWidget(Banner(self._look, "danger", "\n".join(texts)))

    def _show_dangers(self, detail: MessageDetail) -> None:
        clear(self._dangers)
        dangers = _dangers(detail, WarningKind.PHISHING, WarningKind.INJECTION)
        hidden = _dangers(detail, WarningKind.HIDDEN_TEXT)
        for kind, texts in (("danger", dangers), ("warn", hidden)):
            if texts:
                self._dangers.addWidget(Banner(self._look, kind, "\n".join(texts)))
        if detail.message.defects:
            text = self.tr("This message is malformed: {what}").format(
                what=" ".join(detail.message.defects[:3])
            )
            self._dangers.addWidget(Banner(self._look, "info", text))

    def _now_seen(self) -> None:
        if self._detail is not None and self.isVisible():
            self.seen.emit(self._detail.row.key)

    def _save(self, attachment: Attachment) -> None:
        """Ask where to, then write off this thread."""
        detail = self._detail
        if detail is None:
            return
        key = detail.row.key
        dialog = QFileDialog(self, self.tr("Save attachment"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(proposed_name(attachment))
        dialog.fileSelected.connect(lambda path: self.save_to(key, attachment, Path(path)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_over(self, dialog)

    def save_to(self, key: MessageKey, attachment: Attachment, target: Path) -> None:
        """Write an attachment to a file that was chosen."""
        work = save_attachment(self._engine, key, attachment, target)
        self._bridge.ask(self, work, self.saved.emit)

    def _restyle(self) -> None:
        """HTML is made for a light or a dark page; make it again for the other."""
        if self._views.chosen() == View.MESSAGE and self._dark != self._look.theme.dark:
            self._show_body()

    def _build(self) -> None:
        empty = Empty(self._look, "mail", self.tr("No message selected"))
        self._stack.addWidget(empty)
        self._stack.addWidget(self._content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.reply.clicked.connect(self.reply_wanted)
        self._views.changed.connect(self._show_body)
        self._thread.message_chosen.connect(self.message_chosen)
        self._attachments.save_wanted.connect(self._save)
        self.browser.link_chosen.connect(self.link_question.ask)
        self.browser.link_under_pointer.connect(self._target.setText)
        self.browser.setAccessibleName(self.tr("Message text"))
        self.source.setAccessibleName(self.tr("Message source"))
        self.source.setObjectName("source")
        self.source.setReadOnly(True)
        self.source.setUndoRedoEnabled(False)

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(22, 14, 18, 12)
        column.setSpacing(10)
        column.addLayout(self._toolbar())
        column.addWidget(self.header)
        self._body.addWidget(self.browser)
        self._body.addWidget(self.source)
        for part in (self._dangers, self._links):
            part.setSpacing(6)
            column.addLayout(part)
        for widget in (self._thread, self._calendar):
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
        return bar


def _dangers(detail: MessageDetail, *kinds: WarningKind) -> list[str]:
    """What triage warns of, of these kinds."""
    warnings = detail.triage.warnings if detail.triage else ()
    return [warning.text for warning in warnings if warning.kind in kinds]


async def _page(engine: "Engine", key: MessageKey, *, dark: bool) -> _Page:
    safe = await engine.safe_html(key, dark=dark)
    return _Page(safe, await engine.inline_images(key))


async def _source_text(engine: "Engine", key: MessageKey) -> str:
    raw = await engine.source(key)
    text = raw[:MOST_SOURCE].decode("utf-8", "replace").replace("\r\n", "\n")
    if len(raw) <= MOST_SOURCE:
        return text
    return f"{text}\n… {len(raw) - MOST_SOURCE:,} more bytes"
