"""The last layer before the network: what may leave, and what may come back.

Owns: the "local only" switch, what stays here because of its purpose, the ledger of what goes to
other machines, the headers that are sent, the deadline of one attempt and the size of an answer.
Must not: repeat a request (retry does).
"""

import asyncio
import ipaddress
from collections.abc import Callable

import httpx2
import structlog
from typing_extensions import override

from emailassist.domain.errors import (
    EmailAssistError,
    EndpointError,
    EndpointMisbehaved,
)
from emailassist.llm.ledger import Ledger, arrival, departure
from emailassist.llm.purpose import Purpose, purpose_of
from emailassist.llm.streams import CountedStream, LimitedStream, body_of, too_long

_log = structlog.get_logger(__name__)

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


def nothing_leaves(endpoint: str, host: str) -> EndpointError:
    """The refusal while the switch is on."""
    return EndpointError(
        f"{endpoint} was not asked, because nothing may leave this machine "
        f"and {host} is another one.",
        hint="Choose a model on this machine, or allow remote models in the settings.",
    )


class GuardedTransport(httpx2.AsyncBaseTransport):
    """One attempt at one endpoint. `timeout` is seconds for the whole of it, body included.

    `local_only` is asked before each attempt, so that the switch works at once. An attempt at
    another machine is written into the `ledger` first: without one, or where that fails, and for
    a request that does not say its purpose, nothing is sent.
    """

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        *,
        endpoint: str,
        timeout: float,
        local_only: Callable[[], bool],
        ledger: Ledger | None = None,
        answer_limit: int = ANSWER_LIMIT,
    ) -> None:
        self._inner = inner
        self._endpoint = endpoint
        self._timeout = timeout
        self._local_only = local_only
        self._ledger = ledger
        self._limit = answer_limit

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        if is_loopback(request.url.host):
            return await self._attempt(as_sent(request))
        purpose = purpose_of(request)
        self._refuse_remote(request.url.host, purpose)
        return await self._recorded(as_sent(request), purpose or Purpose(""))

    async def _recorded(self, request: httpx2.Request, purpose: Purpose) -> httpx2.Response:
        """Written down before the first byte leaves, and completed when the answer ends."""
        ledger, entry = await self._depart(request, purpose)

        async def complete(outcome: str, received: int) -> None:
            try:
                await ledger.arrive(entry, arrival(outcome, received))
            except EmailAssistError as error:  # what has left stands there all the same
                _log.warning("ledger entry not completed", entry=entry, error=type(error).__name__)

        try:
            response = await self._attempt(request)
        except BaseException as error:
            await complete(_failure(error), 0)
            raise
        status = str(response.status_code)
        response.stream = CountedStream(
            body_of(response),
            lambda received, whole: complete(status if whole else f"{status}, cut off", received),
        )
        return response

    async def _depart(self, request: httpx2.Request, purpose: Purpose) -> tuple[Ledger, int]:
        said = f"{self._endpoint} was not asked, because it could not be written down what leaves."
        if self._ledger is None:
            raise EndpointError(said)
        leaving = departure(request, purpose, endpoint=self._endpoint)
        try:
            return self._ledger, await self._ledger.depart(leaving)
        except EmailAssistError as error:
            raise EndpointError(said, hint=error.sentences) from error

    async def _attempt(self, request: httpx2.Request) -> httpx2.Response:
        deadline = asyncio.get_running_loop().time() + self._timeout
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._inner.handle_async_request(request)
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

    def _refuse_remote(self, host: str, purpose: Purpose | None) -> None:
        if self._local_only():
            raise nothing_leaves(self._endpoint, host)
        if purpose is None:
            raise EndpointError(
                f"{self._endpoint} was not asked, because the request did not say what it is for "
                f"and {host} is another machine.",
                hint="This is a mistake of emailassist: please report it.",
            )
        if purpose.local_only:
            raise EndpointError(
                f"{self._endpoint} was not asked, because this message is to stay on this machine "
                f"and {host} is another one.",
                hint="The settings say of which senders and categories nothing may leave.",
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


def _failure(error: BaseException) -> str:
    """Why there is no answer, without the error's words: they may quote one."""
    if isinstance(error, asyncio.CancelledError):
        return "cancelled"
    if isinstance(error, httpx2.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx2.ConnectError):
        return "no connection"
    return "refused by emailassist" if isinstance(error, EndpointError) else "connection lost"


def as_sent(request: httpx2.Request) -> httpx2.Request:
    """The request with the headers that leave, and no others."""
    headers = {key: value for key, value in request.headers.items() if key in SENT_HEADERS}
    return httpx2.Request(
        request.method,
        request.url,
        headers={**headers, "accept-encoding": "identity", "user-agent": "emailassist"},
        content=request.content,
        extensions=request.extensions,
    )
