import socket
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.errors import EndpointError, EndpointMisbehaved
from emailassist.llm.guard import GuardedTransport, is_loopback
from emailassist.llm.purpose import Purpose
from tests.support.ledger import LedgerInMemory

FOR_A_TEST = Purpose("Test", 7, masked=(("EMAIL", 1),), values=(("EMAIL_1", "ana@x.example"),))
Handler = Callable[[httpx2.Request], httpx2.Response]


def guarded(
    handler: Handler,
    *,
    local_only: bool = False,
    limit: int = 1000,
    ledger: LedgerInMemory | None = None,
    purpose: Purpose | None = FOR_A_TEST,
) -> httpx2.AsyncClient:
    headers = purpose.headers() if purpose else {}
    transport = GuardedTransport(
        httpx2.MockTransport(handler),
        endpoint="cloud",
        timeout=5,
        local_only=lambda: local_only,
        ledger=ledger or LedgerInMemory(),
        answer_limit=limit,
    )
    return httpx2.AsyncClient(transport=transport, headers=headers)


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


async def test_what_leaves_is_written_down_before_and_completed_after() -> None:
    ledger = LedgerInMemory()

    def handler(request: httpx2.Request) -> httpx2.Response:
        assert [each.body for each in ledger.departures] == [request.content]
        assert not ledger.arrivals
        return httpx2.Response(200, stream=httpx2.ByteStream(b"12345"))

    async with guarded(handler, ledger=ledger) as http:
        await http.post("https://api.example.com/v1?key=k", content=b"EMAIL_1 asks")
    left = ledger.departures[0]
    assert (left.host, left.endpoint, left.reason) == ("api.example.com", "cloud", "Test")
    assert (left.subject, left.masked) == (7, (("EMAIL", 1),))
    assert left.target == "POST https://api.example.com/v1"
    assert left.values == (("EMAIL_1", "ana@x.example"),)
    assert left.sent > len(left.body)
    assert (ledger.arrivals[1].outcome, ledger.arrivals[1].received) == ("200", 5)


async def test_what_fails_on_the_way_stands_in_the_ledger_too() -> None:
    ledger = LedgerInMemory()

    def handler(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadError("secret words")

    async with guarded(handler, ledger=ledger) as http:
        with pytest.raises(httpx2.ReadError):
            await http.post("https://api.example.com/v1", content=b"x")
    assert ledger.arrivals[1].outcome == "connection lost"


async def test_without_the_ledger_nothing_leaves() -> None:
    ledger = LedgerInMemory()
    ledger.full = True

    def forbidden(_request: httpx2.Request) -> httpx2.Response:
        raise AssertionError("it was sent")

    async with guarded(forbidden, ledger=ledger) as http:
        with pytest.raises(EndpointError, match="could not be written down") as raised:
            await http.post("https://api.example.com/v1", content=b"x")
    assert "disk is full" in raised.value.hint


async def test_this_machine_is_not_in_the_ledger() -> None:
    ledger = LedgerInMemory()
    async with guarded(fine, ledger=ledger, purpose=None) as http:
        await http.get("http://127.0.0.1:1/v1")
    assert not ledger.departures


@pytest.mark.parametrize(
    ("purpose", "said"),
    [(None, "did not say what it is for"), (Purpose("x", local_only=True), "is to stay")],
)
async def test_a_request_without_a_purpose_or_one_that_stays_is_refused(
    purpose: Purpose | None, said: str
) -> None:
    ledger = LedgerInMemory()

    def forbidden(_request: httpx2.Request) -> httpx2.Response:
        raise AssertionError("it was sent")

    async with guarded(forbidden, ledger=ledger, purpose=purpose) as http:
        with pytest.raises(EndpointError, match=said):
            await http.post("https://api.example.com/v1", content=b"x")
    assert not ledger.departures
