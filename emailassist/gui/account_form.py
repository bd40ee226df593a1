"""The form of one account.

Owns: its fields, and an account made of them. Must not: keep it.
"""

from dataclasses import replace

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from emailassist.domain.account import (
    IMAP_PORTS,
    SMTP_PORTS,
    Account,
    Auth,
    SecretKind,
    TrustedCertificate,
)
from emailassist.domain.address import Address
from emailassist.gui.controls import ElidedLabel, TextButton, on_click, text_label
from emailassist.gui.look import Look
from emailassist.gui.secret_field import SecretField
from emailassist.gui.server_fields import ServerFields

_SIGNATURE_HEIGHT = 84


class AccountForm(QWidget):
    """Everything about an account but its address, which is what it is."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._trusted: tuple[TrustedCertificate, ...] = ()
        self.email = text_label("", "strong")
        self.name = QLineEdit()
        self.person = QLineEdit()
        self.signature = QPlainTextEdit()
        self.signature.setFixedHeight(_SIGNATURE_HEIGHT)
        self.signature.setTabChangesFocus(True)
        self.username = QLineEdit()
        self.imap = ServerFields(self.tr("Server for reading (IMAP)"), IMAP_PORTS)
        self.smtp = ServerFields(self.tr("Server for sending (SMTP)"), SMTP_PORTS)
        self.secret = SecretField(self.tr("Password"), optional=False)
        self.signed_in = text_label("", "muted", wrap=True)
        self.pin = ElidedLabel("", "code")
        self.distrust = TextButton(look, self.tr("Remove"), "link")
        on_click(self.distrust, self._distrust)
        self._pins = QWidget()
        self._form = QFormLayout(self)
        self._build()

    def show_account(self, account: Account) -> None:
        """Fill the fields; a secret that is kept is never shown."""
        self.email.setText(account.address.email)
        self.name.setText(account.name)
        self.person.setText(account.address.name)
        self.signature.setPlainText(account.signature)
        self.username.setText(account.username)
        self.imap.show_server(account.imap)
        self.smtp.show_server(account.smtp)
        by_password = account.auth is Auth.PASSWORD
        self._form.setRowVisible(self.secret, by_password)
        self._form.setRowVisible(self.signed_in, not by_password)
        if by_password:
            self.secret.show_source(account.secret, is_kept=True)
        self.signed_in.setText(
            self.tr("in the browser, with {name}; no password is kept").format(name=account.oauth)
        )
        self._show_pins(account.trusted_certificates)

    def account(self, before: Account) -> Account:
        """The account as the fields say; `before` is the one that is shown."""
        imap = self.imap.server()
        secret = before.secret
        if before.auth is Auth.PASSWORD:
            kept = secret.value if secret.kind is SecretKind.KEYRING else ""
            secret = self.secret.source(kept or f"{before.address.email} {imap.host}")
        return replace(
            before,
            name=self.name.text().strip() or before.name,
            address=Address(self.person.text().strip(), before.address.email),
            signature=self.signature.toPlainText().rstrip(),
            username=self.username.text().strip() or before.address.email,
            imap=imap,
            smtp=self.smtp.server(),
            secret=secret,
            trusted_certificates=self._trusted,
        )

    def _show_pins(self, trusted: tuple[TrustedCertificate, ...]) -> None:
        self._trusted = trusted
        self._form.setRowVisible(self._pins, bool(trusted))
        self.pin.setText(
            "; ".join(f"{each.host}:{each.port} {each.sha256.upper()}" for each in trusted)
        )

    def _distrust(self) -> None:
        self._show_pins(())

    def _build(self) -> None:
        named = (
            (self.tr("Account name"), self.name),
            (self.tr("Your name"), self.person),
            (self.tr("Signature"), self.signature),
            (self.tr("User name"), self.username),
        )
        for words, field in named:
            field.setAccessibleName(words)
        pins = QHBoxLayout(self._pins)
        pins.setContentsMargins(0, 0, 0, 0)
        pins.addWidget(self.pin, 1)
        pins.addWidget(self.distrust)
        form = self._form
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Mail address"), self.email)
        form.addRow(self.tr("Account name"), self.name)
        form.addRow(self.tr("Your name"), self.person)
        form.addRow(self.tr("Signature"), self.signature)
        form.addRow(self.tr("Reading (IMAP)"), self.imap)
        form.addRow(self.tr("Sending (SMTP)"), self.smtp)
        form.addRow(self.tr("User name"), self.username)
        form.addRow(self.tr("Password"), self.secret)
        form.addRow(self.tr("Signs in"), self.signed_in)
        form.addRow(self.tr("Trusted"), self._pins)
