"""Requests as servers with gaps take them, over the wire."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from agents import Agent, ModelSettings, RunConfig, Runner, function_tool
from openai.types.responses import ResponseTextDeltaEvent

from emailassist.assistant.cuts import CutDetector
from emailassist.assistant.models import Models, mail_budget
from emailassist.assistant.on_device import OnDeviceModel
from emailassist.assistant.output_schema import TolerantOutput
from emailassist.assistant.outputs import SummaryOut
from emailassist.assistant.roles import ChosenModel
from emailassist.assistant.runs import Meter
from emailassist.domain.endpoint import Endpoint, EndpointKind, EndpointReport, SystemRole
from emailassist.domain.errors import EndpointError, PromptTooLong
from emailassist.llm.clients import Clients, Terms
from emailassist.llm.embedded import EmbeddedServer
from emailassist.llm.prices import Price, PriceTable
from tests.assistant.role_model import SUMMARY
from tests.support.openai_server import Reply, ScriptedOpenAI, Seen, completion, error, stream

GOOD = completion(SUMMARY)
QUIET = RunConfig(tracing_disabled=True)


def endpoint(server: ScriptedOpenAI) -> Endpoint:
    return Endpoint(
        "scripted", EndpointKind.OPENAI_COMPATIBLE, base_url=server.base_url, model="scripted"
    )


@pytest.fixture
async def clients() -> AsyncIterator[Clients]:
    made = Clients(lambda _source: "", embedded=EmbeddedServer(lambda: None))
    yield made
    await made.aclose()


@pytest.fixture
def models(clients: Clients, on_device: ChosenModel) -> Models:
    assert isinstance(on_device.model, OnDeviceModel)
    return Models(clients, on_device.model)


@function_tool
def look_up(word: str) -> str:
    """Looks a word up."""
    return word


def agent(chosen: ChosenModel, *, tools: bool = False, plain: bool = False) -> Agent[Any]:
    return Agent(
        name="s",
        instructions="Sum up. Answer in JSON.",
        model=chosen.model,
        model_settings=ModelSettings(temperature=0.1, max_tokens=50),
        output_type=None if plain else TolerantOutput(SummaryOut),
        tools=[look_up] if tools else [],
    )


def picky(refuses: Callable[[Seen], str]) -> Callable[[Seen], Reply]:
    return lambda seen: error(400, said) if (said := refuses(seen)) else GOOD


def no_forms(seen: Seen) -> str:
    form = (seen.body.get("response_format") or {}).get("type")
    return f"response_format {form} is not supported" if form else ""


def only_objects(seen: Seen) -> str:
    form = (seen.body.get("response_format") or {}).get("type")
    return "'json_schema' is not one of the types" if form == "json_schema" else ""


def no_tools(seen: Seen) -> str:
    return "registry/library/gemma:2b does not support tools" if seen.body.get("tools") else ""


def no_system(seen: Seen) -> str:
    return "System role not supported" if seen.messages[0]["role"] == "system" else ""


def developers(seen: Seen) -> str:
    known = seen.messages[0]["role"] == "developer"
    return "" if known else "Unsupported value: 'system'. Use the 'developer' role."


@pytest.mark.parametrize(
    ("refuses", "calls"),
    [(no_forms, 3), (only_objects, 2), (no_tools, 2), (no_system, 2), (developers, 2)],
)
async def test_what_a_server_refuses_is_left_out_and_remembered(
    models: Models, refuses: Callable[[Seen], str], calls: int
) -> None:
    with ScriptedOpenAI(picky(refuses)) as server:
        chosen = models.chosen(endpoint(server))
        for expected in (calls, calls + 1):
            given = agent(chosen, tools=refuses is no_tools)
            answer = (await Runner.run(given, "Hello there", run_config=QUIET)).final_output
            assert answer.text == SUMMARY["text"]
            assert server.calls == expected
        last = server.seen[-1]
    assert "Sum up" in last.prompt
    assert "Hello there" in last.prompt
    if refuses is no_system:
        assert [message["role"] for message in last.messages] == ["user"]
    if refuses is only_objects:
        assert last.body["response_format"] == {"type": "json_object"}


async def test_a_check_spares_the_refusals(models: Models) -> None:
    report = EndpointReport(
        endpoint="scripted",
        reachable=True,
        model="scripted",
        json_schema=False,
        writes=True,
        prompt_rate=1.0,
        generation_rate=1.0,
        first_token_seconds=1.0,
        system_role=SystemRole.NONE,
        temperature=False,
        limit_field="max_completion_tokens",
    )
    models.report_of = lambda _name: report
    with ScriptedOpenAI(GOOD) as server:
        await Runner.run(agent(models.chosen(endpoint(server))), "Hello", run_config=QUIET)
        (seen,) = server.seen
    assert seen.body.keys() == {"messages", "model", "max_completion_tokens"}
    assert [message["role"] for message in seen.messages] == ["user"]


async def test_a_stream_is_asked_for_again_in_simpler_words(models: Models) -> None:
    def script(seen: Seen) -> Reply:
        if "stream_options" in seen.body:
            return error(400, "unknown field stream_options")
        return stream(["Hel", "lo"])

    with ScriptedOpenAI(script) as server:
        given = agent(models.chosen(endpoint(server)), plain=True)
        run = Runner.run_streamed(given, "Hi", run_config=QUIET)
        async for _ in run.stream_events():
            pass
        assert run.final_output == "Hello"
        assert server.calls == 2


@pytest.mark.parametrize(
    "reply", [stream(["Hel", "lo"], done=False), stream(["Hel", "lo"], then="drop", done=False)]
)
async def test_half_a_stream_is_no_answer(models: Models, reply: Reply) -> None:
    with ScriptedOpenAI(reply) as server:
        given = agent(models.chosen(endpoint(server)), plain=True)
        run = Runner.run_streamed(given, "Hi", run_config=QUIET)
        with pytest.raises(EndpointError):
            async for _ in run.stream_events():
                pass


async def test_a_prompt_that_the_server_cut_is_noticed_and_the_next_is_shorter(
    models: Models,
) -> None:
    with ScriptedOpenAI(completion(SUMMARY, prompt_tokens=2048)) as server:
        asked = replace(endpoint(server), context_tokens=16384)
        models.context_of = lambda each: each.context_tokens
        chosen = models.chosen(asked)
        assert chosen.budget == 6000
        with pytest.raises(PromptTooLong, match="read only about 2048"):
            await Runner.run(agent(chosen), "word " * 4000, run_config=QUIET)
        assert models.chosen(asked).budget == mail_budget(2048)


def test_cuts_are_told_from_long_tokens() -> None:
    cuts = CutDetector()
    assert not cuts.was_cut(20_000, 4_500)
    assert cuts.was_cut(20_000, 2_048)
    assert not cuts.was_cut(20_000, 0), "it did not say"
    assert not cuts.was_cut(20_000, 40), "it left out what it had read before"
    assert not cuts.was_cut(2_000, 700)
    assert cuts.was_cut(20_000, 4_096), "its tokens are shorter than that, as is known by now"


@pytest.mark.parametrize(("context", "budget"), [(2048, 383), (4096, 1817), (131072, 6000)])
def test_the_mail_gets_what_a_context_has_left(context: int, budget: int) -> None:
    assert mail_budget(context) == budget


async def test_a_stream_tells_its_price_and_what_it_thought_is_not_shown(
    models: Models, clients: Clients
) -> None:
    clients.terms = Terms(prices=PriceTable((Price("scripted", 1.0, 10.0),)))
    pieces = ["<think>", "Who ", "asks?", "</think>", "Good ", "morning"]
    with ScriptedOpenAI(stream(pieces)) as server:
        given = agent(models.chosen(endpoint(server)), plain=True)
        given.model_settings.preserve_raw_usage = True
        meter = Meter()
        shown: list[str] = []
        run = Runner.run_streamed(given, "Hi", run_config=QUIET, hooks=meter)
        async for event in run.stream_events():
            data = getattr(event, "data", None)
            if isinstance(data, ResponseTextDeltaEvent):
                shown.append(data.delta)
    assert "".join(shown) == run.final_output == "Good morning"
    assert meter.cost.model_calls == 1
    assert meter.cost.output_tokens > 5
    assert meter.cost.money == pytest.approx(
        (meter.cost.input_tokens + 10 * meter.cost.output_tokens) / 1e6
    )
