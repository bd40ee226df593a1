"""Opening an SMTP connection: TCP, TLS and EHLO.

Owns: the rule that a password never travels unencrypted except on loopback.
Must not: know messages.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import aiosmtplib
from aiosmtplib import errors

from emailassist import tls
from emailassist.domain.account import Security, Server, TrustedCertificate
from emailassist.domain.credential import Credential
from emailassist.domain.errors import (
    AuthenticationFailed,
    ServerRefused,
    ServerUnreachable,
    SettingsError,
    WorldError,
)
from emailassist.smtp.answers import shown
from emailassist.smtp.login import log_in

_CHECK_SETTINGS = "Check the host name, the port and whether this machine is online."
_OUR_NAME = "[127.0.0.1]"
"""What EHLO says (RFC 5321 section 4.1.4); the host's own name is nobody's business."""


@asynccontextmanager
async def connected(
    server: Server,
    username: str,
    credential: Credential,
    *,
    timeout: float,  # noqa: ASYNC109 - seconds for every single answer, not for the whole
    ca_file: Path | None,
    trusted: Iterable[TrustedCertificate] = (),
) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection after its login; closed in any case.

    `trusted` are the certificates that the person trusts where verification fails.
    """
    if server.security is Security.NONE and not server.is_loopback and username:
        raise SettingsError(
            f"The password would travel unencrypted to {server.label}.",
            hint="Choose TLS or STARTTLS as the security of the SMTP server.",
        )
    open_it = partial(secured, server, timeout=timeout, ca_file=ca_file, trusted=trusted)
    client = await _logged_in(open_it, server, username, credential)
    try:
        yield client
    finally:
        client.close()


async def _logged_in(
    open_it: Callable[[], Awaitable[aiosmtplib.SMTP]],
    server: Server,
    username: str,
    credential: Credential,
) -> aiosmtplib.SMTP:
    """A credential that is refused and can be renewed is, once, for a connection of its own."""
    client = await open_it()
    try:
        with translating(server):
            await log_in(client, server, username, credential)
    except AuthenticationFailed as error:
        client.close()
        if credential.renew is None:
            error.hint = credential.advice or error.hint
            raise
        fresh = await asyncio.to_thread(credential.renew)
        return await _logged_in(open_it, server, username, fresh)
    except BaseException:
        client.close()
        raise
    return client


async def secured(
    server: Server,
    *,
    timeout: float,  # noqa: ASYNC109 - as above
    ca_file: Path | None,
    trusted: Iterable[TrustedCertificate] = (),
) -> aiosmtplib.SMTP:
    """A connection after EHLO, over TLS where the server's security says so, before any login.

    Raises CertificateRejected, with the certificate, and the other `WorldError`s.
    """
    pinned = tls.pins(server, trusted)
    with translating(server):
        if pinned and (client := await _if_trusted(server, timeout, pinned)):
            return client
        try:
            return await _open(server, timeout, tls.verifying(ca_file))
        except (ssl.SSLError, errors.SMTPException) as error:
            refused = error if isinstance(error, ssl.SSLError) else error.__cause__
            if not isinstance(refused, ssl.SSLCertVerificationError):
                raise
            der = await _certificate(server, timeout)
            raise tls.rejected(refused, server, der, changed=bool(pinned)) from error


async def _open(server: Server, timeout: float, context: ssl.SSLContext) -> aiosmtplib.SMTP:  # noqa: ASYNC109
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        local_hostname=_OUR_NAME,
        timeout=timeout,
        use_tls=server.security is Security.TLS,
        start_tls=False,
        tls_context=context,
    )
    try:
        await _connect(client, server)
        await _secure(client, server)
    except BaseException:
        client.close()
        raise
    return client


async def _if_trusted(
    server: Server,
    timeout: float,  # noqa: ASYNC109
    pinned: frozenset[str],
) -> aiosmtplib.SMTP | None:
    client = await _open(server, timeout, tls.reading())
    encryption = client.get_transport_info("ssl_object")
    if isinstance(encryption, ssl.SSLObject) and tls.is_trusted(encryption, pinned):
        return client
    client.close()
    return None


async def _certificate(server: Server, timeout: float) -> bytes | None:  # noqa: ASYNC109
    """The certificate of a server that failed verification, read over a connection of its own."""
    try:
        client = await _open(server, timeout, tls.reading())
    except (OSError, errors.SMTPException, WorldError):
        return None  # the error that is on its way says enough
    try:
        encryption = client.get_transport_info("ssl_object")
        return (
            encryption.getpeercert(binary_form=True)
            if isinstance(encryption, ssl.SSLObject)
            else None
        )
    finally:
        client.close()


def say_goodbye(client: aiosmtplib.SMTP) -> None:
    """QUIT without waiting for an answer.

    None would change anything, and after an accepted message neither a slow server nor a
    cancellation may come between its yes and the caller who has to note it.
    """
    if client.protocol is not None:
        with contextlib.suppress(errors.SMTPException):
            client.protocol.write(b"QUIT\r\n")


@contextmanager
def translating(server: Server) -> Iterator[None]:
    """Turn connection errors into `WorldError`s; answers of the server pass through."""
    try:
        yield
    except errors.SMTPTimeoutError as error:
        raise ServerUnreachable(
            f"{server.label} did not answer in time.", hint=_CHECK_SETTINGS
        ) from error
    except errors.SMTPConnectResponseError as error:
        raise ServerUnreachable(
            f"{server.label} takes no mail at the moment: {shown(error)}.",
            hint="Try again in a few minutes.",
        ) from error
    except (errors.SMTPConnectError, errors.SMTPServerDisconnected) as error:
        if isinstance(error.__cause__, ssl.SSLError):
            raise _tls_error(error.__cause__, server) from error
        if isinstance(error.__cause__, socket.gaierror):
            reason = f"There is no host named {server.host}."
        else:
            reason = f"The connection to {server.label} failed or was lost."
        raise ServerUnreachable(reason, hint=_CHECK_SETTINGS) from error
    except ssl.SSLError as error:
        raise _tls_error(error, server) from error
    except OSError as error:
        raise ServerUnreachable(
            f"The connection to {server.label} failed: {error.strerror or error}.",
            hint=_CHECK_SETTINGS,
        ) from error
    except errors.SMTPException as error:  # what the library could not read as an answer
        raise ServerRefused(
            f"{server.label} answered with something that is not SMTP.",
            hint="Check the port: another service may listen there.",
        ) from error


async def _connect(client: aiosmtplib.SMTP, server: Server) -> None:
    try:
        await client.connect()
    except UnicodeError as error:  # a name that cannot be one, such as ``mail..example``
        raise ServerUnreachable(
            f"There is no host named {server.host}.", hint=_CHECK_SETTINGS
        ) from error


async def _secure(client: aiosmtplib.SMTP, server: Server) -> None:
    await _greet(client, server)
    if server.security is not Security.STARTTLS:
        return
    if not client.supports_extension("starttls"):
        raise ServerRefused(
            f"{server.label} does not offer STARTTLS, and without it the password would travel "
            "unencrypted.",
            hint="Choose TLS as the security of the SMTP server (usually port 465).",
        )
    try:
        await client.starttls()
    except errors.SMTPResponseException as error:
        raise ServerRefused(f"{server.label} refused STARTTLS: {shown(error)}.") from error
    await _greet(client, server)


async def _greet(client: aiosmtplib.SMTP, server: Server) -> None:
    try:
        await client.ehlo()
    except errors.SMTPHeloError as error:
        raise ServerRefused(f"{server.label} refused to talk: {shown(error)}.") from error


def _tls_error(error: ssl.SSLError, server: Server) -> ServerUnreachable:
    return ServerUnreachable(
        f"No secure connection to {server.label}: {error.reason or error}.",
        hint="The port may expect STARTTLS or no encryption instead of TLS.",
    )
