"""Clients of the configured endpoints, each with the same layers below it.

    AsyncOpenAI (no retries) > cache > budget > gate > retry > guard > network or embedded model

Owns: building and closing them. Must not: know who asks, or why. Everything belongs to the
event loop on which it is first used.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from urllib.request import getproxies, proxy_bypass

import httpx2
import openai
from typing_extensions import override

from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import Budget, Endpoint, EndpointKind
from emailassist.domain.errors import SettingsError
from emailassist.domain.usage import Call
from emailassist.llm.budget import Accounts, MeteredTransport, NoAccounts, reserve
from emailassist.llm.cache import Answers, CachingTransport, NoAnswers
from emailassist.llm.embedded import ADDRESS, EmbeddedServer, EmbeddedTransport
from emailassist.llm.gate import Gate, Pace, Urgency
from emailassist.llm.gated import GatedTransport
from emailassist.llm.guard import ANSWER_LIMIT, GuardedTransport, is_loopback
from emailassist.llm.lean import LeanClient
from emailassist.llm.ledger import Ledger
from emailassist.llm.prices import Price, PriceTable
from emailassist.llm.retry import Clock, RetryingTransport, RetryPolicy

NO_KEY = "none"
"""Sent where an endpoint needs no key: the client refuses an empty one."""

ReadSecret = Callable[[SecretSource], str]
Above = httpx2.AsyncBaseTransport
"""A layer that was put on top."""

_BULK_SECONDS = 900.0
_BULK_LIMIT = 300_000_000
"""For the files of batches, whose answers may be larger than what was asked."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds at every endpoint: the program's budget, prices, and whether answers are kept."""

    budget: Budget = field(default=Budget())
    prices: PriceTable = field(default=PriceTable())
    keep_answers: bool = True


class Clients:
    """One `AsyncOpenAI` per endpoint and urgency, made on first use and kept.

    `read_secret` may block (keyring, password command): it runs in a thread, before the first
    request. Without a `ledger` no other machine is asked. `local_only` and `terms` may be changed
    at any time and hold from the next request on.
    """

    def __init__(
        self,
        read_secret: ReadSecret,
        *,
        embedded: EmbeddedServer,
        answers: Answers | None = None,
        accounts: Accounts | None = None,
        local_only: bool = False,
        ledger: Ledger | None = None,
        terms: Terms | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.local_only = local_only
        self.terms = terms or Terms()
        self._answers = answers or NoAnswers()
        self._accounts = accounts or NoAccounts()
        self._read_secret = read_secret
        self._embedded = embedded
        self._ledger = ledger
        self._clock = clock or Clock()
        self._clients: dict[tuple[Endpoint, Urgency], _Line] = {}
        self._gates: dict[Endpoint, Gate] = {}

    def client(
        self, endpoint: Endpoint, *, urgency: Urgency = Urgency.BACKGROUND
    ) -> openai.AsyncOpenAI:
        """The client for that endpoint; requests with a lower `urgency` are sent first.

        Raises SettingsError if its address is none.
        """
        known = self._clients.get((endpoint, urgency))
        if known is None:
            known = self._build(endpoint, urgency)
            self._clients[endpoint, urgency] = known
        return known.client

    def client_below(
        self, endpoint: Endpoint, layer: Callable[[httpx2.AsyncBaseTransport], Above]
    ) -> openai.AsyncOpenAI:
        """A client of its own with one more layer on top; who asked for it closes it."""
        return self._build(endpoint, Urgency.BACKGROUND, layer).client

    async def forget(self, name: str) -> None:
        """Close the clients of an endpoint that was changed, removed or given another key.

        Who still uses one gets an EndpointError.
        """
        for endpoint, urgency in [key for key in self._clients if key[0].name == name]:
            await self._clients.pop((endpoint, urgency)).transport.aclose()
            if endpoint in self._gates:
                self._gates.pop(endpoint).close()

    async def aclose(self) -> None:
        """Close every client; requests under way fail."""
        for endpoint, _ in list(self._clients):
            await self.forget(endpoint.name)

    def _build(
        self,
        endpoint: Endpoint,
        urgency: Urgency,
        layer: Callable[[httpx2.AsyncBaseTransport], Above] | None = None,
    ) -> "_Line":
        bulk = urgency is Urgency.BULK
        on_device = endpoint.kind is EndpointKind.ON_DEVICE
        gate = self._gates.setdefault(endpoint, self._gate(endpoint))
        guarded = GuardedTransport(
            EmbeddedTransport(self._embedded, httpx2.AsyncHTTPTransport())
            if on_device
            else _network(endpoint),
            endpoint=endpoint.name,
            timeout=_BULK_SECONDS if bulk else endpoint.timeout,
            answer_limit=_BULK_LIMIT if bulk else ANSWER_LIMIT,
            local_only=lambda: self.local_only,
            ledger=self._ledger,
        )
        retrying = RetryingTransport(guarded, _policy(endpoint), self._clock)
        gated = GatedTransport(retrying, gate, urgency, endpoint=endpoint.name, clock=self._clock)
        metered = MeteredTransport(
            gated,
            endpoint=endpoint,
            accounts=self._accounts,
            price=lambda: self.price(endpoint),
            budget=lambda: self.terms.budget,
        )
        transport = CachingTransport(
            metered,
            endpoint=endpoint,
            answers=self._answers,
            accounts=self._accounts,
            enabled=lambda: self.terms.keep_answers,
            depends_on=self._embedded.identity if on_device else _nothing_more,
        )
        client = LeanClient(
            base_url=ADDRESS if on_device else endpoint.base_url,
            api_key=NO_KEY,
            max_retries=0,
            timeout=None,  # the guard's deadline holds for every part of a request
            http_client=httpx2.AsyncClient(
                transport=layer(transport) if layer else transport,
                auth=_KeyAuth(self._read_secret, endpoint.secret),
                timeout=None,  # as above
                follow_redirects=False,
                trust_env=False,
            ),
        )
        return _Line(client, transport)

    async def reserve(self, endpoint: Endpoint, worst: Call) -> int:
        """Reserve what many requests may use together; raises EndpointOverBudget."""
        known = self.price(endpoint) is not None
        budget = self.terms.budget
        return await reserve(self._accounts, endpoint, worst, budget, known_price=known)

    def price(self, endpoint: Endpoint) -> Price | None:
        """What the endpoint's model costs, as far as it is known."""
        return self.terms.prices.of(endpoint)

    def _gate(self, endpoint: Endpoint) -> Gate:
        on_device = endpoint.kind is EndpointKind.ON_DEVICE
        pace = Pace(endpoint.requests_per_minute, endpoint.tokens_per_minute)
        return Gate(1 if on_device else endpoint.max_concurrent, pace=pace, clock=self._clock)


async def _nothing_more() -> str:
    """What an answer of a server depends on beside the request."""
    return ""


def _policy(endpoint: Endpoint) -> RetryPolicy:
    """Twice a request's own time for all attempts; a child that crashed gets one more try."""
    if endpoint.kind is EndpointKind.ON_DEVICE:
        return RetryPolicy(attempts=2, first_wait=0.1, overall=2 * endpoint.timeout)
    return RetryPolicy(overall=2 * endpoint.timeout)


def _network(endpoint: Endpoint) -> httpx2.AsyncHTTPTransport:
    """The network, through the proxy of the environment unless the host is this machine."""
    url = _address(endpoint)
    if is_loopback(url.host) or proxy_bypass(url.host):
        return httpx2.AsyncHTTPTransport()
    proxy = getproxies().get(url.scheme, "")
    return httpx2.AsyncHTTPTransport(proxy=proxy if proxy.startswith("http") else None)


def _address(endpoint: Endpoint) -> httpx2.URL:
    try:
        url = httpx2.URL(endpoint.base_url)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme not in {"http", "https"} or not url.host:
        raise SettingsError(
            f"{endpoint.base_url!r} is not an address that {endpoint.name} could have.",
            hint="It looks like https://api.example.com/v1.",
        )
    return url


class _KeyAuth(httpx2.Auth):
    """Reads the key when it is first needed, off the event loop, and puts it in.

    Here and not in the OpenAI client, which would let the environment's OPENAI_* variables
    decide what is sent to whom, and which need not hold the key at all.
    """

    def __init__(self, read: ReadSecret, source: SecretSource) -> None:
        self._read = read
        self._source = source
        self._key = NO_KEY if source.kind is SecretKind.NONE else ""

    @override
    async def async_auth_flow(
        self, request: httpx2.Request
    ) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        if not self._key:
            self._key = await asyncio.to_thread(self._read, self._source) or NO_KEY
        request.headers["authorization"] = f"Bearer {self._key}"
        yield request


@dataclass(frozen=True, slots=True)
class _Line:
    """A client and the top of the layers below it."""

    client: openai.AsyncOpenAI
    transport: CachingTransport


class Urgent:
    """Clients whose requests are sent before those of the background."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def client(self, endpoint: Endpoint) -> openai.AsyncOpenAI:
        """As `Clients.client`."""
        return self._clients.client(endpoint, urgency=Urgency.INTERACTIVE)
