"""A foreign model behind one wrapper: its errors become ours, its dialect is learned.

Owns: turning whatever a bad server causes into EndpointError, asking again without what a server
refuses, and noticing what was cut off, prompt or answer. Must not: retry (the client below does)
or judge an answer.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import openai
from agents import (
    AgentsException,
    Model,
    ModelBehaviorError,
    ModelResponse,
    ModelSettings,
    Usage,
)
from agents.items import TResponseStreamEvent
from typing_extensions import override

from emailassist.assistant.bills import cost_of, is_estimated
from emailassist.assistant.cuts import CutDetector
from emailassist.assistant.dialect import Dialect
from emailassist.assistant.model_call import Layer, ModelCall
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


class TranslatedModel(Layer):
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
    async def answer(self, call: ModelCall) -> ModelResponse:
        wanted = replace(call, model_settings=self._settings(call))
        try:
            response = await self._in_dialect(wanted)
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
        _require_complete(call, response)
        return response

    @override
    async def stream(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        settings = replace(self._settings(call), include_usage=True)
        wanted = replace(call, model_settings=settings)
        try:
            async for event in self._streamed(wanted):
                yield event
        except (EmailAssistError, AgentsException):
            raise
        except Exception as error:  # translated: as above
            raise translate(error, self._name) from error

    def _settings(self, call: ModelCall) -> ModelSettings:
        return replace(call.model_settings, store=self._keep_at_provider, preserve_raw_usage=True)

    async def _in_dialect(self, wanted: ModelCall) -> ModelResponse:
        """Ask, leaving out what the server refuses; what works is remembered."""
        dialect = self._dialect
        requests = 0
        while True:
            requests += 1
            try:
                response = await dialect.spoken(wanted).answered_by(self._inner)
            except _REFUSED_REQUEST as error:
                simpler = dialect.without(error, wanted)
                if simpler is None:
                    raise
                dialect = simpler
            else:
                self._dialect = dialect
                response.usage.requests = requests
                return response

    async def _streamed(self, wanted: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        """The same for a stream; a server refuses before its first event."""
        dialect = self._dialect
        while True:
            begun = False
            try:
                async for event in dialect.spoken(wanted).streamed_by(self._inner):
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

    def _require_whole_prompt(self, wanted: ModelCall, response: ModelResponse) -> None:
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


def _characters(call: ModelCall) -> int:
    """Of what the model is to read."""
    given = call.input
    items = [given] if isinstance(given, str) else [_text(item) for item in given]
    return len(call.system_instructions or "") + sum(map(len, items))


def _text(item: Any) -> str:
    content = item.get("content", "") if isinstance(item, dict) else ""
    return content if isinstance(content, str) else str(content)


def _require_complete(call: ModelCall, response: ModelResponse) -> None:
    """An answer that used up its tokens and is not whole was cut off; the SDK does not say so."""
    limit, schema = call.model_settings.max_tokens, call.output_schema
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
