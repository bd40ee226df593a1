"""Text in a message that its reader cannot see, shown when somebody asks for it.

Owns: the box and its button. Must not: judge the text.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from emailassist.gui.controls import TextButton, text_label
from emailassist.gui.look import Look

MOST_SHOWN = 3_000
"""Characters; more is in the source view."""


class HiddenText(QFrame):
    """A line that says there is such text; pressing its button shows or hides it."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.setProperty("kind", "warn")
        self.button = TextButton(look, self.tr("Show the text that you cannot see"), "link")
        self.button.setCheckable(True)
        cut = "…" if len(text) > MOST_SHOWN else ""
        self.text = text_label(text[:MOST_SHOWN] + cut, "muted", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.hide()
        self.button.toggled.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 10, 6)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text)

    def _show(self, shown: bool) -> None:
        self.text.setVisible(shown)
        self.button.setText(
            self.tr("Hide it again") if shown else self.tr("Show the text that you cannot see")
        )
