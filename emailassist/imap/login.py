"""Logging in: which way a server takes which credential.

Owns: the SASL exchanges (RFC 4616, RFC 7628, XOAUTH2) and what the server says against one.
Must not: open connections.
"""

import binascii
import json
from base64 import b64decode, b64encode

from emailassist.domain.account import Server
from emailassist.domain.credential import Credential, CredentialKind
from emailassist.domain.errors import AuthenticationFailed, ServerRefused
from emailassist.imap import grammar
from emailassist.imap.channel import Channel
from emailassist.imap.errors import Garbled, Refused, shown

_NOT_OUR_FAULT = {b"UNAVAILABLE", b"INUSE", b"LIMIT", b"SERVERBUG"}
"""Response codes (RFC 5530) with which a server refuses a login whatever the password is."""


def log_in(channel: Channel, server: Server, username: str, credential: Credential) -> None:
    """Log in with a password or an access token, in the best way that the server offers."""
    if any(ord(character) < 32 for character in username + credential.secret):
        raise AuthenticationFailed(
            "The user name or the password contains a control character, such as a line break.",
            hint="Enter the password again.",
        )
    known = channel.capabilities
    channel.capabilities = frozenset()
    try:
        if credential.kind is CredentialKind.BEARER:
            _by_token(channel, known, server, username, credential.secret)
        else:
            _by_password(channel, known, server, username, credential.secret)
    except Refused as error:
        raise _login_error(error, server) from error
    if not channel.capabilities:  # what it can do for us now may be more than for strangers
        channel.ask_capabilities()


def _by_password(
    channel: Channel, known: frozenset[str], server: Server, username: str, password: str
) -> None:
    """AUTHENTICATE PLAIN (RFC 4616) where offered, else LOGIN."""
    if "AUTH=PLAIN" in known:
        _authenticate(channel, known, "PLAIN", f"\0{username}\0{password}")
    elif "LOGINDISABLED" in known:
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
        channel.run(b"LOGIN %s %s" % (grammar.quoted(username), grammar.quoted(password)))


def _by_token(
    channel: Channel, known: frozenset[str], server: Server, username: str, token: str
) -> None:
    """AUTHENTICATE OAUTHBEARER (RFC 7628) where offered, else XOAUTH2."""
    if "AUTH=OAUTHBEARER" in known:
        name = username.replace("=", "=3D").replace(",", "=2C")
        place = f"host={server.host}\1port={server.port}"
        message = f"n,a={name},\1{place}\1auth=Bearer {token}\1\1"
        objection = _authenticate(channel, known, "OAUTHBEARER", message, to_objection="\1")
    elif "AUTH=XOAUTH2" in known:
        message = f"user={username}\1auth=Bearer {token}\1\1"
        objection = _authenticate(channel, known, "XOAUTH2", message, to_objection="")
    else:
        raise ServerRefused(
            f"{server.label} takes no access tokens (OAuth 2) on this connection.",
            hint="Use a password or an app password for this account.",
        )
    if objection is not None:
        raise AuthenticationFailed(
            f"{server.label} refused the access token: {_status(objection)}.",
            hint="Sign in with the provider again.",
        )


def _authenticate(
    channel: Channel,
    known: frozenset[str],
    mechanism: str,
    message: str,
    *,
    to_objection: str | None = None,
) -> bytes | None:
    """One message of ours; what the server objects to it before it refuses, or None."""
    command = b"AUTHENTICATE %s" % mechanism.encode()
    if "SASL-IR" in known:  # with the command (RFC 4959): a round trip less
        tag = channel.start(b"%s %s" % (command, _encoded(message) or b"="))
    else:
        tag = channel.start(command)
        channel.continuation(tag)
        channel.wire.send(_encoded(message) + b"\r\n")
    objection = channel.completion(tag)
    if objection is None:
        return None
    # "*" gives up, as on a challenge that this mechanism does not have.
    answers = [b"*"] if to_objection is None else [_encoded(to_objection), b"*"]
    try:
        for answer in answers:
            channel.wire.send(answer + b"\r\n")
            if channel.completion(tag) is None:
                break
        else:
            raise Garbled("it goes on asking")
    except Refused:
        if to_objection is None:
            raise
    return _decoded(objection)


def _encoded(message: str) -> bytes:
    return b64encode(message.encode())


def _decoded(challenge: bytes) -> bytes:
    try:
        return b64decode(challenge)
    except binascii.Error:
        return challenge


def _status(objection: bytes) -> str:
    """What the JSON object of RFC 7628 section 3.2.2 says, or what came in its place."""
    try:
        return shown(str(json.loads(objection)["status"]).encode("utf-8", "replace"))
    except (ValueError, LookupError, TypeError, RecursionError):
        return shown(objection)


def _login_error(error: Refused, server: Server) -> AuthenticationFailed | ServerRefused:
    if error.code in _NOT_OUR_FAULT:
        return ServerRefused(
            f"{server.label} takes no logins at the moment: {error}.",
            hint="Try again in a few minutes.",
        )
    return AuthenticationFailed(
        f"{server.label} refused the user name or the password: {error}.",
        hint="Check both; many providers want an app password for mail programs.",
    )
