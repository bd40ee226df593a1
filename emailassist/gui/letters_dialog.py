"""The list of what is being written, waits for its time, or did not go out.

Owns: the list and what can be done with a line. Must not: write or send.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from emailassist.domain.draft import Draft, DraftState, OutboxEntry, OutboxState
from emailassist.domain.events import ChangeSet, Event
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.dates import long_date
from emailassist.gui.look import Look
from emailassist.gui.outbox_words import OutboxWords
from emailassist.gui.over import open_over
from emailassist.gui.send_times import SendTimeDialog
from emailassist.gui.two_lines import TwoLineList
from emailassist.mime.recipients import written_addresses

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_DATA = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class _Letters:
    drafts: tuple[Draft, ...]
    waiting: tuple[OutboxEntry, ...]


class LettersDialog(QDialog):
    """Drafts of the composer, and letters that have not gone out."""

    draft_chosen = Signal(object)
    """DraftKey to go on writing."""
    withdrawal_wanted = Signal(object)
    """OutboxKey of a letter to make a draft again."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Drafts and scheduled messages"))
        self.resize(620, 460)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._lane = Lane(bridge, self)
        self._words = OutboxWords()
        self.list = TwoLineList(look, self.tr("Drafts and scheduled messages"))
        self.empty = text_label(
            self.tr("Nothing is being written, and nothing waits for its time."), "muted", wrap=True
        )
        self.open_button = TextButton(look, self.tr("Open"), "primary", "pencil-line")
        self.time_button = TextButton(look, self.tr("Another time…"), "plain", "clock")
        self.discard_button = TextButton(look, self.tr("Discard"), "danger", "trash-2")
        self.dialog: SendTimeDialog | None = None
        self._build()
        self.empty.hide()  # whether it is true is not known yet
        self._choose()
        bridge.happened.connect(self._take_event)
        self.load()

    def load(self) -> None:
        """Read what there is."""
        self._lane.ask(_letters(self._engine), self._show)

    def _show(self, letters: _Letters) -> None:
        """The letter that is chosen stays so: what is discarded must be the one that was meant."""
        chosen = self._chosen()
        self.list.clear()
        now = datetime.now(UTC)
        for entry in letters.waiting:
            subject = entry.subject or self.tr("(no subject)")
            self._add(f"{subject}\n{self._words.sentence(entry, now)}", entry)
        for draft in letters.drafts:
            self._add(self._draft_words(draft, now), draft)
        self.empty.setVisible(self.list.count() == 0)
        self.list.setVisible(self.list.count() > 0)
        shown: list[Draft | OutboxEntry] = [*letters.waiting, *letters.drafts]
        rows = (row for row, each in enumerate(shown) if _is_same(each, chosen))
        self.list.setCurrentRow(next(rows, 0))
        self._choose()

    def _add(self, words: str, data: Draft | OutboxEntry) -> None:
        item = QListWidgetItem(words)
        item.setData(_DATA, data)
        self.list.addItem(item)

    def _draft_words(self, draft: Draft, now: datetime) -> str:
        around = draft.composition
        subject = around.subject if around and around.subject else self.tr("(no subject)")
        to = written_addresses((*around.to, *around.cc, *around.bcc)) if around else ""
        state = (
            self.tr("on the server")
            if draft.state is DraftState.SAVED
            else long_date(draft.updated_at, now.astimezone())
        )
        return f"{subject}\n" + " · ".join(part for part in (to, state) if part)

    def _chosen(self) -> Draft | OutboxEntry | None:
        chosen = self.list.currentIndex().data(_DATA)
        return chosen if isinstance(chosen, Draft | OutboxEntry) else None

    def _choose(self) -> None:
        chosen = self._chosen()
        waits = isinstance(chosen, OutboxEntry) and chosen.state is OutboxState.QUEUED
        failed = isinstance(chosen, OutboxEntry) and chosen.state is OutboxState.FAILED
        is_draft = isinstance(chosen, Draft)
        self.open_button.setEnabled(is_draft or waits or failed)
        self.open_button.setText(self.tr("Open") if is_draft else self.tr("Back to draft"))
        self.time_button.setVisible(waits)
        self.discard_button.setVisible(is_draft)

    def _open(self) -> None:
        chosen = self._chosen()
        if isinstance(chosen, Draft):
            self.draft_chosen.emit(chosen.key)
            self.accept()
        elif chosen is not None and self.open_button.isEnabled():
            self.withdrawal_wanted.emit(chosen.key)
            self.accept()

    def _ask_time(self) -> None:
        chosen = self._chosen()
        if not isinstance(chosen, OutboxEntry):
            return
        self.dialog = SendTimeDialog(self._look, self, chosen.send_at)
        self.dialog.chosen.connect(lambda when: self._reschedule(chosen, when))
        open_over(self, self.dialog)

    def _reschedule(self, entry: OutboxEntry, when: datetime) -> None:
        self._bridge.ask(self, self._engine.composer.reschedule(entry.key, when))

    def _discard(self) -> None:
        chosen = self._chosen()
        if isinstance(chosen, Draft):
            self._bridge.ask(self, self._engine.composer.discard(chosen.key))

    def _take_event(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and (event.outbox or event.lists):
            self.load()

    def _build(self) -> None:
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.list.itemActivated.connect(lambda _: self._open())
        on_click(self.open_button, self._open)
        on_click(self.time_button, self._ask_time)
        on_click(self.discard_button, self._discard)
        close = TextButton(self._look, self.tr("Close"))
        on_click(close, self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.discard_button)
        buttons.addStretch(1)
        for button in (close, self.time_button, self.open_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addWidget(text_label(self.tr("Drafts and scheduled messages"), "title"))
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)


def _is_same(one: Draft | OutboxEntry, other: Draft | OutboxEntry | None) -> bool:
    return other is not None and type(one) is type(other) and one.key == other.key


async def _letters(engine: "Engine") -> _Letters:
    return _Letters(await engine.composer.drafts(), await engine.outbox())
