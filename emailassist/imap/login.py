"""Logging in: which way a server takes which credential.

Owns: the SASL exchanges (RFC 4616, RFC 7628, XOAUTH2) and what the server says against one.
Must not: open connections.
"""

import imaplib
import json

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from emailassist.domain.account import Server
from emailassist.domain.credential import Credential, CredentialKind
from emailassist.domain.errors import AuthenticationFailed, ServerRefused

_LONGEST_STATUS = 100


def log_in(client: IMAPClient, server: Server, username: str, credential: Credential) -> None:
    """Log in with a password or an access token, in the best way that the server offers."""
    if any(ord(character) < 32 for character in username + credential.secret):
        raise AuthenticationFailed(
            "The user name or the password contains a control character, such as a line break.",
            hint="Enter the password again.",
        )
    if credential.kind is CredentialKind.BEARER:
        _by_token(client, server, username, credential.secret)
    else:
        _by_password(client, server, username, credential.secret)


def _by_password(client: IMAPClient, server: Server, username: str, password: str) -> None:
    """AUTHENTICATE PLAIN (RFC 4616) where offered, else LOGIN."""
    if client.has_capability("AUTH=PLAIN"):
        client.sasl_login("PLAIN", _Exchange(f"\0{username}\0{password}"))
    elif client.has_capability("LOGINDISABLED"):
        raise ServerRefused(
            f"{server.label} allows no login by password on this connection.",
            hint="Choose TLS or STARTTLS as the security of the IMAP server.",
        )
    elif not (username + password).isascii():
        raise AuthenticationFailed(
            f"{server.label} accepts only unaccented letters in user names and passwords.",
            hint="Choose another password with your provider.",
        )
    else:
        client.login(_quoted(username), password)


def _by_token(client: IMAPClient, server: Server, username: str, token: str) -> None:
    """AUTHENTICATE OAUTHBEARER (RFC 7628) where offered, else XOAUTH2."""
    if client.has_capability("AUTH=OAUTHBEARER"):
        name = username.replace("=", "=3D").replace(",", "=2C")
        place = f"host={server.host}\1port={server.port}"
        exchange = _Exchange(f"n,a={name},\1{place}\1auth=Bearer {token}\1\1", to_error="\1")
        mechanism = "OAUTHBEARER"
    elif client.has_capability("AUTH=XOAUTH2"):
        exchange = _Exchange(f"user={username}\1auth=Bearer {token}\1\1", to_error="")
        mechanism = "XOAUTH2"
    else:
        raise ServerRefused(
            f"{server.label} takes no access tokens (OAuth 2) on this connection.",
            hint="Use a password or an app password for this account.",
        )
    try:
        client.sasl_login(mechanism, exchange)
    except LoginError as error:
        if exchange.error is None or isinstance(error.__context__, imaplib.IMAP4.abort):
            raise
        raise AuthenticationFailed(
            f"{server.label} refused the access token: {_status(exchange.error)}.",
            hint="Sign in with the provider again.",
        ) from error


class _Exchange:
    """Our side of a SASL exchange: one message, and one more when the server objects to it."""

    def __init__(self, message: str, *, to_error: str | None = None) -> None:
        self._messages = [message] if to_error is None else [message, to_error]
        self._asked = 0
        self.error: bytes | None = None

    def __call__(self, challenge: bytes) -> str | None:
        """The answer to a challenge; None gives up, as on one that nobody has to send."""
        self._asked += 1
        if self._asked == 2:
            self.error = challenge
        return self._messages.pop(0) if self._messages else None


def _status(challenge: bytes) -> str:
    """What the JSON object of RFC 7628 section 3.2.2 says, or what came in its place."""
    try:
        status = json.loads(challenge)["status"]
    except (ValueError, LookupError, TypeError, RecursionError):
        status = challenge.decode("utf-8", "replace")
    words = "".join(letter if letter.isprintable() else " " for letter in str(status))
    return " ".join(words.split())[:_LONGEST_STATUS].rstrip(".") or "no reason given"


def _quoted(text: str) -> str:
    # imaplib quotes the password but not the user name.
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
