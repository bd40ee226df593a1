"""Requests that are made up to the last byte and then not sent.

Owns: clients that keep what they were to send. Must not: open a connection.
"""

import httpx2
import openai
from typing_extensions import override

from emailassist.domain.egress import Departure
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import EndpointError
from emailassist.llm.clients import NO_KEY
from emailassist.llm.embedded import ADDRESS
from emailassist.llm.guard import as_sent, is_loopback
from emailassist.llm.lean import LeanClient
from emailassist.llm.ledger import departure
from emailassist.llm.purpose import Purpose, purpose_of


class PreviewClients:
    """Stand in for `Clients`; `seen` is what would have gone to other machines, in order."""

    def __init__(self) -> None:
        self.seen: list[Departure] = []

    def client(self, endpoint: Endpoint) -> openai.AsyncOpenAI:
        """A client of that endpoint whose every request fails with EndpointError, unsent."""
        on_device = endpoint.kind is EndpointKind.ON_DEVICE
        return LeanClient(
            base_url=ADDRESS if on_device else endpoint.base_url,
            api_key=NO_KEY,
            max_retries=0,
            http_client=httpx2.AsyncClient(
                transport=_Keeping(endpoint.name, self.seen), trust_env=False
            ),
        )


class _Keeping(httpx2.AsyncBaseTransport):
    def __init__(self, endpoint: str, seen: list[Departure]) -> None:
        self._endpoint = endpoint
        self._seen = seen

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        if not is_loopback(request.url.host):
            purpose = purpose_of(request) or Purpose("")
            self._seen.append(departure(as_sent(request), purpose, endpoint=self._endpoint))
        raise EndpointError("This was a preview: nothing was sent.")
