"""Opening an IMAP connection: TCP, TLS and greeting.

Owns: the rule that a password never travels unencrypted except on loopback.
Must not: log in.
"""

import contextlib
import imaplib
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from emailassist import tls
from emailassist.domain.account import Security, Server, TrustedCertificate
from emailassist.domain.errors import ServerRefused, SettingsError
from emailassist.imap.interrupt import Interrupt


def connect(
    server: Server,
    *,
    timeout: float,
    interrupt: Interrupt,
    ca_file: Path | None,
    trusted: Iterable[TrustedCertificate] = (),
) -> IMAPClient:
    """A connection ready for the login. `timeout` is seconds for every single wait.

    `trusted` are the certificates that the person trusts where verification fails. Raises
    CertificateRejected, with the certificate, when neither helps.
    """
    if server.security is Security.NONE and not server.is_loopback:
        raise SettingsError(
            f"The password would travel unencrypted to {server.label}.",
            hint="Choose TLS or STARTTLS as the security of the IMAP server.",
        )
    open_with = partial(_open, server, timeout, interrupt)
    pinned = tls.pins(server, trusted)
    if pinned and (client := _if_trusted(open_with, pinned)):
        return client
    try:
        return open_with(tls.verifying(ca_file))
    except ssl.SSLCertVerificationError as error:
        der = _certificate(open_with)
        raise tls.rejected(error, server, der, changed=bool(pinned)) from error


_OpenWith = Callable[[ssl.SSLContext], IMAPClient]


def _if_trusted(open_with: _OpenWith, pinned: frozenset[str]) -> IMAPClient | None:
    client = open_with(tls.reading())
    connection = client.socket()
    if isinstance(connection, ssl.SSLSocket) and tls.is_trusted(connection, pinned):
        return client
    client.shutdown()
    return None


def _certificate(open_with: _OpenWith) -> bytes | None:
    """The certificate of a server that failed verification, read over a connection of its own."""
    try:
        client = open_with(tls.reading())
    except (OSError, imaplib.IMAP4.error, ServerRefused):
        return None  # the error that is on its way says enough
    try:
        der: bytes | None = client.socket().getpeercert(binary_form=True)
    finally:
        client.shutdown()
    return der


def _open(
    server: Server, timeout: float, interrupt: Interrupt, context: ssl.SSLContext
) -> IMAPClient:
    connection = _tcp(server, timeout, interrupt)
    try:
        if server.security is Security.TLS:
            connection = context.wrap_socket(connection, server_hostname=server.host)
        client = _Client(server, connection, timeout)
    except BaseException:
        connection.close()
        raise
    # IMAPClient sets it to 5, which formats every message for a log that nobody reads.
    client._imap.debug = 0  # noqa: SLF001 - there is no public way
    if server.security is Security.STARTTLS:
        try:
            _start_tls(client, server, context)
        except BaseException:
            with contextlib.suppress(OSError):  # a failed handshake has closed it already
                client.shutdown()
            raise
    return client


def _tcp(server: Server, timeout: float, interrupt: Interrupt) -> socket.socket:
    """Connect to the first address that answers; `interrupt` can end the attempt."""
    problem: OSError | None = None
    for family, kind, protocol, _, address in _addresses(server):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(timeout)
            interrupt.watch(connection)
            connection.connect(address)
            # Without it an APPEND waits for the other side's delayed acknowledgement.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            connection.close()
            problem = error
            if interrupt.triggered:
                break
        else:
            return connection
    raise problem or OSError("the host has no address")


def _addresses(server: Server) -> Sequence[tuple[Any, ...]]:
    try:
        return socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a name that cannot be one, such as ``mail..example``
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from error


def _start_tls(client: IMAPClient, server: Server, context: ssl.SSLContext) -> None:
    if not client.has_capability("STARTTLS"):
        raise ServerRefused(
            f"{server.label} does not offer STARTTLS, and without it the password would travel "
            "unencrypted.",
            hint="Choose TLS as the security of the IMAP server (usually port 993).",
        )
    client.starttls(context)


class _Client(IMAPClient):  # type: ignore[misc]  # IMAPClient ships no types
    """IMAPClient over a socket that is connected (and encrypted) already."""

    def __init__(self, server: Server, connection: socket.socket, timeout: float) -> None:
        self._connection = connection
        super().__init__(
            server.host, server.port, ssl=server.security is Security.TLS, timeout=timeout
        )
        self.normalise_times = False

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - IMAPClient's name
        return _Imap4(self.host, self.port, self._connection)


class _Imap4(imaplib.IMAP4):
    def __init__(self, host: str, port: int, connection: socket.socket) -> None:
        self._connection = connection
        super().__init__(host, port)

    def _create_socket(self, _timeout: float | None) -> socket.socket:
        return self._connection
