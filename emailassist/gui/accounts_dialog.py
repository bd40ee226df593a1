"""The dialog in which accounts are added, checked and removed.

Owns: the form and reading it. Must not: connect or keep anything itself.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.account import (
    Account,
    NewAccount,
    SecretKind,
    SecretSource,
    Security,
    Server,
)
from emailassist.domain.address import Address
from emailassist.domain.errors import EmailAssistError
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, number_field, on_click, set_kind, text_label
from emailassist.gui.look import Look
from emailassist.gui.over import open_over
from emailassist.gui.secret_field import SecretField
from emailassist.gui.two_lines import TwoLineList

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_DATA = int(Qt.ItemDataRole.UserRole)
IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
SMTP_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


class ServerFields(QWidget):
    """Host, port and transport security of one server; the port follows the security."""

    def __init__(self, what: str, ports: dict[Security, int]) -> None:
        super().__init__()
        self._ports = ports
        self.host = QLineEdit()
        self.host.setAccessibleName(what)
        self.host.setPlaceholderText("mail.example.com")
        self.port = number_field(1, 65535)
        self.port.setAccessibleName(self.tr("{what}: port").format(what=what))
        self.port.setMinimumWidth(76)
        self.security = QComboBox()
        self.security.setAccessibleName(self.tr("{what}: security").format(what=what))
        for security, name in (
            (Security.TLS, self.tr("TLS")),
            (Security.STARTTLS, self.tr("STARTTLS")),
            (Security.NONE, self.tr("no encryption")),
        ):
            self.security.addItem(name, security)
        self.security.currentIndexChanged.connect(self._security_changed)
        self._security_changed()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.host, 1)
        row.addWidget(self.port)
        self.security.setMinimumWidth(120)
        row.addWidget(self.security)

    def server(self) -> Server:
        return Server(self.host.text().strip(), self.port.value(), self._chosen())

    def show_server(self, server: Server) -> None:
        self.host.setText(server.host)
        self.security.setCurrentIndex(self.security.findData(server.security))
        self.port.setValue(server.port)

    def _chosen(self) -> Security:
        return Security(self.security.currentData())

    def _security_changed(self) -> None:
        self.port.setValue(self._ports[self._chosen()])


class AccountsDialog(QDialog):
    """Accounts at the left, the form of one at the right."""

    added = Signal(object)

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Accounts"))
        self.resize(820, 560)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._lane = Lane(bridge, self)
        self.accounts = TwoLineList(look, self.tr("Accounts"))
        self.name = QLineEdit()
        self.person = QLineEdit()
        self.email = QLineEdit()
        self.username = QLineEdit()
        self.imap = ServerFields(self.tr("Server for reading (IMAP)"), IMAP_PORTS)
        self.smtp = ServerFields(self.tr("Server for sending (SMTP)"), SMTP_PORTS)
        self.secret = SecretField(self.tr("Password"), optional=False)
        self.outcome = text_label("", "muted", wrap=True)
        self.check = TextButton(look, self.tr("Check"), "plain", "plug")
        self.add = TextButton(look, self.tr("Add account"), "primary", "plus")
        self.remove = TextButton(look, self.tr("Remove…"), "danger", "trash-2")
        self.question: QMessageBox | None = None
        self._build()
        self.load()

    def load(self) -> None:
        """Read the accounts."""
        self._bridge.ask(self, self._engine.accounts(), self._show_accounts)

    def new_account(self) -> tuple[NewAccount, str | None]:
        """What the form says, and the secret that was typed."""
        email = self.email.text().strip()
        imap = self.imap.server()
        new = NewAccount(
            name=self.name.text().strip() or email,
            address=Address(self.person.text().strip(), email),
            imap=imap,
            smtp=self.smtp.server(),
            username=self.username.text().strip() or email,
            secret=self.secret.source(f"{email} {imap.host}"),
        )
        return new, self.secret.typed()

    def _show_accounts(self, accounts: Sequence[Account]) -> None:
        self.accounts.clear()
        fresh = QListWidgetItem(self.tr("New account"))
        self.accounts.addItem(fresh)
        for account in accounts:
            item = QListWidgetItem(f"{account.name}\n{account.address.email}")
            item.setData(_DATA, account)
            self.accounts.addItem(item)
        self.accounts.setCurrentRow(0)

    def _chosen(self) -> Account | None:
        account = self.accounts.currentIndex().data(_DATA)
        return account if isinstance(account, Account) else None

    def _choose(self) -> None:
        account = self._chosen()
        self.outcome.setText("")
        self._lane.drop()
        self.remove.setVisible(account is not None)
        self.add.setVisible(account is None)
        for field in self._fields:
            field.setEnabled(account is None)
        self._fill(account)

    def _fill(self, account: Account | None) -> None:
        self.name.setText(account.name if account else "")
        self.person.setText(account.address.name if account else "")
        self.email.setText(account.address.email if account else "")
        self.username.setText(account.username if account else "")
        self.secret.show_source(
            account.secret if account else SecretSource(SecretKind.KEYRING),
            is_kept=account is not None,
        )
        if account is not None:
            self.imap.show_server(account.imap)
            self.smtp.show_server(account.smtp)
        else:
            self.imap.host.clear()
            self.smtp.host.clear()

    def _check(self) -> None:
        account = self._chosen()
        new, secret = (account, None) if account else self.new_account()
        self._say(self.tr("Connecting to both servers…"), "muted")
        self._set_busy(busy=True)
        self._lane.ask(self._engine.check_account(new, secret), self._works, self._failed)

    def _add(self) -> None:
        new, secret = self.new_account()
        self._set_busy(busy=True)
        self._lane.ask(self._engine.add_account(new, secret), self._was_added, self._failed)

    def _works(self, sentences: Sequence[str]) -> None:
        self._set_busy(busy=False)
        self._say("\n".join(sentences), "done")

    def _failed(self, error: EmailAssistError) -> None:
        self._set_busy(busy=False)
        self._say(f"{error.reason} {error.hint}".strip(), "problem")

    def _was_added(self, account: Account) -> None:
        self._set_busy(busy=False)
        self.added.emit(account)
        self.accept()

    def _ask_removal(self) -> None:
        account = self._chosen()
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
        for button in (self.check, self.add, self.remove):
            button.setEnabled(not busy)

    def _build(self) -> None:
        self._fields = (
            self.name,
            self.person,
            self.email,
            self.username,
            self.imap,
            self.smtp,
            self.secret,
        )
        self.accounts.setFixedWidth(220)
        self.accounts.currentItemChanged.connect(lambda *_: self._choose())
        self.username.setPlaceholderText(self.tr("if it is not the mail address"))
        self.person.setPlaceholderText(self.tr("as recipients see it"))
        self.name.setPlaceholderText(self.tr("what to call this account"))
        form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Mail address"), self.email)
        form.addRow(self.tr("Your name"), self.person)
        form.addRow(self.tr("Account name"), self.name)
        form.addRow(self.tr("Reading (IMAP)"), self.imap)
        form.addRow(self.tr("Sending (SMTP)"), self.smtp)
        form.addRow(self.tr("User name"), self.username)
        form.addRow(self.tr("Password"), self.secret)
        buttons = QHBoxLayout()
        close = TextButton(self._look, self.tr("Close"))
        on_click(close, self.reject)
        on_click(self.check, self._check)
        on_click(self.add, self._add)
        on_click(self.remove, self._ask_removal)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        for button in (close, self.check, self.add):
            buttons.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addLayout(form)
        right.addWidget(self.outcome)
        right.addStretch(1)
        right.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self.accounts)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addWidget(text_label(self.tr("Accounts"), "title"))
        column.addLayout(row, 1)
