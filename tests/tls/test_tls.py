"""What is said of a certificate."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from emailassist import tls
from emailassist.domain.account import Security, Server, TrustedCertificate

SERVER = Server("mail.example.org", 993, Security.TLS)
FROM = datetime(2026, 1, 1, tzinfo=UTC)


def made(subject: str, *names: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(FROM)
        .not_valid_after(FROM + timedelta(days=30))
    )
    if names:
        others = x509.SubjectAlternativeName([x509.DNSName(each) for each in names])
        builder = builder.add_extension(others, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def refusal(code: int, message: str = "unable to do it") -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "refused")
    error.verify_code, error.verify_message = code, message
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (10, "it expired on 2026-01-31"),
        (9, "not valid before 2026-01-01"),
        (18, "self-signed"),
        (20, "not among the authorities"),
        (62, "not for mail.example.org but for other.example"),
        (23, "unable to do it"),
    ],
)
def test_the_check_that_failed_is_named_with_the_certificate(code: int, words: str) -> None:
    der = made("Other", "other.example")
    error = tls.rejected(refusal(code), SERVER, der)
    assert words in error.reason
    assert "issued to Other by Other" in error.reason
    assert ":".join(f"{each:02X}" for each in bytes.fromhex(tls.fingerprint(der))) in error.reason


def test_a_certificate_that_cannot_be_read_is_still_an_error() -> None:
    assert tls.rejected(refusal(18), SERVER, None).certificate is None
    assert "self-signed" in tls.rejected(refusal(18), SERVER, b"nonsense").reason


def test_what_a_stranger_wrote_into_it_stays_on_its_line() -> None:
    read = tls.read(made("evil\nValid: forever\x1b[31m" + "x" * 30))
    assert read is not None
    assert len(read.description.split("\n")) == 4
    assert "\x1b" not in read.description


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(der: bytes) -> None:
    assert tls.read(der) is None


def test_a_pin_holds_at_one_host_and_port() -> None:
    pin = TrustedCertificate("mail.example.org", 993, "ab")
    assert tls.pins(SERVER, [pin]) == {"ab"}
    assert tls.pins(Server("mail.example.org", 143, Security.STARTTLS), [pin]) == frozenset()
