"""The agents in the order in which the team works.

Owns: how a file is listed. Must not: read one.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem

from emailassist.domain.views import InstructionFile
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip
from emailassist.gui.two_lines import TwoLineList

_DATA = int(Qt.ItemDataRole.UserRole)


class AgentList(TwoLineList):
    """Each agent's title, its role, and what is special about its file."""

    file_chosen = Signal(object)
    """The `InstructionFile` that the person chose."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "")
        self.setAccessibleName(self.tr("Agents"))
        self.currentItemChanged.connect(lambda item, _: self._choose(item))

    def show_files(self, files: Sequence[InstructionFile]) -> None:
        """List these; nothing is chosen."""
        with QSignalBlocker(self):
            self.clear()
            for file in files:
                item = QListWidgetItem(f"{file.title}\n{' · '.join(self._marks(file))}")
                item.setData(_DATA, file)
                item.setToolTip(plain_tip(file.problem or file.when))
                self.addItem(item)

    def choose(self, name: str) -> InstructionFile | None:
        """Choose that file without telling; it as it is listed now, None if it is gone."""
        for row in range(self.count()):
            file = self.item(row).data(_DATA)
            if isinstance(file, InstructionFile) and file.name == name:
                with QSignalBlocker(self):
                    self.setCurrentRow(row)
                return file
        return None

    def _marks(self, file: InstructionFile) -> list[str]:
        marks = [self.tr("your own") if file.is_own else file.role]
        if not file.enabled and not (file.problem and not file.role):
            marks.append(self.tr("off"))
        if file.edited and not file.is_own:
            marks.append(self.tr("edited"))
        if file.shipped_changed:
            marks.append(self.tr("update"))
        if file.problem:
            marks.append(self.tr("broken"))
        return marks

    def _choose(self, item: QListWidgetItem | None) -> None:
        file = item.data(_DATA) if item else None
        if isinstance(file, InstructionFile):
            self.file_chosen.emit(file)
