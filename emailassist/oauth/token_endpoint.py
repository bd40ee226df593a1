"""Asking the token endpoint (RFC 6749 section 3.2).

Owns: the request and its bounds: https only (but for loopback), no redirects, limits of size and
time; and what its errors mean. Must not: keep or log a token.
"""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx2
from oauthlib.oauth2 import InvalidGrantError, OAuth2Error, WebApplicationClient

from emailassist import tls
from emailassist.domain.errors import ServerUnreachable, SignInFailed, SignInNeeded
from emailassist.domain.oauth import AuthorizationServer, Tokens
from emailassist.oauth.servers import require_secure

SECONDS = 20.0
_LARGEST = 64 * 1024
_USUAL_LIFE = 3600.0
_LONGEST_ANSWER = 200

Clock = Callable[[], float]
"""Seconds since the epoch."""


def redeem(
    server: AuthorizationServer, client: WebApplicationClient, body: str, clock: Clock = time.time
) -> Tokens:
    """The tokens of a request body; blocks.

    Raises SignInNeeded when the grant is void, SignInFailed when the server refuses for another
    reason, ServerUnreachable.
    """
    answer = _post(server, body)
    try:
        found = client.parse_request_body_response(answer)
    except InvalidGrantError as error:
        raise SignInNeeded(
            f"{server.title} no longer accepts the sign-in of this account.",
            hint="Sign in again: it was revoked, or has not been used for too long.",
        ) from error
    except OAuth2Error as error:
        raise refusal(server, error) from error
    except ValueError as error:
        raise SignInFailed(f"{server.title} answered with something that is no token.") from error
    life = found.get("expires_in")
    return Tokens(
        access=str(found["access_token"]),
        refresh=str(found.get("refresh_token") or ""),
        expires_at=clock() + (float(life) if isinstance(life, int) else _USUAL_LIFE),
    )


def refusal(server: AuthorizationServer, error: OAuth2Error) -> SignInFailed:
    """What an error of the authorization server means to the person."""
    if error.error == "access_denied":
        return SignInFailed(
            f"{server.title} was told not to let emailassist in.",
            hint="Sign in again and allow it, or ask your administrator.",
        )
    said = f"{error.error}: {error.description}" if error.description else f"{error.error}"
    words = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    hint = ""
    if error.error in {"invalid_client", "unauthorized_client"}:
        hint = "Check the client id (and secret) of this provider."
    return SignInFailed(
        f"{server.title} refused the sign-in: {words[:_LONGEST_ANSWER].rstrip('.')}.", hint=hint
    )


def _post(server: AuthorizationServer, body: str) -> str:
    require_secure(server)
    try:
        with (
            httpx2.Client(verify=tls.verifying(), timeout=SECONDS, trust_env=True) as client,
            client.stream(
                "POST",
                server.token_endpoint,
                content=body,
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept": "application/json",
                    "User-Agent": "emailassist",
                },
            ) as response,
        ):
            return _read(server, response)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        host = urlsplit(server.token_endpoint).hostname
        raise ServerUnreachable(
            f"{server.title} could not be reached at {host} to sign in.",
            hint="Check whether this machine is online.",
        ) from error


def _read(server: AuthorizationServer, response: httpx2.Response) -> str:
    if response.status_code >= 500 or response.status_code == 429:
        raise ServerUnreachable(
            f"{server.title} signs nobody in at the moment ({response.status_code}).",
            hint="Try again in a few minutes.",
        )
    data = bytearray()
    for piece in response.iter_bytes():
        data += piece
        if len(data) > _LARGEST:
            raise SignInFailed(f"{server.title} answered with something that is no token.")
    return data.decode("utf-8", "replace")
