"""The dialog in which accounts are looked at, changed, checked and removed.

Owns: the list, the form of one account and reading it. Must not: connect or keep anything itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.account import Account, TrustedCertificate
from emailassist.domain.errors import CertificateRejected, EmailAssistError
from emailassist.domain.events import Event, SetupStep
from emailassist.domain.ids import AccountId
from emailassist.gui.account_form import AccountForm
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.browser import Browser
from emailassist.gui.certificate_card import CertificateCard
from emailassist.gui.controls import TextButton, on_click, scrolled, set_kind, text_label
from emailassist.gui.look import Look
from emailassist.gui.over import open_over
from emailassist.gui.two_lines import TwoLineList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_DATA = int(Qt.ItemDataRole.UserRole)


class AccountsDialog(QDialog):
    """Accounts at the left, one of them at the right."""

    add_wanted = Signal()
    mended = Signal(object)
    """The account was changed, or somebody signed in again: it may get in now."""

    def __init__(
        self,
        bridge: Bridge,
        engine: "Engine",
        look: Look,
        parent: QWidget,
        first: AccountId | None = None,
    ) -> None:
        """`first` is the account that is chosen to begin with."""
        super().__init__(parent)
        self._first = first
        self.setWindowTitle(self.tr("Accounts"))
        self.resize(860, 640)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._lane = Lane(bridge, self)
        self.browser = Browser(self)
        self.accounts = TwoLineList(look, self.tr("Accounts"))
        self.form = AccountForm(look)
        self.certificate = CertificateCard(look)
        self.outcome = text_label("", "muted", wrap=True)
        self.add = TextButton(look, self.tr("Add account…"), "plain", "plus")
        self.check = TextButton(look, self.tr("Check"), "plain", "plug")
        self.sign_in = TextButton(look, self.tr("Sign in again"), "plain", "external-link")
        self.save = TextButton(look, self.tr("Save"), "primary", "check")
        self.remove = TextButton(look, self.tr("Remove…"), "danger", "trash-2")
        self.question: QMessageBox | None = None
        self._build()
        bridge.happened.connect(self._take_event)
        self.load()

    def load(self) -> None:
        """Read the accounts."""
        self._bridge.ask(self, self._engine.accounts(), self._show_accounts)

    def chosen(self) -> Account | None:
        """The account that is shown, as it is stored."""
        account = self.accounts.currentIndex().data(_DATA)
        return account if isinstance(account, Account) else None

    def _show_accounts(self, accounts: Sequence[Account]) -> None:
        row = max(0, self.accounts.currentRow())
        self.accounts.clear()
        for account in accounts:
            item = QListWidgetItem(f"{account.name}\n{account.address.email}")
            item.setData(_DATA, account)
            self.accounts.addItem(item)
        wanted = [at for at, account in enumerate(accounts) if account.id == self._first]
        self._first = None
        self.accounts.setCurrentRow(min(wanted[0] if wanted else row, len(accounts) - 1))
        self._choose()
        if not accounts:
            self._say(self.tr("There is no account yet."), "muted")
            self.add.setFocus()

    def _choose(self) -> None:
        account = self.chosen()
        self._say("", "muted")
        self._lane.drop()
        self.certificate.hide()
        self.form.setVisible(account is not None)
        for button in (self.remove, self.check, self.save):
            button.setVisible(account is not None)
        self.sign_in.setVisible(bool(account and account.oauth))
        self._set_busy(busy=False)
        if account is not None:
            self.form.show_account(account)

    def _save(self) -> None:
        account = self.chosen()
        if account is not None:
            self._keep(self.form.account(account))

    def _keep(self, changed: Account) -> None:
        self._set_busy(busy=True)
        work = self._engine.change_account(changed, self.form.secret.typed())
        self._lane.ask(work, lambda _: self._was_kept(changed), self._failed)

    def _was_kept(self, changed: Account) -> None:
        self.mended.emit(changed)
        self._bridge.ask(self, self._engine.accounts(), self._show_kept)

    def _show_kept(self, accounts: Sequence[Account]) -> None:
        self._show_accounts(accounts)
        self._say(self.tr("Saved."), "done")

    def _check(self) -> None:
        account = self.chosen()
        if account is None:
            return
        self.certificate.hide()
        self._say(self.tr("Connecting to both servers…"), "muted")
        self._set_busy(busy=True)
        # What the form says: nobody should have to save what does not work to find out.
        secret = self.form.secret.typed()
        work = self._engine.check_account(self.form.account(account), secret)
        self._lane.ask(work, self._works, self._failed)

    def _sign_in(self) -> None:
        account = self.chosen()
        if account is None:
            return
        self._say(self.tr("Sign in in your browser, then come back here…"), "muted")
        self._set_busy(busy=True)
        work = self._engine.setup.sign_in_again(account, self.browser)
        self._lane.ask(work, lambda _: self._signed_in(account), self._failed)

    def _signed_in(self, account: Account) -> None:
        self._works([self.tr("Signed in.")])
        self.mended.emit(account)

    def _works(self, sentences: Sequence[str]) -> None:
        self._set_busy(busy=False)
        self._say("\n".join(sentences), "done")

    def _failed(self, error: EmailAssistError) -> None:
        self._set_busy(busy=False)
        if isinstance(error, CertificateRejected) and self.certificate.ask(error):
            self._say("", "muted")
        else:
            self._say(error.sentences, "problem")

    def _trust(self, certificate: TrustedCertificate) -> None:
        account = self.chosen()
        if account is None:
            return
        changed = self.form.account(account)
        trusted = certificate.added_to(changed.trusted_certificates)
        self._keep(replace(changed, trusted_certificates=trusted))

    def _take_event(self, event: Event) -> None:
        if isinstance(event, SetupStep) and not self.check.isEnabled():
            self._say(event.text, "muted")

    def _ask_removal(self) -> None:
        account = self.chosen()
        if account is None:
            return
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Remove account"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("Remove “{name}” from this machine?").format(name=account.name))
        box.setInformativeText(
            self.tr("Its mail, drafts and corrections here are deleted. The server keeps its mail.")
        )
        remove = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        on_click(remove, lambda: self._remove(account))
        self.question = box
        open_over(self, box)

    def _remove(self, account: Account) -> None:
        work = self._engine.remove_account(account.id)
        self._lane.ask(work, lambda _: self.load(), self._failed)

    def _say(self, words: str, kind: str) -> None:
        set_kind(self.outcome, kind)
        self.outcome.setText(words)

    def _set_busy(self, *, busy: bool) -> None:
        for button in (self.check, self.save, self.remove, self.sign_in):
            button.setEnabled(not busy)

    def _build(self) -> None:
        self.accounts.setFixedWidth(220)
        self.accounts.currentItemChanged.connect(lambda *_: self._choose())
        self.certificate.trusted.connect(self._trust)
        close = TextButton(self._look, self.tr("Close"))
        for button, act in (
            (close, self.reject),
            (self.add, self.add_wanted.emit),
            (self.check, self._check),
            (self.sign_in, self._sign_in),
            (self.save, self._save),
            (self.remove, self._ask_removal),
        ):
            on_click(button, act)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.accounts, 1)
        left.addWidget(self.add)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        for button in (self.sign_in, self.check, close, self.save):
            buttons.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(scrolled(self._form_page()), 1)
        right.addWidget(self.outcome)
        right.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(left)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addWidget(text_label(self.tr("Accounts"), "title"))
        column.addLayout(row, 1)

    def _form_page(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(self.certificate)
        column.addStretch(1)
        return inside
