"""What the person may ask of a draft: a line of their own words, and a menu of changes.

Owns: these controls. Must not: ask anybody for a text.
"""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from emailassist.domain.refinement import LANGUAGES, Change, DraftVersion, Origin, Refinement
from emailassist.gui.controls import IconButton, TextButton, on_click
from emailassist.gui.dates import short_date
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip

_LONGEST_WISH = 1000


class RefineBar(QWidget):
    """A line to say what to answer; beside it what changes the text, and earlier texts."""

    wanted = Signal(object)
    """A `Refinement`."""
    version_wanted = Signal(object)
    """The `DraftVersion` to look at."""
    closest_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Say what to answer: yes, but after Tuesday"))
        self.line.setAccessibleName(self.tr("Say what to answer"))
        self.line.setMaxLength(_LONGEST_WISH)
        self.say = IconButton(look, "sparkles", self.tr("Write it"), "accent")
        self.change = TextButton(look, self.tr("Change"), "quiet", "pencil-line")
        self.history = IconButton(look, "history", self.tr("Texts that this draft had"))
        self.closest = TextButton(look, self.tr("Past replies"), "quiet", "quote")
        self.closest.setToolTip(plain_tip(self.tr("What you wrote to something alike")))
        self.changes = QMenu(self)
        self.versions = QMenu(self)
        self._build()
        self.show_versions(())

    def show_versions(self, versions: Sequence[DraftVersion]) -> None:
        """The texts to go back to, the newest first."""
        self.versions.clear()
        for version in reversed(versions):
            when = short_date(version.made_at, datetime.now().astimezone())
            action = self.versions.addAction(f"{self._title(version)}  ·  {when}")
            action.setCheckable(version.current)
            action.setChecked(version.current)
            action.setEnabled(not version.current)
            action.triggered.connect(lambda _=False, each=version: self.version_wanted.emit(each))
        self.history.setEnabled(any(not version.current for version in versions))

    def _title(self, version: DraftVersion) -> str:
        if version.label == Change.SAY:
            return self.tr("You said: {words}").format(words=version.detail[:40])
        if version.label == Change.LANGUAGE:
            return self.tr("In {language}").format(language=_language_name(version.detail))
        names = {
            Origin.FIRST.value: self.tr("As first proposed"),
            Origin.YOURS.value: self.tr("As you left it"),
            **{change.value: words for change, words in self._changes()},
        }
        return names.get(version.label, version.label)

    def _changes(self) -> tuple[tuple[Change, str], ...]:
        return (
            (Change.SHORTER, self.tr("Shorter")),
            (Change.LONGER, self.tr("Longer")),
            (Change.WARMER, self.tr("Warmer")),
            (Change.FORMAL, self.tr("More formal")),
            (Change.AGAIN, self.tr("Another version")),
        )

    def _said(self) -> None:
        words = self.line.text().strip()
        if words:
            self.wanted.emit(Refinement(Change.SAY, words))

    def _build(self) -> None:
        for change, words in self._changes():
            action = self.changes.addAction(words)
            action.triggered.connect(
                lambda _=False, each=change: self.wanted.emit(Refinement(each))
            )
        languages = self.changes.addMenu(self.tr("In another language"))
        for code in LANGUAGES:
            action = languages.addAction(_language_name(code))
            action.triggered.connect(
                lambda _=False, each=code: self.wanted.emit(Refinement(Change.LANGUAGE, each))
            )
        self.change.setMenu(self.changes)
        self.history.setMenu(self.versions)
        self.history.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        said = QHBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.line, 1)
        said.addWidget(self.say)
        rest = QHBoxLayout()
        rest.setSpacing(2)
        for each in (self.change, self.history):
            rest.addWidget(each)
        rest.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(said)
        column.addLayout(rest)
        # In a line of its own: beside the others it is too wide for a narrow panel.
        column.addWidget(self.closest, 0, Qt.AlignmentFlag.AlignLeft)
        self.line.returnPressed.connect(self._said)
        on_click(self.say, self._said)
        on_click(self.closest, self.closest_wanted.emit)


def _language_name(code: str) -> str:
    """What its speakers call it."""
    name = QLocale(code).nativeLanguageName()
    name = name.split("(")[0].strip() or code
    return name[:1].upper() + name[1:]
