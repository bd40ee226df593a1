"""Which models agents ask first, and which when those cannot be used.

Owns: the dialog. Must not: keep an order, or know why a model cannot be used.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.domain.endpoint import ON_DEVICE
from emailassist.domain.errors import EmailAssistError
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look
from emailassist.settings import Settings

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_PLACES = 3


class TiersDialog(QDialog):
    """For each tier the endpoints in the order in which they are tried."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Which model first"))
        self.resize(700, 320)
        self._engine = engine
        self._lane = Lane(bridge, self)
        self.fields: dict[str, list[QComboBox]] = {}
        self._grid = QGridLayout()
        self.outcome = text_label("", "problem", wrap=True)
        self.save = TextButton(look, self.tr("Save"), "primary", "check")
        self.save.setEnabled(False)
        self._build(look)
        self._lane.ask(engine.preferences.current(), self._show, self._failed)

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The endpoints of each tier as the form says."""
        return {
            tier: (first.currentData(), *(name for box in others if (name := box.currentData())))
            for tier, (first, *others) in self.fields.items()
        }

    def _show(self, settings: Settings) -> None:
        names = [ON_DEVICE, *(each.name for each in settings.endpoints)]
        own = {
            "default": (settings.default_endpoint, *settings.default_fallbacks),
            "fast": (settings.fast_endpoint, *settings.fast_fallbacks),
            "strong": (settings.strong_endpoint, *settings.strong_fallbacks),
        }
        places = max(_PLACES, *map(len, own.values()))
        for row, (tier, title, about) in enumerate(self._titles(), start=1):
            self._grid.addWidget(text_label(title, "strong"), 2 * row, 0)
            self._grid.addWidget(text_label(about, "muted"), 2 * row + 1, 0, 1, places + 1)
            self.fields[tier] = [self._box(tier, names, place, own) for place in range(places)]
            for place, box in enumerate(self.fields[tier]):
                box.setAccessibleName(f"{title}, {place + 1}")
                self._grid.addWidget(box, 2 * row, place + 1)
        self.save.setEnabled(True)

    def _box(
        self, tier: str, names: list[str], place: int, own: Mapping[str, tuple[str, ...]]
    ) -> QComboBox:
        box = QComboBox()
        if place:
            box.addItem(self.tr("then nothing"), "")
        elif tier != "default":
            box.addItem(self.tr("as the usual one"), "")
        for name in names:
            box.addItem(name, name)
        wanted = own[tier][place] if place < len(own[tier]) else ""
        box.setCurrentIndex(max(0, box.findData(wanted)))
        return box

    def _titles(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("default", self.tr("Usual"), self.tr("What most agents ask.")),
            ("fast", self.tr("Fast"), self.tr("For agents with many small questions.")),
            ("strong", self.tr("Strong"), self.tr("For agents that write.")),
        )

    def _save(self) -> None:
        chosen = self.chosen()
        self.save.setEnabled(False)

        def edit(settings: Settings) -> Settings:
            for tier, names in chosen.items():
                settings = settings.with_tier(tier, names)
            return settings

        work = self._engine.preferences.change(edit)
        self._lane.ask(work, lambda _: self.accept(), self._failed)

    def _failed(self, error: EmailAssistError) -> None:
        self.save.setEnabled(bool(self.fields))
        self.outcome.setText(error.sentences)

    def _build(self, look: Look) -> None:
        cancel = TextButton(look, self.tr("Cancel"))
        on_click(cancel, self.reject)
        on_click(self.save, self._save)
        buttons = QHBoxLayout()
        buttons.addWidget(self.outcome, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        about = self.tr(
            "The next one is asked when the one before it cannot be reached, takes no more"
            " requests, refuses the key, or has used up its budget."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addWidget(text_label(self.windowTitle(), "title"))
        column.addWidget(text_label(about, "muted", wrap=True))
        column.addLayout(self._grid)
        column.addStretch(1)
        column.addLayout(buttons)
