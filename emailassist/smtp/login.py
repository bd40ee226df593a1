"""Logging in: which way a server takes which credential (RFC 4954).

Owns: the choice of the mechanism, OAUTHBEARER (RFC 7628) and what the server says against a
credential. Must not: open connections, or send a token as a password.
"""

import base64

import aiosmtplib
from aiosmtplib import errors

from emailassist.domain.account import Server
from emailassist.domain.credential import Credential, CredentialKind
from emailassist.domain.errors import AuthenticationFailed, ServerRefused, ServerUnreachable
from emailassist.smtp.answers import shown

_GO_ON = 334
_SUCCESS = 235


async def log_in(
    client: aiosmtplib.SMTP, server: Server, username: str, credential: Credential
) -> None:
    """One attempt with the best mechanism: several would count as several wrong passwords.

    Raises AuthenticationFailed, ServerRefused when the server takes no such credential, and
    ServerUnreachable when it takes none at the moment.
    """
    if not username or (server.is_loopback and not client.supports_extension("auth")):
        return
    by_token = credential.kind is CredentialKind.BEARER
    try:
        if by_token:
            await _by_token(client, server, username, credential.secret)
        else:
            await _by_password(client, server, username, credential.secret)
    except errors.SMTPAuthenticationError as error:
        raise _login_error(error, server, by_token=by_token) from error


async def _by_password(
    client: aiosmtplib.SMTP, server: Server, username: str, password: str
) -> None:
    if "plain" in client.server_auth_methods:
        await client.auth_plain(username, password)
    elif "login" in client.server_auth_methods:
        await client.auth_login(username, password)
    elif "cram-md5" in client.server_auth_methods:
        await client.auth_crammd5(username, password)
    else:
        raise AuthenticationFailed(
            f"{server.label} offers no login by password.",
            hint="Check the port and the security of the SMTP server.",
        )


async def _by_token(client: aiosmtplib.SMTP, server: Server, username: str, token: str) -> None:
    if "oauthbearer" in client.server_auth_methods:
        name = username.replace("=", "=3D").replace(",", "=2C")
        place = f"host={server.host}\1port={server.port}"
        message = f"n,a={name},\1{place}\1auth=Bearer {token}\1\1"
        await _exchange(client, b"OAUTHBEARER", message, to_error="\1")
    elif "xoauth2" in client.server_auth_methods:
        message = f"user={username}\1auth=Bearer {token}\1\1"
        await _exchange(client, b"XOAUTH2", message, to_error="")
    else:
        raise ServerRefused(
            f"{server.label} takes no access tokens (OAuth 2) on this connection.",
            hint="Use a password or an app password for this account.",
        )


async def _exchange(
    client: aiosmtplib.SMTP, mechanism: bytes, message: str, *, to_error: str
) -> None:
    """Our message, and one more when the server explains why it objects to it."""
    answer = await client.execute_command(b"AUTH", mechanism, _encoded(message))
    if answer.code == _GO_ON:
        answer = await client.execute_command(_encoded(to_error))
    if answer.code != _SUCCESS:
        raise errors.SMTPAuthenticationError(answer.code, answer.message)


def _encoded(text: str) -> bytes:
    return base64.b64encode(text.encode())


def _login_error(
    error: errors.SMTPAuthenticationError, server: Server, *, by_token: bool
) -> AuthenticationFailed | ServerUnreachable:
    if 400 <= error.code < 500:  # a temporary failure (RFC 4954 section 6)
        return ServerUnreachable(
            f"{server.label} takes no logins at the moment: {shown(error)}.",
            hint="Try again in a few minutes.",
        )
    if by_token:
        return AuthenticationFailed(
            f"{server.label} refused the access token: {shown(error)}.",
            hint="Sign in with the provider again.",
        )
    return AuthenticationFailed(
        f"{server.label} refused the user name or the password: {shown(error)}.",
        hint="Check both; many providers want an app password for mail programs.",
    )
