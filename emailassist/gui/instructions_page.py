"""The instructions page: the agents, the file of one, its versions.

Owns: which file is open, and asking before unsaved text is lost. Must not: judge, keep or
version a file (the engine does).
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMessageBox, QVBoxLayout, QWidget
from typing_extensions import override

from emailassist.domain.events import ChangeSet
from emailassist.domain.views import InstructionFile
from emailassist.gui.agent_deeds import AgentDeeds
from emailassist.gui.agent_list import AgentList
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.instruction_editor import InstructionEditor
from emailassist.gui.look import Look
from emailassist.gui.over import open_over
from emailassist.gui.version_list import VersionList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

LOOK_AGAIN = 3000
"""Milliseconds between looks at the files while the page is open: editors write them, too."""


class InstructionsPage(QFrame):
    """Lists the agents, edits one file, shows its versions."""

    back_wanted = Signal()
    saved = Signal(str)
    """Title of the agent whose file was saved or restored."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self.setObjectName("page")
        self._engine = engine
        self._look = look
        self._files: tuple[InstructionFile, ...] = ()
        self._files_lane = Lane(bridge, self)
        self._restore_lane = Lane(bridge, self)
        self._versions_lane = Lane(bridge, self)
        self.agents = AgentList(look)
        self.versions = VersionList(look)
        self.deeds = AgentDeeds(bridge, engine, look, self)
        self.open_file = InstructionEditor(bridge, engine, look, self.deeds)
        self.editor = self.open_file.code
        self.verdict = self.open_file.verdict
        self.save = self.open_file.save
        self.restore = self.open_file.restore
        self.new = TextButton(look, self.tr("New agent…"), "plain", "plus")
        self.compare = TextButton(look, self.tr("Compare with the file"), "link")
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self._look_again)
        self.question: QMessageBox | None = None
        self._build()

    @property
    def is_unsaved(self) -> bool:
        return self.open_file.is_unsaved

    def load(self) -> None:
        """Read the list of agents, and the file of the chosen one."""
        self._files_lane.ask(self._engine.instructions.all(), self._show_files)

    def take_changes(self, changes: ChangeSet) -> None:
        """Read again what is shown of the changes."""
        if changes.instructions:
            self.load()

    def save_now(self) -> None:
        """Save; a broken file is refused, and the cursor goes to its line."""
        self.open_file.save_now()

    def leave(self, then: Callable[[], object]) -> None:
        """Do `then`, after asking when something is unsaved."""
        file = self.open_file.file
        if not self.is_unsaved or file is None:
            then()
            return
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Unsaved changes"))
        box.setText(self.tr("“{title}” has changes that are not saved.").format(title=file.title))
        box.setInformativeText(self.tr("Going on now throws them away."))
        drop = box.addButton(self.tr("Throw away"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Keep editing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        on_click(drop, lambda: self._drop_changes(then))
        self.question = box
        open_over(self, box)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _drop_changes(self, then: Callable[[], object]) -> None:
        self.open_file.drop_changes()
        then()

    def _look_again(self) -> None:
        def show_if_changed(files: tuple[InstructionFile, ...]) -> None:
            if files != self._files:
                self._show_files(files)

        self._files_lane.ask(self._engine.instructions.all(), show_if_changed)

    def _show_files(self, files: Sequence[InstructionFile]) -> None:
        self._files = tuple(files)
        self.agents.show_files(files)
        file = self.open_file.file
        again = self.agents.choose(file.name) if file else None
        if again is not None:
            self.open_file.show_head(again)
            if not self.is_unsaved:
                self._read()
        elif files:
            self.agents.setCurrentRow(0)

    def _agent_chosen(self, file: InstructionFile) -> None:
        shown = self.open_file.file
        if shown is not None and file.name == shown.name:
            return
        if self.is_unsaved and shown is not None:
            self.agents.choose(shown.name)
            self.leave(lambda: self._open(file))
        else:
            self._open(file)

    def _open(self, file: InstructionFile) -> None:
        self.agents.choose(file.name)
        self.open_file.show_head(file)
        self._read()

    def _read(self) -> None:
        self.open_file.read_text()
        self._read_versions()

    def _read_versions(self) -> None:
        file = self.open_file.file
        if file is not None:
            self._versions_lane.ask(
                self._engine.instructions.versions(file.name), self.versions.show_versions
            )

    def _was_saved(self, file: InstructionFile) -> None:
        self.saved.emit(file.title)
        self._read_versions()

    def _was_made(self, file: InstructionFile) -> None:
        """Show an agent that is new or changed as a whole."""
        self.saved.emit(file.title)
        self.open_file.was_restored(file)
        self.load()

    def _was_removed(self, name: str) -> None:
        file = self.open_file.file
        if file is not None and file.name == name:
            self.open_file.close_file()
        self.load()

    def _restore_shipped(self) -> None:
        file = self.open_file.file
        if file is not None:
            self._restore_lane.ask(self._engine.instructions.restore(file.name), self._was_restored)

    def _was_restored(self, file: InstructionFile) -> None:
        self.open_file.was_restored(file)
        self.saved.emit(file.title)
        self._read_versions()

    def _compare_version(self) -> None:
        version, file = self.versions.current(), self.open_file.file
        if version is not None and file is not None:
            self.deeds.compare_version(file, version)

    def _build(self) -> None:
        self.agents.file_chosen.connect(self._agent_chosen)
        self.versions.chosen.connect(self.open_file.take)
        self.versions.currentItemChanged.connect(
            lambda item, _: self.compare.setEnabled(item is not None)
        )
        self.open_file.saved.connect(self._was_saved)
        self.deeds.made.connect(self._was_made)
        self.deeds.removed.connect(self._was_removed)
        on_click(self.restore, lambda: self.leave(self._restore_shipped))
        on_click(self.new, lambda: self.leave(self.deeds.begin))
        on_click(self.compare, self._compare_version)
        self.compare.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 15, 20, 16)
        row.setSpacing(18)
        row.addWidget(self._agents_column())
        row.addWidget(self.open_file, 1)
        row.addWidget(self._versions_column())

    def _agents_column(self) -> QWidget:
        column, layout = _side_column(230)
        back = TextButton(self._look, self.tr("Back to mail"), "quiet", "reply")
        back.clicked.connect(self.back_wanted)
        layout.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(text_label(self.tr("Instructions"), "title"))
        hint = self.tr(
            "Each file tells one agent what to do. The classifier's file also holds"
            " your categories. Agents of your own look for what you want to know."
        )
        layout.addWidget(text_label(hint, "faint", wrap=True))
        layout.addWidget(self.agents, 1)
        layout.addWidget(self.new)
        return column

    def _versions_column(self) -> QWidget:
        column, layout = _side_column(190)
        layout.addWidget(text_label(self.tr("Versions"), "card-title"))
        hint = self.tr("Every save is kept. Choose one to put it into the editor.")
        layout.addWidget(text_label(hint, "faint", wrap=True))
        layout.addWidget(self.versions, 1)
        layout.addWidget(self.compare)
        return column


def _side_column(width: int) -> tuple[QWidget, QVBoxLayout]:
    column = QWidget()
    column.setFixedWidth(width)
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    return column, layout
