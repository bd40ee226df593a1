"""The page on which somebody logs in to the servers that were found.

Owns: the password, signing in with a provider, and what is said about both. Must not: connect.
"""

from collections.abc import Sequence

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from emailassist.domain.account import (
    Auth,
    NewAccount,
    SecretKind,
    SecretSource,
    TrustedCertificate,
)
from emailassist.domain.address import Address
from emailassist.domain.discovery import Proposal
from emailassist.domain.oauth import SignInOption
from emailassist.domain.provider import LoginWith, Provider
from emailassist.gui.cards import Card
from emailassist.gui.certificate_card import CertificateCard
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.found_servers import FoundServers
from emailassist.gui.look import Look
from emailassist.gui.secret_field import SecretField


class LogInPage(QWidget):
    """Servers above, the ways to log in below."""

    sign_in_wanted = Signal()
    """The person wants to sign in in the browser."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._person = ""
        self._email = ""
        self._option: SignInOption | None = None
        self._trusted: tuple[TrustedCertificate, ...] = ()
        self._help_url = ""
        self.servers = FoundServers(look)
        self.certificate = CertificateCard(look)
        self.certificate.trusted.connect(self._trust)
        self.browser = Card(self.tr("Sign in"))
        self.sign_in = TextButton(look, "", "primary", "external-link")
        self.client_id = QLineEdit()
        self.client_id.setAccessibleName(self.tr("Client id"))
        self.client_secret = QLineEdit()
        self.client_secret.setAccessibleName(self.tr("Client secret"))
        self.client_secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._client = QWidget()
        self._client_words = text_label("", "muted", wrap=True)
        self._browser_words = text_label(
            self.tr("In your browser. emailassist never sees your password."), "muted", wrap=True
        )
        self.password = Card(self.tr("Password"))
        self.secret = SecretField(self.tr("Password"), optional=False)
        self.help = text_label("", "muted", wrap=True)
        self.help_link = TextButton(look, self.tr("How to get one"), "link", "external-link")
        on_click(self.sign_in, self.sign_in_wanted.emit)
        on_click(self.help_link, lambda: QDesktopServices.openUrl(QUrl(self._help_url)))
        self._build()

    def show_found(self, found: Proposal, person: str, options: Sequence[SignInOption]) -> None:
        """Fill the page for another address."""
        self._person, self._email = person, found.email
        self._trusted = ()
        self.certificate.hide()
        self.servers.show_proposal(found)
        provider = found.provider
        self._option = next(
            (each for each in options if provider and each.name == provider.oauth), None
        )
        self._show_browser()
        self._show_password(provider)

    @property
    def takes_password(self) -> bool:
        return self.password.isVisibleTo(self)

    @property
    def oauth(self) -> str:
        """With whom to sign in in the browser; '' with nobody."""
        return self._option.name if self._option else ""

    @property
    def needs_client(self) -> bool:
        return self._option is not None and not self._option.is_ready

    def account(self, auth: Auth) -> NewAccount:
        """The account as the page describes it."""
        imap, smtp = self.servers.servers()
        source = self.secret.source(f"{self._email} {imap.host}")
        if auth is Auth.OAUTH:
            source = SecretSource(SecretKind.KEYRING, f"{self._email} {self.oauth}")
        return NewAccount(
            name=self._email,
            address=Address(self._person, self._email),
            imap=imap,
            smtp=smtp,
            username=self.servers.username.text().strip() or self._email,
            secret=source,
            auth=auth,
            oauth=self.oauth if auth is Auth.OAUTH else "",
            trusted_certificates=self._trusted,
        )

    def _trust(self, certificate: TrustedCertificate) -> None:
        self._trusted = certificate.added_to(self._trusted)

    def _show_browser(self) -> None:
        option = self._option
        self.browser.setVisible(option is not None)
        if option is None:
            return
        self.sign_in.setText(self.tr("Sign in with {title}").format(title=option.title))
        self._client.setVisible(not option.is_ready)
        self._client_words.setText(
            self.tr(
                "{title} lets only programs in that are registered there. Enter the client id"
                " that you were given at {url}; it is needed once."
            ).format(title=option.title, url=option.register_url)
        )

    def _show_password(self, provider: Provider | None) -> None:
        ways = provider.login if provider else (LoginWith.PASSWORD,)
        by_app = LoginWith.APP_PASSWORD in ways
        taken = by_app or LoginWith.PASSWORD in ways
        self.password.setVisible(taken)
        only_app = by_app and LoginWith.PASSWORD not in ways
        self.password.title.setText(self.tr("App password") if only_app else self.tr("Password"))
        self.help.setText(provider.help if provider else "")
        self.help.setVisible(bool(provider and provider.help))
        self._help_url = provider.help_url if provider else ""
        self.help_link.setText(
            self.tr("Make an app password") if only_app else self.tr("Help of the provider")
        )
        self.help_link.setVisible(bool(self._help_url and provider and provider.help))
        self.secret.text.clear()

    def _build(self) -> None:
        form = QFormLayout(self._client)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.addRow(self._client_words)
        form.addRow(self.tr("Client id"), self.client_id)
        form.addRow(self.tr("Client secret"), self.client_secret)
        self.client_secret.setPlaceholderText(self.tr("only if you were given one"))
        row = QHBoxLayout()
        row.addWidget(self.sign_in)
        row.addStretch(1)
        self.browser.body.addWidget(self._client)
        self.browser.body.addLayout(row)
        self.browser.body.addWidget(self._browser_words)
        self.password.body.addWidget(self.secret)
        self.password.body.addWidget(self.help)
        link = QHBoxLayout()
        link.addWidget(self.help_link)
        link.addStretch(1)
        self.password.body.addLayout(link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.servers, self.certificate, self.browser, self.password):
            column.addWidget(part)
        column.addStretch(1)
