"""What is demanded of a server's certificate, and what is said when it falls short.

A certificate is verified by the system's authorities and the host name, or it is exactly the one
that the person chose to trust for that server. There is no third way.

Owns: contexts, fingerprints, reading certificates, the error. Must not: open connections.
"""

import hashlib
import ssl
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from emailassist.domain.account import Server, TrustedCertificate
from emailassist.domain.certificate import Certificate
from emailassist.domain.errors import CertificateRejected

if TYPE_CHECKING:
    from cryptography import x509

_EXPIRED, _NOT_YET, _UNTRUSTED, _SELF_SIGNED, _HOST, _ADDRESS = 10, 9, 20, 18, 62, 64
_SELF_SIGNED_ROOT, _NO_FIRST = 19, 21
"""X509_V_ERR_… of OpenSSL's x509_vfy.h."""

_HINT = (
    "Nothing secret was sent. Ask the server's administrator whether the fingerprint is right "
    "before you trust it."
)


def verifying(ca_file: Path | None = None) -> ssl.SSLContext:
    """A context that demands a certificate by a known authority, valid, and for this host.

    `ca_file` replaces the system's certificate authorities.
    """
    return ssl.create_default_context(cafile=ca_file)


def reading() -> ssl.SSLContext:
    """A context that takes any certificate, so that it can be read and compared.

    Nothing may be said over such a connection before `is_trusted` has said yes.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def pins(server: Server, trusted: Iterable[TrustedCertificate]) -> frozenset[str]:
    """Fingerprints that the person trusts at this very server."""
    return frozenset(each.sha256 for each in trusted if each.is_for(server))


def is_trusted(connection: ssl.SSLSocket | ssl.SSLObject, pinned: frozenset[str]) -> bool:
    """Whether the other side's certificate is one of those, byte for byte."""
    der = connection.getpeercert(binary_form=True)
    return der is not None and fingerprint(der) in pinned


def fingerprint(der: bytes) -> str:
    """The SHA-256 of a certificate in hexadecimal."""
    return hashlib.sha256(der).hexdigest()


def rejected(
    error: ssl.SSLCertVerificationError,
    server: Server,
    der: bytes | None,
    *,
    changed: bool = False,
) -> CertificateRejected:
    """The error that names the certificate and the check it failed.

    `der` is None when the certificate could not be read; `changed` when the person trusts another
    one at this server.
    """
    certificate = read(der) if der else None
    why = _why(error, server, certificate)
    if changed:
        why = f"it is not the one you chose to trust, and {why}"
    reason = f"The certificate of {server.label} was rejected: {why}."
    if certificate is not None:
        reason = f"{reason} {certificate.sentence}"
    return CertificateRejected(reason, hint=_HINT, certificate=certificate, server=server)


def _why(
    error: ssl.SSLCertVerificationError, server: Server, certificate: Certificate | None
) -> str:
    code = error.verify_code
    if code == _EXPIRED:
        return f"it expired on {certificate.valid_until:%Y-%m-%d}" if certificate else "it expired"
    if code == _NOT_YET:
        since = f" before {certificate.valid_from:%Y-%m-%d}" if certificate else " yet"
        return f"it is not valid{since}; is this machine's clock right?"
    if code in {_HOST, _ADDRESS}:
        names = ", ".join(certificate.names) if certificate else ""
        return f"it is not for {server.host}" + (f" but for {names}" if names else "")
    if code == _SELF_SIGNED:
        return "it is self-signed, so nobody vouches for it"
    if code in {_UNTRUSTED, _SELF_SIGNED_ROOT, _NO_FIRST}:
        return "its issuer is not among the authorities that this machine trusts"
    return error.verify_message.rstrip(".")


def read(der: bytes) -> Certificate | None:
    """What a certificate says; None when it says nothing that can be read."""
    from cryptography import x509  # takes time: not before there is one to read

    try:
        parsed = x509.load_der_x509_certificate(der)
        return Certificate(
            subject=_name(parsed.subject),
            issuer=_name(parsed.issuer),
            names=_names(parsed),
            valid_from=parsed.not_valid_before_utc,
            valid_until=parsed.not_valid_after_utc,
            sha256=fingerprint(der),
        )
    except ValueError:
        return None


def _name(name: "x509.Name") -> str:
    from cryptography.x509.oid import NameOID

    common = [str(each.value) for each in name.get_attributes_for_oid(NameOID.COMMON_NAME)]
    owner = [str(each.value) for each in name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    return _shown(", ".join(common + owner) or name.rfc4514_string() or "nobody")


def _names(certificate: "x509.Certificate") -> tuple[str, ...]:
    from cryptography import x509

    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    hosts = extension.value.get_values_for_type(x509.DNSName)
    addresses = extension.value.get_values_for_type(x509.IPAddress)
    return tuple(_shown(str(each)) for each in [*hosts, *addresses][:_MOST_NAMES])


_MOST_NAMES = 5
_LONGEST_NAME = 120


def _shown(text: str) -> str:
    """What a stranger wrote, on one line, printable and bounded."""
    plain = "".join(each if each.isprintable() else "�" for each in text)
    return plain[:_LONGEST_NAME]
