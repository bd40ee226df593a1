"""One call of a model in one piece, for the layers that a call passes on its way down.

Owns: the SDK's arguments of a call, taken apart and put together here alone. Must not: change
any of them, or know what a layer does.
"""

from abc import abstractmethod
from collections.abc import AsyncIterator, Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, TypeVar

from agents import (
    AgentOutputSchemaBase,
    Handoff,
    Model,
    ModelResponse,
    ModelSettings,
    ModelTracing,
    Tool,
)
from agents.items import TResponseInputItem, TResponseStreamEvent
from openai.types.responses.response_prompt_param import ResponsePromptParam
from typing_extensions import override

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What a model is given: the arguments of `agents.Model`, by their names and in their order."""

    system_instructions: str | None
    input: str | list[TResponseInputItem]
    model_settings: ModelSettings
    tools: list[Tool]
    output_schema: AgentOutputSchemaBase | None
    handoffs: list[Handoff]
    tracing: ModelTracing
    _: KW_ONLY
    previous_response_id: str | None
    conversation_id: str | None
    prompt: ResponsePromptParam | None

    async def answered_by(self, model: Model) -> ModelResponse:
        """The whole answer of that model."""
        return await self._given_to(model.get_response)

    def streamed_by(self, model: Model) -> AsyncIterator[TResponseStreamEvent]:
        """The answer of that model in pieces."""
        return self._given_to(model.stream_response)

    def _given_to(self, ask: Callable[..., Result]) -> Result:
        return ask(
            self.system_instructions,
            self.input,
            self.model_settings,
            self.tools,
            self.output_schema,
            self.handoffs,
            self.tracing,
            previous_response_id=self.previous_response_id,
            conversation_id=self.conversation_id,
            prompt=self.prompt,
        )


class Layer(Model):
    """A model of ours, which gets each call in one piece."""

    @abstractmethod
    async def answer(self, call: ModelCall) -> ModelResponse:
        """The whole answer."""

    @abstractmethod
    def stream(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """The answer in pieces."""

    @override
    async def get_response(self, *given: Any, **named: Any) -> ModelResponse:
        return await self.answer(ModelCall(*given, **named))

    @override
    def stream_response(self, *given: Any, **named: Any) -> AsyncIterator[TResponseStreamEvent]:
        return self.stream(ModelCall(*given, **named))
