"""A foreign model behind one wrapper: its errors become ours, its dialect is learned.

Owns: turning whatever a bad server causes into EndpointError, and leaving out request fields
that a server refuses. Must not: retry (the client below does) or judge an answer.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
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

from emailassist.assistant.bills import cost_of
from emailassist.domain.errors import EmailAssistError, EndpointMisbehaved
from emailassist.domain.triage import Cost
from emailassist.llm.errors import translate

_REFUSED_REQUEST = (openai.BadRequestError, openai.UnprocessableEntityError)
_SCHEMA_WORDS = ("response_format", "json_schema", "schema", "grammar", "structured")
_LENGTH_WORDS = ("context", "too long", "too large", "maximum", "exceed")


class AnswerCutOffError(ModelBehaviorError):
    """The answer used up its tokens (`limit`) and is not whole; what it cost is told too."""

    def __init__(self, limit: int, usage: Usage, cost: Cost) -> None:
        super().__init__(f"The answer was cut off after {limit} tokens; it must be shorter.")
        self.usage = usage
        self.cost = cost


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which request fields this server takes; all until it says otherwise."""

    json_schema: bool = True
    temperature: bool = True
    max_tokens: bool = True
    """Otherwise `max_completion_tokens`, which newer OpenAI models insist on."""

    def without(self, error: openai.APIStatusError) -> "Dialect | None":
        """What to try after this refusal, None if the refusal is about something else."""
        said = f"{error.param} {error.message}".casefold()
        if self.max_tokens and "max_completion_tokens" in said:
            return replace(self, max_tokens=False)
        if self.temperature and "temperature" in said:
            return replace(self, temperature=False)
        about_schema = any(word in said for word in _SCHEMA_WORDS)
        about_length = any(word in said for word in _LENGTH_WORDS)
        if self.json_schema and (about_schema or not about_length):
            return replace(self, json_schema=False)
        return None

    def settings(self, settings: ModelSettings) -> ModelSettings:
        if not self.temperature:
            settings = replace(settings, temperature=None)
        if not self.max_tokens and settings.max_tokens is not None:
            extra = {**(settings.extra_args or {}), "max_completion_tokens": settings.max_tokens}
            settings = replace(settings, max_tokens=None, extra_args=extra)
        return settings


class TranslatedModel(Model):
    """Wraps the SDK's model of the endpoint `name` at `host`.

    `keep_at_provider` is what to send as `store`; None sends nothing.
    """

    def __init__(
        self, inner: Model, name: str, *, host: str, keep_at_provider: bool | None = None
    ) -> None:
        self.host = host
        self._inner = inner
        self._name = name
        self._keep_at_provider = keep_at_provider
        self._dialect = Dialect()

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
        wanted = replace(model_settings, store=self._keep_at_provider, preserve_raw_usage=True)

        async def request(dialect: Dialect) -> ModelResponse:
            return await self._inner.get_response(
                system_instructions,
                input,
                dialect.settings(wanted),
                tools,
                output_schema if dialect.json_schema else None,
                handoffs,
                tracing,
                previous_response_id=previous_response_id,
                conversation_id=conversation_id,
                prompt=prompt,
            )

        try:
            response = await self._in_dialect(request)
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
        wanted = replace(
            model_settings,
            store=self._keep_at_provider,
            include_usage=True,
            preserve_raw_usage=True,
        )
        try:
            async for event in self._inner.stream_response(
                system_instructions,
                input,
                self._dialect.settings(wanted),
                tools,
                output_schema if self._dialect.json_schema else None,
                handoffs,
                tracing,
                previous_response_id=previous_response_id,
                conversation_id=conversation_id,
                prompt=prompt,
            ):
                yield event
        except (EmailAssistError, AgentsException):
            raise
        except Exception as error:  # translated: as above
            raise translate(error, self._name) from error

    async def _in_dialect(self, request: Callable[[Dialect], Any]) -> ModelResponse:
        """Ask, leaving out what the server refuses; what works is remembered."""
        dialect = self._dialect
        requests = 0
        while True:
            requests += 1
            try:
                response: ModelResponse = await request(dialect)
            except _REFUSED_REQUEST as error:
                simpler = dialect.without(error)
                if simpler is None:
                    raise
                dialect = simpler
            else:
                self._dialect = dialect
                response.usage.requests = requests
                return response


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
