"""What models may cost: asked before a request is sent, settled when its answer is there.

Owns: the worst case of a request, its real cost, and the usage that its answer tells the layers
above. Must not: know where accounts are kept, or when a day begins.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Protocol

import httpx2
from typing_extensions import override

from emailassist.domain.endpoint import Budget, Endpoint, EndpointKind
from emailassist.domain.errors import EndpointError, EndpointMisbehaved, EndpointOverBudget
from emailassist.domain.usage import Call, Exceeded, Period
from emailassist.llm.completions import (
    Asked,
    CompletionReader,
    Tokens,
    asked_of,
    decoded,
    encoded,
    is_stream,
    usage_of,
)
from emailassist.llm.events import DONE, EventReader, event
from emailassist.llm.prices import Price
from emailassist.llm.purpose import purpose_of
from emailassist.llm.retry import ATTEMPTS
from emailassist.llm.streams import body_of, pieces

SENT = "emailassist.sent"
"""The extension of a request that says that it may have reached the server."""

_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class Accounts(Protocol):
    """Where calls are written down. A reservation counts until it is settled."""

    async def reserve(
        self, worst: Call, budgets: Sequence[tuple[str, Budget]], /
    ) -> int | Exceeded:
        """Reserve what a call may use, unless one of the budgets (by endpoint) is too small."""
        ...

    async def settle(self, reservation: int, call: Call | None, /) -> None:
        """Replace a reservation by what was used; None: nothing was."""
        ...

    async def reused(self, call: Call, /) -> None:
        """Note an answer that came from the cache, and what it had cost."""
        ...


class NoAccounts:
    """Nothing is written down and every call is allowed."""

    async def reserve(self, _worst: Call, _budgets: Sequence[tuple[str, Budget]], /) -> int:
        return 0

    async def settle(self, _reservation: int, _call: Call | None, /) -> None:
        """There is nothing to settle."""

    async def reused(self, _call: Call, /) -> None:
        """There is nobody to tell."""


class MeteredTransport(httpx2.AsyncBaseTransport):
    """Reserves the worst case of each completion, and settles what it really used.

    `budget` is that of the whole program. Raises EndpointOverBudget before anything is sent.
    """

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        *,
        endpoint: Endpoint,
        accounts: Accounts,
        price: Callable[[], Price | None],
        budget: Callable[[], Budget],
    ) -> None:
        self._inner = inner
        self._endpoint = endpoint
        self._accounts = accounts
        self._price = price
        self._budget = budget

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        asked = await asked_of(request)
        if asked is None:
            return await self._inner.handle_async_request(request)
        entry = await self._reserve(request, asked)
        try:
            response = await self._inner.handle_async_request(request)
            entry.attempts = int(request.extensions.get(ATTEMPTS, 1))
            if not response.is_success:
                await entry.settle(None)
            elif is_stream(response):
                response.stream = _MeteredStream(body_of(response), entry)
            else:
                response = await _metered(response, entry)
        except BaseException as error:
            await entry.broke_off(sent=_may_have_cost(request, error))
            raise
        return response

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _reserve(self, request: httpx2.Request, asked: Asked) -> "_Entry":
        endpoint, price = self._endpoint, self._price()
        purpose = purpose_of(request)
        worst = Call(
            endpoint=endpoint.name,
            model=endpoint.model or asked.model,
            agent=purpose.reason if purpose else "",
            input_tokens=asked.prompt_tokens,
            output_tokens=asked.answer_tokens,
            money=price.money(asked.prompt_tokens, asked.answer_tokens) if price else 0.0,
            estimated=True,
        )
        reserved = await reserve(
            self._accounts, endpoint, worst, self._budget(), known_price=price is not None
        )
        return _Entry(self._accounts, reserved, worst, price, CompletionReader(asked))


async def reserve(
    accounts: Accounts, endpoint: Endpoint, worst: Call, budget: Budget, *, known_price: bool
) -> int:
    """Reserve what a call may use; raises EndpointOverBudget. `budget`: the whole program's."""
    both = (("", budget), (endpoint.name, endpoint.budget))
    budgets = [(name, each) for name, each in both if each]
    if endpoint.kind is EndpointKind.ON_DEVICE:
        budgets = []
    if not known_price and any(b.daily_money or b.monthly_money for _, b in budgets):
        raise EndpointOverBudget(
            f"{endpoint.name} was not asked: you set a budget in money, and what "
            f"{worst.model!r} costs is not known.",
            hint="Write its price into prices.toml, or set a budget in tokens instead.",
        )
    reserved = await accounts.reserve(worst, budgets)
    if isinstance(reserved, Exceeded):
        raise over_budget(endpoint.name, reserved)
    return reserved


def over_budget(endpoint: str, found: Exceeded) -> EndpointOverBudget:
    """The error for a call that does not fit into a budget."""
    whose = f"The budget of {found.endpoint}" if found.endpoint else "Your budget"
    when = "today" if found.period is Period.DAY else "this month"
    again = "tomorrow" if found.period is Period.DAY else "next month"
    limit, spent = (_amount(value, found) for value in (found.limit, found.spent))
    return EndpointOverBudget(
        f"{whose} for {when} is used up, so {endpoint} was not asked: "
        f"{spent} of {limit} are spent or reserved.",
        hint=f"It goes on by itself {again}, or soon after you raise the budget in the settings.",
    )


def _amount(value: float, found: Exceeded) -> str:
    return f"${value:,.2f}" if found.in_money else f"{value:,.0f} tokens"


def _may_have_cost(request: httpx2.Request, error: BaseException) -> bool:
    if isinstance(error, _NEVER_SENT):
        return False
    if isinstance(error, EndpointError) and not isinstance(error, EndpointMisbehaved):
        return False  # refused on the way down
    return bool(request.extensions.get(SENT))


class _Entry:
    """One call in the accounts, settled exactly once."""

    def __init__(
        self,
        accounts: Accounts,
        reservation: int,
        worst: Call,
        price: Price | None,
        reader: CompletionReader,
    ) -> None:
        self.reader = reader
        self.attempts = 1
        self._accounts = accounts
        self._reservation = reservation
        self._worst = worst
        self._price = price
        self._open = True

    async def finish(self) -> dict[str, Any]:
        """Settle what was used; the usage to tell."""
        tokens = self.reader.used()
        call = self._call(tokens)
        await self.settle(call)
        return usage_of(
            tokens,
            money=call.money,
            estimated=tokens.estimated,
            finish=self.reader.finish,
            attempts=self.attempts,
        )

    async def broke_off(self, *, sent: bool) -> None:
        """Settle a call without an end: what a server has computed is paid for all the same."""
        await self.settle(self._worst if sent else None)

    async def cut_off(self) -> None:
        """Settle a stream that nobody reads on: what came is what was used."""
        if self._open:
            await self.settle(self._call(self.reader.used()))

    async def settle(self, call: Call | None) -> None:
        if self._open:
            self._open = False
            await self._accounts.settle(self._reservation, call)

    def _call(self, tokens: Tokens) -> Call:
        price = self._price
        return replace(
            self._worst,
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cached_tokens=tokens.cached,
            money=price.money(tokens.input, tokens.output, tokens.cached) if price else 0.0,
            estimated=tokens.estimated,
        )


async def _metered(response: httpx2.Response, entry: _Entry) -> httpx2.Response:
    """The same answer without reasoning, and with our usage in it."""
    try:
        data = await response.aread()
    finally:
        await response.aclose()
    answer = decoded(data)
    if answer is not None:
        entry.reader.whole(answer)
        answer["usage"] = await entry.finish()
        data = encoded(answer)
    else:
        await entry.broke_off(sent=True)
    return rebuilt(response, data)


def rebuilt(response: httpx2.Response, data: bytes) -> httpx2.Response:
    """An answer with another body."""
    left_out = {"content-length", "content-encoding", "transfer-encoding"}
    headers = {key: value for key, value in response.headers.items() if key not in left_out}
    return httpx2.Response(
        response.status_code, headers=headers, content=data, extensions=response.extensions
    )


class _MeteredStream(httpx2.AsyncByteStream):
    """A streamed answer without reasoning, with our usage before its end.

    Raises EndpointMisbehaved where it ends without saying so: half an answer looks like a whole
    one otherwise.
    """

    def __init__(self, inner: httpx2.AsyncByteStream, entry: _Entry) -> None:
        self._inner = inner
        self._entry = entry
        self._model: dict[str, Any] = {}
        self._done = False

    @override
    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        reader = EventReader()
        async with aclosing(pieces(self._inner)) as chunks:
            async for chunk in chunks:
                for data in reader.feed(chunk):
                    yield await self._read(data)
        for data in reader.end():
            yield await self._read(data)
        if not self._done:
            await self._entry.cut_off()
            raise EndpointMisbehaved("The model's server stopped before its answer was complete.")

    async def _read(self, data: bytes) -> bytes:
        if data.strip() == DONE:
            self._done = True
            usage = await self._entry.finish()
            last = {**self._model, "choices": [], "usage": usage}
            return event(encoded(last)) + event(DONE)
        piece = decoded(data)
        if piece is None:
            return event(data)
        self._model = self._model or {
            key: piece.get(key) for key in ("id", "object", "created", "model")
        }
        self._done = self._done or "error" in piece
        self._entry.reader.piece(piece)
        return event(encoded(piece))

    @override
    async def aclose(self) -> None:
        try:
            await self._inner.aclose()
        finally:
            await self._entry.cut_off()
