"""Looking at accounts, and changing them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.account import (
    Account,
    Auth,
    SecretKind,
    SecretSource,
    Security,
    Server,
    TrustedCertificate,
)
from emailassist.domain.certificate import Certificate
from emailassist.domain.errors import AuthenticationFailed, CertificateRejected
from emailassist.domain.ids import AccountId
from emailassist.engine.engine import Engine
from emailassist.gui.accounts_dialog import AccountsDialog
from emailassist.gui.bridge import Bridge
from emailassist.gui.look import Look
from tests.gui.fake_engine import ACCOUNT, FakeEngine

CERTIFICATE = Certificate(
    subject="mail.brookdesign.example",
    issuer="Somebody",
    names=("mail.brookdesign.example",),
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    valid_until=datetime(2027, 1, 1, tzinfo=UTC),
    sha256="ab" * 32,
)
Opened = Callable[[], AccountsDialog]


@pytest.fixture
def opened(qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget) -> Opened:
    def open_it() -> AccountsDialog:
        made = AccountsDialog(bridge, cast("Engine", fake), look, parent)
        made.show()
        qtbot.waitUntil(lambda: made.accounts.count() == len(fake.all_accounts))
        return made

    return open_it


def _changed(fake: FakeEngine) -> tuple[Account, str | None]:
    [(account, secret)] = fake.called("change_account")
    return account, secret


def test_an_account_is_changed_where_it_was_changed(
    qtbot: QtBot, opened: Opened, fake: FakeEngine
) -> None:
    dialog = opened()
    dialog.form.name.setText("Design")
    dialog.form.person.setText("Dana B.")
    dialog.form.signature.setPlainText("Dana\nBrook Design\n\n")
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.outcome.text() == "Saved.")
    account, secret = _changed(fake)
    assert secret is None
    assert account == replace(
        ACCOUNT,
        name="Design",
        address=replace(ACCOUNT.address, name="Dana B."),
        signature="Dana\nBrook Design",
    )
    qtbot.waitUntil(lambda: dialog.accounts.item(0).text().startswith("Design\n"))


def test_a_password_takes_the_place_of_another(
    qtbot: QtBot, opened: Opened, fake: FakeEngine
) -> None:
    kept = SecretSource(SecretKind.KEYRING, "dana somewhere")
    fake.all_accounts = (replace(ACCOUNT, secret=kept),)
    dialog = opened()
    assert dialog.form.secret.text.text() == ""
    dialog.form.secret.text.setText("new one")
    dialog.save.click()
    qtbot.waitUntil(lambda: bool(fake.called("change_account")))
    assert _changed(fake) == (replace(ACCOUNT, secret=kept), "new one")


def test_a_check_shows_what_works_or_what_does_not(
    qtbot: QtBot, opened: Opened, fake: FakeEngine
) -> None:
    dialog = opened()
    dialog.check.click()
    qtbot.waitUntil(lambda: dialog.outcome.text() == "Reading works.\nSending works.")
    fake.fail("check_account", AuthenticationFailed("Wrong password.", hint="Type it again."))
    dialog.check.click()
    assert not dialog.check.isEnabled()
    qtbot.waitUntil(lambda: dialog.outcome.text() == "Wrong password. Type it again.")
    assert dialog.check.isEnabled()


def test_an_account_is_removed_only_after_a_yes(
    qtbot: QtBot, opened: Opened, fake: FakeEngine
) -> None:
    dialog = opened()
    dialog.remove.click()
    assert fake.called("remove_account") == []
    assert dialog.question is not None
    [yes] = [each for each in dialog.question.buttons() if each.text() == "Remove"]
    yes.click()
    qtbot.waitUntil(lambda: fake.called("remove_account") == [(AccountId(1),)])
    qtbot.waitUntil(lambda: dialog.accounts.count() == 0)
    assert not dialog.form.isVisible()


def test_who_signs_in_with_a_provider_has_no_password_but_can_sign_in_again(
    qtbot: QtBot, opened: Opened, fake: FakeEngine
) -> None:
    fake.all_accounts = (replace(ACCOUNT, auth=Auth.OAUTH, oauth="google"),)
    dialog = opened()
    shown: list[str] = []
    dialog.browser.shown.disconnect()
    dialog.browser.shown.connect(shown.append)
    assert not dialog.form.secret.isVisible()
    assert "google" in dialog.form.signed_in.text()
    with qtbot.waitSignal(dialog.mended):
        dialog.sign_in.click()
    assert dialog.outcome.text() == "Signed in."
    qtbot.waitUntil(lambda: shown == ["https://accounts.example/authorize"])
    assert fake.called("sign_in_again") == [("Studio",)]


def test_a_certificate_is_shown_and_trusted_only_when_somebody_says_so(
    qtbot: QtBot, opened: Opened, fake: FakeEngine
) -> None:
    dialog = opened()
    fake.fail(
        "check_account",
        CertificateRejected("It was rejected.", certificate=CERTIFICATE, server=ACCOUNT.imap),
    )
    dialog.check.click()
    qtbot.waitUntil(dialog.certificate.isVisible)
    assert CERTIFICATE.fingerprint in dialog.certificate.details.text().replace("\n", "")
    assert fake.called("change_account") == []
    dialog.certificate.trust.click()
    qtbot.waitUntil(lambda: bool(fake.called("change_account")))
    account, _ = _changed(fake)
    [pin] = account.trusted_certificates
    assert pin == TrustedCertificate(ACCOUNT.imap.host, ACCOUNT.imap.port, CERTIFICATE.sha256)


def test_a_certificate_takes_the_place_of_the_one_before_and_of_what_was_taken_back(
    qtbot: QtBot, opened: Opened, fake: FakeEngine
) -> None:
    older = TrustedCertificate("old.example", 993, "ab" * 32)
    fake.all_accounts = (replace(ACCOUNT, trusted_certificates=(older,)),)
    dialog = opened()
    dialog.form.distrust.click()
    for sha256 in ("cd" * 32, CERTIFICATE.sha256):
        fake.calls.clear()
        certificate = replace(CERTIFICATE, sha256=sha256)
        fake.fail(
            "check_account",
            CertificateRejected("Rejected.", certificate=certificate, server=ACCOUNT.imap),
        )
        dialog.check.click()
        qtbot.waitUntil(dialog.certificate.isVisible)
        dialog.certificate.trust.click()
        qtbot.waitUntil(lambda: bool(fake.called("change_account")))
        qtbot.waitUntil(dialog.check.isEnabled)
    [pin] = _changed(fake)[0].trusted_certificates
    assert pin == TrustedCertificate(ACCOUNT.imap.host, ACCOUNT.imap.port, CERTIFICATE.sha256)


def test_trust_can_be_taken_back(qtbot: QtBot, opened: Opened, fake: FakeEngine) -> None:
    pin = TrustedCertificate("mail.brookdesign.example", 993, "ab" * 32)
    fake.all_accounts = (replace(ACCOUNT, trusted_certificates=(pin,)),)
    dialog = opened()
    assert "mail.brookdesign.example:993" in dialog.form.pin.text()
    dialog.form.distrust.click()
    dialog.save.click()
    qtbot.waitUntil(lambda: bool(fake.called("change_account")))
    assert _changed(fake)[0].trusted_certificates == ()


def test_servers_can_be_moved(qtbot: QtBot, opened: Opened, fake: FakeEngine) -> None:
    dialog = opened()
    dialog.form.imap.show_server(Server("imap.new.example", 143, Security.STARTTLS))
    dialog.save.click()
    qtbot.waitUntil(lambda: bool(fake.called("change_account")))
    assert _changed(fake)[0].imap == Server("imap.new.example", 143, Security.STARTTLS)
