"""Traces in the words of OpenTelemetry's semantic conventions for generative AI.

https://opentelemetry.io/docs/specs/semconv/gen-ai/ (attributes `gen_ai.*` of version 1.42); what
they have no word for is called `emailassist.*`.

Owns: names, attributes and times of spans. Must not: send them, or tell a word of mail unless
`content` says so.
"""

import json
from collections.abc import Callable, Mapping, Sequence

from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, Status, StatusCode, TraceFlags
from opentelemetry.trace import SpanKind as OtelKind

from emailassist.domain.trace import Ending, Exchange, Said, Span, SpanKind, Trace

Attributes = Mapping[str, str | int | float | bool]

_BAD = frozenset({Ending.FAILED, Ending.CANCELLED, Ending.UNUSABLE})


def encoded(traces: Sequence[Trace], *, version: str, content: bool) -> bytes:
    """An OTLP export request (protobuf) with all spans of these traces."""
    resource = Resource({"service.name": "emailassist", "service.version": version})
    scope = InstrumentationScope("emailassist", version)
    spans = [
        span for trace in traces for span in _readable(trace, resource, scope, content=content)
    ]
    request: bytes = encode_spans(spans).SerializeToString()
    return request


def _readable(
    trace: Trace, resource: Resource, scope: InstrumentationScope, *, content: bool
) -> list[ReadableSpan]:
    contexts = {span.id: _context(trace, span.id) for span in trace.spans}
    root = _context(trace, trace.id)
    endpoints = {span.id: span for span in trace.spans if span.kind is SpanKind.AGENT}

    def made(
        name: str,
        context: SpanContext,
        parent: SpanContext | None,
        attributes: Attributes,
        kind: OtelKind,
        times: tuple[float, float],
        status: Status,
    ) -> ReadableSpan:
        start = trace.started.timestamp()
        return ReadableSpan(
            name=name,
            context=context,
            parent=parent,
            resource=resource,
            attributes=attributes,
            kind=kind,
            instrumentation_scope=scope,
            status=status,
            start_time=int((start + times[0]) * 1e9),
            end_time=int((start + times[1]) * 1e9),
        )

    whole = made(
        f"invoke_workflow {trace.work.value}",
        root,
        None,
        {
            "gen_ai.operation.name": "invoke_workflow",
            "gen_ai.workflow.name": trace.work.value,
            "emailassist.ending": trace.ending.value,
            **({"emailassist.message": trace.message} if trace.message is not None else {}),
        },
        OtelKind.INTERNAL,
        (0.0, trace.seconds),
        _status(trace.ending),
    )
    steps = [
        made(
            _name(span, endpoints.get(span.parent)),
            contexts[span.id],
            contexts.get(span.parent, root),
            _attributes(span, endpoints.get(span.parent), content=content),
            OtelKind.CLIENT if span.kind is SpanKind.CALL else OtelKind.INTERNAL,
            (span.started, span.ended),
            _status(span.ending),
        )
        for span in trace.spans
    ]
    return [whole, *steps]


def _context(trace: Trace, span: str) -> SpanContext:
    number = int(span.removeprefix("span_")[-16:], 16) or 1
    return SpanContext(
        int(trace.id, 16), number, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED)
    )


def _status(ending: Ending) -> Status:
    return Status(StatusCode.ERROR if ending in _BAD else StatusCode.UNSET)


def _name(span: Span, agent: Span | None) -> str:
    """`{operation} {what}`, as the conventions want it."""
    if span.kind is SpanKind.AGENT:
        return f"invoke_agent {span.name}"
    if span.kind is SpanKind.CALL:
        return f"chat {agent.model or agent.endpoint}" if agent is not None else "chat"
    if span.kind is SpanKind.TOOL:
        return f"execute_tool {span.name}"
    return f"{span.kind.value} {span.name}"


def _attributes(span: Span, agent: Span | None, *, content: bool) -> Attributes:
    found: dict[str, str | int | float | bool] = {"emailassist.ending": span.ending.value}
    if span.pattern is not None:
        found["emailassist.pattern"] = span.pattern.value
    if span.error:
        found["error.type"] = span.error
    if span.cached:
        found["emailassist.cached"] = True
    if content and span.said:
        found["emailassist.said"] = span.said
    more = _OF_KIND.get(span.kind)
    return {**found, **more(span, agent), **(_content(span) if content else {})} if more else found


def _of_agent(span: Span, _agent: Span | None) -> Attributes:
    return {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": span.name,
        "gen_ai.agent.version": span.instructions,
        "gen_ai.provider.name": span.endpoint,
        "gen_ai.request.model": span.model or span.endpoint,
        "emailassist.tier": span.tier,
        "emailassist.cost.usd": span.cost.money,
        **_usage(span),
    }


def _of_call(span: Span, agent: Span | None) -> Attributes:
    known: Attributes = {}
    if agent is not None:
        known = {
            "gen_ai.provider.name": agent.endpoint,
            "gen_ai.request.model": agent.model or agent.endpoint,
        }
    return {"gen_ai.operation.name": "chat", **known, **_usage(span)}


def _of_tool(span: Span, _agent: Span | None) -> Attributes:
    return {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": span.name,
        "gen_ai.tool.type": "function",
    }


def _usage(span: Span) -> Attributes:
    return {
        "gen_ai.usage.input_tokens": span.cost.input_tokens,
        "gen_ai.usage.output_tokens": span.cost.output_tokens,
        "gen_ai.usage.cache_read.input_tokens": span.cost.cached_tokens,
    }


_OF_KIND: Mapping[SpanKind, Callable[[Span, Span | None], Attributes]] = {
    SpanKind.AGENT: _of_agent,
    SpanKind.CALL: _of_call,
    SpanKind.TOOL: _of_tool,
}


def _content(span: Span) -> Attributes:
    said = span.exchange
    if span.kind is SpanKind.TOOL:
        return {
            "gen_ai.tool.call.arguments": "".join(part.text for part in said.prompt),
            "gen_ai.tool.call.result": said.answer,
        }
    return _messages(said) if said != Exchange() else {}


def _messages(said: Exchange) -> Attributes:
    system = [_part(part.text) for part in said.prompt if part.role == "system"]
    given = [_message(part) for part in said.prompt if part.role != "system"]
    answer = {**_message(Said("assistant", said.answer)), "finish_reason": "stop"}
    return {
        "gen_ai.system_instructions": json.dumps(system, ensure_ascii=False),
        "gen_ai.input.messages": json.dumps(given, ensure_ascii=False),
        "gen_ai.output.messages": json.dumps([answer], ensure_ascii=False),
    }


def _message(said: Said) -> dict[str, object]:
    return {"role": said.role, "parts": [_part(said.text)]}


def _part(text: str) -> dict[str, str]:
    return {"type": "text", "content": text}
