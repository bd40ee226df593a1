"""What can be done with a message being written.

Owns: the buttons below it. Must not: do it.
"""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QDateTime, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from emailassist.gui.controls import IconButton, TextButton, on_click, text_label
from emailassist.gui.look import Look
from emailassist.gui.send_times import proposals


class ComposerBar(QWidget):
    """Send, send later, save on the server, attach, discard."""

    send_wanted = Signal(object)
    """When (aware datetime), or None for now."""
    other_time_wanted = Signal()
    save_wanted = Signal()
    files_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.send = TextButton(look, self.tr("Send"), "primary", "send")
        self.later = TextButton(look, self.tr("Later"), "plain", "clock")
        self.attach = TextButton(look, self.tr("Attach"), "quiet", "paperclip")
        self.save = TextButton(look, self.tr("Save to server"), "quiet", "save")
        self.discard = IconButton(look, "trash-2", self.tr("Discard the draft"))
        self._kept = text_label("", "faint")
        self.times = QMenu(self)
        self._build()

    def say_kept(self) -> None:
        """The text is kept as it is."""
        time = QDateTime.currentDateTime().toString("HH:mm")
        self._kept.setText(self.tr("Draft kept {time}").format(time=time))

    def kept_words(self) -> str:
        return self._kept.text()

    def fill_times(self) -> None:
        """Propose times as they are now."""
        self.times.clear()
        for words, when in proposals(datetime.now().astimezone()):
            action = self.times.addAction(words)
            action.triggered.connect(partial(self._chosen, when))
        self.times.addSeparator()
        self.times.addAction(self.tr("Another time…")).triggered.connect(self.other_time_wanted)

    def _chosen(self, when: datetime, _checked: bool = False) -> None:
        self.send_wanted.emit(when)

    def _build(self) -> None:
        self.send.setToolTip(self.tr("Ctrl+Return"))
        self.attach.setToolTip(self.tr("Attach files (Ctrl+Shift+A), or drop them here"))
        self.save.setToolTip(
            self.tr("Put it into the Drafts mailbox of the server, for any other mail program")
        )
        self.times.aboutToShow.connect(self.fill_times)
        self.later.setMenu(self.times)
        on_click(self.send, lambda: self.send_wanted.emit(None))
        on_click(self.attach, self.files_wanted.emit)
        on_click(self.save, self.save_wanted.emit)
        on_click(self.discard, self.discard_wanted.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (self.send, self.later, self.attach, self.save):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._kept)
        row.addWidget(self.discard)
