"""The last layer before the network: what may leave, and what may come back.

Owns: the "local only" switch, the headers that are sent, the deadline of one attempt and the
size of an answer. Must not: repeat a request (retry does).
"""

import asyncio
import ipaddress
from collections.abc import Callable

import httpx2
from typing_extensions import override

from emailassist.domain.errors import EndpointError, EndpointMisbehaved
from emailassist.llm.streams import LimitedStream, body_of, too_long

ANSWER_LIMIT = 2_000_000
"""Bytes of one answer; the longest honest one is far below."""

SENT_HEADERS = frozenset(
    {"host", "content-type", "content-length", "transfer-encoding", "authorization", "accept"}
)
"""All that a model server needs. The OpenAI client adds the operating system, the Python
version and, from the environment, an organisation: none of them is sent."""


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine; no name is looked up (RFC 6761 section 6.3)."""
    name = host.strip("[]").rstrip(".").casefold()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class GuardedTransport(httpx2.AsyncBaseTransport):
    """One attempt at one endpoint. `timeout` is seconds for the whole of it, body included.

    `local_only` is asked before each attempt, so that the switch works at once.
    """

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        *,
        endpoint: str,
        timeout: float,
        local_only: Callable[[], bool],
        answer_limit: int = ANSWER_LIMIT,
    ) -> None:
        self._inner = inner
        self._endpoint = endpoint
        self._timeout = timeout
        self._local_only = local_only
        self._limit = answer_limit

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._refuse_remote(request.url.host)
        await request.aread()
        deadline = asyncio.get_running_loop().time() + self._timeout
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._inner.handle_async_request(_plain(request))
        except TimeoutError as error:
            raise httpx2.ReadTimeout("no answer in time", request=request) from error
        problem = self._unusable(response)
        if problem is not None:
            await response.aclose()
            raise problem
        response.stream = LimitedStream(
            body_of(response), deadline=deadline, limit=self._limit, source=self._endpoint
        )
        return response

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()

    def _refuse_remote(self, host: str) -> None:
        if self._local_only() and not is_loopback(host):
            raise EndpointError(
                f"{self._endpoint} was not asked, because nothing may leave this machine "
                f"and {host} is another one.",
                hint="Choose a model on this machine, or allow remote models in the settings.",
            )

    def _unusable(self, response: httpx2.Response) -> EndpointError | None:
        if response.is_redirect:
            return EndpointMisbehaved(
                f"{self._endpoint} answers with a redirect, which is not followed.",
                hint="Write the final address into the endpoint's base URL.",
            )
        if response.headers.get("content-encoding", "identity") != "identity":
            return EndpointMisbehaved(
                f"{self._endpoint} sent a compressed answer that was not asked for."
            )
        length = response.headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._limit:
            return too_long(self._endpoint, self._limit)
        return None


def _plain(request: httpx2.Request) -> httpx2.Request:
    headers = {key: value for key, value in request.headers.items() if key in SENT_HEADERS}
    return httpx2.Request(
        request.method,
        request.url,
        headers={**headers, "accept-encoding": "identity", "user-agent": "emailassist"},
        content=request.content,
        extensions=request.extensions,
    )
