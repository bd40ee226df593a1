"""A trace as the team leaves one, to be told to others."""

from datetime import UTC, datetime

from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import (
    Ending,
    Exchange,
    Pattern,
    Said,
    Span,
    SpanKind,
    Trace,
    Work,
)
from emailassist.domain.triage import Cost

SECRET = "the oak costs 249 EUR"
SAID = Exchange((Said("system", "You sort mail."), Said("user", SECRET)), f"They say {SECRET}.")
AGENT = "a" * 32
COST = Cost(1, 100, 10, 0.5, 60, 0.002)

TRACE = Trace(
    id="0123456789abcdef0123456789abcdef",
    work=Work.TRIAGE,
    message=MessageKey(7),
    started=datetime(2026, 11, 18, 12, tzinfo=UTC),
    seconds=1.5,
    ending=Ending.FAILED,
    problem=SECRET,
    spans=(
        Span(
            "span_" + "1" * 24,
            "",
            SpanKind.TIER,
            "rules",
            0.0,
            0.1,
            ending=Ending.ABSTAINED,
            said=SECRET,
        ),
        Span(
            AGENT,
            "",
            SpanKind.AGENT,
            "router",
            0.1,
            0.9,
            pattern=Pattern.ROUTING,
            said=SECRET,
            endpoint="cloud",
            model="gpt-9",
            instructions="5f1d",
            tier="fast",
            cost=COST,
        ),
        Span("span_" + "2" * 24, AGENT, SpanKind.CALL, "model", 0.1, 0.5, cost=COST, exchange=SAID),
        Span(
            "span_" + "3" * 24,
            AGENT,
            SpanKind.CALL,
            "model",
            0.6,
            0.2,
            ending=Ending.FAILED,
            error="EndpointUnreachable",
        ),
        Span(
            "span_" + "4" * 24,
            AGENT,
            SpanKind.TOOL,
            "search_my_mail",
            0.5,
            0.1,
            exchange=Exchange((Said("tool", '{"words": "oak"}'),), SECRET),
        ),
    ),
)
