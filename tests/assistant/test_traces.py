"""What a trace of the team says, taken from the SDK by a processor of our own."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from agents import (
    Agent,
    Runner,
    add_trace_processor,
    custom_span,
    function_tool,
    set_trace_processors,
    trace,
)
from agents import Span as SdkSpan
from agents import Trace as SdkTrace
from agents.testing import ScriptedModel, assistant_message, function_call
from agents.tracing import TracingProcessor, get_trace_provider
from typing_extensions import override

from emailassist.assistant.confidential import Confidentiality
from emailassist.assistant.team import Team
from emailassist.assistant.tracing import LocalTracer, keep_traces_local
from emailassist.assistant.watched import watched
from emailassist.domain.errors import EndpointUnreachable
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import Ending, Pattern, Span, SpanKind, Trace, Work
from tests.assistant.conftest import MakeTask, MakeTeam
from tests.assistant.role_model import DRAFT, RoleModel

BAD_DRAFT = {"body": "Hi Tom,\n\nMaria will pay 77 EUR on Monday.\n\nBest,\nClara"}
KEY = MessageKey(7)


@pytest.fixture
def traces() -> list[Trace]:
    return []


@pytest.fixture
def tracer(traces: list[Trace]) -> LocalTracer:
    return keep_traces_local(traces.append)


@pytest.fixture
def traced(team: MakeTeam, tracer: LocalTracer) -> Callable[[RoleModel], Team]:
    def make(model: RoleModel) -> Team:
        made = team(model)
        made._tracer = tracer
        return made

    return make


def named(trace: Trace, name: str) -> Span:
    return next(span for span in trace.spans if span.name == name)


def below(trace: Trace, parent: Span) -> list[tuple[SpanKind, str]]:
    return [(span.kind, span.name) for span in trace.spans if span.parent == parent.id]


async def test_every_step_of_a_draft_that_is_repaired(
    traced: Callable[[RoleModel], Team],
    task: MakeTask,
    tracer: LocalTracer,
    traces: list[Trace],
) -> None:
    model = RoleModel({"WrittenDraft": [BAD_DRAFT, DRAFT]}, delay=0.01)
    with tracer.trace(Work.TRIAGE, KEY):
        await traced(model).triage(task())
    (found,) = traces
    assert (found.work, found.message, found.ending) == (Work.TRIAGE, KEY, Ending.DONE)
    drafter = named(found, "reply-drafter")
    assert (drafter.ending, drafter.pattern) == (Ending.REPAIRED, Pattern.CHAINING)
    assert "“77” does not occur" in drafter.said
    assert below(found, drafter) == [
        (SpanKind.CALL, "model"),
        (SpanKind.CHECK, "grounding of the draft"),
        (SpanKind.CALL, "model"),
        (SpanKind.CHECK, "grounding of the draft"),
        (SpanKind.AGENT, "reviewer"),
    ]
    checks = [span for span in found.spans if span.name == "grounding of the draft"]
    assert [check.ending for check in checks] == [Ending.OBJECTED, Ending.DONE]
    assert "“77” does not occur" in checks[0].said
    calls = [span for span in found.spans if span.parent == drafter.id][0:3:2]
    assert [call.cost.input_tokens for call in calls] == [100, 100]
    assert "Could you tell me by Friday" in calls[0].exchange.prompt[-1].text
    assert calls[0].exchange.prompt[0].role == "system"
    assert "Maria will pay" in calls[0].exchange.answer
    assert (drafter.cost.model_calls, drafter.cost.input_tokens) == (2, 200)
    assert (drafter.endpoint, drafter.tier) == ("scripted", "strong")
    assert drafter.instructions


async def test_what_is_to_stay_here_is_marked(
    traced: Callable[[RoleModel], Team],
    task: MakeTask,
    tracer: LocalTracer,
    traces: list[Trace],
) -> None:
    asking = traced(RoleModel())
    for wishes in (
        Confidentiality,
        partial(Confidentiality, senders=("reed.example",)),
        partial(Confidentiality, categories=("needs-reply",)),
    ):
        asking._confidential = wishes
        with tracer.trace(Work.TRIAGE, KEY):
            await asking.triage(task())
    assert [trace.local_only for trace in traces] == [False, True, True]


async def test_a_run_that_fails_and_one_that_is_cancelled_are_kept(
    traced: Callable[[RoleModel], Team],
    task: MakeTask,
    tracer: LocalTracer,
    traces: list[Trace],
) -> None:
    down = RoleModel({"TriagePlan": [EndpointUnreachable("No connection.")]})
    with pytest.raises(EndpointUnreachable), tracer.trace(Work.TRIAGE, KEY):
        await traced(down).triage(task())

    async def work() -> None:
        with tracer.trace(Work.TRIAGE, KEY):
            await traced(slow).triage(task())

    asked = asyncio.Event()
    slow = RoleModel(delay=30)
    slow.on_call = lambda _role: asked.set()
    working = asyncio.create_task(work())
    await asked.wait()
    working.cancel()
    await asyncio.wait([working])
    failed, cancelled = traces
    assert (failed.ending, failed.problem) == (Ending.FAILED, "No connection.")
    assert {(span.ending, span.error) for span in failed.spans if span.kind is SpanKind.CALL} == {
        (Ending.FAILED, "EndpointUnreachable")
    }
    assert cancelled.ending is Ending.CANCELLED
    assert {span.ending for span in cancelled.spans if span.kind is not SpanKind.CHECK} == {
        Ending.CANCELLED
    }


async def test_tools_with_what_goes_in_and_out(tracer: LocalTracer, traces: list[Trace]) -> None:
    @function_tool
    def search_my_mail(words: str) -> str:
        """Search."""
        return f"Nothing about {words}."

    script = [
        [function_call("search_my_mail", {"words": "oak"}, call_id="1")],
        [assistant_message("No.")],
    ]
    agent = Agent(name="drafter", model=ScriptedModel(script), tools=[search_my_mail])
    with tracer.trace(Work.REFINE, None), tracer.span(SpanKind.AGENT, "drafter"):
        await Runner.run(watched(agent, tracer), "Hello")
    drafter = named(traces[0], "drafter")
    assert [name for _, name in below(traces[0], drafter)] == ["model", "search_my_mail", "model"]
    tool = named(traces[0], "search_my_mail")
    assert (tool.kind, tool.pattern) == (SpanKind.TOOL, Pattern.ORCHESTRATOR)
    assert tool.exchange.prompt[0].text == '{"words":"oak"}'
    assert tool.exchange.answer == "Nothing about oak."


async def test_an_answer_that_is_streamed(tracer: LocalTracer, traces: list[Trace]) -> None:
    agent = Agent(name="drafter", model=ScriptedModel([[assistant_message("Dear Tom")]]))
    with tracer.trace(Work.REFINE, KEY), tracer.span(SpanKind.AGENT, "drafter"):
        streamed = Runner.run_streamed(watched(agent, tracer), "Warmer, please")
        async for _ in streamed.stream_events():
            pass
    drafter, call = traces[0].spans
    assert call.parent == drafter.id
    assert (call.exchange.prompt[0].text, call.exchange.answer) == ("Warmer, please", "Dear Tom")
    assert call.cost.model_calls == 1


async def test_without_a_trace_nothing_is_kept(
    traced: Callable[[RoleModel], Team], task: MakeTask, traces: list[Trace]
) -> None:
    await traced(RoleModel()).triage(task())
    assert traces == []


class Spy(TracingProcessor):
    """Another library's processor, which would send what it hears."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    @override
    def on_trace_start(self, trace: SdkTrace) -> None:
        self.heard.append(trace)

    @override
    def on_trace_end(self, trace: SdkTrace) -> None:
        self.heard.append(trace)

    @override
    def on_span_start(self, span: SdkSpan[Any]) -> None:
        self.heard.append(span)

    @override
    def on_span_end(self, span: SdkSpan[Any]) -> None:
        self.heard.append(span)

    @override
    def shutdown(self) -> None: ...

    @override
    def force_flush(self) -> None: ...


async def test_nobody_else_hears_of_it(tracer: LocalTracer, traces: list[Trace]) -> None:
    spy = Spy()
    add_trace_processor(spy)
    set_trace_processors([spy])
    with tracer.trace(Work.TRIAGE, KEY), tracer.span(SpanKind.STEP, "looking"):
        pass
    with trace("another library's"), custom_span("step"):
        pass
    assert spy.heard == []
    assert [found.message for found in traces] == [KEY]
    keep_traces_local()
    with tracer.trace(Work.TRIAGE, KEY):
        assert get_trace_provider() is tracer._provider


def test_what_is_said_is_bounded(tracer: LocalTracer, traces: list[Trace]) -> None:
    with tracer.trace(Work.TRIAGE, KEY), tracer.span(SpanKind.CALL, "model") as note:
        note.answer = "x" * 1_000_000
        note.said = "y" * 10_000
    (span,) = traces[0].spans
    assert len(span.exchange.answer) == 60_000
    assert len(span.said) == 600


def test_a_model_that_is_only_named_is_left_alone(tracer: LocalTracer) -> None:
    agent = Agent[None](name="by name", model="gpt")
    assert watched(agent, tracer) is agent
