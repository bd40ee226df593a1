"""One instruction file being edited: its head, its text, and whether it can be saved.

Owns: what is unsaved, and the check while typing. Must not: judge or keep a file (the engine
does).
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from emailassist.domain.errors import EmailAssistError, InstructionError
from emailassist.domain.views import InstructionFile, InstructionVersion
from emailassist.gui.agent_deeds import AgentDeeds
from emailassist.gui.banners import Banner
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.chips import Chip
from emailassist.gui.code_editor import CodeEditor
from emailassist.gui.controls import (
    IconButton,
    IconLabel,
    TextButton,
    clear,
    on_click,
    set_kind,
    text_label,
)
from emailassist.gui.highlighter import InstructionHighlighter
from emailassist.gui.look import Look

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

CHECK_DELAY = 400


class InstructionEditor(QWidget):
    """The file that is open, if one is."""

    saved = Signal(object)
    """The `InstructionFile` that was saved."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, deeds: AgentDeeds) -> None:
        super().__init__()
        self._engine = engine
        self._look = look
        self._deeds = deeds
        self._text_lane = Lane(bridge, self)
        self._check_lane = Lane(bridge, self)
        self._models_lane = Lane(bridge, self)
        self.file: InstructionFile | None = None
        self._kept = ""
        self.code = CodeEditor(look)
        self._colours = InstructionHighlighter(self.code.document(), look)
        self._title = text_label("", "title")
        self._when = text_label("", "muted", wrap=True)
        self._state = Chip()
        self.verdict = text_label("", "muted", wrap=True)
        self.save = TextButton(look, self.tr("Save"), "primary", "save")
        self.restore = TextButton(look, self.tr("Restore shipped"), "plain", "rotate-ccw")
        self.more = IconButton(look, "ellipsis", self.tr("More about this agent"))
        self.needs_model = text_label("", "muted", wrap=True)
        self._updates = QVBoxLayout()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_DELAY)
        self._timer.timeout.connect(self._check)
        self._build()

    @property
    def is_unsaved(self) -> bool:
        return self.file is not None and self.code.toPlainText() != self._kept

    def open(self, file: InstructionFile) -> None:
        """Show the file and read its text."""
        self.show_head(file)
        self.read_text()

    def close_file(self) -> None:
        """The file is gone."""
        self.file = None
        self._kept = ""
        self.code.clear()

    def read_text(self) -> None:
        """Read the text of the open file again."""
        if self.file is not None:
            self._text_lane.ask(self._engine.instructions.text(self.file.name), self._show_text)

    def show_head(self, file: InstructionFile) -> None:
        """What is known of the open file now."""
        self.file = file
        theme = self._look.theme
        self._title.setText(file.title)
        self._when.setText(self.tr("Used when: {when}").format(when=file.when))
        self._when.setVisible(bool(file.when))
        if file.problem and not file.role:
            self._state.setText(self.tr("broken, not used"))
            self._state.paint_with(theme.danger, theme.danger_soft)
        elif file.problem:
            self._state.setText(self.tr("broken, the last good version is in force"))
            self._state.paint_with(theme.danger, theme.danger_soft)
        elif file.is_own:
            self._state.setText(self.tr("your own") if file.enabled else self.tr("switched off"))
            self._state.paint_with(theme.accent, theme.accent_soft)
        elif file.edited:
            self._state.setText(self.tr("edited by you"))
            self._state.paint_with(theme.accent, theme.accent_soft)
        else:
            self._state.setText(self.tr("as shipped"))
            self._state.paint_with(theme.faint, theme.panel)
        self.restore.setVisible(not file.is_own)
        self.restore.setEnabled(file.edited or bool(file.problem))
        self.needs_model.hide()
        if file.is_own and file.tier:
            self._models_lane.ask(self._engine.models.writes(file.tier), self._show_whether_run)
        self._deeds.show_menu_for(file)
        self.more.setVisible(not self._deeds.menu.isEmpty())
        self._show_update(file)

    def drop_changes(self) -> None:
        """Go back to the text as it is kept."""
        self._set_text(self._kept)

    def take(self, version: InstructionVersion) -> None:
        """The version's text into the editor, undoable; nothing is saved yet."""
        cursor = self.code.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(version.text)
        self.code.go_to_line(1)

    def save_now(self) -> None:
        """Save; a broken file is refused, and the cursor goes to its line."""
        if self.file is None:
            return
        text = self.code.toPlainText()
        self._timer.stop()
        self._check_lane.ask(
            self._engine.instructions.save(self.file.name, text),
            lambda saved: self._was_saved(saved, text),
            self._was_refused,
        )

    def was_restored(self, file: InstructionFile) -> None:
        """Another text is in force than what was edited."""
        self._kept = self.code.toPlainText()
        self.open(file)

    def _show_whether_run(self, writes: bool) -> None:
        file = self.file
        if file is not None and file.is_own and not writes:
            told = self.tr(
                "No model of the tier “{tier}” can write, so that patterns fill in what they"
                " recognise. Connect a better model to have messages read."
            )
            self.needs_model.setText(told.format(tier=file.tier))
            self.needs_model.show()

    def _show_update(self, file: InstructionFile) -> None:
        clear(self._updates)
        if file.shipped_changed:
            told = self.tr("The shipped file has changed since you edited yours.")
            banner = Banner(self._look, "info", told)
            banner.add_button(self.tr("Keep mine"), lambda: self._deeds.keep_mine(file))
            banner.add_button(self.tr("What changed"), lambda: self._deeds.show_update(file))
            self._updates.addWidget(banner)

    def _show_text(self, text: str) -> None:
        if text != self.code.toPlainText():
            self._set_text(text)
        self._kept = text
        self._text_changed()

    def _set_text(self, text: str) -> None:
        self.code.setPlainText(text)
        self._kept = text

    def _text_changed(self) -> None:
        self.save.setEnabled(self.is_unsaved)
        self._timer.start()

    def _check(self) -> None:
        if self.file is not None:
            self._check_lane.ask(
                self._engine.instructions.check(self.file.name, self.code.toPlainText()),
                lambda _: self._is_good(),
                self._is_broken,
            )

    def _is_good(self) -> None:
        self.code.mark_line(None)
        set_kind(self.verdict, "done")
        if self.is_unsaved:
            self.verdict.setText(self.tr("This can be saved; the next triage uses it."))
        elif self.file is not None and not self.file.enabled:
            self.verdict.setText(self.tr("Switched off: nobody is asked."))
        else:
            self.verdict.setText(self.tr("In force: the next triage uses it."))

    def _is_broken(self, error: EmailAssistError, *, refused: bool = False) -> None:
        set_kind(self.verdict, "problem")
        if isinstance(error, InstructionError):
            self.code.mark_line(error.line)
            line = self.tr("Line {line}: {problem} {hint}")
            words = "\n".join(
                line.format(line=each.line, problem=each.problem, hint=each.hint).strip()
                for each in error.each
            )
        else:
            words = error.sentences
        if refused:
            words = self.tr("Not saved. {why}").format(why=words)
        self.verdict.setText(words.strip())

    def _was_refused(self, error: EmailAssistError) -> None:
        self._is_broken(error, refused=True)
        if isinstance(error, InstructionError):
            self.code.go_to_line(error.line)

    def _was_saved(self, file: InstructionFile, text: str) -> None:
        self._kept = text
        self.save.setEnabled(self.is_unsaved)
        self.show_head(file)
        self._is_good()
        self.saved.emit(file)

    def _build(self) -> None:
        self.code.setAccessibleName(self.tr("Instruction file"))
        self.code.textChanged.connect(self._text_changed)
        on_click(self.save, self.save_now)
        self.more.setMenu(self._deeds.menu)
        self.more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save_now)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addSpacing(6)
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self.more)
        head.addWidget(self.restore)
        head.addWidget(self.save)
        verdict = QHBoxLayout()
        verdict.addWidget(IconLabel(self._look, "info", "faint", 15), 0, Qt.AlignmentFlag.AlignTop)
        verdict.addWidget(self.verdict, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        column.addLayout(head)
        column.addWidget(self._when)
        column.addWidget(self.needs_model)
        column.addLayout(self._updates)
        column.addLayout(verdict)
        column.addWidget(self.code, 1)
