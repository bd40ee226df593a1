"""What goes wrong on a connection, as errors of ours.

Owns: the wording. Must not: retry or hide anything.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from emailassist.domain.account import Server
from emailassist.domain.errors import (
    ServerRefused,
    ServerUnreachable,
    WorldError,
)
from emailassist.imap.interrupt import Interrupt

_LONGEST_ANSWER = 200

CHECK_SETTINGS = "Check the host name, the port and whether this machine is online."


class Ended(Exception):  # noqa: N818 - named for what happened
    """The server ended the connection, with these words or without any."""


class Garbled(Exception):  # noqa: N818
    """What came cannot be told apart any more: the connection is lost."""


class Nonsense(ValueError):  # noqa: N818 - as are these
    """A whole answer that does not mean anything; the next one may."""


class Refused(Exception):  # noqa: N818
    """NO or BAD to a command, with its response code (RFC 5530) and its words."""

    def __init__(self, kind: bytes, code: bytes, words: bytes) -> None:
        super().__init__(shown(words))
        self.kind = kind
        self.code = code


_PASSING = {b"UNAVAILABLE", b"INUSE", b"EXPUNGEISSUED"}
"""Response codes (RFC 5530) of a refusal that has nothing to do with what was asked."""


@contextmanager
def translating(server: Server, interrupt: Interrupt, doing: str) -> Iterator[None]:
    """Turn what is raised inside into a `WorldError`; `doing` says at what."""
    try:
        yield
    except (OSError, Ended, Garbled, Refused, ValueError) as error:
        if interrupt.triggered:
            reason = f"The connection to {server.label} was closed: the work was stopped."
            raise ServerUnreachable(reason) from error
        raise _translated(error, server, doing) from error


def _translated(error: Exception, server: Server, doing: str) -> WorldError:
    if isinstance(error, OSError):
        return _connection_error(error, server, doing)
    if isinstance(error, Ended):
        return ServerUnreachable(
            f"The connection to {server.label} was lost while {doing}: {error}.",
            hint="Try again in a moment.",
        )
    if isinstance(error, Refused):
        passing = error.code.upper() in _PASSING
        return ServerRefused(f"{server.label} refused {doing}: {error}.", passing=passing)
    if isinstance(error, Garbled):
        return ServerUnreachable(
            f"{server.label} answered with something that is not IMAP while {doing}: {error}.",
            hint="Check the port: another service may listen there.",
        )
    return ServerRefused(f"{server.label} answered with nonsense while {doing}: {error}.")


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


def shown(words: bytes) -> str:
    """The server's words on one line, bounded, without a final stop."""
    text = words[: 4 * _LONGEST_ANSWER].decode("utf-8", "replace")
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain.split())[:_LONGEST_ANSWER].rstrip(".") or "no reason given"
