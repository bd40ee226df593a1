"""Letters on their way: the countdown with Undo, the states after it, and what went wrong.

Owns: one strip for every submission. Must not: send, withdraw or decide anything itself.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.domain.draft import OutboxEntry, OutboxState
from emailassist.domain.ids import OutboxKey
from emailassist.gui.controls import IconLabel, TextButton, on_click, set_kind, text_label
from emailassist.gui.look import Look
from emailassist.gui.outbox_words import OutboxWords, is_far

TICK = 200
SENT_SHOWN = 6000
"""Milliseconds that a sent reply stays in the bar."""


class Wish(StrEnum):
    """What the person wants done with a submission."""

    UNDO = "undo"
    WAS_SENT = "was-sent"
    SEND_AGAIN = "send-again"


class OutboxBar(QWidget):
    """A strip for every letter that is on its way, failed, or was just sent.

    One that waits for a time the person chose shows when that is near.
    """

    wished = Signal(object, object)
    """OutboxKey and `Wish`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._strips: dict[OutboxKey, OutboxStrip] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)

    def show_entries(self, entries: Sequence[OutboxEntry]) -> None:
        """The submissions that are not finished; one that is gone since was filed."""
        far = {each.key for each in entries if is_far(each, datetime.now(UTC))}
        for key in far & self._strips.keys():
            self._strips.pop(key).leave()
        entries = [each for each in entries if each.key not in far]
        current = {entry.key: entry for entry in entries}
        for key in [key for key in self._strips if key not in current]:
            self._finish(key)
        for entry in entries:
            strip = self._strips.get(entry.key)
            if strip is None:
                strip = OutboxStrip(self._look)
                strip.wished.connect(self.wished)
                self._strips[entry.key] = strip
                self._column.addWidget(strip)
            strip.show_entry(entry)
        waiting = any(entry.state is OutboxState.QUEUED for entry in entries)
        if waiting and not self._timer.isActive():
            self._timer.start()
        elif not waiting:
            self._timer.stop()

    def withdrawn(self, key: OutboxKey) -> None:
        """The person took this one back: it was not sent."""
        strip = self._strips.pop(key, None)
        if strip is not None:
            strip.leave()

    def undo_last(self) -> None:
        """Take back the latest reply that has not gone out yet."""
        for strip in reversed(self._strips.values()):
            if not strip.undo_button.isHidden():
                strip.undo_button.click()
                return

    def keys(self) -> list[OutboxKey]:
        """Submissions that are on their way or need the person, oldest first."""
        return list(self._strips)

    def strip(self, key: OutboxKey) -> "OutboxStrip":
        """The strip of one submission; KeyError when there is none."""
        return self._strips[key]

    def _finish(self, key: OutboxKey) -> None:
        strip = self._strips.pop(key)
        if strip.is_under_way:
            strip.show_filed()
            QTimer.singleShot(SENT_SHOWN, strip, strip.leave)
        else:
            strip.leave()

    def _tick(self) -> None:
        for strip in self._strips.values():
            strip.tick()


class OutboxStrip(QFrame):
    """One letter: its state in words, and what can be done about it."""

    wished = Signal(object, object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "toast")
        self.setProperty("place", "strip")
        self._entry: OutboxEntry | None = None
        self._words = OutboxWords()
        self._icon = IconLabel(look, "send", "accent", 17)
        self.label = text_label("", "body", wrap=True)
        self._undo = TextButton(look, self.tr("Undo"), "plain", "undo-2")
        self._edit = TextButton(look, self.tr("Back to draft"))
        self._sent = TextButton(look, self.tr("It was sent"))
        self._again = TextButton(look, self.tr("Send again"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.label, 1)
        for button, wish in (
            (self._undo, Wish.UNDO),
            (self._edit, Wish.UNDO),
            (self._sent, Wish.WAS_SENT),
            (self._again, Wish.SEND_AGAIN),
        ):
            row.addWidget(button)
            on_click(button, partial(self._wish, wish))

    @property
    def undo_button(self) -> TextButton:
        return self._undo

    @property
    def is_under_way(self) -> bool:
        """Whether the next news can be that it was sent."""
        return self._entry is not None and self._entry.state is not OutboxState.FAILED

    def show_entry(self, entry: OutboxEntry) -> None:
        """Show the submission's state."""
        self._entry = entry
        state = entry.state
        bad = state in {OutboxState.FAILED, OutboxState.UNCERTAIN}
        set_kind(self, "danger" if bad else "toast")
        self._icon.show_icon("circle-alert" if bad else "send", "danger" if bad else "accent")
        self._undo.setVisible(state is OutboxState.QUEUED)
        self._edit.setVisible(state is OutboxState.FAILED)
        self._sent.setVisible(state is OutboxState.UNCERTAIN)
        self._again.setVisible(state is OutboxState.UNCERTAIN)
        self.tick()

    def show_filed(self) -> None:
        """It went out and its copy is in Sent."""
        if self._entry is not None:
            self.label.setText(self._words.done(self._entry))
        self._undo.hide()
        self._icon.show_icon("circle-check", "ok")

    def tick(self) -> None:
        """Write the state again, with the seconds that are left."""
        if self._entry is not None:
            self.label.setText(self._words.sentence(self._entry, datetime.now(UTC)))

    def press(self, text: str) -> None:
        """Press the visible button with that text."""
        for button in self.findChildren(TextButton):
            if button.text() == text and not button.isHidden():
                button.click()

    def leave(self) -> None:
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def _wish(self, wish: Wish) -> None:
        if self._entry is not None:
            self.wished.emit(self._entry.key, wish)
