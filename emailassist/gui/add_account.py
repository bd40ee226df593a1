"""The dialog that leads from an address to an account that works.

Owns: its steps: the address, the search, the login. Must not: connect or keep anything itself.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from emailassist.domain.account import Account, Auth, NewAccount, SecretKind, SecretSource
from emailassist.domain.discovery import Proposal
from emailassist.domain.errors import CertificateRejected, EmailAssistError, ServerUnreachable
from emailassist.domain.events import Event, SetupStep
from emailassist.domain.oauth import OAuthClient, SignInOption
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.browser import Browser
from emailassist.gui.controls import TextButton, on_click, scrolled, text_label
from emailassist.gui.log_in_page import LogInPage
from emailassist.gui.look import Look
from emailassist.gui.outcome import Outcome

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class AddAccountDialog(QDialog):
    """Address, search, login; `added` with the account at the end."""

    added = Signal(object)

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add account"))
        self.resize(560, 600)
        self._bridge = bridge
        self._engine = engine
        self._lane = Lane(bridge, self)
        self._options: Sequence[SignInOption] = ()
        self.browser = Browser(self)
        self.title = text_label(self.tr("Add account"), "title")
        self.words = text_label("", "muted", wrap=True)
        self.person = QLineEdit()
        self.email = QLineEdit()
        self.first = QWidget()
        self.log_in = LogInPage(look)
        self.step = text_label("", "muted", wrap=True)
        self.progress = QProgressBar()
        self.outcome = Outcome(look)
        self.back = TextButton(look, self.tr("Back"))
        self.copy = TextButton(look, self.tr("Copy the address"), "link")
        self.stop = TextButton(look, self.tr("Stop"), "plain", "x")
        self.anyway = TextButton(look, self.tr("Add it without checking"))
        self.go = TextButton(look, self.tr("Continue"), "primary")
        self._pages = QStackedWidget()
        self._scrolled = scrolled(self.log_in)
        self._build()
        self._connect()
        self._show_first()
        bridge.ask(self, engine.setup.sign_in_options(), self._take_options)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that can be stopped."""
        return self.progress.isVisibleTo(self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_busy:
            self._stop()
        else:
            super().keyPressEvent(event)

    @override
    def done(self, result: int) -> None:
        if self.is_busy:
            self._stop()
        super().done(result)

    def _take_options(self, options: Sequence[SignInOption]) -> None:
        self._options = options

    def _take_event(self, event: Event) -> None:
        if isinstance(event, SetupStep) and self.is_busy:
            self.step.setText(event.text)

    # The address

    def _show_first(self) -> None:
        self._pages.setCurrentWidget(self.first)
        self.title.setText(self.tr("Add account"))
        self.words.setText(
            self.tr("The servers are found for you. Nobody is told more than the address's domain.")
        )
        self.go.setText(self.tr("Continue"))
        self.go.show()
        self.back.hide()
        self._say("")
        self._address_changed()
        self.email.setFocus()

    def _address_changed(self) -> None:
        local, _, domain = self.email.text().strip().rpartition("@")
        self.go.setEnabled(bool(local and domain))

    def _find(self) -> None:
        email = self.email.text().strip()
        self._work(self.tr("Looking for the servers of {email}…").format(email=email))
        self._lane.ask(self._engine.setup.find(email), self._found, self._failed)

    def _found(self, found: Proposal) -> None:
        self._rest()
        self.log_in.show_found(found, self.person.text().strip(), self._options)
        self._pages.setCurrentWidget(self._scrolled)
        provider = found.provider
        self.title.setText(provider.title if provider else found.email.rpartition("@")[2])
        self.words.setText(found.email)
        self.go.setText(self.tr("Add account"))
        self.go.setVisible(self.log_in.takes_password)
        self.go.setEnabled(True)
        self.back.show()
        self._focus()
        for tried in (*found.imap[:1], *found.smtp[:1]):
            if not tried.works and tried.certificate is not None:
                self._failed(
                    CertificateRejected(
                        tried.problem,
                        certificate=tried.certificate,
                        server=tried.candidate.server,
                    )
                )
                break

    def _focus(self) -> None:
        if not self.log_in.servers.imap.host.text():
            self.log_in.servers.imap.host.setFocus()
        elif self.log_in.oauth and not self.log_in.needs_client:
            self.log_in.sign_in.setFocus()
        else:
            self.log_in.secret.text.setFocus()

    # The login

    def _next(self) -> None:
        if self._pages.currentWidget() is self.first:
            self._find()
        else:
            self._log_in()

    def _log_in(self) -> None:
        new = self.log_in.account(Auth.PASSWORD)
        secret = self.log_in.secret.typed()
        if new.secret.kind is SecretKind.KEYRING and not secret:
            self._say(self.tr("Enter the password."))
            self.log_in.secret.text.setFocus()
            return
        self._work(self.tr("Logging in…"))
        self._lane.ask(_checked(self._engine, new, secret), self._was_added, self._failed)

    def _sign_in(self) -> None:
        new = self.log_in.account(Auth.OAUTH)
        client = self._new_client()
        if self.log_in.needs_client and client is None:
            self._say(self.tr("Enter the client id."))
            self.log_in.client_id.setFocus()
            return
        self._work(self.tr("Sign in in your browser, then come back here…"))
        self.copy.show()
        secret = self.log_in.client_secret.text() or None
        work = _signed_in(self._engine, new, client, secret, self.browser)
        self._lane.ask(work, self._was_added, self._failed)

    def _new_client(self) -> OAuthClient | None:
        client_id = self.log_in.client_id.text().strip()
        if not self.log_in.needs_client or not client_id:
            return None
        name = self.log_in.oauth
        if self.log_in.client_secret.text():
            source = SecretSource(SecretKind.KEYRING, f"oauth client {name}")
            return OAuthClient(name, client_id, source)
        return OAuthClient(name, client_id)

    def _was_added(self, account: Account) -> None:
        self._rest()
        self.added.emit(account)
        self.accept()

    # What is going on

    def _work(self, words: str) -> None:
        self._say("")
        self.step.setText(words)
        self._set_busy(busy=True)

    def _rest(self) -> None:
        self._set_busy(busy=False)

    def _stop(self) -> None:
        self._lane.drop()
        self._bridge.ask(self, self._engine.setup.cancel())
        self._rest()

    def _failed(self, error: EmailAssistError) -> None:
        self._rest()
        if isinstance(error, CertificateRejected) and self.log_in.certificate.ask(error):
            self._scrolled.ensureWidgetVisible(self.log_in.certificate)
            return
        self._say(error.sentences)
        on_page = self._pages.currentWidget() is self._scrolled
        self.anyway.setVisible(on_page and isinstance(error, ServerUnreachable))

    def _add_anyway(self) -> None:
        """For somebody who is offline, or knows better."""
        new, secret = self.log_in.account(Auth.PASSWORD), self.log_in.secret.typed()
        self._work(self.tr("Adding the account…"))
        self._lane.ask(self._engine.add_account(new, secret), self._was_added, self._failed)

    def _say(self, words: str) -> None:
        self.anyway.hide()
        self.outcome.say(words, "danger")

    def _set_busy(self, *, busy: bool) -> None:
        for shown in (self.progress, self.step, self.stop):
            shown.setVisible(busy)
        self.copy.hide()
        for used in (self._pages, self.back, self.go):
            used.setEnabled(not busy)
        if busy:
            self.stop.setFocus()

    def _connect(self) -> None:
        self._bridge.happened.connect(self._take_event)
        self.email.textChanged.connect(lambda _: self._address_changed())
        self.log_in.sign_in_wanted.connect(self._sign_in)
        self.log_in.certificate.trusted.connect(lambda _: self._trusted())
        on_click(self.back, self._show_first)
        on_click(self.copy, self.browser.copy)
        on_click(self.stop, self._stop)
        on_click(self.go, self._next)
        on_click(self.anyway, self._add_anyway)

    def _trusted(self) -> None:
        words = self.tr("That certificate is trusted for this account. You can go on.")
        self.outcome.say(words, "info")
        self._focus()

    def _build(self) -> None:
        self.person.setPlaceholderText(self.tr("as recipients see it"))
        self.email.setPlaceholderText("name@example.org")
        self.email.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        form = QFormLayout(self.first)
        form.setContentsMargins(0, 8, 0, 0)
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Mail address"), self.email)
        form.addRow(self.tr("Your name"), self.person)
        self._pages.addWidget(self.first)
        self._pages.addWidget(self._scrolled)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Working"))
        self.go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.stop)
        buttons.addWidget(self.anyway)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addWidget(self._pages, 1)
        lines: tuple[QWidget, ...] = (self.outcome, self.step, self.progress)
        for line in lines:
            column.addWidget(line)
        column.addLayout(buttons)
        self._set_busy(busy=False)


async def _checked(engine: "Engine", new: NewAccount, secret: str | None) -> Account:
    """Only an account that works is added."""
    await engine.check_account(new, secret)
    return await engine.add_account(new, secret)


async def _signed_in(
    engine: "Engine",
    new: NewAccount,
    client: OAuthClient | None,
    client_secret: str | None,
    browser: Browser,
) -> Account:
    if client is not None:
        await engine.setup.set_client(client, client_secret)
    secret = await engine.setup.sign_in(new.oauth, new.address.email, browser)
    return await _checked(engine, new, secret)
