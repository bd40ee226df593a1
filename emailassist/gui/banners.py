"""Sentences that the window shows without stopping anyone: problems and toasts.

Owns: a stack of them and how long they stay. Must not: decide what is said.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.gui.controls import IconButton, IconLabel, TextButton, on_click, text_label
from emailassist.gui.look import Look

TOAST_TIME = 8000
"""Milliseconds a toast stays."""
MOST_BANNERS = 3

_ICONS = {
    "danger": ("circle-alert", "danger"),
    "warn": ("triangle-alert", "warn"),
    "info": ("info", "muted"),
    "toast": ("circle-check", "accent"),
}


class Banner(QFrame):
    """One sentence with a hint, perhaps a button, and a way to close it."""

    def __init__(
        self, look: Look, kind: str, text: str, hint: str = "", *, closable: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAccessibleName(f"{text} {hint}".strip())
        self.text = text
        self.hint = hint
        self.about: object = None
        self._look = look
        icon, role = _ICONS[kind]
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label(text, "strong" if hint else "body", wrap=True))
        if hint:
            words.addWidget(text_label(hint, "muted", wrap=True))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 10, 8)
        self._row.setSpacing(10)
        place = Qt.AlignmentFlag.AlignTop if hint else Qt.AlignmentFlag.AlignVCenter
        self._row.addWidget(IconLabel(look, icon, role, 17), 0, place)
        self._row.addLayout(words, 1)
        if closable:
            close = IconButton(look, "x", self.tr("Close"))
            on_click(close, self.leave)
            self._row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_action(self, text: str, act: Callable[[], object]) -> TextButton:
        """A button in front of the closing one; pressing it also closes the banner."""
        button = self.add_button(text, act)
        on_click(button, self.leave)
        return button

    def add_button(self, text: str, act: Callable[[], object]) -> TextButton:
        """A button that leaves the banner where it is."""
        button = TextButton(self._look, text, "link")
        on_click(button, act)
        self._row.insertWidget(2, button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def press(self, text: str) -> None:
        """Press the button with that text."""
        for button in self.findChildren(TextButton):
            if button.text() == text:
                button.click()

    def leave(self) -> None:
        """Go away."""
        self.hide()
        self.setParent(None)
        self.deleteLater()


class BannerStack(QWidget):
    """Banners below each other; the same sentence is not shown twice."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def banners(self) -> list[Banner]:
        """Those that are shown, oldest first."""
        return [each for each in self.children() if isinstance(each, Banner)]

    def problem(self, text: str, hint: str = "") -> Banner:
        """Something failed; stays until it is closed."""
        return self._add(Banner(self._look, "danger", text, hint, closable=True))

    def notice(self, text: str, hint: str = "") -> Banner:
        """Something worth knowing; stays until it is closed."""
        return self._add(Banner(self._look, "info", text, hint, closable=True))

    def toast(self, text: str, about: object = None) -> Banner:
        """Something was done; goes by itself, or when what it is about is no longer so."""
        banner = self._add(Banner(self._look, "toast", text, closable=True))
        banner.about = about
        QTimer.singleShot(TOAST_TIME, banner, banner.leave)
        return banner

    def drop(self, about: object) -> None:
        """What is said of that is no longer so."""
        for banner in self.banners():
            if banner.about == about:
                banner.leave()

    def _add(self, banner: Banner) -> Banner:
        for other in self.banners():
            if (other.text, other.hint) == (banner.text, banner.hint):
                other.leave()
        banner.setProperty("place", "strip")
        self._column.addWidget(banner)
        for oldest in self.banners()[:-MOST_BANNERS]:
            oldest.leave()
        return banner
