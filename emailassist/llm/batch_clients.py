"""Requests for a batch, made just as live ones are, and answers of a batch, read just as those.

The agents do not know: their requests are taken at the top of the layers below the SDK, and when
the answers have come the same requests, made again, are answered with them.

Owns: these two layers. Must not: know what is asked, or send anything by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import httpx2
import openai
from typing_extensions import override

from emailassist.domain.backlog import BatchRequest
from emailassist.domain.endpoint import Budget, Endpoint
from emailassist.domain.errors import ChangedSinceAsked, EndpointError
from emailassist.llm.batch_lines import name_of
from emailassist.llm.budget import MeteredTransport, NoAccounts
from emailassist.llm.clients import NO_KEY, Clients
from emailassist.llm.completions import Asked, asked_of
from emailassist.llm.embedded import ADDRESS
from emailassist.llm.guard import is_loopback
from emailassist.llm.lean import LeanClient
from emailassist.llm.prices import Price
from emailassist.llm.purpose import purpose_of

BATCH_PRICE = 0.5
"""What providers take of the usual price."""


def in_batch(price: Price | None) -> Price | None:
    """The price of a model in batches."""
    if price is None:
        return None
    cached = None if price.cached_input is None else price.cached_input * BATCH_PRICE
    return replace(
        price,
        input=price.input * BATCH_PRICE,
        output=price.output * BATCH_PRICE,
        cached_input=cached,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A request for a batch and the most that it may use."""

    request: BatchRequest
    asked: Asked


class GatheringClients:
    """Stand in for `Clients`: requests to `endpoint` are kept, and all of them fail, unsent.

    What has to stay on this machine is not kept for another one.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.kept: list[Kept] = []
        self._endpoint = endpoint

    def client(self, endpoint: Endpoint) -> openai.AsyncOpenAI:
        """A client of that endpoint whose every request fails with EndpointError."""
        keep = self.kept.append if endpoint.name == self._endpoint.name else _nowhere
        return LeanClient(
            base_url=endpoint.base_url or ADDRESS,
            api_key=NO_KEY,
            max_retries=0,
            http_client=httpx2.AsyncClient(transport=_Gathering(keep), trust_env=False),
        )


def _nowhere(_kept: Kept) -> None:
    """Not of the endpoint that the batch is for."""


class _Gathering(httpx2.AsyncBaseTransport):
    def __init__(self, keep: Callable[[Kept], None]) -> None:
        self._keep = keep

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = await request.aread()
        purpose = purpose_of(request)
        asked = await asked_of(request)
        here = is_loopback(request.url.host)
        if purpose and asked and purpose.subject is not None and (here or not purpose.local_only):
            name = name_of(str(request.url), body)
            self._keep(Kept(BatchRequest(name, purpose.subject, body, purpose.masked), asked))
        raise EndpointError("This request waits for its batch: it was not sent.")


class AnsweredClients:
    """Stand in for `Clients`: what a batch has answered is not asked again.

    `answers` are completions by the name of their request. A message whose first request is not
    among them has changed since: it is refused, and nothing is paid for it. All further requests
    about a message go the usual way. `aclose` when all is read.
    """

    def __init__(self, clients: Clients, answers: Mapping[str, bytes]) -> None:
        self._clients = clients
        self._answers = answers
        self.changed = set[int]()
        """Messages that were refused."""
        self._made: dict[Endpoint, openai.AsyncOpenAI] = {}
        self._begun = set[int]()

    def client(self, endpoint: Endpoint) -> openai.AsyncOpenAI:
        """The usual client of that endpoint below the answers."""
        if endpoint not in self._made:
            paid = MeteredTransport(
                _Answers(self._answers, self.changed),
                endpoint=replace(endpoint, budget=Budget()),
                accounts=NoAccounts(),  # the whole batch stands in the accounts
                price=lambda: in_batch(self._clients.price(endpoint)),
                budget=Budget,
            )
            self._made[endpoint] = self._clients.client_below(
                endpoint, lambda below: _Answering(below, paid, self._begun)
            )
        return self._made[endpoint]

    async def aclose(self) -> None:
        """Close these clients."""
        for each in self._made.values():
            await each.close()


class _Answering(httpx2.AsyncBaseTransport):
    """The first request about a message goes to `paid`, all others below."""

    def __init__(
        self,
        below: httpx2.AsyncBaseTransport,
        paid: httpx2.AsyncBaseTransport,
        begun: set[int],
    ) -> None:
        self._below = below
        self._paid = paid
        self._begun = begun

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        purpose = purpose_of(request)
        subject = purpose.subject if purpose else None
        if subject is None or subject in self._begun:
            return await self._below.handle_async_request(request)
        response = await self._paid.handle_async_request(request)
        self._begun.add(subject)
        return response

    @override
    async def aclose(self) -> None:
        await self._below.aclose()


class _Answers(httpx2.AsyncBaseTransport):
    """Answers in the place of their server."""

    def __init__(self, answers: Mapping[str, bytes], changed: set[int]) -> None:
        self._answers = answers
        self._changed = changed

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = self._answers.get(name_of(str(request.url), await request.aread()))
        if body is not None:
            return httpx2.Response(200, headers={"content-type": "application/json"}, content=body)
        purpose = purpose_of(request)
        if purpose is not None and purpose.subject is not None:
            self._changed.add(purpose.subject)
        raise ChangedSinceAsked(
            "The message, its thread or the instructions have changed since the batch was made."
        )
