"""A call in one piece: nothing that the SDK gives is lost or changes its place."""

import inspect
from collections.abc import AsyncIterator
from dataclasses import fields
from typing import Any, cast

from agents import Model, ModelResponse, Usage
from agents.items import TResponseStreamEvent
from typing_extensions import override

from emailassist.assistant.model_call import Layer, ModelCall


class _Hearing(Layer):
    def __init__(self) -> None:
        self.heard: list[ModelCall] = []

    @override
    async def answer(self, call: ModelCall) -> ModelResponse:
        self.heard.append(call)
        return ModelResponse(output=[], usage=Usage(), response_id=None)

    @override
    async def stream(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        self.heard.append(call)
        yield cast("TResponseStreamEvent", "event")


async def test_a_call_goes_on_as_it_came() -> None:
    names = [each.name for each in fields(ModelCall)]
    for ask in (Model.get_response, Model.stream_response):
        assert ["self", *names] == list(inspect.signature(ask).parameters)
    given: dict[str, Any] = {name: object() for name in names}
    call, model = ModelCall(**given), _Hearing()
    await call.answered_by(model)
    assert len([event async for event in call.streamed_by(model)]) == 1
    assert model.heard == [call, call]
