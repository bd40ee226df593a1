"""The dialogs of the window, of which one is open at a time.

Owns: opening them over the window, and which is open. Must not: know what they are for.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from emailassist.domain.ids import AccountId, MessageKey
from emailassist.gui.accounts_dialog import AccountsDialog
from emailassist.gui.add_account import AddAccountDialog
from emailassist.gui.backlog_dialog import BacklogDialog
from emailassist.gui.bridge import Bridge
from emailassist.gui.egress_dialog import EgressDialog
from emailassist.gui.endpoints_dialog import EndpointsDialog
from emailassist.gui.learning_dialog import LearningDialog
from emailassist.gui.letters_dialog import LettersDialog
from emailassist.gui.look import Look
from emailassist.gui.notes_dialog import NotesDialog
from emailassist.gui.over import open_over
from emailassist.gui.past_replies_dialog import PastRepliesDialog
from emailassist.gui.rules_dialog import RulesDialog
from emailassist.gui.settings_dialog import SettingsDialog
from emailassist.gui.shortcuts import ShortcutsDialog
from emailassist.gui.traces_dialog import TracesDialog
from emailassist.gui.transfer_dialogs import ExportDialog, ImportDialog
from emailassist.gui.usage_dialog import UsageDialog
from emailassist.llm.endpoints import read_presets

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class Dialogs(QObject):
    """Opens each dialog; `shown` is the one that is open."""

    account_ready = Signal(object)
    """An account was added or mended, so that its mail can be fetched."""
    draft_chosen = Signal(object)
    withdrawal_wanted = Signal(object)
    insert_wanted = Signal(str)
    """A text for the draft that is open."""
    message_wanted = Signal(object)

    def __init__(
        self, bridge: Bridge, engine: "Engine", look: Look, resources: Path, window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._presets = read_presets(resources / "endpoints.json")
        self._window = window
        self.shown: QDialog | None = None

    def accounts(self, account: AccountId | None = None) -> None:
        """The accounts, with that one chosen."""
        dialog = AccountsDialog(self._bridge, self._engine, self._look, self._window, account)
        dialog.add_wanted.connect(self.add_account)
        dialog.mended.connect(self.account_ready)
        self._open(dialog)

    def add_account(self) -> None:
        """The way to another account; it takes the place of a dialog that is open."""
        if self.shown is not None:
            self.shown.close()
        dialog = AddAccountDialog(self._bridge, self._engine, self._look, self._window)
        dialog.added.connect(self.account_ready)
        self._open(dialog)

    def models(self) -> None:
        """The model endpoints."""
        parts = (self._bridge, self._engine, self._look, self._presets)
        self._open(EndpointsDialog(*parts, self._window))

    def settings(self) -> None:
        """The settings."""
        self._open(SettingsDialog(self._bridge, self._engine, self._look, self._window))

    def letters(self) -> None:
        """What is being written, and what waits for its time."""
        dialog = LettersDialog(self._bridge, self._engine, self._look, self._window)
        dialog.draft_chosen.connect(self.draft_chosen)
        dialog.withdrawal_wanted.connect(self.withdrawal_wanted)
        self._open(dialog)

    def traces(self, message: MessageKey | None = None) -> None:
        """How messages were decided, or how that one was."""
        self._open(TracesDialog(self._bridge, self._engine, self._look, self._window, message))

    def egress(self, message: MessageKey | None = None) -> None:
        """What left this computer, or what did about that message."""
        self._open(EgressDialog(self._bridge, self._engine, self._look, self._window, message))

    def usage(self) -> None:
        """What models were used for."""
        self._open(UsageDialog(self._bridge, self._engine, self._look, self._window))

    def closest(self, message: MessageKey) -> None:
        """What the person wrote before to something like that message."""
        dialog = PastRepliesDialog(self._bridge, self._engine, self._look, self._window, message)
        dialog.insert_wanted.connect(self.insert_wanted)
        dialog.message_wanted.connect(self.message_wanted)
        self._open(dialog)

    def rules(self) -> None:
        """The rules that look at every message first."""
        self._open(RulesDialog(self._bridge, self._engine, self._look, self._window))

    def notes(self) -> None:
        """The folders of knowledge notes."""
        self._open(NotesDialog(self._bridge, self._engine, self._look, self._window))

    def learned(self, name: str = "") -> None:
        """What was learned from the person, of that sender or list at first."""
        dialog = LearningDialog(self._bridge, self._engine, self._look, self._window, name)
        dialog.message_wanted.connect(self.message_wanted)
        self._open(dialog)

    def backlog(self) -> None:
        """Batches of requests for a large backlog."""
        self._open(BacklogDialog(self._bridge, self._engine, self._look, self._window))

    def bring_mail(self) -> None:
        """Mail from files."""
        self._open(ImportDialog(self._bridge, self._engine, self._look, self._window))

    def write_mail(self) -> None:
        """Mail to files."""
        self._open(ExportDialog(self._bridge, self._engine, self._look, self._window))

    def shortcuts(self) -> None:
        """The list of keys."""
        self._open(ShortcutsDialog(self._look, self._window))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shown = dialog
        dialog.finished.connect(self._closed)
        open_over(self._window, dialog)

    def _closed(self) -> None:
        self.shown = None
