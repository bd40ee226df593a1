"""Files of batches, and requests that are kept for one."""

import json

import pytest
from agents import Agent, ModelSettings, RunConfig, Runner
from hypothesis import given
from hypothesis import strategies as st

from emailassist.assistant.models import Models
from emailassist.domain.backlog import BatchRequest
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import EndpointError
from emailassist.llm.batch_clients import GatheringClients, in_batch
from emailassist.llm.batch_lines import answers, lines, name_of
from emailassist.llm.prices import Price
from emailassist.llm.purpose import Purpose

AWAY = Endpoint("away", EndpointKind.OPENAI_COMPATIBLE, base_url="https://h.example/v1", model="m")
ROW = {"custom_id": "a", "response": {"status_code": 200, "body": {"choices": []}}}


def test_messages_that_are_the_same_share_a_line() -> None:
    body = b'{"model": "m"}'
    name = name_of("https://h.example/v1/chat/completions", body)
    asked = [BatchRequest(name, 1, body), BatchRequest(name, 2, body)]
    (line,) = lines(asked)
    assert json.loads(line) == {
        "custom_id": name,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "m"},
    }
    assert line.endswith(b"\n")
    assert len(name) <= 64
    assert name != name_of("https://other.example/v1/chat/completions", body)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, ""),
        ({"response": {"status_code": 500, "body": {"error": {"message": "busy"}}}}, "busy"),
        ({"response": None, "error": {"message": "expired"}}, "expired"),
        ({"response": None, "error": "words"}, "words"),
        ({"response": 7}, "no answer"),
        ({"response": {"status_code": 200, "body": []}}, "no answer"),
    ],
)
def test_what_a_line_says(change: dict[str, object], problem: str) -> None:
    (found,) = answers(json.dumps(ROW | change).encode())
    assert (found.name, found.problem, bool(found.body)) == ("a", problem, not problem)


@given(st.lists(st.binary(max_size=60) | st.just(json.dumps(ROW).encode()), max_size=6))
def test_any_file_can_be_read(pieces: list[bytes]) -> None:
    for each in answers(b"\n".join(pieces)):
        assert bool(each.body) != bool(each.problem)


def test_half_of_the_price() -> None:
    halved = in_batch(Price("m", 2.0, 8.0, 0.5))
    assert halved is not None
    assert (halved.input, halved.output, halved.cached_input) == (1.0, 4.0, 0.25)
    assert in_batch(None) is None


@pytest.mark.parametrize("local_only", [False, True])
async def test_what_has_to_stay_here_is_not_kept_for_another_machine(local_only: bool) -> None:
    clients = GatheringClients(AWAY)
    purpose = Purpose("Category", 7, local_only=local_only, masked=(("phone", 2),))
    agent = Agent(
        name="a",
        model=Models(clients, None).chosen(AWAY).model,  # type: ignore[arg-type]
        model_settings=ModelSettings(extra_headers=purpose.headers(), max_tokens=9),
    )
    with pytest.raises(EndpointError):
        await Runner.run(agent, "Hello", run_config=RunConfig(tracing_disabled=True))
    kept = [(each.request.message, each.request.masked) for each in clients.kept]
    assert kept == ([] if local_only else [(7, (("phone", 2),))])
    assert all(each.asked.answer_tokens == 9 for each in clients.kept)
