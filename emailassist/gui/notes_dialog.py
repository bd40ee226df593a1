"""Knowledge notes: the folders, what is read of them, and a search to try them.

Owns: the form. Must not: read or write a file.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.recall import Note, NoteHit
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_PATH = Qt.ItemDataRole.UserRole


class NotesDialog(QDialog):
    """Adds and removes folders; a file opens with a double click."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Knowledge notes"))
        self.resize(620, 580)
        self._engine = engine
        self._reading = Lane(bridge, self)
        self._searching = Lane(bridge, self)
        self._changing = Lane(bridge, self)
        self.folders = QListWidget()
        self.folders.setAccessibleName(self.tr("Folders"))
        self.folders.setMaximumHeight(96)
        self.files = QListWidget()
        self.files.setAccessibleName(self.tr("Files and passages"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Search the notes"))
        self.line.setAccessibleName(self.tr("Search the notes"))
        self.line.setClearButtonEnabled(True)
        self.outcome = text_label("", "muted", wrap=True)
        self.add = TextButton(look, self.tr("Add a folder…"), "plain", "plus")
        self.remove = TextButton(look, self.tr("Remove"), "quiet", "x")
        self._close = TextButton(look, self.tr("Close"))
        self._build()
        bridge.happened.connect(self._take_event)
        self._read()

    def add_folder(self, folder: Path) -> None:
        """Index that folder from now on."""
        self._busy(self.tr("Reading {folder}…").format(folder=folder.name))
        self._changing.ask(self._engine.notes.add(folder), lambda _: self._read(), self._failed)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of notes"))
        if chosen:
            self.add_folder(Path(chosen))

    def _remove(self) -> None:
        item = self.folders.currentItem()
        if item is not None:
            folder = Path(item.data(_PATH))
            self._busy("")
            work = self._engine.notes.remove(folder)
            self._changing.ask(work, lambda _: self._read(), self._failed)

    def _busy(self, words: str) -> None:
        self.outcome.setText(words)
        for button in (self.add, self.remove):
            button.setEnabled(False)

    def _failed(self, error: EmailAssistError) -> None:
        self._read()
        self.outcome.setText(error.sentences)

    def _read(self) -> None:
        self.outcome.setText("")
        self.add.setEnabled(True)
        self.folders.clear()
        for folder in self._engine.notes.folders:
            item = QListWidgetItem(str(folder))
            item.setData(_PATH, str(folder))
            self.folders.addItem(item)
        self.remove.setEnabled(self.folders.currentItem() is not None)
        self._look_up()

    def _look_up(self) -> None:
        words = self.line.text().strip()
        if words:
            self._searching.ask(self._engine.notes.search(words), self._show_hits, self._failed)
        else:
            self._searching.ask(self._engine.notes.all(), self._show_files, self._failed)

    def _show_files(self, notes: Sequence[Note]) -> None:
        self.files.clear()
        for note in notes:
            words = self.tr("{count} passages").format(count=note.passages)
            lines = f"{note.path.name} — {note.problem or words}"
            self._add_item(lines, note.path)
        if not notes:
            self.outcome.setText(
                self.tr("Add a folder of Markdown, text or PDF files: prices, terms, answers.")
            )

    def _show_hits(self, hits: Sequence[NoteHit]) -> None:
        self.files.clear()
        for hit in hits:
            self._add_item(f"{hit.name}\n{' '.join(hit.text.split())[:240]}", hit.path)
        self.outcome.setText("" if hits else self.tr("Nothing found."))

    def _add_item(self, words: str, path: Path) -> None:
        item = QListWidgetItem(words)
        item.setData(_PATH, str(path))
        self.files.addItem(item)

    def _open(self, item: QListWidgetItem) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(item.data(_PATH)))

    def _take_event(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and event.notes:
            self._look_up()

    def _build(self) -> None:
        self.files.setWordWrap(True)
        self.files.itemActivated.connect(self._open)
        self.folders.itemSelectionChanged.connect(
            lambda: self.remove.setEnabled(self.folders.currentItem() is not None)
        )
        self.line.textChanged.connect(self._look_up)
        on_click(self.add, self._choose)
        on_click(self.remove, self._remove)
        on_click(self._close, self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        about = self.tr(
            "Drafts may take facts from these files, and say from which. They are only read."
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(10)
        whole.addWidget(text_label(self.windowTitle(), "title"))
        whole.addWidget(text_label(about, "muted", wrap=True))
        whole.addWidget(self.folders)
        whole.addLayout(buttons)
        whole.addWidget(self.line)
        whole.addWidget(self.files, 1)
        whole.addWidget(self.outcome)
        whole.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
