"""Opening: encryption, certificates, passwords."""

import socket

import pytest

from emailassist.domain.account import Security, Server
from emailassist.domain.credential import Credential
from emailassist.domain.errors import (
    AuthenticationFailed,
    CertificateRejected,
    ServerRefused,
    ServerUnreachable,
    SettingsError,
)
from emailassist.imap.session import ImapSession
from tests.imap.dovecot import PASSWORD, Dovecot
from tests.imap.login import Login


@pytest.mark.integration
@pytest.mark.parametrize("security", list(Security))
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_every_kind_of_security_works(dovecot: Dovecot, security: Security, host: str) -> None:
    with ImapSession.open(
        dovecot.server(security, host),
        "someone",
        Credential(PASSWORD),
        timeout=10,
        ca_file=dovecot.certificates.authority,
    ) as session:
        assert session.select("INBOX").exists == 0


@pytest.mark.integration
@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_of_an_unknown_authority_is_rejected(
    dovecot: Dovecot, security: Security
) -> None:
    with pytest.raises(CertificateRejected, match=r"127\.0\.0\.1.*authorities"):
        ImapSession.open(dovecot.server(security), "someone", Credential(PASSWORD), timeout=10)


@pytest.mark.integration
@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_for_another_host_is_rejected(dovecot: Dovecot, security: Security) -> None:
    with pytest.raises(CertificateRejected, match=r"not for 127\.0\.0\.2 but for localhost"):
        ImapSession.open(
            dovecot.server(security, "127.0.0.2"),
            "someone",
            Credential(PASSWORD),
            timeout=10,
            ca_file=dovecot.certificates.authority,
        )


def test_a_wrong_password_is_told_apart(login: Login) -> None:
    with pytest.raises(AuthenticationFailed, match=r"127\.0\.0\.1") as caught:
        ImapSession.open(login.server, login.username, Credential("wrong"), timeout=10)
    assert "wrong" not in caught.value.reason


def test_a_password_with_a_line_break_is_never_sent(login: Login) -> None:
    with pytest.raises(AuthenticationFailed, match="control character"):
        ImapSession.open(login.server, login.username, Credential("x\r\nA1 LOGOUT"), timeout=10)


def test_starttls_is_not_given_up_silently(demo_login: Login) -> None:
    server = Server(demo_login.server.host, demo_login.server.port, Security.STARTTLS)
    with pytest.raises(ServerRefused, match="STARTTLS"):
        ImapSession.open(server, demo_login.username, Credential(demo_login.secret), timeout=10)


def test_tls_to_a_port_without_it_fails_with_a_hint(demo_login: Login) -> None:
    server = Server(demo_login.server.host, demo_login.server.port, Security.TLS)
    with pytest.raises(ServerUnreachable, match="secure connection") as caught:
        ImapSession.open(server, demo_login.username, Credential(demo_login.secret), timeout=10)
    assert "STARTTLS" in caught.value.hint


@pytest.mark.parametrize("host", ["imap.example.org", "127.0.0.1.example.org", "localhost.x"])
def test_no_password_travels_unencrypted_off_this_machine(host: str) -> None:
    server = Server(host, 143, Security.NONE)
    with pytest.raises(SettingsError, match="unencrypted"):
        ImapSession.open(server, "someone", Credential("secret"))


def test_a_closed_port_is_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        server = Server("127.0.0.1", unused.getsockname()[1], Security.NONE)
        with pytest.raises(ServerUnreachable, match="refused") as caught:
            ImapSession.open(server, "someone", Credential("secret"), timeout=5)
    assert server.label in caught.value.reason


def test_a_host_that_does_not_exist_is_named() -> None:
    server = Server("mail.invalid", 993, Security.TLS)
    with pytest.raises(ServerUnreachable, match=r"mail\.invalid"):
        ImapSession.open(server, "someone", Credential("secret"), timeout=5)


def test_a_name_that_no_host_can_have_is_said() -> None:
    with pytest.raises(ServerUnreachable, match=r"no host named mail\.\.example"):
        ImapSession.open(Server("mail..example", 993, Security.TLS), "a", Credential("b"))
