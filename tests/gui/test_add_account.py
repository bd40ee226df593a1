"""From an address to an account, in the window."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.account import (
    Auth,
    NewAccount,
    SecretKind,
    SecretSource,
    Security,
    Server,
    TrustedCertificate,
)
from emailassist.domain.address import Address
from emailassist.domain.certificate import Certificate
from emailassist.domain.discovery import Origin, Proposal, Service
from emailassist.domain.errors import AuthenticationFailed, ServerUnreachable
from emailassist.domain.oauth import OAuthClient
from emailassist.engine.engine import Engine
from emailassist.gui.add_account import AddAccountDialog
from emailassist.gui.bridge import Bridge
from emailassist.gui.browser import Browser
from emailassist.gui.controls import TextButton
from emailassist.gui.look import Look
from emailassist.gui.window import MainWindow
from tests.discovery.parts import PRESETS
from tests.gui.fake_engine import FakeEngine
from tests.gui.fake_setup import EMAIL, proposal, tried


@pytest.fixture
def dialog(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> AddAccountDialog:
    made = AddAccountDialog(bridge, cast("Engine", fake), look, parent)
    made.show()
    qtbot.waitUntil(lambda: bool(fake.called("sign_in_options")))
    return made


def _find(qtbot: QtBot, dialog: AddAccountDialog) -> None:
    dialog.email.setText(f" {EMAIL} ")
    dialog.person.setText("Maya Lindgren")
    dialog.go.click()
    qtbot.waitUntil(dialog.log_in.isVisible)
    qtbot.waitUntil(lambda: not dialog.is_busy)


def _of_gmail(fake: FakeEngine) -> None:
    fake.setup.found = proposal(PRESETS.of_domain("gmail.com"))


def _added(fake: FakeEngine) -> tuple[NewAccount, str | None]:
    [(new, secret)] = fake.called("add_account")
    return new, secret


def test_an_address_and_a_password_are_enough(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    assert not dialog.go.isEnabled()
    _find(qtbot, dialog)
    assert fake.called("find") == [(EMAIL,)]
    assert fake.called("check_account") == [], "nobody logs in before the servers were seen"
    qtbot.keyClicks(dialog.log_in.secret.text, "correct horse")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.log_in.secret.text, Qt.Key.Key_Return)
    new, secret = _added(fake)
    assert secret == "correct horse"
    assert new == NewAccount(
        name=EMAIL,
        address=Address("Maya Lindgren", EMAIL),
        imap=Server("imap.northfield.example", 993, Security.TLS),
        smtp=Server("smtp.northfield.example", 465, Security.TLS),
        username=EMAIL,
        secret=SecretSource(SecretKind.KEYRING, f"{EMAIL} imap.northfield.example"),
    )
    assert fake.called("check_account") == [(new, secret)]


def test_a_wrong_password_is_said_and_nothing_is_added(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    _find(qtbot, dialog)
    dialog.go.click()
    assert "password" in dialog.outcome.words.text()
    fake.fail("check_account", AuthenticationFailed("It was refused.", hint="Make another."))
    dialog.log_in.secret.text.setText("wrong")
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.outcome.words.text() == "It was refused. Make another.")
    assert fake.called("add_account") == []
    assert dialog.go.isEnabled()
    assert not dialog.anyway.isVisible()


def test_a_search_can_be_stopped(qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine) -> None:
    fake.setup.waits = True
    dialog.email.setText(EMAIL)
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.step.text().startswith("Trying imap"))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(fake.called("cancel_setup")))
    assert dialog.isVisible()
    assert dialog.email.isVisible()
    assert dialog.go.isEnabled()
    assert dialog.outcome.words.text() == ""


def test_servers_that_were_not_found_are_asked_for(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    gone = tried(Service.IMAP, "imap.northfield.example", works=False, origin=Origin.GUESS)
    fake.setup.found = Proposal(EMAIL, (gone,), (), None, ("This machine may be offline.",))
    _find(qtbot, dialog)
    assert dialog.log_in.servers.imap.host.isVisible()
    assert "offline" in dialog.log_in.servers.told.text()
    dialog.log_in.servers.imap.host.setText("mail.northfield.example")
    dialog.log_in.servers.smtp.host.setText("mail.northfield.example")
    dialog.log_in.secret.text.setText("secret")
    fake.fail("check_account", ServerUnreachable("Nobody is there."))
    dialog.go.click()
    qtbot.waitUntil(dialog.anyway.isVisible)
    with qtbot.waitSignal(dialog.accepted):
        dialog.anyway.click()
    assert _added(fake)[0].imap == Server("mail.northfield.example", 993, Security.TLS)


def test_a_server_that_somebody_named_is_kept_though_it_is_silent(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    silent = tried(Service.IMAP, "imap.northfield.example", works=False)
    fake.setup.found = replace(proposal(), imap=(silent,))
    _find(qtbot, dialog)
    assert "imap.northfield.example:993 is silent." in dialog.log_in.servers.told.text()
    assert dialog.log_in.servers.servers()[0].host == "imap.northfield.example"


def test_a_foreign_server_is_pointed_out(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    fake.setup.found = proposal(foreign=True)
    _find(qtbot, dialog)
    assert dialog.log_in.servers.warning.isVisible()
    assert "imap.northfield.example" in dialog.log_in.servers.warning.text()


def test_somebody_signs_in_with_their_provider(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    _of_gmail(fake)
    _find(qtbot, dialog)
    shown: list[str] = []
    dialog.browser.shown.disconnect()
    dialog.browser.shown.connect(shown.append)
    assert dialog.log_in.sign_in.text() == "Sign in with Google"
    assert not dialog.log_in.client_id.isVisible()
    with qtbot.waitSignal(dialog.accepted):
        dialog.log_in.sign_in.click()
    new, secret = _added(fake)
    assert (new.auth, new.oauth, secret) == (Auth.OAUTH, "google", "tokens")
    assert new.secret == SecretSource(SecretKind.KEYRING, f"{EMAIL} google")
    qtbot.waitUntil(lambda: shown == ["https://accounts.example/authorize"])


def test_the_address_to_sign_in_at_can_be_copied(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    _of_gmail(fake)
    _find(qtbot, dialog)
    opened: list[QUrl] = []

    def open_it(url: QUrl) -> bool:
        opened.append(url)
        return True

    browser = Browser(dialog, open_it)
    browser("https://accounts.example/authorize")
    qtbot.waitUntil(lambda: opened == [QUrl("https://accounts.example/authorize")])
    browser.copy()
    assert QGuiApplication.clipboard().text() == "https://accounts.example/authorize"


def test_an_app_password_is_explained(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    _of_gmail(fake)
    _find(qtbot, dialog)
    assert dialog.log_in.password.title.text() == "App password"
    assert "2-Step Verification" in dialog.log_in.help.text()
    assert dialog.log_in.help_link.isVisible()


def test_a_client_id_is_asked_for_once(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    fake.setup.found = proposal(PRESETS.of_domain("outlook.com"))
    _find(qtbot, dialog)
    assert not dialog.log_in.password.isVisible(), "Microsoft takes no passwords"
    assert not dialog.go.isVisible()
    dialog.browser.shown.disconnect()
    dialog.log_in.sign_in.click()
    assert "client id" in dialog.outcome.words.text()
    dialog.log_in.client_id.setText(" 1234 ")
    with qtbot.waitSignal(dialog.accepted):
        dialog.log_in.sign_in.click()
    assert fake.called("set_client") == [(OAuthClient("microsoft", "1234"), None)]


def test_a_certificate_is_trusted_only_when_somebody_says_so(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = Certificate("northfield", "northfield", (), day, day, "cd" * 32)
    server = tried(Service.IMAP, "imap.northfield.example", works=False)
    found = proposal()
    fake.setup.found = replace(found, imap=(replace(server, certificate=certificate),))
    _find(qtbot, dialog)
    qtbot.waitUntil(dialog.log_in.certificate.isVisible)
    assert dialog.log_in.account(Auth.PASSWORD).trusted_certificates == ()
    dialog.log_in.certificate.trust.click()
    assert not dialog.log_in.certificate.isVisible()
    dialog.log_in.secret.text.setText("secret")
    with qtbot.waitSignal(dialog.accepted):
        dialog.go.click()
    pin = TrustedCertificate("imap.northfield.example", 993, "cd" * 32)
    assert _added(fake)[0].trusted_certificates == (pin,)


def test_one_goes_back_to_another_address(
    qtbot: QtBot, dialog: AddAccountDialog, fake: FakeEngine
) -> None:
    _find(qtbot, dialog)
    dialog.log_in.secret.text.setText("typed")
    dialog.back.click()
    assert dialog.email.isVisible()
    _find(qtbot, dialog)
    assert dialog.log_in.secret.text.text() == ""


def test_without_an_account_the_sample_mailbox_can_be_tried(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, resources: Path, tmp_path: Path
) -> None:
    fake.all_accounts = ()
    opened: list[str] = []
    engine = cast("Engine", fake)
    window = MainWindow(bridge, engine, resources, tmp_path / "w", lambda: opened.append("sample"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.welcome)
    [link] = [
        button
        for button in window.welcome.findChildren(TextButton)
        if button.text() == "Try the sample mailbox"
    ]
    link.click()
    assert opened == ["sample"]
