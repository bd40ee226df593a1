"""Asking for a new agent: what it is called and with what it begins.

Owns: the form. Must not: make the agent (the engine does).
"""

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.views import InstructionExample
from emailassist.gui.controls import TextButton, on_click, set_kind, text_label
from emailassist.gui.look import Look


class NewAgentDialog(QDialog):
    """A title, the name that follows from it, and an example to begin with.

    Without `examples` it asks for the title and name of a copy.
    """

    wanted = Signal(str, str, str)
    """Name, title and the example's name, '' for a copy."""

    def __init__(
        self, look: Look, parent: QWidget, title: str, examples: Sequence[InstructionExample] = ()
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self._named_by_hand = False
        self.example = QComboBox()
        for each in examples:
            self.example.addItem(each.title, each)
        self.title = QLineEdit()
        self.title.setMaxLength(60)
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self._when = text_label("", "muted", wrap=True)
        self.problem = text_label("", "problem", wrap=True)
        set_kind(self.problem, "problem")
        self.make = TextButton(look, self.tr("Create"), "primary", "plus")
        cancel = TextButton(look, self.tr("Cancel"))
        self.title.textEdited.connect(lambda _: self._name_after_title())
        self.name.textEdited.connect(lambda _: self._was_named())
        self.example.currentIndexChanged.connect(lambda _: self._take_example())
        on_click(self.make, self._tell)
        on_click(cancel, self.reject)
        form = QFormLayout()
        form.setSpacing(10)
        if examples:
            form.addRow(self.tr("Begin with"), self.example)
            form.addRow("", self._when)
        form.addRow(self.tr("Title"), self.title)
        form.addRow(self.tr("Name of the file"), self.name)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.make)
        note = self.tr(
            "An agent of your own looks for what its file declares, in the messages for which it"
            " is. Each value is shown with the words of the message that say it."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(12)
        column.addWidget(text_label(title, "title"))
        column.addWidget(text_label(note, "muted", wrap=True))
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self._take_example()

    def refuse(self, why: str) -> None:
        """Say why there can be no such agent; the dialog stays."""
        self.problem.setText(why)
        self.make.setEnabled(True)

    def _take_example(self) -> None:
        example = self.example.currentData()
        if isinstance(example, InstructionExample):
            self._when.setText(example.when)
            self.title.setText(example.title)
        self._named_by_hand = False
        self._name_after_title()

    def _name_after_title(self) -> None:
        if not self._named_by_hand:
            words = re.sub(r"[^a-z0-9]+", "-", self.title.text().casefold()).strip("-")
            self.name.setText(words[:40].strip("-"))
        self._say_whether_it_can_be()

    def _was_named(self) -> None:
        self._named_by_hand = bool(self.name.text())
        self._say_whether_it_can_be()

    def _say_whether_it_can_be(self) -> None:
        self.problem.setText("")
        self.make.setEnabled(bool(self.title.text().strip() and self.name.text().strip()))

    def _tell(self) -> None:
        example = self.example.currentData()
        begun = example.name if isinstance(example, InstructionExample) else ""
        self.make.setEnabled(False)
        self.wanted.emit(self.name.text().strip(), self.title.text().strip(), begun)
