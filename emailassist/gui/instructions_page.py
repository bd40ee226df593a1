"""The instructions page: the agents, the file of one, its versions.

Owns: editing and what is unsaved. Must not: judge, keep or version a file (the engine does).
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.errors import EmailAssistError, InstructionError
from emailassist.domain.events import ChangeSet
from emailassist.domain.views import InstructionFile, InstructionVersion
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.chips import Chip
from emailassist.gui.code_editor import CodeEditor
from emailassist.gui.controls import IconLabel, TextButton, on_click, set_kind, text_label
from emailassist.gui.highlighter import InstructionHighlighter
from emailassist.gui.look import Look
from emailassist.gui.over import open_over
from emailassist.gui.tooltips import plain_tip
from emailassist.gui.two_lines import TwoLineList
from emailassist.gui.version_list import VersionList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

CHECK_DELAY = 400
_DATA = int(Qt.ItemDataRole.UserRole)


class InstructionsPage(QFrame):
    """Lists the agents, edits one file, shows its versions."""

    back_wanted = Signal()
    saved = Signal(str)
    """Title of the agent whose file was saved or restored."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self.setObjectName("page")
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._file: InstructionFile | None = None
        self._kept = ""
        self._files_lane = Lane(bridge, self)
        self._text_lane = Lane(bridge, self)
        self._check_lane = Lane(bridge, self)
        self._versions_lane = Lane(bridge, self)
        self.agents = TwoLineList(look, self.tr("Agents"))
        self.versions = VersionList(look)
        self.editor = CodeEditor(look)
        self._colours = InstructionHighlighter(self.editor.document(), look)
        self._title = text_label("", "title")
        self._when = text_label("", "muted", wrap=True)
        self._state = Chip()
        self.verdict = text_label("", "muted", wrap=True)
        self.save = TextButton(look, self.tr("Save"), "primary", "save")
        self.restore = TextButton(look, self.tr("Restore shipped"), "plain", "rotate-ccw")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_DELAY)
        self._timer.timeout.connect(self._check)
        self.question: QMessageBox | None = None
        self._build()

    @property
    def is_unsaved(self) -> bool:
        return self._file is not None and self.editor.toPlainText() != self._kept

    def load(self) -> None:
        """Read the list of agents, and the file of the chosen one."""
        self._files_lane.ask(self._engine.instructions.all(), self._show_files)

    def take_changes(self, changes: ChangeSet) -> None:
        """Read again what is shown of the changes."""
        if changes.instructions:
            self.load()

    def save_now(self) -> None:
        """Save; a broken file is refused, and the cursor goes to its line."""
        file = self._file
        if file is None:
            return
        text = self.editor.toPlainText()
        self._timer.stop()
        self._check_lane.ask(
            self._engine.instructions.save(file.name, text),
            lambda saved: self._was_saved(saved, text),
            self._was_refused,
        )

    def leave(self, then: Callable[[], object]) -> None:
        """Do `then`, after asking when something is unsaved."""
        if not self.is_unsaved or self._file is None:
            then()
            return
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Unsaved changes"))
        box.setText(
            self.tr("“{title}” has changes that are not saved.").format(title=self._file.title)
        )
        box.setInformativeText(self.tr("Going on now throws them away."))
        drop = box.addButton(self.tr("Throw away"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Keep editing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        on_click(drop, lambda: self._drop_changes(then))
        self.question = box
        open_over(self, box)

    def _drop_changes(self, then: Callable[[], object]) -> None:
        self._set_text(self._kept)
        then()

    def _show_files(self, files: Sequence[InstructionFile]) -> None:
        chosen = self._file.name if self._file else None
        with QSignalBlocker(self.agents):
            self.agents.clear()
            for file in files:
                item = QListWidgetItem(self._entry_text(file))
                item.setData(_DATA, file)
                item.setToolTip(plain_tip(file.problem or file.when))
                self.agents.addItem(item)
        if chosen is None and files:
            self.agents.setCurrentRow(0)
        elif chosen is not None:
            self._show_chosen()
            if not self.is_unsaved:
                self._load_text(chosen)

    def _entry_text(self, file: InstructionFile) -> str:
        marks = [file.role]
        if not file.enabled:
            marks.append(self.tr("off"))
        if file.edited:
            marks.append(self.tr("edited"))
        if file.problem:
            marks.append(self.tr("broken"))
        return f"{file.title}\n{' · '.join(marks)}"

    def _agent_chosen(self, item: QListWidgetItem | None) -> None:
        file = item.data(_DATA) if item else None
        if not isinstance(file, InstructionFile) or (
            self._file is not None and file.name == self._file.name
        ):
            return
        if self.is_unsaved:
            self._show_chosen()
            self.leave(lambda: self._open(file))
        else:
            self._open(file)

    def _show_chosen(self) -> None:
        """The list shows the file that is open, with what is known of it now."""
        for row in range(self.agents.count()):
            item = self.agents.item(row)
            file = item.data(_DATA)
            if self._file is not None and file.name == self._file.name:
                with QSignalBlocker(self.agents):
                    self.agents.setCurrentItem(item)
                self._show_head(file)

    def _open(self, file: InstructionFile) -> None:
        self._file = file
        self._show_chosen()
        self._load_text(file.name)

    def _load_text(self, name: str) -> None:
        self._text_lane.ask(self._engine.instructions.text(name), self._show_text)
        self._versions_lane.ask(
            self._engine.instructions.versions(name), self.versions.show_versions
        )

    def _show_head(self, file: InstructionFile) -> None:
        self._file = file
        theme = self._look.theme
        self._title.setText(file.title)
        self._when.setText(self.tr("Used when: {when}").format(when=file.when))
        if file.problem:
            self._state.setText(self.tr("broken, the last good version is in force"))
            self._state.paint_with(theme.danger, theme.danger_soft)
        elif file.edited:
            self._state.setText(self.tr("edited by you"))
            self._state.paint_with(theme.accent, theme.accent_soft)
        else:
            self._state.setText(self.tr("as shipped"))
            self._state.paint_with(theme.faint, theme.panel)
        self.restore.setEnabled(file.edited or bool(file.problem))

    def _show_text(self, text: str) -> None:
        if text != self.editor.toPlainText():
            self._set_text(text)
        self._kept = text
        self._text_changed()

    def _set_text(self, text: str) -> None:
        self.editor.setPlainText(text)
        self._kept = text

    def _text_changed(self) -> None:
        self.save.setEnabled(self.is_unsaved)
        self._timer.start()

    def _check(self) -> None:
        if self._file is not None:
            self._check_lane.ask(
                self._engine.instructions.check(self._file.name, self.editor.toPlainText()),
                lambda _: self._is_good(),
                self._is_broken,
            )

    def _is_good(self) -> None:
        self.editor.mark_line(None)
        set_kind(self.verdict, "done")
        if self.is_unsaved:
            self.verdict.setText(self.tr("This can be saved; the next triage uses it."))
        else:
            self.verdict.setText(self.tr("In force: the next triage uses it."))

    def _is_broken(self, error: EmailAssistError, *, refused: bool = False) -> None:
        set_kind(self.verdict, "problem")
        if isinstance(error, InstructionError):
            self.editor.mark_line(error.line)
            words = self.tr("Line {line}: {problem} {hint}").format(
                line=error.line, problem=error.problem, hint=error.hint
            )
        else:
            words = error.sentences
        if refused:
            words = self.tr("Not saved. {why}").format(why=words)
        self.verdict.setText(words.strip())

    def _was_refused(self, error: EmailAssistError) -> None:
        self._is_broken(error, refused=True)
        if isinstance(error, InstructionError):
            self.editor.go_to_line(error.line)

    def _was_saved(self, file: InstructionFile, text: str) -> None:
        self._kept = text
        self.save.setEnabled(self.is_unsaved)
        self._show_head(file)
        self._is_good()
        self.saved.emit(file.title)
        self._versions_lane.ask(
            self._engine.instructions.versions(file.name), self.versions.show_versions
        )

    def _restore_shipped(self) -> None:
        file = self._file
        if file is not None:
            self._text_lane.ask(self._engine.instructions.restore(file.name), self._was_restored)

    def _was_restored(self, file: InstructionFile) -> None:
        self._kept = self.editor.toPlainText()
        self._show_head(file)
        self.saved.emit(file.title)
        self._load_text(file.name)

    def _take_version(self, version: InstructionVersion) -> None:
        """The version's text into the editor, undoable; nothing is saved yet."""
        cursor = self.editor.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(version.text)
        self.editor.go_to_line(1)

    def _build(self) -> None:
        self.editor.setAccessibleName(self.tr("Instruction file"))
        self.agents.currentItemChanged.connect(lambda item, _: self._agent_chosen(item))
        self.versions.chosen.connect(self._take_version)
        self.editor.textChanged.connect(self._text_changed)
        on_click(self.save, self.save_now)
        on_click(self.restore, lambda: self.leave(self._restore_shipped))
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save_now)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 15, 20, 16)
        row.setSpacing(18)
        row.addWidget(self._agents_column())
        row.addLayout(self._editor_column(), 1)
        row.addWidget(self._versions_column())

    def _agents_column(self) -> QWidget:
        column, layout = _side_column(230)
        back = TextButton(self._look, self.tr("Back to mail"), "quiet", "reply")
        back.clicked.connect(self.back_wanted)
        layout.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(text_label(self.tr("Instructions"), "title"))
        hint = self.tr(
            "Each file tells one agent what to do. The classifier's file also holds"
            " your categories."
        )
        layout.addWidget(text_label(hint, "faint", wrap=True))
        layout.addWidget(self.agents, 1)
        return column

    def _editor_column(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addSpacing(6)
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self.restore)
        head.addWidget(self.save)
        verdict = QHBoxLayout()
        verdict.addWidget(IconLabel(self._look, "info", "faint", 15), 0, Qt.AlignmentFlag.AlignTop)
        verdict.addWidget(self.verdict, 1)
        column = QVBoxLayout()
        column.setSpacing(9)
        column.addLayout(head)
        column.addWidget(self._when)
        column.addLayout(verdict)
        column.addWidget(self.editor, 1)
        return column

    def _versions_column(self) -> QWidget:
        column, layout = _side_column(190)
        layout.addWidget(text_label(self.tr("Versions"), "card-title"))
        hint = self.tr("Every save is kept. Choose one to put it into the editor.")
        layout.addWidget(text_label(hint, "faint", wrap=True))
        layout.addWidget(self.versions, 1)
        return column


def _side_column(width: int) -> tuple[QWidget, QVBoxLayout]:
    column = QWidget()
    column.setFixedWidth(width)
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    return column, layout
