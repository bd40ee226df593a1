"""Opening an IMAP connection: TCP, TLS and greeting.

Owns: the rule that a password never travels unencrypted except on loopback.
Must not: log in.
"""

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from emailassist import tls
from emailassist.domain.account import Security, Server, TrustedCertificate
from emailassist.domain.errors import ServerRefused, SettingsError
from emailassist.imap.channel import Channel
from emailassist.imap.errors import Ended, Garbled, Refused
from emailassist.imap.interrupt import Interrupt
from emailassist.imap.wire import Wire


def connect(
    server: Server,
    *,
    timeout: float,
    interrupt: Interrupt,
    ca_file: Path | None,
    trusted: Iterable[TrustedCertificate] = (),
) -> Channel:
    """A connection after its greeting. `timeout` is seconds for every single wait.

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
    if pinned and (channel := _if_trusted(open_with, pinned)):
        return channel
    try:
        return open_with(partial(tls.verifying, ca_file))
    except ssl.SSLCertVerificationError as error:
        der = _certificate(open_with)
        raise tls.rejected(error, server, der, changed=bool(pinned)) from error


_Context = Callable[[], ssl.SSLContext]
"""Makes a context, which takes 20 ms: only where there is TLS."""
_OpenWith = Callable[[_Context], Channel]


def _if_trusted(open_with: _OpenWith, pinned: frozenset[str]) -> Channel | None:
    channel = open_with(tls.reading)
    connection = channel.wire.tls
    if connection is not None and tls.is_trusted(connection, pinned):
        return channel
    channel.wire.close()
    return None


def _certificate(open_with: _OpenWith) -> bytes | None:
    """The certificate of a server that failed verification, read over a connection of its own."""
    try:
        wire = open_with(tls.reading).wire
    except (OSError, Ended, Garbled, Refused, ServerRefused):
        return None  # the error that is on its way says enough
    try:
        return wire.tls.getpeercert(binary_form=True) if wire.tls else None
    finally:
        wire.close()


def _open(server: Server, timeout: float, interrupt: Interrupt, context: _Context) -> Channel:
    connection = _tcp(server, timeout, interrupt)
    try:
        if server.security is Security.TLS:
            connection = context().wrap_socket(connection, server_hostname=server.host)
        channel = Channel(Wire(connection, timeout))
    except BaseException:
        connection.close()
        raise
    try:
        channel.greet()
        if server.security is Security.STARTTLS:
            _start_tls(channel, server, context())
    except BaseException:
        channel.wire.close()
        raise
    return channel


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
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
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


def _start_tls(channel: Channel, server: Server, context: ssl.SSLContext) -> None:
    # Whoever sits in between may greet with PREAUTH, after which there is no STARTTLS.
    if channel.is_logged_in or not channel.has("STARTTLS"):
        raise ServerRefused(
            f"{server.label} does not offer STARTTLS, and without it the password would travel "
            "unencrypted.",
            hint="Choose TLS as the security of the IMAP server (usually port 993).",
        )
    channel.run(b"STARTTLS")
    channel.wire.start_tls(context, server.host)
    channel.ask_capabilities()
