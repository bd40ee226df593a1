"""The authorization code grant with PKCE in the person's browser (RFC 6749, 7636, 8252).

Owns: one sign-in from the first address to the tokens, and renewing those. Must not: open the
browser itself, or keep the tokens.
"""

import asyncio
import secrets
import time
from dataclasses import replace

from oauthlib.oauth2 import MismatchingStateError, OAuth2Error, WebApplicationClient

from emailassist.domain.errors import SignInFailed, SignInNeeded
from emailassist.domain.oauth import AuthorizationServer, OpenBrowser, Tokens
from emailassist.oauth.redirect import Redirect, listening
from emailassist.oauth.servers import require_secure
from emailassist.oauth.token_endpoint import Clock, redeem, refusal

SECONDS = 300.0
"""How long somebody may take to sign in."""


async def sign_in(
    server: AuthorizationServer,
    client_id: str,
    client_secret: str,
    *,
    email: str,
    open_browser: OpenBrowser,
    timeout: float = SECONDS,  # noqa: ASYNC109 - of a person, and said in the error
) -> Tokens:
    """Let the person sign in as `email` in the browser.

    Raises SignInFailed when it was denied, took longer than `timeout` seconds or was answered by
    somebody else; ServerUnreachable, SettingsError.
    """
    require_secure(server)
    client = WebApplicationClient(client_id)
    state = secrets.token_urlsafe(32)
    verifier = client.create_code_verifier(64)
    async with listening() as redirect:
        back = f"http://{server.redirect}:{redirect.port}/"
        url = _address(server, client, state=state, back=back, verifier=verifier, email=email)
        await asyncio.to_thread(open_browser, url)
        code = await _code(server, client, redirect, state, timeout)
    body = client.prepare_request_body(
        code=code,
        redirect_uri=back,
        code_verifier=verifier,
        client_secret=client_secret,
    )
    try:
        tokens = await asyncio.to_thread(redeem, server, client, body)
    except SignInNeeded as error:  # the code was too old, or somebody else had used it
        raise SignInFailed(f"{server.title} no longer accepts this sign-in.") from error
    if not tokens.refresh:
        raise SignInFailed(
            f"{server.title} gave no lasting permission, so it would ask again every hour.",
            hint="Allow offline access for this client id.",
        )
    return tokens


def renew(
    server: AuthorizationServer,
    client_id: str,
    client_secret: str,
    tokens: Tokens,
    clock: Clock = time.time,
) -> Tokens:
    """New tokens for old ones (RFC 6749 section 6); blocks.

    Raises SignInNeeded when the refresh token is void, ServerUnreachable, SignInFailed.
    """
    client = WebApplicationClient(client_id)
    body = client.prepare_refresh_body(
        refresh_token=tokens.refresh, client_id=client_id, client_secret=client_secret
    )
    fresh = redeem(server, client, body, clock)
    return fresh if fresh.refresh else replace(fresh, refresh=tokens.refresh)


def _address(
    server: AuthorizationServer,
    client: WebApplicationClient,
    *,
    state: str,
    back: str,
    verifier: str,
    email: str,
) -> str:
    scheme, _, rest = server.authorization_endpoint.partition("://")
    # oauthlib builds addresses on https only; which others are safe, `require_secure` knows.
    url: str = client.prepare_request_uri(
        f"https://{rest}",
        redirect_uri=back,
        scope=list(server.scopes),
        state=state,
        code_challenge=client.create_code_challenge(verifier, "S256"),
        code_challenge_method="S256",
        login_hint=email,
        **dict(server.extra),
    )
    return f"{scheme}://{url.partition('://')[2]}"


async def _code(
    server: AuthorizationServer,
    client: WebApplicationClient,
    redirect: Redirect,
    state: str,
    timeout: float,  # noqa: ASYNC109
) -> str:
    try:
        async with asyncio.timeout(timeout):
            query = await redirect.query()
    except TimeoutError as error:
        raise SignInFailed(
            f"Nobody signed in with {server.title} within {timeout:g} s.", hint="Try again."
        ) from error
    try:
        # Only the query counts; the scheme is what oauthlib insists on.
        answer = client.parse_request_uri_response(f"https://127.0.0.1/?{query}", state=state)
    except MismatchingStateError as error:
        raise SignInFailed(
            "The answer that came back does not belong to this sign-in, so it was not used.",
            hint="Close the pages of older sign-ins and try again.",
        ) from error
    except (OAuth2Error, ValueError) as error:
        if isinstance(error, OAuth2Error):
            raise refusal(server, error) from error
        raise SignInFailed(f"{server.title} came back with something unreadable.") from error
    return str(answer["code"])
