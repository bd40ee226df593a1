import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from agents import Agent, ModelBehaviorError, ModelSettings, RunConfig, Runner

from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.local_answers import LocalAnswers
from emailassist.assistant.models import Models
from emailassist.assistant.on_device import OnDeviceModel
from emailassist.assistant.output_schema import TolerantOutput
from emailassist.assistant.outputs import Review, SummaryOut
from emailassist.assistant.roles import ChosenModel
from emailassist.assistant.team import Team
from emailassist.assistant.tracing import keep_traces_local
from emailassist.assistant.watched import watched
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind
from emailassist.domain.errors import (
    EndpointError,
    EndpointMisbehaved,
    EndpointRateLimited,
    EndpointUnauthorized,
    EndpointUnreachable,
)
from emailassist.domain.trace import SpanKind, Trace, Work
from emailassist.domain.triage import AgentRun, Written
from emailassist.llm.clients import Clients
from emailassist.llm.embedded import EmbeddedServer
from tests.assistant.conftest import LONG, NOW, MakeTask, cost_of
from tests.assistant.role_model import (
    CLASSIFICATION,
    DRAFT,
    EXTRACTION,
    PLAN,
    REVIEW,
    SUMMARY,
)
from tests.support.openai_server import (
    Reply,
    ScriptedOpenAI,
    Seen,
    completion,
    drop,
    error,
    garbage,
    half,
    hang,
    in_turn,
)

SCHEMA = TolerantOutput(SummaryOut)
GOOD = completion(SUMMARY)
Choose = Callable[..., ChosenModel]


def endpoint(server: ScriptedOpenAI, *, timeout: float = 1.0) -> Endpoint:
    return Endpoint(
        "scripted",
        EndpointKind.OPENAI_COMPATIBLE,
        base_url=server.base_url,
        model="scripted",
        timeout=timeout,
    )


@pytest.fixture
async def models(on_device: ChosenModel) -> AsyncIterator[Models]:
    clients = Clients(lambda _source: "", embedded=EmbeddedServer(lambda: None))
    assert isinstance(on_device.model, OnDeviceModel)
    yield Models(clients, on_device.model)
    await clients.aclose()


async def summarize(chosen: ChosenModel, *, max_tokens: int = 50) -> Any:
    settings = ModelSettings(temperature=0.1, max_tokens=max_tokens)
    agent = Agent(
        name="s",
        model=chosen.model,
        model_settings=settings,
        output_type=TolerantOutput(SummaryOut),
    )
    config = RunConfig(tracing_disabled=True)
    return (await Runner.run(agent, "Sum up.", max_turns=1, run_config=config)).final_output


async def test_a_request_and_its_answer(models: Models) -> None:
    with ScriptedOpenAI(GOOD) as server:
        answer = await summarize(models.chosen(endpoint(server)))
    assert answer.text == SUMMARY["text"]
    body = server.seen[0].body
    assert (body["temperature"], body["max_tokens"]) == (0.1, 50)
    assert server.seen[0].schema["properties"]["text"]["maxLength"] == 200
    assert "store" not in body
    assert "tools" not in body


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (garbage(), EndpointMisbehaved),
        (garbage(b"[]"), EndpointError),
        (garbage(b'{"choices": []}'), EndpointMisbehaved),
        (garbage(b'{"error": "out of memory"}'), EndpointError),
        (error(401), EndpointUnauthorized),
        (error(429, headers={"retry-after": "3600"}), EndpointRateLimited),
        (error(404, "no such model"), EndpointError),
        (hang(), EndpointUnreachable),
        (half(GOOD), EndpointError),
    ],
    ids=["bytes", "list", "no-choices", "error", "401", "429", "404", "hang", "half"],
)
async def test_whatever_a_server_does_is_an_endpoint_error(
    models: Models, reply: Reply, kind: type[EndpointError]
) -> None:
    with ScriptedOpenAI(reply) as server:
        chosen = models.chosen(endpoint(server, timeout=0.5))
        with pytest.raises(kind) as caught:
            await summarize(chosen)
    assert "scripted" in caught.value.reason


async def test_no_server_at_all(models: Models) -> None:
    with ScriptedOpenAI(drop()) as server:
        gone = endpoint(server, timeout=0.5)
    with pytest.raises(EndpointUnreachable):
        await summarize(models.chosen(gone))


async def test_a_server_that_does_not_know_schemas_is_asked_without(models: Models) -> None:
    def script(seen: Seen) -> Reply:
        return error(400, "response_format is not supported") if seen.schema else GOOD

    with ScriptedOpenAI(script) as server:
        chosen = models.chosen(endpoint(server))
        assert (await summarize(chosen)).text == SUMMARY["text"]
        assert server.calls == 2
        again = models.chosen(endpoint(server))
        await summarize(again)
        assert server.calls == 3, "what was learned is remembered"


async def test_a_server_that_wants_other_fields(models: Models) -> None:
    def script(seen: Seen) -> Reply:
        if "max_tokens" in seen.body:
            return error(400, "Unsupported parameter: use 'max_completion_tokens' instead")
        if "temperature" in seen.body:
            return error(400, "Unsupported value: 'temperature' must be 1")
        return GOOD

    with ScriptedOpenAI(script) as server:
        await summarize(models.chosen(endpoint(server)))
        assert server.calls == 3
        body = server.seen[-1].body
    assert body["max_completion_tokens"] == 50
    assert server.seen[-1].schema


async def test_a_refusal_for_another_reason_is_not_argued_with(models: Models) -> None:
    with ScriptedOpenAI(error(400, "this exceeds the context size")) as server:
        with pytest.raises(EndpointError):
            await summarize(models.chosen(endpoint(server)))
        assert server.calls == 1


async def test_an_answer_that_was_cut_off_is_named_so(models: Models) -> None:
    cut = completion('{"text": "Tom asks wheth', completion_tokens=50, finish_reason="length")
    with ScriptedOpenAI(cut) as server:
        chosen = models.chosen(endpoint(server))
        with pytest.raises(ModelBehaviorError, match="cut off after 50 tokens"):
            await summarize(chosen)
    exact = completion(SUMMARY, completion_tokens=50)
    with ScriptedOpenAI(exact) as server:
        answer = await summarize(models.chosen(endpoint(server)))
        assert answer.text == SUMMARY["text"]


async def test_a_stream_is_translated_too(models: Models) -> None:
    with ScriptedOpenAI(error(401)) as server:
        chosen = models.chosen(endpoint(server))
        agent = Agent(name="s", model=chosen.model, output_type=TolerantOutput(Review))
        streamed = Runner.run_streamed(agent, "Hi", run_config=RunConfig(tracing_disabled=True))
        with pytest.raises(EndpointUnauthorized):
            async for _ in streamed.stream_events():
                pass


async def test_openai_is_told_to_keep_nothing(on_device: ChosenModel) -> None:
    clients = Clients(lambda _source: "", embedded=EmbeddedServer(lambda: None))
    assert isinstance(on_device.model, OnDeviceModel)
    official = Endpoint(
        "openai", EndpointKind.OPENAI_COMPATIBLE, base_url="https://api.openai.com/v1", model="m"
    )
    chosen = Models(clients, on_device.model).chosen(official)
    assert chosen.model._keep_at_provider is False  # type: ignore[attr-defined]
    await clients.aclose()


async def test_the_embedded_model_speaks_only_if_it_can_write(models: Models) -> None:
    embedded = Endpoint(ON_DEVICE, EndpointKind.ON_DEVICE, writes=False)
    assert models.chosen(embedded) is models.on_device


def by_role(seen: Seen) -> Reply:
    """A model that reads the schema and answers it well."""
    answers: dict[str, Mapping[str, Any]] = {
        "specialists": PLAN,
        "category": CLASSIFICATION,
        "facts": EXTRACTION,
        "body": DRAFT,
        "ok": REVIEW,
        "text": SUMMARY,
    }
    fields = seen.schema["properties"]
    answer = next(value for field, value in answers.items() if field in fields)
    side_by_side = answer in (EXTRACTION, DRAFT, SUMMARY)  # long enough for all three to be there
    return completion(answer, delay=1.0 if side_by_side else 0.0)


@pytest.fixture
def served_team(
    models: Models, answers: LocalAnswers, executor: Any, tmp_path: Path, runs: list[AgentRun]
) -> Callable[[ScriptedOpenAI], Team]:
    shipped = Path(__file__).parents[2] / "instructions"

    def make(server: ScriptedOpenAI) -> Team:
        chosen = models.chosen(endpoint(server, timeout=2.0))
        return Team(
            InstructionLibrary(shipped, tmp_path / "own"),
            lambda _tier: (chosen,),
            on_device=models.on_device,
            answers=answers,
            executor=executor,
            now=lambda: NOW,
            record=runs.append,
        )

    return make


async def test_the_team_over_the_wire(
    served_team: Callable[[ScriptedOpenAI], Team], task: MakeTask, runs: list[AgentRun]
) -> None:
    with ScriptedOpenAI(by_role) as server:
        answer = await served_team(server).triage(task(LONG))
        assert answer.verdict.category == "needs-reply"
        assert answer.proposal is not None
        assert answer.proposal.written is Written.MODEL
        assert answer.warnings == ()
        assert cost_of(runs).model_calls == server.calls == 5
        assert cost_of(runs).tokens == server.tokens
        assert server.peak == 3


async def test_garbage_over_the_wire_is_counted_too(
    served_team: Callable[[ScriptedOpenAI], Team], task: MakeTask, runs: list[AgentRun]
) -> None:
    with ScriptedOpenAI(completion("no JSON at all")) as server:
        answer = await served_team(server).triage(task())
        assert cost_of(runs).model_calls == server.calls
        assert cost_of(runs).tokens == server.tokens
        assert answer.proposal is not None
        assert answer.proposal.written is Written.SKELETON


async def test_one_bad_endpoint_error_ends_the_triage(
    served_team: Callable[[ScriptedOpenAI], Team], task: MakeTask
) -> None:
    with ScriptedOpenAI(error(401)) as server, pytest.raises(EndpointUnauthorized):
        await served_team(server).triage(task())


async def test_an_endpoint_error_at_the_reply_costs_only_the_reply(
    served_team: Callable[[ScriptedOpenAI], Team], task: MakeTask
) -> None:
    with ScriptedOpenAI(in_turn(completion(PLAN), error(401))) as server:
        answer = await served_team(server).triage(task())
    assert answer.proposal is None
    assert isinstance(answer.failed, EndpointUnauthorized)


async def test_cancelling_closes_the_connection(
    served_team: Callable[[ScriptedOpenAI], Team], task: MakeTask
) -> None:
    with ScriptedOpenAI(completion(PLAN, delay=20)) as server:
        work = asyncio.create_task(served_team(server).triage(task()))
        assert await asyncio.to_thread(server.wait_until, lambda: server.calls == 1)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(work, 2)
        assert await asyncio.to_thread(server.wait_until, lambda: server.disconnects == 1)


async def test_a_trace_tells_of_attempts_and_of_what_it_cost(models: Models) -> None:
    traces: list[Trace] = []
    tracer = keep_traces_local(traces.append)
    with ScriptedOpenAI(in_turn(drop(), GOOD)) as server:
        chosen = models.chosen(endpoint(server))
        agent = Agent(name="s", model=chosen.model, output_type=TolerantOutput(SummaryOut))
        with tracer.trace(Work.TRIAGE, None):
            await Runner.run(watched(agent, tracer), "Sum up.", max_turns=1)
    (call,) = [span for span in traces[0].spans if span.kind is SpanKind.CALL]
    assert call.said == "It was sent 2 times until the server gave an answer."
    assert (call.cost.model_calls, call.cost.tokens, call.cached) == (1, 15, False)
