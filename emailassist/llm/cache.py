"""Answers that were paid for are not paid for again.

An answer is kept under the hash of all that it depends on: method, address and the request's
body, which holds the model, its settings, the instructions, the schema and the mail.

Owns: what is kept and served again. Must not: know where it is kept, or judge what it says (who
asked rejects what could not be used).
"""

import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any, Protocol

import httpx2
from typing_extensions import override

from emailassist.domain.endpoint import Endpoint
from emailassist.domain.usage import Call, KeptAnswer
from emailassist.llm.budget import Accounts
from emailassist.llm.completions import (
    BILL,
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
from emailassist.llm.purpose import Purpose, purpose_of
from emailassist.llm.streams import body_of, pieces


class Answers(Protocol):
    """Where answers are kept, bounded by size and age."""

    async def find(self, key: str, run: str, /) -> KeptAnswer | None:
        """The answer under that key, which `run` uses from now on."""
        ...

    async def keep(self, key: str, answer: KeptAnswer, /) -> None:
        """Keep an answer; it is on the disk when this returns."""
        ...

    async def reject(self, runs: Sequence[str], /) -> None:
        """Forget what these runs were answered: nobody could use it."""
        ...


class NoAnswers:
    """Nothing is kept."""

    async def find(self, _key: str, _run: str, /) -> None:
        return None

    async def keep(self, _key: str, _answer: KeptAnswer, /) -> None:
        """It is forgotten at once."""

    async def reject(self, _runs: Sequence[str], /) -> None:
        """There is nothing to forget."""


class CachingTransport(httpx2.AsyncBaseTransport):
    """Serves what was asked for before, and keeps what is whole before handing it over.

    Only requests that say what they are for, and do not ask for a fresh answer. `depends_on`
    tells what an answer depends on beside the request.
    """

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        *,
        endpoint: Endpoint,
        answers: Answers,
        accounts: Accounts,
        enabled: Callable[[], bool],
        depends_on: Callable[[], Awaitable[str]],
    ) -> None:
        self._inner = inner
        self._endpoint = endpoint
        self._answers = answers
        self._accounts = accounts
        self._enabled = enabled
        self._depends_on = depends_on

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        purpose = purpose_of(request)
        asked = await asked_of(request)
        if asked is None or purpose is None or purpose.fresh or not self._enabled():
            return await self._inner.handle_async_request(request)
        key = _key(request, await self._depends_on())
        kept = await self._answers.find(key, purpose.run)
        if kept is not None:
            await self._accounts.reused(kept.call)
            return httpx2.Response(
                200, headers={"content-type": kept.content_type}, content=kept.body
            )
        response = await self._inner.handle_async_request(request)
        if response.status_code == httpx2.codes.OK:
            keeping = _Keeping(self._answers, key, purpose, self._endpoint, asked)
            if is_stream(response):
                response.stream = _KeptStream(body_of(response), keeping)
            else:
                await keeping.whole(await response.aread())
        return response

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()


def _key(request: httpx2.Request, depends_on: str) -> str:
    parts = (request.method, str(request.url), depends_on)
    digest = hashlib.sha256()
    for part in (*(each.encode() for each in parts), request.content):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


class _Keeping:
    """One answer on its way up."""

    def __init__(
        self, answers: Answers, key: str, purpose: Purpose, endpoint: Endpoint, asked: Asked
    ) -> None:
        self.reader = CompletionReader(asked)
        self._answers = answers
        self._key = key
        self._purpose = purpose
        self._endpoint = endpoint
        self._asked = asked

    async def whole(self, data: bytes) -> None:
        answer = decoded(data)
        if answer is None:
            return
        bill = _bill(answer)
        self.reader.whole(answer)
        answer["usage"] = _NOTHING
        await self.keep("application/json", encoded(answer), bill)

    async def keep(self, content_type: str, body: bytes, bill: dict[str, Any]) -> None:
        if not self.reader.is_whole:
            return
        used = self.reader.used()
        call = Call(
            endpoint=self._endpoint.name,
            model=self._endpoint.model or self._asked.model,
            agent=self._purpose.reason,
            input_tokens=used.input,
            output_tokens=used.output,
            cached_tokens=used.cached,
            money=float(bill.get("money", 0.0)),
            estimated=bool(bill.get("estimated", False)),
        )
        await self._answers.keep(self._key, KeptAnswer(self._purpose.run, content_type, body, call))


_NOTHING = usage_of(Tokens(0, 0), money=0.0, cached=True, finish="stop")


def _bill(answer: dict[str, Any]) -> dict[str, Any]:
    usage = answer.get("usage")
    bill = usage.get(BILL) if isinstance(usage, dict) else None
    return bill if isinstance(bill, dict) else {}


class _KeptStream(httpx2.AsyncByteStream):
    """A stream that is kept as a whole before its last event is handed over."""

    def __init__(self, inner: httpx2.AsyncByteStream, keeping: _Keeping) -> None:
        self._inner = inner
        self._keeping = keeping
        self._pieces: list[bytes] = []
        self._last: dict[str, Any] = {}
        self._bill: dict[str, Any] = {}

    @override
    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        events = EventReader()
        async with aclosing(pieces(self._inner)) as chunks:
            async for chunk in chunks:
                for data in events.feed(chunk):
                    await self._note(data)
                yield chunk

    async def _note(self, data: bytes) -> None:
        if data.strip() == DONE:
            last = event(encoded({**self._last, "choices": [], "usage": _NOTHING}))
            body = b"".join((*self._pieces, last, event(DONE)))
            await self._keeping.keep("text/event-stream", body, self._bill)
            return
        piece = decoded(data)
        if piece is None:
            return
        self._bill = _bill(piece) or self._bill
        self._keeping.reader.piece(piece)
        if piece.get("choices"):
            self._last = {key: piece.get(key) for key in ("id", "object", "created", "model")}
            self._pieces.append(event(encoded(piece)))

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()
