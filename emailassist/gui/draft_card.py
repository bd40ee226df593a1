"""The reply to the open message: choices, text, and the bar to approve or discard it.

Owns: the draft's text while it is edited and when it is kept. Must not: send; approving asks
the engine, and recipients are shown, never edited here.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from emailassist.domain.draft import Draft, OutboxEntry
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.ids import DraftKey
from emailassist.gui.banners import Banner
from emailassist.gui.bridge import Bridge
from emailassist.gui.cards import Card
from emailassist.gui.choices import ChoiceRows, Openness, openness
from emailassist.gui.claims_view import ClaimsView
from emailassist.gui.controls import (
    ElidedLabel,
    IconButton,
    TextButton,
    clear,
    on_click,
    text_label,
)
from emailassist.gui.draft_editor import DraftEditor
from emailassist.gui.draft_words import EDITABLE, DraftWords
from emailassist.gui.look import Look
from emailassist.gui.refining import Refining
from emailassist.gui.tooltips import plain_tip

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class DraftCard(Card):
    """Edits one draft; keeps what was typed before anything else happens to it."""

    approved = Signal(object)
    """The `OutboxEntry` that waits for its undo delay."""
    discarded = Signal(object)
    """DraftKey of the draft that was put away."""
    reply_wanted = Signal()
    composer_wanted = Signal(object)
    """DraftKey of the draft to go on with in the composer."""
    source_wanted = Signal(object)
    """The `ClaimSource` of something that the draft states."""
    closest_wanted = Signal(object)
    """MessageKey of the message, to see what was written before to something alike."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self.title.setText(self.tr("Reply"))
        self.body.insertLayout(0, self.heading)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._draft: Draft | None = None
        self._kept = ""
        self._kept_at: datetime | None = None
        self._keeping = 0
        self._busy = False
        self._words = DraftWords()
        self._state = text_label("", "faint")
        self._to = ElidedLabel("", "muted")
        self._written = text_label("", "small", wrap=True)
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(6)
        self.editor = DraftEditor(look)
        self.choices = ChoiceRows(look)
        self.claims = ClaimsView(look)
        self.refining = Refining(
            bridge, engine, look, text=self.editor.toPlainText, unkept=self._unkept
        )
        self._why = text_label("", "faint", wrap=True)
        self.approve = TextButton(look, self.tr("Approve and send"), "primary", "send")
        self.discard = IconButton(look, "trash-2", self.tr("Discard the draft"))
        self.save = IconButton(look, "save", self.tr("Save in the server's Drafts instead"))
        self.expand = IconButton(look, "external-link", self.tr("Open in the composer"))
        self.start = TextButton(look, self.tr("Write a reply"), "plain", "reply")
        self._none = text_label(self.tr("No draft for this message."), "muted", wrap=True)
        self._editing = QWidget()
        self.bar = QFrame()
        """What keeps the reply from being sent, Approve and Discard; stays in sight below."""
        self._build()

    @property
    def has_editor(self) -> bool:
        """Whether a draft's text is shown."""
        return self._draft is not None

    def show_draft(self, draft: Draft | None, outbox: OutboxEntry | None, to: str) -> None:
        """Show the message's draft as it is now; text being typed is not touched."""
        self.show()
        same = draft is not None and self._draft is not None and draft.key == self._draft.key
        if not same:
            self.keep()
        self._draft = draft
        self.refining.show_draft(draft)
        self._to.setText(self.tr("To: {to}").format(to=to or self.tr("nobody")))
        self._editing.setVisible(draft is not None)
        self.start.setVisible(draft is None)
        for button in (self.save, self.expand):
            button.setVisible(draft is not None and draft.state in EDITABLE)
        self._none.setVisible(draft is None)
        fill = QSizePolicy.Policy.Preferred if draft else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, fill)
        self.bar.setVisible(draft is not None and draft.state in EDITABLE)
        if draft is None:
            self._state.setText("")
            return
        if not same:
            self._kept = draft.proposal.body
            self.editor.load(self._kept)
            self._kept_at = draft.updated_at
        elif self._is_news(draft):
            self._kept = draft.proposal.body
            self._kept_at = draft.updated_at
            self.editor.replace_all(self._kept)
        self._describe(draft, outbox)
        self._look_at_text()

    def show_nothing(self) -> None:
        """No message is open."""
        self.keep()
        self._draft = None
        self.refining.show_draft(None)
        self.bar.hide()
        self.hide()

    def keep(self) -> None:
        """Keep the text now if it is not kept yet."""
        draft = self._draft
        text = self.editor.toPlainText()
        if draft is None or draft.state not in EDITABLE or text == self._kept:
            return
        self._kept = text
        self._keeping += 1
        self._bridge.ask(
            self, self._engine.edit_draft(draft.key, text), self._was_kept, self._was_not_kept
        )

    def openness(self) -> Openness:
        """What is still open in the text as it stands."""
        choices = self._draft.proposal.choices if self._draft else ()
        return openness(self.editor.toPlainText(), choices)

    def explanation(self) -> str:
        """Why the reply cannot be approved yet, or ''."""
        return "" if self._why.isHidden() else self._why.text()

    def state_words(self) -> str:
        """How far the reply is."""
        return self._state.text()

    def recipients(self) -> str:
        """Who would get the reply."""
        return self._to.text()

    def approve_now(self) -> None:
        """Keep the text and approve it; what is still open gets the keyboard instead."""
        draft = self._draft
        if draft is None or self._busy or draft.state not in EDITABLE:
            return
        if not self.approve.isEnabled():
            self._go_to_open()
            return
        work = _approve(self._engine, draft.key, self._unkept())
        self._set_busy(busy=True)
        self._bridge.ask(self, work, self._approved, self._not_approved)

    def discard_now(self) -> None:
        """Keep the text, so that Undo brings it back, and put the draft away."""
        draft = self._draft
        if draft is None or draft.state not in EDITABLE:
            return
        self.keep()
        self._bridge.ask(
            self,
            self._engine.discard_draft(draft.key),
            lambda _: self.discarded.emit(draft.key),
        )

    def save_now(self) -> None:
        """Keep the text and put the draft among the server's, for another program to send."""
        draft = self._draft
        if draft is None or self._busy or draft.state not in EDITABLE:
            return
        work = _save(self._engine, draft.key, self._unkept())
        self._set_busy(busy=True)
        self._bridge.ask(self, work, self._approved, self._not_approved)

    def _unkept(self) -> str | None:
        """The text if the engine does not have it; it counts as kept from now on."""
        text = self.editor.toPlainText()
        edited = text if text != self._kept else None
        self._kept = text
        return edited

    def open_composer(self) -> None:
        """Keep the text and go on with it in a window of its own."""
        draft = self._draft
        if draft is None or draft.state not in EDITABLE or self._busy:
            return
        self._kept = self.editor.toPlainText()
        self._keeping += 1
        # What is typed has to be kept before the composer reads it.
        self._bridge.ask(
            self,
            self._engine.edit_draft(draft.key, self._kept),
            self._open_kept,
            self._was_not_kept,
        )

    def _open_kept(self, draft: Draft) -> None:
        self._was_kept(draft)
        self.composer_wanted.emit(draft.key)

    def _was_kept(self, draft: Draft) -> None:
        self._keeping -= 1
        if self._draft is not None and draft.key == self._draft.key:
            self._kept_at = draft.updated_at

    def _was_not_kept(self, error: EmailAssistError) -> None:
        self._keeping -= 1
        self._bridge.problem.emit(error)

    def _is_news(self, draft: Draft) -> bool:
        """Whether somebody else changed the text: not what is typed here, nor an old picture."""
        mine = self._keeping > 0 or self.editor.toPlainText() != self._kept
        newer = self._kept_at is None or draft.updated_at > self._kept_at
        return not mine and newer and draft.proposal.body != self._kept

    def _approved(self, entry: OutboxEntry) -> None:
        self._set_busy(busy=False)
        self.approved.emit(entry)

    def _not_approved(self, error: EmailAssistError) -> None:
        self._set_busy(busy=False)
        self._bridge.problem.emit(error)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._look_at_text()

    def _fill_in(self, marker: str, text: str) -> None:
        self.editor.fill_in(marker, text)
        self.keep()
        if self.openness().choices:
            self.choices.focus_first()
        else:
            self.editor.setFocus()

    def _go_to_open(self) -> None:
        open_parts = self.openness()
        if open_parts.choices:
            self.choices.focus_first()
        elif open_parts.gap:
            self.editor.select_marker(open_parts.gap)
        else:
            self.editor.setFocus()

    def _look_at_text(self) -> None:
        """Enable approving when nothing is open, else say what is."""
        draft = self._draft
        if draft is None:
            return
        open_parts = self.openness()
        editable = draft.state in EDITABLE
        choosing = self.refining.is_open
        self.editor.setReadOnly(not editable or self._busy)
        self.editor.setVisible(not choosing)
        self._show_claims(draft, shown=editable and not choosing)
        total = len(draft.proposal.choices)
        self.choices.show_choices(open_parts.choices if editable and not choosing else (), total)
        self.bar.setVisible(editable)
        ready = editable and open_parts.ready and not choosing
        self.approve.setEnabled(ready and not self._busy)
        words = self._words.still_open(open_parts) if editable else ""
        words = self._words.choosing() if choosing else words
        self._why.setText(words)
        self._why.setVisible(bool(words))
        self.approve.setToolTip(plain_tip(words or self.tr("Ctrl+Return")))

    def _show_claims(self, draft: Draft, *, shown: bool) -> None:
        """What the text states as it stands now."""
        claims = draft.proposal.with_body(self.editor.toPlainText()).claims if shown else ()
        self.editor.show_claims(claims)
        self.claims.show_claims(claims)

    def _used(self, draft: Draft) -> None:
        """Another text was chosen; undo brings back the one before."""
        if self._draft is None or draft.key != self._draft.key:
            return
        self._draft = draft
        self._kept, self._kept_at = draft.proposal.body, draft.updated_at
        self.editor.replace_all(self._kept)
        self._describe(draft, None)
        self._look_at_text()
        self.editor.setFocus()

    def _want_closest(self) -> None:
        if self._draft is not None and self._draft.reply_to is not None:
            self.closest_wanted.emit(self._draft.reply_to)

    def _describe(self, draft: Draft, outbox: OutboxEntry | None) -> None:
        self._written.setText(self._words.written(draft))
        self._written.setVisible(draft.state in EDITABLE)
        self._state.setText(self._words.state(draft, outbox))
        clear(self._warnings)
        if draft.state in EDITABLE:
            for warning in draft.proposal.warnings:
                self._warnings.addWidget(Banner(self._look, "warn", warning.text))

    def _build(self) -> None:
        self.editor.textChanged.connect(self._look_at_text)
        self.editor.paused.connect(self.keep)
        self.choices.picked.connect(self._fill_in)
        self.choices.own_words_wanted.connect(self.editor.select_marker)
        self.refining.open_changed.connect(self._look_at_text)
        self.refining.used.connect(self._used)
        self.refining.bar.closest_wanted.connect(self._want_closest)
        self.claims.source_wanted.connect(self.source_wanted)
        self.claims.claim_chosen.connect(self.editor.select_claim)
        on_click(self.approve, self.approve_now)
        on_click(self.discard, self.discard_now)
        on_click(self.save, self.save_now)
        on_click(self.expand, self.open_composer)
        self.start.clicked.connect(self.reply_wanted)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self.approve_now)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.approve, 1)
        buttons.addWidget(self.discard)
        column = QVBoxLayout(self._editing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._to)
        column.addWidget(self._written)
        column.addLayout(self._warnings)
        column.addWidget(self.choices)
        column.addWidget(self.editor, 1)
        column.addWidget(self.claims)
        column.addWidget(self.refining)
        below = QVBoxLayout(self.bar)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        below.addWidget(self._why)
        below.addLayout(buttons)
        self.bar.hide()
        self.heading.addWidget(self._state)
        self.heading.addWidget(self.save)
        self.heading.addWidget(self.expand)
        self.body.addWidget(self._none)
        self.body.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._editing, 1)
        self._editing.hide()


async def _approve(engine: "Engine", key: DraftKey, edited: str | None) -> OutboxEntry:
    if edited is not None:
        await engine.edit_draft(key, edited)
    return await engine.approve_draft(key)


async def _save(engine: "Engine", key: DraftKey, edited: str | None) -> OutboxEntry:
    if edited is not None:
        await engine.edit_draft(key, edited)
    return await engine.composer.save_to_server(key)
