import asyncio
import time
from collections.abc import Awaitable
from typing import Any

import openai
import pytest

from emailassist.domain.account import SecretSource
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import (
    EndpointError,
    EndpointMisbehaved,
    EndpointRateLimited,
    EndpointUnreachable,
    ModelMissing,
    SecretUnavailable,
    SettingsError,
)
from emailassist.llm.clients import Clients
from emailassist.llm.errors import translate
from emailassist.llm.gate import Urgency
from emailassist.llm.purpose import Purpose
from tests.llm.conftest import KEY, MakeEndpoint, no_model
from tests.support.openai_server import (
    Reply,
    ScriptedOpenAI,
    completion,
    drop,
    error,
    garbage,
    half,
    hang,
    in_turn,
    stream,
)


async def ask(client: openai.AsyncOpenAI, text: str = "hello") -> str:
    answer = await client.chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": text}]
    )
    return answer.choices[0].message.content or ""


async def problem_of(request: Awaitable[Any]) -> Exception:
    try:
        await request
    except Exception as raised:  # noqa: BLE001  # whatever comes is what translate is for
        return translate(raised, "scripted")
    raise AssertionError("nothing was raised")


async def test_an_answer(server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients) -> None:
    server.script = in_turn(completion("good morning"))
    assert await ask(clients.client(endpoint())) == "good morning"
    assert server.calls == 1
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert not any(name.startswith("x-stainless") for name in server.seen[0].headers)


async def test_passing_trouble_is_got_over(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(error(500), drop(), error(429), completion("at last"))
    assert await ask(clients.client(endpoint())) == "at last"
    assert server.calls == 4


async def test_a_limit_that_outlives_the_attempts(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(error(429))
    assert isinstance(await problem_of(ask(clients.client(endpoint()))), EndpointRateLimited)
    assert server.calls == 4


async def test_a_long_retry_after_fails_at_once(
    server: ScriptedOpenAI, endpoint: MakeEndpoint
) -> None:
    server.script = in_turn(error(429, headers={"retry-after": "600"}))
    clients = Clients(lambda _source: KEY, embedded=no_model())
    started = time.monotonic()
    problem = await problem_of(ask(clients.client(endpoint())))
    assert isinstance(problem, EndpointRateLimited)
    assert "600" in str(problem)
    assert time.monotonic() - started < 2
    await clients.aclose()


async def test_half_an_answer_is_not_asked_for_again(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(half(completion("a long answer that is cut")))
    assert isinstance(await problem_of(ask(clients.client(endpoint()))), EndpointUnreachable)
    assert server.calls == 1


@pytest.mark.parametrize(
    "reply",
    [
        garbage(),
        garbage(b"[]"),
        garbage(b"null"),
        garbage(b'{"choices": null}'),
        garbage(b'{"choices": []}'),
        garbage(b'{"choices": [{"message": null}]}'),
        garbage(b""),
    ],
)
async def test_garbage_is_named_as_such(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, reply: Reply
) -> None:
    server.script = in_turn(reply)
    assert isinstance(await problem_of(ask(clients.client(endpoint()))), EndpointMisbehaved)
    assert server.calls == 1


async def test_an_answer_of_many_megabytes(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(completion("x" * 2_100_000))
    problem = await problem_of(ask(clients.client(endpoint())))
    assert isinstance(problem, EndpointMisbehaved)
    assert "2,000 kB" in str(problem)


@pytest.mark.parametrize("reply", [hang(), half(completion("hello"), then="hang")])
async def test_a_server_that_hangs_is_left_in_time(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, reply: Reply
) -> None:
    server.script = in_turn(reply)
    started = time.monotonic()
    problem = await problem_of(ask(clients.client(endpoint(timeout=0.3))))
    assert isinstance(problem, EndpointUnreachable)
    assert "in time" in str(problem)
    assert 0.25 < time.monotonic() - started < 1.5
    assert server.calls == 1
    assert server.wait_until(lambda: server.disconnects == 1)


async def test_a_stream_that_trickles_for_ever_is_left_in_time(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(stream(["one", "two"], then="hang", done=False))
    client = clients.client(endpoint(timeout=0.3))

    async def read() -> None:
        async for _ in await client.chat.completions.create(
            model="scripted", messages=[{"role": "user", "content": "count"}], stream=True
        ):
            pass

    assert isinstance(await problem_of(read()), EndpointUnreachable)


async def test_cancelling_closes_the_connection(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(hang())
    task = asyncio.create_task(ask(clients.client(endpoint(timeout=30))))
    await asyncio.to_thread(server.wait_until, lambda: server.calls == 1)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.wait_until(lambda: server.disconnects == 1)
    assert time.monotonic() - started < 0.5


async def test_cancelling_while_waiting_for_the_next_attempt_is_instant(
    server: ScriptedOpenAI, endpoint: MakeEndpoint
) -> None:
    server.script = in_turn(error(429, headers={"retry-after": "15"}))
    clients = Clients(lambda _source: KEY, embedded=no_model())
    task = asyncio.create_task(ask(clients.client(endpoint(timeout=30))))
    await asyncio.to_thread(server.wait_until, lambda: server.calls == 1)
    await asyncio.sleep(0.05)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 0.1
    assert server.calls == 1
    await clients.aclose()


async def test_no_more_at_once_than_the_endpoint_allows(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(completion("ok", delay=0.02))
    limited = endpoint(max_concurrent=2)
    both = [clients.client(limited), clients.client(limited, urgency=Urgency.INTERACTIVE)]
    await asyncio.gather(*(ask(both[number % 2]) for number in range(8)))
    assert (server.calls, server.peak) == (8, 2)


async def test_failures_and_cancelled_requests_give_their_place_back(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    client = clients.client(endpoint(max_concurrent=1, timeout=1.0))
    for reply in (hang(), garbage(), error(400), half(completion("x")), drop()):
        server.script = in_turn(reply)
        await problem_of(ask(client))
    server.script = in_turn(stream(["a", "b"]))
    opened = await client.chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": "x"}], stream=True
    )
    await opened.close()
    server.script = in_turn(completion("free again"))
    assert await asyncio.wait_for(ask(client), 10) == "free again"


async def test_an_endpoint_that_is_down(endpoint: MakeEndpoint, clients: Clients) -> None:
    nobody = Endpoint("down", EndpointKind.OPENAI_COMPATIBLE, "http://127.0.0.1:9/v1", "m")
    assert isinstance(await problem_of(ask(clients.client(nobody))), EndpointUnreachable)


async def test_the_switch_works_at_once_below_the_client(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    clients.local_only = True
    remote = Endpoint("cloud", EndpointKind.OPENAI_COMPATIBLE, "https://api.example.com/v1", "m")
    problem = await problem_of(ask(clients.client(remote)))
    assert type(problem) is EndpointError
    assert "api.example.com" in str(problem)
    assert await ask(clients.client(endpoint())) == "ok"


async def test_the_key_is_read_once_and_not_on_the_event_loop(
    server: ScriptedOpenAI, endpoint: MakeEndpoint
) -> None:
    reads: list[SecretSource] = []

    def slow_keyring(source: SecretSource) -> str:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        reads.append(source)
        return KEY

    clients = Clients(slow_keyring, embedded=no_model())
    client = clients.client(endpoint())
    assert reads == []
    await ask(client)
    await ask(client)
    assert len(reads) == 1
    await clients.aclose()


@pytest.mark.parametrize("stored", [True, False])
async def test_without_a_key_a_placeholder_is_sent(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, stored: bool
) -> None:
    clients = Clients(lambda _source: "", embedded=no_model())
    await ask(clients.client(endpoint(key=stored)))
    assert server.seen[0].headers["authorization"] == "Bearer none"
    await clients.aclose()


async def test_a_key_that_cannot_be_read_is_told_as_that(
    server: ScriptedOpenAI, endpoint: MakeEndpoint
) -> None:
    def locked(_source: SecretSource) -> str:
        raise SecretUnavailable("The keyring is locked.")

    clients = Clients(locked, embedded=no_model())
    assert isinstance(await problem_of(ask(clients.client(endpoint()))), SecretUnavailable)
    assert server.calls == 0
    await clients.aclose()


async def test_a_new_key_is_used_after_the_endpoint_was_changed(
    server: ScriptedOpenAI, endpoint: MakeEndpoint
) -> None:
    keys = ["old", "new"]
    clients = Clients(lambda _source: keys.pop(0), embedded=no_model())
    await ask(clients.client(endpoint()))
    await clients.forget("scripted")
    await ask(clients.client(endpoint()))
    assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer old", "Bearer new"]
    await clients.aclose()


async def test_who_still_holds_the_client_of_a_changed_endpoint_is_told(
    endpoint: MakeEndpoint, clients: Clients
) -> None:
    held = clients.client(endpoint())
    await clients.forget("scripted")
    problem = await problem_of(ask(held))
    assert type(problem) is EndpointError
    assert "scripted was changed or removed" in str(problem)


async def test_variables_of_the_environment_decide_nothing(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.example/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer sk-of-another-service")
    clients = Clients(lambda _source: KEY, embedded=no_model())
    await ask(clients.client(endpoint()))
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert "private" not in str(server.seen[0].headers)
    await clients.aclose()


@pytest.mark.parametrize(
    "address", ["", "api.example.com/v1", "ftp://x/v1", "http://", "http://x:port/v1"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    wrong = Endpoint("wrong", EndpointKind.OPENAI_COMPATIBLE, address, "m")
    with pytest.raises(SettingsError, match="wrong"):
        Clients(lambda _source: "", embedded=no_model()).client(wrong)


async def test_a_client_is_made_once(endpoint: MakeEndpoint, clients: Clients) -> None:
    assert clients.client(endpoint()) is clients.client(endpoint())
    assert clients.client(endpoint()) is not clients.client(endpoint(name="another"))


async def test_the_proxy_of_the_environment_is_not_for_this_machine(
    server: ScriptedOpenAI,
    endpoint: MakeEndpoint,
    clients: Clients,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert await ask(clients.client(endpoint())) == "ok"


async def test_a_remote_endpoint_is_reached_through_the_proxy(
    server: ScriptedOpenAI, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.base_url.removesuffix("/v1"))
    monkeypatch.delenv("no_proxy", raising=False)
    remote = Endpoint("cloud", EndpointKind.OPENAI_COMPATIBLE, "http://models.example/v1", "m")
    client = clients.client(remote).with_options(default_headers=Purpose("Test").headers())
    assert await ask(client) == "ok"
    assert server.seen[0].path == "http://models.example/v1/chat/completions"


async def test_a_model_file_that_is_missing_is_told_as_that(
    clients: Clients, on_device: Endpoint
) -> None:
    assert isinstance(await problem_of(ask(clients.client(on_device))), ModelMissing)


async def test_tool_calls_and_streams_pass_unchanged(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(completion("one two three"))
    opened = await clients.client(endpoint()).chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": "x"}], stream=True
    )
    pieces = [chunk.choices[0].delta.content async for chunk in opened if chunk.choices]
    assert "".join(piece or "" for piece in pieces) == "one two three"
