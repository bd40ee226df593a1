"""A model on another machine that is only told tokens for personal data.

Owns: masking all that is said to it (instructions, messages, earlier turns, tools' outputs) and
restoring its answer (text, tools' arguments, a stream's pieces). Must not: judge an answer; the
checks above see the restored text. What it does reduces what leaves; it does not anonymise.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any, TypeVar, cast

from agents import Model, ModelResponse
from agents.items import TResponseStreamEvent
from openai.types.responses import (
    ResponseCompletedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseReasoningSummaryTextDeltaEvent,
    ResponseReasoningTextDeltaEvent,
    ResponseRefusalDeltaEvent,
    ResponseTextDeltaEvent,
)
from pydantic import BaseModel
from typing_extensions import override

from emailassist.assistant.masking.mask import Mask, counted
from emailassist.assistant.masking.tokens import Restoring
from emailassist.assistant.model_call import Layer, ModelCall
from emailassist.llm.purpose import HEADER, Purpose, read_purpose

Result = TypeVar("Result")

TOLD = (
    "Words such as NAME_1, SURNAME_1, EMAIL_2 or PHONE_1 stand for personal data. Where you need "
    "one, copy it letter by letter; never make one up."
)
_NOT_TEXT = frozenset({"type", "role", "id", "call_id", "name", "status", "phase", "format"})
"""Keys of items whose values are the protocol's, not anybody's words."""

_DELTAS = (
    ResponseTextDeltaEvent,
    ResponseRefusalDeltaEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseReasoningTextDeltaEvent,
    ResponseReasoningSummaryTextDeltaEvent,
)
_SPOKEN = frozenset({"text", "refusal", "arguments", "output_text"})
"""Fields of answers and events that hold what the model said."""


class MaskedModel(Layer):
    """Wraps a model for one conversation. `executor` must have one thread, that of `mask`."""

    def __init__(self, inner: Model, mask: Mask, executor: Executor) -> None:
        self._inner = inner
        self._mask = mask
        self._executor = executor

    @override
    async def answer(self, call: ModelCall) -> ModelResponse:
        outgoing = await self._on_worker(lambda: self._outgoing(call))
        response = await outgoing.answered_by(self._inner)
        return replace(response, output=[self._restored(item) for item in response.output])

    @override
    async def stream(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        outgoing = await self._on_worker(lambda: self._outgoing(call))
        waiting: _Piecewise | None = None
        async for event in outgoing.streamed_by(self._inner):
            if isinstance(event, _DELTAS):
                if waiting is not None and not waiting.continues(event):
                    yield waiting.end()
                    waiting = None
                waiting = waiting or _Piecewise(self._mask.restoring())
                yield waiting.fed(event)
                continue
            if waiting is not None:
                yield waiting.end()
                waiting = None
            if isinstance(event, ResponseCompletedEvent):
                output = [self._restored(item) for item in event.response.output]
                whole = event.response.model_copy(update={"output": output})
                yield event.model_copy(update={"response": whole})
            else:
                yield self._restored(event)
        if waiting is not None:
            yield waiting.end()

    def _outgoing(self, call: ModelCall) -> ModelCall:
        tokens: set[str] = set()

        def masked(text: str) -> str:
            result = self._mask.masked(text)
            tokens.update(result.tokens)
            return result.text

        said = masked(call.system_instructions) if call.system_instructions else ""
        items = _walked(call.input, masked)
        settings = call.model_settings
        headers = dict(cast("dict[str, str]", settings.extra_headers or {}))
        purpose = read_purpose(headers.get(HEADER, ""))
        if purpose is not None:
            headers |= self._told(purpose, frozenset(tokens)).headers()
        return replace(
            call,
            system_instructions=f"{said}\n\n{TOLD}".strip(),
            input=items,
            model_settings=replace(settings, extra_headers=headers),
        )

    def _told(self, purpose: Purpose, tokens: frozenset[str]) -> Purpose:
        values = self._mask.values()
        return replace(
            purpose,
            masked=counted(tokens),
            values=tuple((token, values[token]) for token in sorted(tokens)),
        )

    def _restored(self, item: Any) -> Any:  # one of the SDK's many answers and events
        """The same item with the values in its words; what holds none is left alone."""
        if not isinstance(item, BaseModel):
            return item
        changed: dict[str, Any] = {}
        for name, value in item:
            if isinstance(value, str) and name in _SPOKEN:
                changed[name] = self._mask.restored(value)
            elif isinstance(value, list):
                changed[name] = [self._restored(each) for each in value]
            elif isinstance(value, BaseModel) and name in {"item", "part"}:
                changed[name] = self._restored(value)
        return item.model_copy(update=changed) if changed else item

    async def _on_worker(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


class _Piecewise:
    """One text of an answer that comes in pieces."""

    def __init__(self, restoring: Restoring) -> None:
        self._restoring = restoring
        self._last: Any = None  # one of _DELTAS

    def continues(self, event: Any) -> bool:
        last = self._last
        places = ("type", "item_id", "output_index", "content_index", "summary_index")
        return all(getattr(last, name, None) == getattr(event, name, None) for name in places)

    def fed(self, event: Any) -> Any:
        self._last = event
        update: dict[str, Any] = {"delta": self._restoring.feed(event.delta)}
        if hasattr(event, "logprobs"):
            update["logprobs"] = []  # they are of the tokens as the model wrote them
        return event.model_copy(update=update)

    def end(self) -> Any:
        return self._last.model_copy(update={"delta": self._restoring.end()})


def _walked(value: Any, masked: Callable[[str], str]) -> Any:  # JSON as the SDK passes it on
    """The same JSON with every text in it masked."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list | tuple):
        return [_walked(each, masked) for each in value]
    if isinstance(value, dict):
        return {
            key: each if key in _NOT_TEXT else _walked(each, masked) for key, each in value.items()
        }
    return value
