"""The waiting line before an endpoint, as a layer of its transport.

Owns: holding a slot from the first attempt until the answer's body is closed, and reading what
the server says of its limits. Must not: repeat a request (retry asks for a place again).
"""

import math
import re
from collections.abc import Awaitable, Callable

import httpx2
from typing_extensions import override

from emailassist.domain.errors import EndpointError, EndpointRateLimited
from emailassist.llm.budget import SENT
from emailassist.llm.completions import asked_of
from emailassist.llm.gate import Gate, Slot, Urgency
from emailassist.llm.retry import BACK_OFF, Clock, retry_after
from emailassist.llm.streams import ClosingStream, body_of

_LONGEST_PAUSE = 60.0
_KINDS = ("requests", "tokens")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class GatedTransport(httpx2.AsyncBaseTransport):
    """Requests of one urgency at the gate of their endpoint."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        gate: Gate,
        urgency: Urgency,
        *,
        endpoint: str,
        clock: Clock,
    ) -> None:
        self._inner = inner
        self._gate = gate
        self._urgency = urgency
        self._endpoint = endpoint
        self._clock = clock
        self._closed = False

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._require_patience()
        asked = await asked_of(request)
        slot = await self._gate.acquire(self._urgency, asked.tokens if asked else 0)
        try:
            self._require_open()
            self._require_patience()
            request.extensions[SENT] = True
            request.extensions[BACK_OFF] = self._back_off(slot)
            response = await self._inner.handle_async_request(request)
            if self._closed:  # meanwhile, when this connection was not open yet
                await response.aclose()
                await self._inner.aclose()
                self._require_open()
            self._heed(response)
            response.stream = ClosingStream(body_of(response), slot.release)
        except BaseException:
            slot.release()
            raise
        return response

    def _back_off(self, slot: Slot) -> Callable[[float], Awaitable[None]]:
        async def back_off(seconds: float) -> None:
            await slot.back_off(seconds)
            self._require_open()

        return back_off

    def _heed(self, response: httpx2.Response) -> None:
        """Keep to what the server says of its limits, so that it need not refuse."""
        if response.status_code == httpx2.codes.TOO_MANY_REQUESTS:
            asked = retry_after(response.headers, self._clock.now())
            if asked:
                self._gate.shut(asked)
            return
        if response.is_success:
            self._gate.went_well()
        wait = until_allowed(response.headers)
        if wait:
            self._gate.pause(min(wait, _LONGEST_PAUSE))

    def _require_open(self) -> None:
        if self._closed:
            raise EndpointError(
                f"{self._endpoint} was changed or removed while it was in use.",
                hint="Start again to use it as it is now.",
            )

    def _require_patience(self) -> None:
        seconds = self._gate.shut_for()
        if seconds:
            raise EndpointRateLimited(
                f"{self._endpoint} takes no more requests for another {math.ceil(seconds)} s.",
                hint="Try again later.",
            )

    @override
    async def aclose(self) -> None:
        self._closed = True
        await self._inner.aclose()


def until_allowed(headers: httpx2.Headers) -> float:
    """Seconds until the server takes another request, if it says that this was the last one.

    `x-ratelimit-remaining-…` and `x-ratelimit-reset-…` as OpenAI and others send them; 0: none.
    """
    return max(
        (
            _duration(headers.get(f"x-ratelimit-reset-{kind}", ""))
            for kind in _KINDS
            if headers.get(f"x-ratelimit-remaining-{kind}", "").strip() == "0"
        ),
        default=0.0,
    )


def _duration(text: str) -> float:
    """Seconds of “6m0s”, “20ms” or a plain number."""
    parts = _DURATION.findall(text)
    if parts:
        return float(sum(float(number) * _SECONDS[unit] for number, unit in parts))
    try:
        return max(0.0, float(text))
    except ValueError:
        return 0.0
