"""The mail page: list, message and assistant side by side.

Owns: which message is open, and bringing its details to the panes. Must not: hold rules; each
intent is one call to the engine.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from emailassist.domain.draft import ClaimSource, Draft
from emailassist.domain.errors import EmailAssistError, NotFound
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.domain.learned import LearnedFrom
from emailassist.domain.triage import Correction, Tier
from emailassist.domain.views import MessageDetail, Presence
from emailassist.gui.acting import Acting
from emailassist.gui.assistant_panel import AssistantPanel
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.look import Look
from emailassist.gui.message_list import MessageList
from emailassist.gui.reading_pane import ReadingPane
from emailassist.mime.recipients import Audience

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


@dataclass(frozen=True, slots=True)
class _Opened:
    """A message, who would get a reply to it, and what was learned from correcting it."""

    detail: MessageDetail
    to: str
    learned: LearnedFrom | None


class MailPage(QWidget):
    """Opens what is chosen in the list and keeps it up to date."""

    triage_wanted = Signal(object)
    """Keys to triage (tuple), or None for all that are not triaged yet."""
    sync_wanted = Signal()
    model_wanted = Signal()
    reply_wanted = Signal(object)
    """The `Audience` of the reply to write in the composer."""
    forward_wanted = Signal(bool)
    """Whether the message is to go along as it came."""
    write_wanted = Signal(str)
    """An address to write to."""
    edit_wanted = Signal(object)
    """MessageKey of the message to go on with as a draft."""
    composer_wanted = Signal(object)
    """DraftKey of the draft to go on with in the composer."""
    approved = Signal(object)
    discarded = Signal(object)
    saved = Signal(object)

    closest_wanted = Signal(object)
    """MessageKey of the message whose closest past replies are to be shown."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self._bridge = bridge
        self._engine = engine
        self._open: MessageKey | None = None
        self._fetching: set[MessageKey] = set()
        self._then_write = False
        self._lane = Lane(bridge, self)
        self.list = MessageList(bridge, engine, look)
        self.reading = ReadingPane(bridge, engine, look)
        self.acting = Acting(bridge, engine, look, self.list, self, lambda: self._open)
        self.assistant = AssistantPanel(bridge, engine, look)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._build()

    def open_message(self, key: MessageKey) -> None:
        """Open a message, in the list too when it is there."""
        if not self.list.select(key):
            self._choose(key)

    def take_changes(self, changes: ChangeSet) -> None:
        """Read again what is shown of the changes."""
        self.list.take_changes(changes)
        if self._open is not None and (self._open in changes.messages or changes.outbox):
            self._read()

    def keep_draft(self) -> None:
        """Keep what was typed into the draft."""
        self.assistant.draft.keep()

    @property
    def opened(self) -> MessageKey | None:
        """The message that is open."""
        return self._open

    def start_reply(self) -> None:
        """Go to the draft of the reply if there is one, else write one in the composer."""
        if self._open is None:
            return
        if self.assistant.draft.has_editor:
            self.assistant.draft.editor.setFocus()
        else:
            self.reply_wanted.emit(Audience.AUTHOR)

    def show_similar(self) -> None:
        """List mail that is like the open message."""
        if self._open is not None:
            row = self.list.model.known_row(self._open)
            self.list.show_like(self._open, row.subject if row else self.reading.subject)

    def start_draft(self) -> None:
        """Begin a reply beside the message."""
        if self._open is not None:
            self._bridge.ask(self, self._engine.start_draft(self._open), self._started)

    def _started(self, draft: Draft) -> None:
        if draft.reply_to == self._open:
            self._then_write = True
            self._read()

    def _choose(self, key: MessageKey | None) -> None:
        if key == self._open:
            return
        self.keep_draft()
        self._open = key
        self._then_write = False
        if key is None:
            self._lane.drop()
            self.reading.show_nothing()
            self.assistant.show_nothing()
        else:
            self._read()

    def _read(self) -> None:
        if self._open is not None:
            work = _read(self._engine, self._open)
            self._lane.ask(work, self._show, self._unreadable)

    def _show(self, opened: _Opened) -> None:
        self.reading.show_detail(opened.detail)
        if opened.detail.presence is Presence.ENVELOPE:
            self._fetch()
        self.assistant.show_detail(opened.detail, opened.to)
        self.assistant.triage.show_learned(opened.learned)
        if self._then_write and self.assistant.draft.has_editor:
            self._then_write = False
            self.assistant.draft.editor.setFocus()

    def _fetch(self) -> None:
        """Fetch what is missing of the open message, once at a time."""
        key = self._open
        if key is None or key in self._fetching:
            return
        self._fetching.add(key)
        self.reading.presence.show_fetching()

        def ended(error: EmailAssistError | None = None) -> None:
            self._fetching.discard(key)
            if error is not None and self._open == key:
                self.reading.presence.show_problem(error.sentences)

        work = self._engine.fetching.whole(key)
        self._bridge.ask(self, work, lambda _: ended(), ended)

    def _unreadable(self, error: EmailAssistError) -> None:
        """The message may just have gone; anything else is said."""
        self._choose(None)
        if not isinstance(error, NotFound):
            self._bridge.problem.emit(error)

    def _correct(self, correction: Correction) -> None:
        if self._open is not None:
            self._bridge.ask(self, self._engine.correct(self._open, correction))

    def _undo_correction(self) -> None:
        if self._open is not None:
            self._bridge.ask(self, self._engine.withdraw_correction(self._open))

    def _seen(self, key: MessageKey) -> None:
        self._bridge.ask(self, self._engine.mark_seen(key, seen=True))

    def _triage_open(self) -> None:
        if self._open is not None:
            self.triage_wanted.emit((self._open,))

    def _open_source(self, source: ClaimSource) -> None:
        """Show the message or the note that bears something."""
        if source.key is not None and source.key != self._open:
            self.open_message(source.key)
        elif source.key is not None and source.quote:
            self.reading.highlight_quote(source.quote)
        elif source.path:
            QDesktopServices.openUrl(QUrl.fromLocalFile(source.path))

    def _back_to_list(self) -> None:
        """The next message is a key away."""
        self.list.view.setFocus()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self.splitter.setHandleWidth(1)
        for widget in (self.list, self.reading, self.assistant):
            self.splitter.addWidget(widget)
        self.splitter.setChildrenCollapsible(False)
        for place, share in enumerate((1, 3, 1)):
            self.splitter.setStretchFactor(place, share)
        self.splitter.setSizes([370, 550, 350])
        self.list.message_chosen.connect(self._choose)
        self.list.heading.sync_wanted.connect(self.sync_wanted)
        self.list.heading.triage_wanted.connect(lambda: self.triage_wanted.emit(None))
        self.reading.message_chosen.connect(self.open_message)
        self.acting.selection_changed.connect(self.reading.action_bar.show_selection)
        self.reading.action_bar.wanted.connect(self.acting.do)
        self.reading.reply_wanted.connect(self.start_reply)
        self.reading.seen.connect(self._seen)
        self.reading.saved.connect(self.saved)
        self.reading.presence.fetch_wanted.connect(self._fetch)
        self.assistant.triage_wanted.connect(self._triage_open)
        self.assistant.model_wanted.connect(self.model_wanted)
        self.assistant.facts.fact_chosen.connect(self.reading.highlight)
        self.assistant.findings.value_chosen.connect(self.reading.highlight_found)
        self.assistant.triage.corrected.connect(self._correct)
        self.assistant.triage.undo_wanted.connect(self._undo_correction)
        self.reading.audience_wanted.connect(self.reply_wanted)
        self.reading.forward_wanted.connect(self.forward_wanted)
        self.reading.similar_wanted.connect(self.show_similar)
        self.reading.write_wanted.connect(self.write_wanted)
        self.reading.edit_wanted.connect(lambda: self.edit_wanted.emit(self._open))
        self.assistant.draft.composer_wanted.connect(self.composer_wanted)
        self.assistant.draft.reply_wanted.connect(self.start_draft)
        self.assistant.draft.source_wanted.connect(self._open_source)
        self.assistant.draft.closest_wanted.connect(self.closest_wanted)
        self.assistant.draft.approved.connect(self.approved)
        self.assistant.draft.approved.connect(self._back_to_list)
        self.assistant.draft.discarded.connect(self.discarded)


async def _read(engine: "Engine", key: MessageKey) -> _Opened:
    detail = await engine.detail(key)
    to = detail.outbox.to if detail.outbox else ()
    around = detail.draft.composition if detail.draft else None
    if not to and around is not None:
        to = tuple(each.full for each in (*around.to, *around.cc, *around.bcc))
    if not to:
        recipients = await engine.recipients(key)
        to = tuple(each.full for each in (*recipients.to, *recipients.cc))
    corrected = detail.triage is not None and detail.triage.verdict.tier is Tier.PERSON
    learned = await engine.learned.of_message(key) if corrected else None
    return _Opened(detail, ", ".join(to), learned)
