"""What a message brings along: attachments and calendar events.

Owns: the rows and cards that show them. Must not: save or answer anything itself.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from emailassist.domain.message import Attachment, CalendarEvent
from emailassist.gui.controls import (
    ElidedLabel,
    IconButton,
    IconLabel,
    TextButton,
    clear,
    on_click,
    text_label,
)
from emailassist.gui.dates import event_time, file_size
from emailassist.gui.look import Look
from emailassist.mime.filenames import is_message, is_program, shown_name

MOST_TILES = 12
"""Attachments that are shown; all of them can be saved."""
TWO_COLUMNS = 400
"""Pixels from which attachments stand side by side."""


class AttachmentList(QWidget):
    """Attachments in two columns, each with a button to save it; messages also open."""

    save_wanted = Signal(object)
    """The `Attachment` to save."""
    all_wanted = Signal(object)
    """All the attachments that are shown."""
    open_wanted = Signal(object)
    """The `Attachment` that is a message to read."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tiles: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def show_attachments(self, attachments: Sequence[Attachment]) -> None:
        """Show those that are not part of the text; hidden when there are none."""
        clear(self._grid)
        listed = [each for each in attachments if not (each.inline and each.content_id)]
        self._tiles = [self._tile(attachment) for attachment in listed[:MOST_TILES]]
        if len(listed) > 1:
            words = (
                self.tr("Save all…") if len(listed) <= MOST_TILES else self.tr("Save all {count}…")
            )
            everything = TextButton(
                self._look, words.format(count=len(listed)), "quiet", "download"
            )
            on_click(everything, lambda: self.all_wanted.emit(listed))
            self._tiles.append(everything)
        self._arrange()
        self.setVisible(bool(listed))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = 2 if len(self._tiles) > 1 and self.width() >= TWO_COLUMNS else 1
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)

    def _tile(self, attachment: Attachment) -> QFrame:
        tile = QFrame()
        tile.setProperty("kind", "card")
        name = shown_name(attachment.filename) or self.tr("unnamed attachment")
        save = IconButton(self._look, "download", self.tr("Save…"))
        save.setAccessibleName(self.tr("Save {name}").format(name=name))
        on_click(save, lambda: self.save_wanted.emit(attachment))
        row = QHBoxLayout(tile)
        row.setContentsMargins(12, 5, 6, 5)
        row.setSpacing(9)
        row.addWidget(self._mark(attachment))
        row.addWidget(ElidedLabel(name), 1)
        row.addWidget(text_label(file_size(attachment.size), "faint"))
        if is_message(attachment.filename, attachment.content_type):
            row.addWidget(self._opener(attachment, name))
        row.addWidget(save)
        return tile

    def _mark(self, attachment: Attachment) -> IconLabel:
        if not is_program(attachment.filename, attachment.content_type):
            return IconLabel(self._look, "paperclip", "muted")
        mark = IconLabel(self._look, "triangle-alert", "warn")
        mark.setToolTip(self.tr("This file can run commands on this computer."))
        mark.setAccessibleName(mark.toolTip())
        return mark

    def _opener(self, attachment: Attachment, name: str) -> IconButton:
        button = IconButton(self._look, "mail", self.tr("Read"))
        button.setAccessibleName(self.tr("Read {name}").format(name=name))
        on_click(button, lambda: self.open_wanted.emit(attachment))
        return button


class CalendarCards(QWidget):
    """One card for every calendar event of a message."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_events(self, events: Sequence[CalendarEvent]) -> None:
        """Show them; hidden when there are none."""
        clear(self._column)
        for event in events:
            self._column.addWidget(self._card(event))
        self.setVisible(bool(events))

    def _card(self, event: CalendarEvent) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "info")
        organizer = event.organizer.full if event.organizer else ""
        people = self.tr("{count} invited").format(count=len(event.attendees))
        who = " · ".join(part for part in (organizer, people if event.attendees else "") if part)
        words = QVBoxLayout()
        words.setSpacing(3)
        title = event.summary or self.tr("Event without a title")
        words.addWidget(text_label(f"{self._method(event)}: {title}", "strong", wrap=True))
        when = event_time(event.start, event.end, all_day=event.all_day)
        for text in (when, event.location, who):
            if text:
                words.addWidget(text_label(text, "muted", wrap=True))
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        icon = IconLabel(self._look, "calendar", "accent", 20)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return card

    def _method(self, event: CalendarEvent) -> str:
        """What the sender wants with the event (RFC 5546)."""
        if event.status.upper() == "CANCELLED":
            return self.tr("Cancelled")
        names = {
            "REQUEST": self.tr("Invitation"),
            "CANCEL": self.tr("Cancelled"),
            "REPLY": self.tr("Answer to an invitation"),
            "PUBLISH": self.tr("Event"),
            "COUNTER": self.tr("Another time is proposed"),
        }
        return names.get(event.method.upper(), self.tr("Event"))
