"""Certificates that fail verification, and the one that a person trusts all the same."""

import pytest

from emailassist.domain.account import Security, TrustedCertificate
from emailassist.domain.credential import Credential
from emailassist.domain.errors import CertificateRejected
from emailassist.imap.session import ImapSession
from tests.imap.dovecot import PASSWORD, Dovecot

pytestmark = pytest.mark.integration
SECURE = pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])


def refused(dovecot: Dovecot, security: Security, *trusted: TrustedCertificate) -> str:
    """The fingerprint of the certificate that the error names."""
    with pytest.raises(CertificateRejected) as caught:
        ImapSession.open(
            dovecot.server(security), "someone", Credential(PASSWORD), timeout=10, trusted=trusted
        )
    assert caught.value.certificate is not None
    assert caught.value.certificate.fingerprint in caught.value.reason
    return caught.value.certificate.sha256


@SECURE
def test_the_error_names_the_certificate(dovecot: Dovecot, security: Security) -> None:
    server = dovecot.server(security)
    with pytest.raises(CertificateRejected) as caught:
        ImapSession.open(server, "someone", Credential(PASSWORD), timeout=10)
    certificate = caught.value.certificate
    assert certificate is not None
    assert (certificate.subject, certificate.issuer) == ("localhost", "emailassist tests")
    assert certificate.names == ("localhost", "127.0.0.1")
    assert certificate.valid_from < certificate.valid_until
    assert caught.value.server == server


@SECURE
def test_a_trusted_certificate_lets_in_at_its_own_server_only(
    dovecot: Dovecot, security: Security
) -> None:
    server = dovecot.server(security)
    sha256 = refused(dovecot, security)
    trusted = TrustedCertificate(server.host, server.port, sha256)
    with ImapSession.open(
        server, "someone", Credential(PASSWORD), timeout=10, trusted=[trusted]
    ) as session:
        assert session.select("INBOX").exists == 0
    elsewhere = TrustedCertificate(server.host, 1, sha256)
    refused(dovecot, security, elsewhere)


def test_a_changed_certificate_is_asked_about_again(dovecot: Dovecot) -> None:
    server = dovecot.server(Security.TLS)
    other = TrustedCertificate(server.host, server.port, "00" * 32)
    with pytest.raises(CertificateRejected, match="not the one you chose to trust"):
        ImapSession.open(server, "someone", Credential(PASSWORD), timeout=10, trusted=[other])


def test_a_changed_certificate_of_a_known_authority_is_taken(dovecot: Dovecot) -> None:
    server = dovecot.server(Security.TLS)
    other = TrustedCertificate(server.host, server.port, "00" * 32)
    authority = dovecot.certificates.authority
    with ImapSession.open(
        server, "someone", Credential(PASSWORD), timeout=10, ca_file=authority, trusted=[other]
    ) as session:
        assert session.select("INBOX").exists == 0
