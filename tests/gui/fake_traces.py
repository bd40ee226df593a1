"""The traces part of the scripted engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from emailassist.domain.egress import Egress
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import (
    Ending,
    Exchange,
    Pattern,
    Said,
    Span,
    SpanKind,
    Trace,
    TraceFilter,
    TraceRow,
    Work,
)
from emailassist.domain.triage import Cost

PROMPT = Exchange(
    (
        Said("system", "You sort the mail of Dana Brook.\nAnswer with JSON."),
        Said("user", "Subject: Oak samples\n\nCould you tell me by Friday?"),
    ),
    '{"category": "needs-reply", "confidence": 0.92}',
)


def _agent(name: str, start: float, end: float, pattern: Pattern, cost: Cost) -> Span:
    return Span(
        id=name,
        parent="agents",
        kind=SpanKind.AGENT,
        name=name,
        started=start,
        seconds=end - start,
        pattern=pattern,
        endpoint="cloud",
        model="gpt-9-mini",
        instructions="5f1d3a9c0b77",
        tier="default",
        cost=replace(cost, seconds=end - start),
    )


def _call(parent: str, start: float, end: float, cost: Cost) -> Span:
    return Span(
        f"{parent}-{start}",
        parent,
        SpanKind.CALL,
        "model",
        start,
        end - start,
        cost=replace(cost, seconds=end - start),
        exchange=PROMPT,
    )


def sample(key: int, message: int = 1) -> Trace:
    """A triage with parallel specialists and a draft that was objected to once."""
    small, large = Cost(1, 620, 40, cached_tokens=512), Cost(2, 1410, 190, money=0.0021)
    drafter = replace(
        _agent("reply-drafter", 0.62, 2.31, Pattern.CHAINING, large),
        ending=Ending.REPAIRED,
        said="The number “77” does not occur in the conversation.",
        tier="strong",
    )
    check = Span(
        "check",
        "reply-drafter",
        SpanKind.CHECK,
        "grounding of the draft",
        1.3,
        0.02,
        ending=Ending.OBJECTED,
        said="The number “77” does not occur in the conversation.",
    )
    spans = (
        Span(
            "rules",
            "",
            SpanKind.TIER,
            "rules",
            0.0,
            0.01,
            ending=Ending.ABSTAINED,
            said="no category (0%): No header decides.",
        ),
        Span(
            "agents",
            "",
            SpanKind.TIER,
            "agents",
            0.02,
            2.4,
            said="needs-reply (92%): Tom asks which boards.",
        ),
        _agent("router", 0.03, 0.6, Pattern.ROUTING, small),
        _call("router", 0.04, 0.58, small),
        _agent("summarizer", 0.62, 1.1, Pattern.PARALLEL, small),
        _call("summarizer", 0.63, 1.09, small),
        _agent("extractor", 0.62, 1.4, Pattern.PARALLEL, small),
        _call("extractor", 0.63, 1.38, small),
        drafter,
        _call("reply-drafter", 0.64, 1.29, small),
        check,
        _call("reply-drafter", 1.34, 2.0, small),
        replace(_agent("reviewer", 2.02, 2.3, Pattern.EVALUATOR, small), parent="reply-drafter"),
    )
    started = datetime.now(UTC)
    return Trace(
        "f" * 32, Work.TRIAGE, MessageKey(message), started, 2.44, Ending.DONE, "", spans, key=key
    )


class FakeTraces:
    """Traces in memory, the newest first; `asked` is what lists were asked for."""

    def __init__(self) -> None:
        self.kept: list[Trace] = []
        self.gone: list[Egress] = []
        self.asked: list[tuple[TraceFilter, MessageKey | None]] = []

    async def recent(
        self,
        wanted: TraceFilter = TraceFilter.RECENT,
        *,
        message: MessageKey | None = None,
        limit: int = 200,
    ) -> tuple[TraceRow, ...]:
        self.asked.append((wanted, message))
        return tuple(
            TraceRow(
                each.key,
                each.work,
                each.message,
                f"Subject {each.message}",
                each.started,
                each.ending,
                each.cost,
                1,
                0,
            )
            for each in self.kept[:limit]
            if message in {None, each.message}
        )

    async def trace(self, key: int, *, exchanges: bool = False) -> Trace:
        return next(each for each in self.kept if each.key == key)

    async def left(self, run: str) -> tuple[Egress, ...]:
        return tuple(each for each in self.gone if each.run == run)

    async def exchange(self, trace: int, span: str) -> Exchange:
        found = await self.trace(trace)
        return next(each.exchange for each in found.spans if each.id == span)
