"""The keys of the window, in one table, and the overlay that lists them.

Owns: which key does what, in words. Must not: do it.
"""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from emailassist.gui import deeds
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look


def described() -> tuple[tuple[str, str], ...]:
    """Key and what it does, in the order of the overlay."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("shortcuts", text)

    return (
        ("F5", tr("Synchronise all accounts")),
        ("Ctrl+T", tr("Triage new messages")),
        ("/, Ctrl+F, Ctrl+K", tr("Search")),
        ("J", tr("Next message")),
        ("K", tr("Previous message")),
        *((", ".join(each.keys), each.name) for each in deeds.described().values()),
        ("C, Ctrl+N", tr("Write a new message")),
        ("R", tr("Reply to the open message")),
        ("Shift+R", tr("Reply to everybody")),
        ("F", tr("Forward the open message")),
        ("M", tr("Mail like the open message")),
        ("Ctrl+Return", tr("Approve and send the draft, or what is written")),
        ("Z, Ctrl+Z", tr("Undo, or take back what is about to go out")),
        ("Ctrl+Shift+A", tr("Attach files to what is written")),
        ("Ctrl+S", tr("Save the instruction file, or keep what is written")),
        ("Ctrl+1", tr("Mail")),
        ("Ctrl+2", tr("Instructions")),
        ("Ctrl+3", tr("Quality")),
        ("Ctrl+,", tr("Settings and more")),
        ("Esc", tr("Leave the search, go back to mail, or close what is written")),
        ("F1", tr("This list")),
        ("Ctrl+Q", tr("Quit")),
    )


class ShortcutsDialog(QDialog):
    """Lists the keys."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(9)
        table = described()
        half = (len(table) + 1) // 2
        for place, (keys, words) in enumerate(table):
            side, row = divmod(place, half)
            grid.addWidget(text_label(keys, "code"), row, 2 * side)
            grid.addWidget(text_label(words), row, 2 * side + 1)
        close = TextButton(look, self.tr("Close"), "primary")
        on_click(close, self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(text_label(self.tr("Keyboard shortcuts"), "title"))
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
