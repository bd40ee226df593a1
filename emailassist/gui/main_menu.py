"""The menu of the window: everything it can do that is not about one message.

Owns: the entries and the keys shown beside them. Must not: do any of it.
"""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from emailassist.gui.look import Look
from emailassist.gui.theme import Mode


class MainMenu(QMenu):
    """Tells what was chosen; the theme is changed at once."""

    sync_wanted = Signal()
    triage_wanted = Signal()
    backlog_wanted = Signal()
    accounts_wanted = Signal()
    models_wanted = Signal()
    instructions_wanted = Signal()
    quality_wanted = Signal()
    settings_wanted = Signal()
    traces_wanted = Signal()
    egress_wanted = Signal()
    usage_wanted = Signal()
    notes_wanted = Signal()
    rules_wanted = Signal()
    learned_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    shortcuts_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._add(self.tr("Synchronise"), "refresh-cw", "F5", self.sync_wanted)
        self._add(self.tr("Triage new messages"), "sparkles", "Ctrl+T", self.triage_wanted)
        self._add(self.tr("Triage the backlog as a batch…"), "inbox", "", self.backlog_wanted)
        self.addSeparator()
        self._add(self.tr("Accounts…"), "user", "", self.accounts_wanted)
        self._add(self.tr("Models…"), "cpu", "", self.models_wanted)
        self._add(self.tr("Use of models…"), "banknote", "", self.usage_wanted)
        self._add(self.tr("Instructions"), "book-open", "Ctrl+2", self.instructions_wanted)
        self._add(self.tr("Rules…"), "tag", "", self.rules_wanted)
        self._add(self.tr("Knowledge notes…"), "file-text", "", self.notes_wanted)
        self._add(self.tr("What I have learned…"), "history", "", self.learned_wanted)
        self._add(self.tr("Quality"), "circle-check", "Ctrl+3", self.quality_wanted)
        self._add(self.tr("How it was decided…"), "list-checks", "", self.traces_wanted)
        self._add(self.tr("What left this computer…"), "shield-alert", "", self.egress_wanted)
        self._add(self.tr("Settings…"), "settings", "", self.settings_wanted)
        self.addMenu(self._themes())
        self.addSeparator()
        self._add(self.tr("Import mail…"), "download", "", self.import_wanted)
        self._add(self.tr("Export mail…"), "archive", "", self.export_wanted)
        self.addSeparator()
        self._add(self.tr("Keyboard shortcuts"), "keyboard", "F1", self.shortcuts_wanted)
        self._add(self.tr("Quit"), "x", "Ctrl+Q", self.quit_wanted)

    def _add(self, text: str, icon: str, keys: str, chosen: SignalInstance) -> None:
        # The keys are shown only: the shortcut belongs to the window, not to this passing menu.
        words = f"{text}\t{keys}" if keys else text
        action = QAction(self._look.icon(icon), words, self)
        action.triggered.connect(lambda _=False: chosen.emit())
        self.addAction(action)

    def _themes(self) -> QMenu:
        menu = QMenu(self.tr("Theme"), self)
        menu.setIcon(self._look.icon("moon"))
        group = QActionGroup(menu)
        names = {
            Mode.SYSTEM: self.tr("As the system"),
            Mode.LIGHT: self.tr("Light"),
            Mode.DARK: self.tr("Dark"),
        }
        for mode, name in names.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(mode is self._look.mode)
            action.triggered.connect(lambda _=False, mode=mode: self._look.set_mode(mode))
            group.addAction(action)
        return menu
