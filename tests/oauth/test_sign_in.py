"""Signing in at an authorization server of our own, and what may go wrong on the way."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from emailassist.domain.errors import (
    ServerUnreachable,
    SettingsError,
    SignInFailed,
    SignInNeeded,
)
from emailassist.domain.oauth import OpenBrowser, Tokens
from emailassist.oauth.redirect import listening
from emailassist.oauth.servers import read_servers
from emailassist.oauth.sign_in import renew, sign_in
from tests.support.authorization_server import CLIENT_ID, ScriptedAuthorization, browse

EMAIL = "clara@example.org"


@pytest.fixture
def authorization() -> Iterator[ScriptedAuthorization]:
    with ScriptedAuthorization() as running:
        yield running


async def signed_in(
    server: ScriptedAuthorization,
    *,
    secret: str = "",
    open_browser: OpenBrowser = browse,
    timeout: float = 5,  # noqa: ASYNC109
) -> Tokens:
    return await sign_in(
        server.description,
        CLIENT_ID,
        secret,
        email=EMAIL,
        open_browser=open_browser,
        timeout=timeout,
    )


async def test_somebody_signs_in_with_proof_and_on_loopback_only(
    authorization: ScriptedAuthorization,
) -> None:
    before = time.time()
    tokens = await signed_in(authorization)
    assert tokens.access in authorization.access_tokens
    assert before + 3600 <= tokens.expires_at <= time.time() + 3600
    (asked,) = authorization.authorizations
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert asked["scope"] == "mail offline"
    assert asked["login_hint"] == EMAIL
    assert (asked["prompt"], asked["tenant"]) == ("consent", "common")
    assert len(asked["state"]) >= 32
    back = urlsplit(asked["redirect_uri"])
    assert (back.scheme, back.hostname) == ("http", "127.0.0.1")
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(asked["redirect_uri"])


async def test_no_two_sign_ins_are_alike(authorization: ScriptedAuthorization) -> None:
    await signed_in(authorization)
    await signed_in(authorization)
    one, other = authorization.authorizations
    assert one["state"] != other["state"]
    assert one["code_challenge"] != other["code_challenge"]


async def test_a_client_secret_is_shown_where_there_is_one(
    authorization: ScriptedAuthorization,
) -> None:
    authorization.client_secret = "not so secret"
    await signed_in(authorization, secret="not so secret")
    with pytest.raises(SignInFailed, match="invalid_client"):
        await signed_in(authorization)


async def test_who_says_no_is_not_asked_why(authorization: ScriptedAuthorization) -> None:
    authorization.denies = "access_denied"
    with pytest.raises(SignInFailed, match="Example was told not to let emailassist in"):
        await signed_in(authorization)
    assert authorization.token_requests == []


async def test_an_answer_with_another_state_is_not_used(
    authorization: ScriptedAuthorization,
) -> None:
    authorization.forges_state = True
    with pytest.raises(SignInFailed, match="does not belong to this sign-in"):
        await signed_in(authorization)
    assert authorization.token_requests == []


async def test_nobody_waits_for_ever(authorization: ScriptedAuthorization) -> None:
    with pytest.raises(SignInFailed, match=r"within 0\.05 s"):
        await signed_in(authorization, open_browser=lambda _: None, timeout=0.05)


async def test_a_code_that_was_stolen_is_worth_nothing(
    authorization: ScriptedAuthorization,
) -> None:
    """Without the verifier, which never leaves this process, the code is refused."""
    codes: list[str] = []

    def eavesdropped(url: str) -> None:
        location = httpx2.get(url).headers["Location"]
        codes.append(parse_qs(urlsplit(location).query)["code"][0])
        httpx2.get(location)

    tokens = await signed_in(authorization, open_browser=eavesdropped)
    again = {"grant_type": "authorization_code", "code": codes[0], "client_id": CLIENT_ID}
    assert authorization.token(again)[0] == 400
    assert tokens.refresh


async def test_a_server_that_is_down_is_no_refusal(authorization: ScriptedAuthorization) -> None:
    authorization.token_status = 503
    with pytest.raises(ServerUnreachable, match="503"):
        await signed_in(authorization)


@pytest.mark.parametrize("answer", [{}, {"access_token": "only"}, {"error": "server_error"}])
async def test_an_answer_without_tokens_is_refused(
    authorization: ScriptedAuthorization, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    monkeypatch.setattr(authorization, "token", lambda _: (200, answer))
    with pytest.raises(SignInFailed):
        await signed_in(authorization)


async def test_tokens_never_go_where_others_can_read_them(
    authorization: ScriptedAuthorization,
) -> None:
    plain = replace(authorization.description, token_endpoint="http://login.example/token")
    with pytest.raises(SettingsError, match="no address to sign in at"):
        await sign_in(plain, CLIENT_ID, "", email=EMAIL, open_browser=browse)


async def test_only_the_first_answer_counts() -> None:
    async with listening() as redirect:
        where = f"http://127.0.0.1:{redirect.port}/"
        statuses: list[int] = []

        def visit() -> None:
            paths = ("", "favicon.ico", "?code=first", "?code=second")
            statuses.extend(httpx2.get(f"{where}{path}").status_code for path in paths)

        visitor = threading.Thread(target=visit)
        visitor.start()
        assert await redirect.query() == "code=first"
        await asyncio.to_thread(visitor.join)
    assert statuses == [404, 404, 200, 410]


async def test_the_page_shows_nothing_of_the_answer() -> None:
    async with listening() as redirect:
        pages: list[httpx2.Response] = []
        where = f"http://127.0.0.1:{redirect.port}/?code=topsecret&x=<script>"
        visitor = threading.Thread(target=lambda: pages.append(httpx2.get(where)))
        visitor.start()
        await redirect.query()
        await asyncio.to_thread(visitor.join)
    assert "topsecret" not in pages[0].text
    assert "script" not in pages[0].text
    assert pages[0].headers["Cache-Control"] == "no-store"


async def test_tokens_are_renewed_and_the_old_ones_do_not_work_again(
    authorization: ScriptedAuthorization,
) -> None:
    tokens = await signed_in(authorization)
    fresh = renew(authorization.description, CLIENT_ID, "", tokens)
    assert fresh.access != tokens.access
    assert fresh.refresh != tokens.refresh
    with pytest.raises(SignInNeeded, match="no longer accepts"):
        renew(authorization.description, CLIENT_ID, "", tokens)


async def test_a_refresh_token_is_kept_where_no_new_one_comes(
    authorization: ScriptedAuthorization,
) -> None:
    authorization.rotates = False
    tokens = await signed_in(authorization)
    assert renew(authorization.description, CLIENT_ID, "", tokens).refresh == tokens.refresh


async def test_tokens_show_in_no_representation(authorization: ScriptedAuthorization) -> None:
    tokens = await signed_in(authorization)
    assert tokens.access not in repr(tokens)
    assert tokens.refresh not in repr(tokens)


def test_the_shipped_servers_are_secure() -> None:
    servers = read_servers(Path(__file__).parents[2] / "resources" / "oauth.toml")
    assert set(servers) == {"google", "microsoft"}
    for each in servers.values():
        assert each.authorization_endpoint.startswith("https://")
        assert each.token_endpoint.startswith("https://")
        assert each.register_url.startswith("https://")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /?code=x HTTP/1.1\r\n\r\n",
        b"GET /other?code=x HTTP/1.1\r\n\r\n",
        b"\xff\xfe\x00?code=x\r\n\r\n",
        b"GET /?code=" + b"x" * 40_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
async def test_whoever_else_knocks_is_no_answer(sent: bytes) -> None:
    async with listening() as redirect:
        reader, writer = await asyncio.open_connection("127.0.0.1", redirect.port)
        writer.write(sent)
        writer.write_eof()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(redirect.query()), 0.01)
