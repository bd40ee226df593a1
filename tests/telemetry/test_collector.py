from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from emailassist.domain.egress import Arrival, Departure
from emailassist.domain.errors import EndpointError, SettingsError
from emailassist.domain.trace import Trace
from emailassist.telemetry.collector import Collector
from tests.support.openai_server import Reply, ScriptedOpenAI
from tests.telemetry.sample import AGENT, SECRET, TRACE


class Closed:
    """A ledger that cannot be written."""

    def __init__(self) -> None:
        self.asked: list[Departure] = []

    async def depart(self, departure: Departure) -> int:
        self.asked.append(departure)
        raise SettingsError("The disk is full.")

    async def arrive(self, entry: int, arrival: Arrival) -> None:
        raise AssertionError("nothing has left")


@pytest.fixture
def server() -> Iterator[ScriptedOpenAI]:
    with ScriptedOpenAI(lambda _: Reply(body=b"")) as running:
        yield running


def _root(server: ScriptedOpenAI) -> str:
    return server.base_url.removesuffix("/v1")


def _collector(
    address: str, *, content: bool = False, local_only: bool = False, ledger: Closed | None = None
) -> Collector:
    return Collector(
        address, content=content, version="1.0", local_only=lambda: local_only, ledger=ledger
    )


async def _send(collector: Collector, *traces: Trace) -> None:
    try:
        await collector.send(traces)
    finally:
        await collector.aclose()


async def _told(server: ScriptedOpenAI, *, content: bool) -> tuple[bytes, dict[str, Any]]:
    await _send(_collector(_root(server), content=content), TRACE)
    (seen,) = server.seen
    assert seen.path == "/v1/traces"
    request = ExportTraceServiceRequest.FromString(seen.raw)
    (resource,) = request.resource_spans
    (scope,) = resource.scope_spans
    return seen.raw, {span.name: span for span in scope.spans}


def _attributes(span: Any) -> dict[str, Any]:
    kinds = ("string_value", "int_value", "double_value", "bool_value")
    return {
        each.key: next(getattr(each.value, kind) for kind in kinds if each.value.HasField(kind))
        for each in span.attributes
    }


async def test_a_collector_hears_of_each_step_without_a_word_of_mail(
    server: ScriptedOpenAI,
) -> None:
    raw, spans = await _told(server, content=False)
    assert SECRET.encode() not in raw
    assert list(spans) == [
        "invoke_workflow triage",
        "tier rules",
        "invoke_agent router",
        "chat gpt-9",
        "execute_tool search_my_mail",
    ]
    whole, agent = spans["invoke_workflow triage"], spans["invoke_agent router"]
    assert whole.trace_id.hex() == TRACE.id
    assert whole.status.code == 2
    assert agent.parent_span_id == whole.span_id
    assert agent.span_id.hex() == AGENT[-16:]
    assert spans["chat gpt-9"].parent_span_id == agent.span_id
    assert agent.end_time_unix_nano - agent.start_time_unix_nano == pytest.approx(0.9e9, abs=1e4)
    said = _attributes(agent)
    assert said["gen_ai.operation.name"] == "invoke_agent"
    assert said["gen_ai.agent.version"] == "5f1d"
    assert said["gen_ai.usage.input_tokens"] == 100
    assert said["gen_ai.usage.cache_read.input_tokens"] == 60
    assert said["emailassist.cost.usd"] == 0.002
    assert said["emailassist.pattern"] == "routing"
    failed = _attributes(spans["chat gpt-9"])
    assert failed["error.type"] == "EndpointUnreachable"


async def test_it_hears_prompts_and_answers_where_that_is_wanted(server: ScriptedOpenAI) -> None:
    raw, spans = await _told(server, content=True)
    assert SECRET.encode() in raw
    tool = _attributes(spans["execute_tool search_my_mail"])
    assert tool["gen_ai.tool.call.arguments"] == '{"words": "oak"}'
    whole = ExportTraceServiceRequest.FromString(raw)
    (chat, _) = (
        span for span in whole.resource_spans[0].scope_spans[0].spans if "chat" in span.name
    )
    said = _attributes(chat)
    assert said["gen_ai.system_instructions"] == '[{"type": "text", "content": "You sort mail."}]'
    assert '"role": "user"' in said["gen_ai.input.messages"]
    assert SECRET in said["gen_ai.output.messages"]


async def test_another_machine_is_told_nothing_while_nothing_may_leave() -> None:
    ledger = Closed()
    collector = _collector("http://collector.example:4318", local_only=True, ledger=ledger)
    with pytest.raises(EndpointError, match="nothing may leave this machine"):
        await collector.send([TRACE])
    assert ledger.asked == []


async def test_what_another_machine_is_told_is_written_down_first() -> None:
    ledger = Closed()
    collector = _collector("http://collector.example:4318", ledger=ledger)
    await collector.send([replace(TRACE, local_only=True)])
    assert ledger.asked == []
    with pytest.raises(EndpointError, match="could not be written down"):
        await collector.send([TRACE, replace(TRACE, local_only=True)])
    (left,) = ledger.asked
    assert (left.host, left.reason) == ("collector.example", "Traces without mail text")
    spans = ExportTraceServiceRequest.FromString(left.body).resource_spans[0].scope_spans[0].spans
    assert len(spans) == 6


@pytest.mark.parametrize(
    "address", ["localhost:4318", "ftp://localhost", "http://", "http://x:99999", "http://a:b@c"]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(SettingsError, match="is not the address"):
        _collector(address)


async def test_a_collector_that_is_not_there_or_refuses() -> None:
    with pytest.raises(EndpointError, match="cannot be reached"):
        await _send(_collector("http://127.0.0.1:9"), TRACE)
    with (
        ScriptedOpenAI(lambda _: Reply(status=503, body=b"")) as server,
        pytest.raises(EndpointError, match="status 503"),
    ):
        await _send(_collector(_root(server)), TRACE)
