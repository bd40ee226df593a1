"""Errors of sockets, TLS, imaplib and IMAPClient as errors of ours.

Owns: the wording. Must not: retry or hide anything.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import LoginError

from emailassist.domain.account import Server
from emailassist.domain.errors import (
    AuthenticationFailed,
    ServerRefused,
    ServerUnreachable,
    WorldError,
)
from emailassist.imap.interrupt import Interrupt

_NONSENSE = (ValueError, LookupError, TypeError, AttributeError)
_LONGEST_ANSWER = 200
_NOT_OUR_FAULT = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.IGNORECASE)
"""Response codes (RFC 5530) with which a server refuses a login whatever the password is."""

CHECK_SETTINGS = "Check the host name, the port and whether this machine is online."


@contextmanager
def translating(server: Server, interrupt: Interrupt, doing: str) -> Iterator[None]:
    """Turn what the libraries raise inside into a `WorldError`; `doing` says at what.

    Apart from their own errors the libraries raise several of Python's on answers that are not
    IMAP, or are missing.
    """
    try:
        yield
    except (imaplib.IMAP4.error, OSError, *_NONSENSE) as error:
        if interrupt.triggered:
            reason = f"The connection to {server.label} was closed: the work was stopped."
            raise ServerUnreachable(reason) from error
        raise _translated(error, server, doing) from error


def _translated(error: Exception, server: Server, doing: str) -> WorldError:
    if isinstance(error, OSError):
        return _connection_error(error, server, doing)
    if isinstance(error, LoginError):
        return _login_error(error, server, doing)
    if isinstance(error, imaplib.IMAP4.abort):
        return ServerUnreachable(
            f"The connection to {server.label} was lost while {doing}: {_shown(error)}.",
            hint="Try again in a moment.",
        )
    if isinstance(error, imaplib.IMAP4.error):
        return ServerRefused(f"{server.label} refused {doing}: {_shown(error)}.")
    return ServerRefused(
        f"{server.label} answered with something that is not IMAP while {doing}.",
        hint="Check the port: another service may listen there.",
    )


def _connection_error(error: OSError, server: Server, doing: str) -> WorldError:
    if isinstance(error, ssl.SSLError):
        return ServerUnreachable(
            f"No secure connection to {server.label}: {error.reason or error}.",
            hint="The port may expect STARTTLS or no encryption instead of TLS.",
        )
    if isinstance(error, TimeoutError):
        return ServerUnreachable(
            f"{server.label} did not answer in time while {doing}.", hint=CHECK_SETTINGS
        )
    if isinstance(error, socket.gaierror):
        return ServerUnreachable(f"There is no host named {server.host}.", hint=CHECK_SETTINGS)
    return ServerUnreachable(
        f"The connection to {server.label} failed while {doing}: {error.strerror or error}.",
        hint=CHECK_SETTINGS,
    )


def _login_error(error: LoginError, server: Server, doing: str) -> WorldError:
    # IMAPClient also raises LoginError when the connection ends during the login.
    if isinstance(error.__context__, imaplib.IMAP4.abort):
        return _translated(error.__context__, server, doing)
    if _NOT_OUR_FAULT.search(str(error)):
        return ServerRefused(
            f"{server.label} takes no logins at the moment: {_shown(error)}.",
            hint="Try again in a few minutes.",
        )
    return AuthenticationFailed(
        f"{server.label} refused the user name or the password: {_shown(error)}.",
        hint="Check both; many providers want an app password for mail programs.",
    )


def _shown(error: Exception) -> str:
    """The server's words on one line, bounded, without a final stop."""
    return " ".join(str(error).split())[:_LONGEST_ANSWER].rstrip(".") or "no reason given"
