"""How the program looks now: theme, fonts, icons, category colours.

Owns: applying the theme to the application and telling widgets when it changes.
Must not: know the widgets.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from emailassist.domain.triage import Category
from emailassist.domain.views import UNSURE
from emailassist.gui.icons import Icons
from emailassist.gui.theme import DARK, LIGHT, ChipColours, Mode, Theme, chip_colours
from emailassist.gui.theme import palette as theme_palette
from emailassist.gui.theme import stylesheet as theme_stylesheet

TEXT_FAMILY = "Inter"
CODE_FAMILY = "JetBrains Mono"
_MAIL_FAMILIES = ("Arial", "Calibri", "Aptos", "Helvetica", "Segoe UI", "Tahoma", "Verdana")
"""Fonts that mails ask for; where one is not installed, ours stands in for it."""


class Look(QObject):
    """Theme, fonts, icons and categories as they are shown; `changed` when any of it is new."""

    changed = Signal()

    def __init__(self, resources: Path, mode: Mode = Mode.SYSTEM) -> None:
        super().__init__()
        self.icons = Icons(resources / "icons")
        self._folder = resources / "theme"
        self._template = (self._folder / "window.qss").read_text(encoding="utf-8")
        self._mode = mode
        self._categories: dict[str, Category] = {}
        for font in sorted((resources / "fonts").glob("*.[ot]tf")):
            QFontDatabase.addApplicationFont(str(font))
        for family in _MAIL_FAMILIES:
            QFont.insertSubstitution(family, TEXT_FAMILY)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def theme(self) -> Theme:
        """The token set in force."""
        if self._mode is Mode.SYSTEM:
            scheme = QGuiApplication.styleHints().colorScheme()
            return DARK if scheme is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._mode is Mode.DARK else LIGHT

    def set_mode(self, mode: Mode) -> None:
        if mode is not self._mode:
            self._mode = mode
            self._apply()

    def icon(self, name: str, colour: str | None = None) -> QIcon:
        """That icon as the theme shows it; `colour` is ``#rrggbb``."""
        return self.icons.icon(name, colour or self.theme.muted, self.theme.faint)

    def pixmap(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        return self.icons.pixmap(name, colour, size, ratio)

    def font(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The text font in that size and weight."""
        font = QFont(TEXT_FAMILY)
        font.setPixelSize(pixels)
        font.setWeight(weight)
        return font

    @staticmethod
    def code_font(pixels: int) -> QFont:
        """The font for instruction files and message source."""
        font = QFont(CODE_FAMILY)
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(pixels)
        return font

    @property
    def categories(self) -> tuple[Category, ...]:
        return tuple(self._categories.values())

    def set_categories(self, categories: Iterable[Category]) -> None:
        self._categories = {each.name: each for each in categories}
        self.changed.emit()

    def category_title(self, name: str | None) -> str:
        """What a chip says for that category; None and `UNSURE` are what no tier decided."""
        if name is None or name == UNSURE:
            return self.tr("Unsure")
        known = self._categories.get(name)
        return known.title if known else name

    def category_colours(self, name: str | None) -> ChipColours:
        known = self._categories.get(name or "")
        return chip_colours(known.colour if known else self.theme.faint, self.theme)

    def category_dot(self, name: str | None) -> str:
        """The plain colour of a category's dot, ``#rrggbb``."""
        known = self._categories.get(name or "")
        return known.colour if known else self.theme.faint

    def _system_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._mode is Mode.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        application = cast("QApplication", QApplication.instance())
        application.setPalette(theme_palette(self.theme))
        application.setFont(self.font(13))
        sheet = theme_stylesheet(self._template, self.theme, self._folder.as_posix())
        if application.styleSheet() != sheet:  # else every widget is styled again for nothing
            application.setStyle("Fusion")
            application.setStyleSheet(sheet)
        self.changed.emit()
