"""A foreign model behind one wrapper: its errors become ours, its dialect is learned.

Owns: turning whatever a bad server causes into EndpointError, asking again without what a server
refuses, and noticing what was cut off, prompt or answer. Must not: retry (the client below does)
or judge an answer.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import openai
from agents import (
    AgentOutputSchemaBase,
    AgentsException,
    Handoff,
    Model,
    ModelBehaviorError,
    ModelResponse,
    ModelSettings,
    ModelTracing,
    Tool,
    Usage,
)
from agents.items import TResponseInputItem, TResponseStreamEvent
from openai.types.responses.response_prompt_param import ResponsePromptParam
from typing_extensions import override

from emailassist.assistant.bills import cost_of, is_estimated
from emailassist.assistant.cuts import CutDetector
from emailassist.assistant.dialect import Dialect, Request
from emailassist.domain.errors import EmailAssistError, EndpointMisbehaved, PromptTooLong
from emailassist.domain.triage import Cost
from emailassist.llm.errors import translate

_REFUSED_REQUEST = (openai.BadRequestError, openai.UnprocessableEntityError)


class AnswerCutOffError(ModelBehaviorError):
    """The answer used up its tokens (`limit`) and is not whole; what it cost is told too."""

    def __init__(self, limit: int, usage: Usage, cost: Cost) -> None:
        super().__init__(f"The answer was cut off after {limit} tokens; it must be shorter.")
        self.usage = usage
        self.cost = cost


class TranslatedModel(Model):
    """Wraps the SDK's model of the endpoint `name` at `host`.

    `keep_at_provider` is what to send as `store`; None sends nothing.
    """

    def __init__(
        self,
        inner: Model,
        name: str,
        *,
        host: str,
        dialect: Dialect | None = None,
        keep_at_provider: bool | None = None,
    ) -> None:
        self.host = host
        self.context_seen = 0
        """Tokens that the server evidently read of a prompt that it cut; 0 if it never did."""
        self._inner = inner
        self._name = name
        self._keep_at_provider = keep_at_provider
        self._dialect = dialect or Dialect()
        self._cuts = CutDetector()

    @override
    async def get_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None,
        conversation_id: str | None,
        prompt: ResponsePromptParam | None,
    ) -> ModelResponse:
        wanted = Request(
            system_instructions,
            input,
            replace(model_settings, store=self._keep_at_provider, preserve_raw_usage=True),
            tools,
            output_schema,
        )

        async def ask(spoken: Request) -> ModelResponse:
            return await self._inner.get_response(
                spoken.instructions,
                spoken.input,
                spoken.settings,
                spoken.tools,
                spoken.schema,
                handoffs,
                tracing,
                previous_response_id=previous_response_id,
                conversation_id=conversation_id,
                prompt=prompt,
            )

        try:
            response = await self._in_dialect(wanted, ask)
        except EmailAssistError:
            raise
        except ModelBehaviorError as error:
            if "no choices" in str(error):
                raise EndpointMisbehaved(f"{self._name} gave an answer without content.") from error
            raise
        except AgentsException:
            raise
        except Exception as error:  # translated: whatever a foreign server can cause
            raise translate(error, self._name) from error
        self._require_whole_prompt(wanted, response)
        _require_complete(response, model_settings, output_schema)
        return response

    @override
    async def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None,
        conversation_id: str | None,
        prompt: ResponsePromptParam | None,
    ) -> AsyncIterator[TResponseStreamEvent]:
        settings = replace(
            model_settings,
            store=self._keep_at_provider,
            include_usage=True,
            preserve_raw_usage=True,
        )
        wanted = Request(system_instructions, input, settings, tools, output_schema)

        def ask(spoken: Request) -> AsyncIterator[TResponseStreamEvent]:
            return self._inner.stream_response(
                spoken.instructions,
                spoken.input,
                spoken.settings,
                spoken.tools,
                spoken.schema,
                handoffs,
                tracing,
                previous_response_id=previous_response_id,
                conversation_id=conversation_id,
                prompt=prompt,
            )

        try:
            async for event in self._streamed(wanted, ask):
                yield event
        except (EmailAssistError, AgentsException):
            raise
        except Exception as error:  # translated: as above
            raise translate(error, self._name) from error

    async def _in_dialect(
        self, wanted: Request, ask: Callable[[Request], Awaitable[ModelResponse]]
    ) -> ModelResponse:
        """Ask, leaving out what the server refuses; what works is remembered."""
        dialect = self._dialect
        requests = 0
        while True:
            requests += 1
            try:
                response = await ask(dialect.spoken(wanted))
            except _REFUSED_REQUEST as error:
                simpler = dialect.without(error, wanted)
                if simpler is None:
                    raise
                dialect = simpler
            else:
                self._dialect = dialect
                response.usage.requests = requests
                return response

    async def _streamed(
        self, wanted: Request, ask: Callable[[Request], AsyncIterator[TResponseStreamEvent]]
    ) -> AsyncIterator[TResponseStreamEvent]:
        """The same for a stream; a server refuses before its first event."""
        dialect = self._dialect
        while True:
            begun = False
            try:
                async for event in ask(dialect.spoken(wanted)):
                    begun = True
                    yield event
            except _REFUSED_REQUEST as error:
                simpler = dialect.without(error, wanted)
                if begun or simpler is None:
                    raise
                dialect = simpler
            else:
                self._dialect = dialect
                return

    def _require_whole_prompt(self, wanted: Request, response: ModelResponse) -> None:
        """Some servers leave out the beginning of what is too long for them, and say nothing."""
        read = response.usage.input_tokens
        if is_estimated(response) or not self._cuts.was_cut(_characters(wanted), read):
            return
        self.context_seen = read
        raise PromptTooLong(
            f"{self._name} read only about {read} tokens of what it was sent, without a word.",
            hint="It gets less from now on. For more, give the model a larger context: with Ollama "
            "set OLLAMA_CONTEXT_LENGTH, or `PARAMETER num_ctx` in the model's file.",
        )


def _characters(request: Request) -> int:
    """Of what the model is to read."""
    given = request.input
    items = [given] if isinstance(given, str) else [_text(item) for item in given]
    return len(request.instructions or "") + sum(map(len, items))


def _text(item: Any) -> str:
    content = item.get("content", "") if isinstance(item, dict) else ""
    return content if isinstance(content, str) else str(content)


def _require_complete(
    response: ModelResponse, settings: ModelSettings, schema: AgentOutputSchemaBase | None
) -> None:
    """An answer that used up its tokens and is not whole was cut off; the SDK does not say so."""
    limit = settings.max_tokens
    if limit is None or response.usage.output_tokens < limit or schema is None:
        return
    text = "".join(
        getattr(part, "text", "")
        for item in response.output
        for part in getattr(item, "content", None) or ()
    )
    try:
        schema.validate_json(text)
    except ModelBehaviorError as error:
        cost = cost_of(response.usage, response.raw_usage)
        raise AnswerCutOffError(limit, response.usage, cost) from error
