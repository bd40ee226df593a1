"""The saved versions of one instruction file.

Owns: listing them. Must not: put one in force.
"""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidgetItem

from emailassist.domain.views import InstructionVersion
from emailassist.gui.dates import long_date
from emailassist.gui.look import Look
from emailassist.gui.two_lines import TwoLineList

_DATA = int(Qt.ItemDataRole.UserRole)


class VersionList(TwoLineList):
    """When each was saved, and its note or the start of its digest."""

    chosen = Signal(object)
    """The `InstructionVersion` that the person wants to see."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "")
        self.setAccessibleName(self.tr("Saved versions"))
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)

    def show_versions(self, versions: Sequence[InstructionVersion]) -> None:
        """Show these, in this order."""
        self.clear()
        now = datetime.now().astimezone()
        for version in versions:
            words = f"{long_date(version.saved_at, now)}\n{version.note or version.digest[:12]}"
            item = QListWidgetItem(words)
            item.setData(_DATA, version)
            item.setToolTip(self.tr("Put this version into the editor"))
            self.addItem(item)

    def current(self) -> InstructionVersion | None:
        """The version that is chosen, if one is."""
        item: QListWidgetItem | None = self.currentItem()
        version = item.data(_DATA) if item is not None else None
        return version if isinstance(version, InstructionVersion) else None

    def _choose(self, item: QListWidgetItem) -> None:
        version = item.data(_DATA)
        if isinstance(version, InstructionVersion):
            self.chosen.emit(version)
