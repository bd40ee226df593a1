"""A trace as text and as JSON, for the terminal and for copying.

Owns: both forms. Must not: read or keep traces.
"""

from dataclasses import asdict
from typing import Any

from emailassist.domain.trace import Ending, Span, SpanKind, Trace
from emailassist.domain.triage import Cost


def as_json(trace: Trace) -> dict[str, Any]:
    """Everything about a trace, its spans in the order they began."""
    return {**asdict(trace), "cost": asdict(trace.cost)}


def as_text(trace: Trace, *, said: bool = True) -> str:
    """A trace as a tree of steps; with `said` also each prompt and answer."""
    about = f" of message {trace.message}" if trace.message is not None else ""
    head = f"{trace.work.value.capitalize()}{about}, {trace.started.astimezone():%Y-%m-%d %H:%M:%S}"
    lines = [f"{head}: {trace.ending.value}, {cost_text(trace.cost)}"]
    if trace.problem:
        lines.append(trace.problem)
    for depth, span in trace.tree():
        lines += _span_lines(depth, span, said=said)
    return "\n".join(lines)


def cost_text(cost: Cost) -> str:
    """Time, tokens and money, as far as there are any."""
    parts = [f"{cost.seconds:.2f} s"]
    if cost.model_calls:
        parts.append(f"{cost.model_calls} call{'s' if cost.model_calls != 1 else ''}")
    if cost.tokens:
        cached = f" ({cost.cached_tokens:,} cached)" if cost.cached_tokens else ""
        parts.append(f"{cost.input_tokens:,}{cached} + {cost.output_tokens:,} tokens")
    if cost.money:
        parts.append(f"${cost.money:.4f}")
    return ", ".join(parts)


def where(span: Span) -> str:
    """On which endpoint and model an agent ran, for which tier, by which instructions."""
    parts = (
        span.endpoint,
        span.model,
        f"tier {span.tier}" if span.tier else "",
        f"instructions {span.instructions[:12]}" if span.instructions else "",
    )
    return ", ".join(filter(None, parts))


def _span_lines(depth: int, span: Span, *, said: bool) -> list[str]:
    indent = "  " * (depth + 1)
    pattern = f" [{span.pattern.value}]" if span.pattern is not None else ""
    ending = f" {span.ending.value.upper()}" if span.ending is not Ending.DONE else ""
    cached = " (from the cache)" if span.cached else ""
    name = span.name if span.kind is SpanKind.CALL else f"{span.kind.value} {span.name}"
    lines = [
        f"{indent}{name}{pattern} at {span.started:.2f} s:{ending} {cost_text(span.cost)}{cached}"
    ]
    details = (where(span), span.said, span.error)
    lines += [f"{indent}  {detail}" for detail in details if detail]
    if said:
        for part in span.exchange.prompt:
            lines += _quoted(indent, part.role, part.text)
        if span.exchange.answer:
            lines += _quoted(indent, "answer", span.exchange.answer)
    return lines


def _quoted(indent: str, title: str, text: str) -> list[str]:
    return [f"{indent}  {title}:", *(f"{indent}  | {line}" for line in text.splitlines())]
