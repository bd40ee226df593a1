"""An SDK agent that tells its trace what it is asked, what it answers and what is made of that.

Owns: noting prompts and answers, the objections of guardrails, and what goes into and out of
tools. Must not: change any of them. It is the outermost layer of a model: what is noted here is
how it was before masking.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from agents import (
    Agent,
    AgentHooks,
    GuardrailFunctionOutput,
    Model,
    ModelResponse,
    RunContextWrapper,
    Tool,
)
from agents.items import TResponseStreamEvent
from agents.tool_context import ToolContext
from openai.types.responses import ResponseCompletedEvent
from typing_extensions import override

from emailassist.assistant.bills import attempts_of, calls_of, cost_of, is_kept
from emailassist.assistant.instructions import AgentRole, Instructions
from emailassist.assistant.model_call import Layer, ModelCall
from emailassist.assistant.roles import ChosenModel
from emailassist.assistant.runs import Asked
from emailassist.assistant.tracer import Note, Tracer
from emailassist.assistant.tracing import LocalTracer
from emailassist.assistant.translated import AnswerCutOffError
from emailassist.domain.trace import Ending, Pattern, Said, SpanKind
from emailassist.domain.triage import Cost, Outcome

Context = TypeVar("Context")

_LONGEST_TOOL_TEXT = 8000
_PATTERN = {
    AgentRole.ROUTE: Pattern.ROUTING,
    AgentRole.CLASSIFY: Pattern.PARALLEL,
    AgentRole.SUMMARIZE: Pattern.PARALLEL,
    AgentRole.EXTRACT: Pattern.PARALLEL,
    AgentRole.DRAFT: Pattern.CHAINING,
    AgentRole.REVIEW: Pattern.EVALUATOR,
}
_ENDING = {
    Outcome.ANSWERED: Ending.DONE,
    Outcome.REPAIRED: Ending.REPAIRED,
    Outcome.UNUSABLE: Ending.UNUSABLE,
    Outcome.FAILED: Ending.FAILED,
}


@contextmanager
def agent_span(
    tracer: Tracer, instructions: Instructions, chosen: ChosenModel, run: str
) -> Iterator[Note]:
    """The span of one run of an agent, which has the run's id."""
    pattern = _PATTERN.get(instructions.role)
    with tracer.span(SpanKind.AGENT, instructions.name, pattern=pattern, run=run) as note:
        note.endpoint, note.model = chosen.name, chosen.model_name
        note.instructions, note.tier = instructions.digest, instructions.model.value
        yield note


def note_outcome(note: Note, asked: Asked[Any]) -> None:
    """What came of asking, and what was wrong with an answer of the two."""
    note.ending = _ENDING[asked.outcome]
    note.said = " ".join(filter(None, (asked.objected, asked.told)))


def watched(agent: Agent[Context], tracer: Tracer) -> Agent[Context]:
    """The same agent, telling `tracer`; as it is where nobody keeps a trace."""
    if not isinstance(tracer, LocalTracer) or not isinstance(agent.model, Model):
        return agent
    model = WatchedModel(agent.model, tracer)
    return replace(
        agent,
        model=model,
        input_guardrails=[_telling(each, tracer) for each in agent.input_guardrails],
        output_guardrails=[_telling(each, tracer) for each in agent.output_guardrails],
        hooks=_Hooks(tracer, model) if agent.hooks is None else agent.hooks,
    )


Guardrail = TypeVar("Guardrail", bound=Any)


def _telling(guardrail: Guardrail, tracer: LocalTracer) -> Guardrail:
    check: Callable[..., Any] = guardrail.guardrail_function

    async def telling(*given: Any) -> GuardrailFunctionOutput:
        found = check(*given)
        result: GuardrailFunctionOutput = await found if hasattr(found, "__await__") else found
        note = tracer.current()
        if note is not None:
            note.said = _objections(result.output_info)
        return result

    told: Guardrail = replace(guardrail, guardrail_function=telling, name=guardrail.get_name())
    return told


def _objections(info: object) -> str:
    """What a check of ours says: problems as sentences, or warnings."""
    found = getattr(info, "problems", info)
    if not isinstance(found, Iterable) or isinstance(found, str | bytes | dict):
        return ""
    return " ".join(str(getattr(each, "text", each)) for each in found)


class _Hooks(AgentHooks[Any]):
    """Hears of tools inside the SDK's span of each, and of what an answer cost."""

    def __init__(self, tracer: LocalTracer, model: "WatchedModel") -> None:
        self._tracer = tracer
        self._model = model

    @override
    async def on_llm_end(
        self, context: RunContextWrapper[Any], agent: Agent[Any], response: ModelResponse
    ) -> None:
        # A stream does not tell its bill; the SDK's response, put together from it, does.
        if self._model.last is not None:
            _answered(self._model.last, response)

    @override
    async def on_tool_start(
        self, context: RunContextWrapper[Any], agent: Agent[Any], tool: Tool
    ) -> None:
        note = self._tracer.current()
        if note is not None and isinstance(context, ToolContext):
            note.prompt = (Said("tool", context.tool_arguments[:_LONGEST_TOOL_TEXT]),)

    @override
    async def on_tool_end(
        self, context: RunContextWrapper[Any], agent: Agent[Any], tool: Tool, result: object
    ) -> None:
        note = self._tracer.current()
        if note is not None:
            note.answer = str(result)[:_LONGEST_TOOL_TEXT]


class WatchedModel(Layer):
    """Wraps the outermost model of an agent."""

    def __init__(self, inner: Model, tracer: LocalTracer) -> None:
        self._inner = inner
        self._tracer = tracer
        self.last: Note | None = None
        """What is known of the last call."""

    @override
    async def answer(self, call: ModelCall) -> ModelResponse:
        with self._tracer.span(SpanKind.CALL, "model") as note:
            note.prompt = _prompt(call)
            try:
                response = await call.answered_by(self._inner)
            except AnswerCutOffError as error:
                note.cost = error.cost
                raise
            _answered(note, response)
            return response

    @override
    async def stream(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        with self._tracer.span(SpanKind.CALL, "model") as note:
            note.prompt = _prompt(call)
            self.last = note
            async for event in call.streamed_by(self._inner):
                if isinstance(event, ResponseCompletedEvent):
                    note.answer = _answer(event.response.output)
                yield event


def _answered(note: Note, response: ModelResponse) -> None:
    note.cost = cost_of(response.usage, response.raw_usage) + Cost(calls_of(response))
    note.cached = is_kept(response)
    if (attempts := attempts_of(response)) > 1:
        note.said = f"It was sent {attempts} times until the server gave an answer."
    note.answer = _answer(response.output)


def _answer(output: Iterable[Any]) -> str:
    return "\n".join(filter(None, map(_text, output)))


def _prompt(call: ModelCall) -> tuple[Said, ...]:
    parts = (Said("system", call.system_instructions),) if call.system_instructions else ()
    if isinstance(call.input, str):
        return (*parts, Said("user", call.input))
    return (*parts, *map(_said, call.input))


def _said(item: Any) -> Said:
    kind = item.get("type", "message")
    if kind == "function_call":
        return Said("assistant", _text(item))
    if kind == "function_call_output":
        return Said("tool", _flat(item.get("output", "")))
    return Said(str(item.get("role", kind)), _flat(item.get("content", "")))


def _text(item: Any) -> str:
    """An item of a prompt or an answer as it can be read: text, refusal, or call of a tool."""
    read: Callable[[str], Any] = (
        item.get if isinstance(item, dict) else lambda name: getattr(item, name, None)
    )
    if read("type") == "function_call":
        return f"{read('name')}({read('arguments')})"
    return _flat(read("content") or "")


def _flat(content: Any) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, Iterable):
        return str(content)
    return "\n".join(map(_part, content))


def _part(part: Any) -> str:
    read: Callable[[str], Any] = (
        part.get if isinstance(part, dict) else lambda name: getattr(part, name, None)
    )
    text = read("text") or read("refusal")
    if isinstance(text, str):
        return text
    return json.dumps(part, default=str, ensure_ascii=False)
