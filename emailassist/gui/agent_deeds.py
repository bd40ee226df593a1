"""What can be done with an agent as a whole: create, copy, switch, compare, remove.

Owns: the menu and the dialogs. Must not: edit a text (the editor does) or touch files.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox, QWidget

from emailassist.domain.difference import DiffLine
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.views import InstructionExample, InstructionFile, InstructionVersion
from emailassist.engine.instructions import SHIPPED
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import on_click
from emailassist.gui.difference_dialog import DifferenceDialog
from emailassist.gui.look import Look
from emailassist.gui.new_agent_dialog import NewAgentDialog
from emailassist.gui.over import open_over

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_ALWAYS_ON = ("route", "classify")


class AgentDeeds(QObject):
    """Does them through the engine; tells which agent there is now."""

    made = Signal(object)
    """The `InstructionFile` of a new or changed agent."""
    removed = Signal(str)

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, over: QWidget) -> None:
        super().__init__(over)
        self._engine = engine
        self._look = look
        self._over = over
        self._lane = Lane(bridge, over)
        self.menu = QMenu(over)
        self.shown: QDialog | None = None

    def show_menu_for(self, file: InstructionFile) -> None:
        """Fill the menu with what can be done with this agent."""
        self.menu.clear()
        if file.edited and not file.is_own:
            self._entry(self.tr("Compare with the shipped file…"), lambda: self.compare(file))
        if file.is_own:
            self._entry(self.tr("Copy…"), lambda: self.copy(file))
        if file.role not in _ALWAYS_ON and not file.problem:
            on = file.enabled
            words = self.tr("Switch off") if on else self.tr("Switch on")
            self._entry(words, lambda: self.switch(file, on=not on))
        if file.is_own:
            self.menu.addSeparator()
            self._entry(self.tr("Remove…"), lambda: self.remove(file))

    def begin(self) -> None:
        """Ask for a new agent."""
        self._lane.ask(self._engine.instructions.examples(), self._ask_for_new)

    def copy(self, file: InstructionFile) -> None:
        """Ask what a copy of the agent is to be called."""
        title = self.tr("Copy “{title}”").format(title=file.title)
        dialog = NewAgentDialog(self._look, self._over, title)
        dialog.wanted.connect(
            lambda name, called, _: self._lane.ask(
                self._engine.instructions.duplicate(file.name, name, called),
                lambda made: self._was_made(dialog, made),
                lambda error: dialog.refuse(error.sentences),
            )
        )
        self._open(dialog)

    def switch(self, file: InstructionFile, *, on: bool) -> None:
        """Switch the agent on or off."""
        self._lane.ask(self._engine.instructions.switch(file.name, on=on), self.made.emit)

    def keep_mine(self, file: InstructionFile) -> None:
        """Keep the copy although the shipped file has changed."""
        self._lane.ask(self._engine.instructions.keep_mine(file.name), self.made.emit)

    def compare(self, file: InstructionFile) -> None:
        """Show what the person changed."""
        note = self.tr("- stands in the shipped file, + in yours.")
        self._lane.ask(
            self._engine.instructions.compare(file.name, SHIPPED),
            lambda lines: self.show_difference(file.title, note, lines),
        )

    def compare_version(self, file: InstructionFile, version: InstructionVersion) -> None:
        """Show what the file on disk has otherwise than that version."""
        note = self.tr("- stands in the chosen version, + in the file as it is saved.")
        self._lane.ask(
            self._engine.instructions.compare(file.name, version.digest),
            lambda lines: self.show_difference(file.title, note, lines),
        )

    def show_update(self, file: InstructionFile) -> None:
        """Show what changed in the shipped file since the copy was made."""
        note = self.tr("- stood in the shipped file when you edited it, + stands there now.")
        self._lane.ask(
            self._engine.instructions.shipped_change(file.name),
            lambda lines: self.show_difference(file.title, note, lines),
        )

    def show_difference(self, title: str, note: str, lines: Sequence[DiffLine]) -> None:
        """Show a comparison."""
        self._open(DifferenceDialog(self._look, self._over, title, note, lines))

    def remove(self, file: InstructionFile) -> None:
        """Ask, and remove the agent."""
        box = QMessageBox(self._over)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Remove an agent"))
        box.setText(self.tr("Remove “{title}”?").format(title=file.title))
        box.setInformativeText(self.tr("What it found stays with the messages."))
        yes = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole))
        on_click(yes, lambda: self._remove(file.name))
        self._open(box)

    def _remove(self, name: str) -> None:
        self._lane.ask(
            self._engine.instructions.remove(name),
            lambda _: self.removed.emit(name),
            self._was_refused,
        )

    def _was_refused(self, error: EmailAssistError) -> None:
        box = QMessageBox(self._over)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Not done"))
        box.setText(error.reason)
        box.setInformativeText(error.hint)
        self._open(box)

    def _ask_for_new(self, examples: Sequence[InstructionExample]) -> None:
        dialog = NewAgentDialog(self._look, self._over, self.tr("New agent"), examples)
        dialog.wanted.connect(
            lambda name, title, example: self._lane.ask(
                self._engine.instructions.begin(name, example, title),
                lambda made: self._was_made(dialog, made),
                lambda error: dialog.refuse(error.sentences),
            )
        )
        self._open(dialog)

    def _was_made(self, dialog: QDialog, file: InstructionFile) -> None:
        dialog.accept()
        self.made.emit(file)

    def _entry(self, words: str, act: Callable[[], None]) -> None:
        action = QAction(words, self.menu)
        action.triggered.connect(lambda _=False: act())
        self.menu.addAction(action)

    def _open(self, dialog: QDialog) -> None:
        self.shown = dialog
        open_over(self._over, dialog)
