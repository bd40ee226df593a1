"""Certificates that are really shown, by a server on loopback, and what OpenSSL says of them."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from emailassist.domain.account import Security, Server, TrustedCertificate
from emailassist.domain.errors import CertificateRejected
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.probe import probe

DAY = timedelta(days=1)


def made(folder: Path, host: str, begins: timedelta, ends: timedelta) -> Path:
    """A self-signed certificate with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return path


@contextmanager
def greeting(certificate: Path) -> Iterator[Server]:
    """An IMAP server over TLS that greets and then says nothing more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with (
                    contextlib.suppress(OSError),
                    connection,
                    context.wrap_socket(connection, server_side=True) as secure,
                ):
                    secure.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
                    secure.recv(1000)
                if over.is_set():
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield Server("127.0.0.1", listening.getsockname()[1], Security.TLS)
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=5)


def look(server: Server, *trusted: TrustedCertificate, ca_file: Path | None = None) -> None:
    probe(server, timeout=5, interrupt=Interrupt(), ca_file=ca_file, trusted=trusted)


@pytest.mark.parametrize(
    ("host", "begins", "ends", "vouched", "words"),
    [
        ("127.0.0.1", -DAY, DAY, False, "self-signed"),
        ("127.0.0.1", -2 * DAY, -DAY, True, "it expired on"),
        ("127.0.0.1", DAY, 2 * DAY, True, "not valid before"),
        ("192.0.2.1", -DAY, DAY, True, r"not for 127\.0\.0\.1 but for 192\.0\.2\.1"),
    ],
)
def test_what_is_wrong_is_named_and_the_certificate_can_be_trusted(
    tmp_path: Path, host: str, begins: timedelta, ends: timedelta, vouched: bool, words: str
) -> None:
    certificate = made(tmp_path, host, begins, ends)
    authority = certificate if vouched else None
    with greeting(certificate) as server:
        with pytest.raises(CertificateRejected, match=words) as caught:
            look(server, ca_file=authority)
        shown = caught.value.certificate
        assert shown is not None
        assert (shown.subject, shown.names) == ("mail", (host,))
        look(server, TrustedCertificate(server.host, server.port, shown.sha256))


def test_a_certificate_that_is_in_order_needs_no_trust(tmp_path: Path) -> None:
    certificate = made(tmp_path, "127.0.0.1", -DAY, DAY)
    with greeting(certificate) as server:
        look(server, ca_file=certificate)
