import time

import pytest

from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.llm.clients import Clients
from emailassist.llm.embedded import EmbeddedServer
from emailassist.llm.probe import check
from emailassist.llm.writing import TASKS
from tests.llm.conftest import MakeEndpoint
from tests.llm.test_writing import GOOD
from tests.support.openai_server import (
    Reply,
    Script,
    ScriptedOpenAI,
    Seen,
    completion,
    error,
    garbage,
    half,
    hang,
    in_turn,
)


def able(seen: Seen) -> Reply:
    """What a good model answers to the probe."""
    if seen.schema:
        return completion({"colour": "teal", "size": "seven"})
    for task in TASKS:
        if task.text in seen.prompt:
            return completion(GOOD[task.name][0])
    return completion("one two three four five", prompt_tokens=200)


def except_for(able_script: Script, name: str, answer: Reply) -> Script:
    (task,) = [task for task in TASKS if task.name == name]
    return lambda seen: answer if task.text in seen.prompt else able_script(seen)


async def test_an_able_model(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = able
    report = await check(endpoint(), clients.client(endpoint()))
    assert report.problems == ()
    assert report.reachable
    assert report.json_schema
    assert report.writes
    assert report.model == "scripted"
    assert report.prompt_rate > 0
    assert report.generation_rate > 0
    assert report.first_token_seconds > 0


async def test_one_slip_is_forgiven_two_are_not(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    one = except_for(able, TASKS[0].name, completion("Something happened."))
    server.script = one
    assert (await check(endpoint(), clients.client(endpoint()))).writes
    server.script = except_for(one, TASKS[1].name, completion("Hola."))
    report = await check(endpoint(), clients.client(endpoint()))
    assert not report.writes
    assert "2 of 4" in report.problems[0]
    assert TASKS[1].name in report.problems[0]


async def test_a_model_that_thinks_first_is_given_room(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    def thinking(seen: Seen) -> Reply:
        if seen.body["max_tokens"] <= 200 and not seen.body.get("stream"):
            return completion("", finish_reason="length")
        return able(seen)

    server.script = thinking
    report = await check(endpoint(), clients.client(endpoint()))
    assert report.json_schema
    assert report.writes


async def test_a_schema_that_is_ignored_or_refused(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    for answer in (completion("I like teal."), error(400, "response_format is not supported")):
        server.script = lambda seen, answer=answer: answer if seen.schema else able(seen)  # type: ignore[misc]
        report = await check(endpoint(), clients.client(endpoint()))
        assert not report.json_schema
        assert report.writes
        assert "JSON schema" in report.problems[0]


async def test_a_model_that_is_not_listed(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.models = ("other",)
    server.script = in_turn(error(404, "model not found"))
    report = await check(endpoint(), clients.client(endpoint()))
    assert report.reachable
    assert not report.writes
    assert "'scripted'" in report.problems[0]


async def test_no_model_named_means_the_first_listed(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.models = ("first", "second")
    server.script = able
    unnamed = Endpoint("any", EndpointKind.OPENAI_COMPATIBLE, server.base_url)
    report = await check(unnamed, clients.client(unnamed))
    assert report.model == "first"
    assert {seen.body["model"] for seen in server.seen if seen.method == "POST"} == {"first"}


async def test_nobody_there(clients: Clients) -> None:
    nobody = Endpoint("down", EndpointKind.OPENAI_COMPATIBLE, "http://127.0.0.1:9/v1", "m")
    report = await check(nobody, clients.client(nobody))
    assert not report.reachable
    assert "No connection" in report.problems[0]


@pytest.mark.parametrize("answer", [garbage(), hang(), half(completion("hello")), error(401)])
async def test_a_bad_server_makes_a_report_in_time(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, answer: Reply
) -> None:
    server.script = in_turn(answer)
    started = time.monotonic()
    report = await check(endpoint(timeout=30), clients.client(endpoint(timeout=30)), seconds=0.5)
    assert time.monotonic() - started < 2
    assert report.reachable
    assert not report.writes
    assert not report.json_schema
    assert report.problems


async def test_a_key_on_an_open_line_is_warned_about(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients.local_only = True
    exposed = Endpoint(
        "lan",
        EndpointKind.OPENAI_COMPATIBLE,
        "http://models.example:8080/v1",
        "m",
        SecretSource(SecretKind.ENVIRONMENT, "KEY"),
    )
    report = await check(exposed, clients.client(exposed))
    assert "without encryption" in report.problems[0]
    assert "nothing may leave" in report.problems[1]


async def test_the_small_model_is_not_trusted_to_write(
    embedded: EmbeddedServer, on_device: Endpoint
) -> None:
    clients = Clients(lambda _source: "", embedded=embedded)
    report = await check(on_device, clients.client(on_device), seconds=40)
    assert report.reachable
    assert report.json_schema
    assert not report.writes
    assert any("not trusted to write" in problem for problem in report.problems)
    assert report.prompt_rate > 10
    assert report.generation_rate > 2
    await clients.aclose()
