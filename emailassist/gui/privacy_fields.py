"""Fields for what stays on this computer: senders, and categories.

Owns: the two widgets. Must not: keep anything, or judge an address (the settings do).
"""

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from emailassist.domain.triage import Category

_LINES = 4


class SendersField(QPlainTextEdit):
    """Addresses and domains, one a line."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setPlaceholderText("ana@example.org\nexample.org")
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 18)

    def show_senders(self, senders: Iterable[str]) -> None:
        self.setPlainText("\n".join(senders))

    def senders(self) -> tuple[str, ...]:
        """What is written, each once."""
        words = self.toPlainText().replace(",", " ").replace(";", " ").split()
        return tuple(dict.fromkeys(word.casefold().lstrip("@") for word in words))


class CategoriesField(QWidget):
    """A box for each category, and for those chosen before that are there no more."""

    def __init__(self, categories: Iterable[Category]) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.boxes: dict[str, QCheckBox] = {}
        for category in categories:
            self._add(category.name, category.title)

    def choose(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.boxes:
                self._add(name, name)
            self.boxes[name].setChecked(True)

    def chosen(self) -> tuple[str, ...]:
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _add(self, name: str, title: str) -> None:
        self.boxes[name] = QCheckBox(title)
        self._column.addWidget(self.boxes[name])
