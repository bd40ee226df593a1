import socket
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.errors import EndpointError, EndpointMisbehaved
from emailassist.llm.guard import GuardedTransport, is_loopback

Handler = Callable[[httpx2.Request], httpx2.Response]


def guarded(
    handler: Handler,
    *,
    local_only: bool = False,
    limit: int = 1000,
) -> httpx2.AsyncClient:
    transport = GuardedTransport(
        httpx2.MockTransport(handler),
        endpoint="cloud",
        timeout=5,
        local_only=lambda: local_only,
        answer_limit=limit,
    )
    return httpx2.AsyncClient(transport=transport)


def fine(_request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"ok": True})


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.1", "::1", "[::1]", "a.localhost"]
)
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["api.openai.com", "10.0.0.2", "192.168.1.5", "localhost.example", "127.0.0.1.example", ""],
)
def test_other_machines(host: str) -> None:
    assert not is_loopback(host)


@given(st.text(max_size=30))
def test_any_host_is_judged(host: str) -> None:
    assert is_loopback(host) in {True, False}


async def test_local_only_refuses_before_any_socket_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbidden(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a socket was opened or a name was looked up")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    transport = GuardedTransport(
        httpx2.AsyncHTTPTransport(),
        endpoint="cloud",
        timeout=5,
        local_only=lambda: True,
    )
    async with httpx2.AsyncClient(transport=transport) as http:
        with pytest.raises(EndpointError, match=r"cloud was not asked.*api\.example\.com"):
            await http.post("https://api.example.com/v1", content=b"secret")


async def test_local_only_lets_this_machine_through() -> None:
    async with guarded(fine, local_only=True) as http:
        assert (await http.get("http://127.0.0.1:1/v1")).status_code == 200


async def test_only_headers_that_are_needed_leave() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return fine(request)

    async with guarded(handler) as http:
        await http.post(
            "https://api.example.com/v1",
            json={},
            headers={"Authorization": "Bearer k", "X-Stainless-OS": "Linux", "OpenAI-Project": "p"},
        )
    assert set(seen[0].headers) == {
        *("host", "accept", "accept-encoding", "user-agent", "authorization"),
        *("content-type", "content-length"),
    }


async def test_a_redirect_is_not_followed() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(307, headers={"location": "https://elsewhere.example/"})

    async with guarded(handler) as http:
        with pytest.raises(EndpointMisbehaved, match="redirect"):
            await http.post("https://api.example.com/v1", follow_redirects=True)


@pytest.mark.parametrize("declared", [True, False])
async def test_an_endless_answer_is_cut_off(declared: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x" * 100

    def handler(request: httpx2.Request) -> httpx2.Response:
        if declared:
            return httpx2.Response(200, content=b"x" * 5000)
        return httpx2.Response(200, content=pieces())

    async with guarded(handler, limit=1000) as http:
        with pytest.raises(EndpointMisbehaved, match="1 kB"):
            await http.get("https://api.example.com/v1")


async def test_a_compressed_answer_that_could_explode_is_refused() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["accept-encoding"] == "identity"
        return httpx2.Response(
            200, headers={"content-encoding": "gzip"}, stream=httpx2.ByteStream(b"")
        )

    async with guarded(handler) as http:
        with pytest.raises(EndpointMisbehaved, match="compressed"):
            await http.get("https://api.example.com/v1")
