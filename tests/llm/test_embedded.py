import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import openai
import pytest
from typing_extensions import override

from emailassist.domain.endpoint import Endpoint
from emailassist.domain.errors import EndpointUnreachable, ModelMissing, PromptTooLong
from emailassist.llm import llama_child
from emailassist.llm.clients import Clients
from emailassist.llm.embedded import EmbeddedServer, Served
from emailassist.llm.errors import translate
from emailassist.llm.gate import Urgency

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def clients(embedded: EmbeddedServer) -> AsyncIterator[Clients]:
    made = Clients(lambda _source: "", embedded=embedded, local_only=True)
    yield made
    await made.aclose()


async def ask(
    client: openai.AsyncOpenAI, text: str, limit: int = 8
) -> openai.types.CompletionUsage:
    answer = await client.chat.completions.create(
        model="any", messages=[{"role": "user", "content": text}], max_tokens=limit
    )
    assert answer.choices[0].message.content
    assert answer.usage is not None
    return answer.usage


def is_gone(process_id: int) -> bool:
    """No such process, or one that only waits for its parent to notice (a zombie)."""
    try:
        os.kill(process_id, 0)
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return True
    return state == "Z"


def told_to_everyone(process_id: int) -> str:
    """What other processes of the same user can read of that one."""
    process = Path(f"/proc/{process_id}")
    return (process / "cmdline").read_text() + (process / "environ").read_text()


def gone_within(process_id: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not is_gone(process_id) and time.monotonic() < end:
        time.sleep(0.01)
    return is_gone(process_id)


async def test_it_starts_answers_and_stops_quickly(model_path: Path) -> None:
    server = EmbeddedServer(lambda: model_path)
    started = time.monotonic()
    served = await server.start()
    assert time.monotonic() - started < 3
    assert server.running
    assert (await server.start()) == served
    stopping = time.monotonic()
    await server.stop()
    assert time.monotonic() - stopping < 0.5
    assert is_gone(served.process_id)
    assert not server.running


async def test_the_ordinary_client_talks_to_it(clients: Clients, on_device: Endpoint) -> None:
    client = clients.client(on_device)
    usage = await ask(client, "Say hello.")
    assert usage.completion_tokens <= 8
    names = [model.id for model in (await client.models.list()).data]
    assert names == ["SmolLM2-135M-Instruct.Q4_1"]


async def test_what_all_prompts_begin_with_is_read_once(
    clients: Clients, on_device: Endpoint
) -> None:
    client = clients.client(on_device)
    fixed = "You sort mail by what it asks for. " * 8
    read: list[tuple[int, int]] = []
    for text in ("An invoice is due.", "Shall we have lunch?"):
        answer = await client.chat.completions.create(
            model="any",
            messages=[{"role": "system", "content": fixed}, {"role": "user", "content": text}],
            max_tokens=2,
        )
        assert answer.usage is not None
        details = answer.usage.prompt_tokens_details
        read.append((answer.usage.prompt_tokens, (details and details.cached_tokens) or 0))
    whole, kept = read[1]
    assert kept > 0.8 * whole


async def test_a_schema_is_kept(clients: Clients, on_device: Endpoint) -> None:
    answer = await clients.client(on_device).chat.completions.create(
        model="any",
        messages=[{"role": "user", "content": "Which colour is the sky?"}],
        # Room for the white space that the grammar allows, which differs with the machine.
        max_tokens=200,
        response_format={
            "type": "json_schema",
            "json_schema": {
                "name": "pick",
                "schema": {
                    "type": "object",
                    "properties": {"colour": {"enum": ["green", "blue"]}},
                    "required": ["colour"],
                },
            },
        },
    )
    picked = json.loads(answer.choices[0].message.content or "")
    assert picked in ({"colour": "green"}, {"colour": "blue"})


async def test_it_is_closed_to_everyone_else(embedded: EmbeddedServer) -> None:
    served = await embedded.start()
    assert httpx2.URL(served.base_url).host == "127.0.0.1"
    async with httpx2.AsyncClient() as http:
        root = served.base_url.removesuffix("/v1")
        for path in ("/v1/models", "/props", "/tokenize"):
            assert (await http.get(root + path)).status_code == 401
        browser = {**served.headers, "origin": "https://evil.example"}
        answer = await http.get(f"{served.base_url}/models", headers=browser)
        assert answer.headers.get("access-control-allow-origin", "") == ""
        page = await http.get(root, headers=dict(served.headers))
        assert "<html" not in page.text
        assert (await http.get(f"{root}/slots", headers=dict(served.headers))).status_code >= 400


async def test_the_key_is_in_no_command_line(embedded: EmbeddedServer) -> None:
    served = await embedded.start()
    assert served.key not in told_to_everyone(served.process_id)


async def test_too_long_a_text_is_an_error_and_not_cut(
    clients: Clients, on_device: Endpoint
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await ask(clients.client(on_device), "word " * 5000)
    assert isinstance(translate(caught.value, "on-device"), PromptTooLong)


async def test_a_person_goes_before_the_background(clients: Clients, on_device: Endpoint) -> None:
    background = clients.client(on_device)
    person = clients.client(on_device, urgency=Urgency.INTERACTIVE)
    order: list[str] = []

    async def note(client: openai.AsyncOpenAI, name: str) -> None:
        await ask(client, f"Say {name}.", 4)
        order.append(name)

    tasks = [asyncio.create_task(note(background, f"mail {number}")) for number in range(3)]
    await asyncio.sleep(0.02)
    tasks.append(asyncio.create_task(note(person, "person")))
    await asyncio.gather(*tasks)
    assert order == ["mail 0", "person", "mail 1", "mail 2"]


async def test_cancelling_frees_the_model_for_the_next(
    clients: Clients, on_device: Endpoint
) -> None:
    client = clients.client(on_device)
    long = asyncio.create_task(ask(client, "Tell me a long story about a lighthouse.", 3000))
    await asyncio.sleep(0.5)
    long.cancel()
    with pytest.raises(asyncio.CancelledError):
        await long
    started = time.monotonic()
    await ask(client, "Say hello.", 2)
    assert time.monotonic() - started < 5


async def test_after_a_crash_it_is_started_again(
    embedded: EmbeddedServer, clients: Clients, on_device: Endpoint
) -> None:
    first = await embedded.start()
    os.kill(first.process_id, signal.SIGKILL)
    assert gone_within(first.process_id, 1)
    await ask(clients.client(on_device), "Say hello.", 2)
    second = await embedded.start()
    assert second.process_id != first.process_id
    assert second.key != first.key


async def test_a_crash_in_the_middle_of_a_request_is_repeated_once(
    embedded: EmbeddedServer, clients: Clients, on_device: Endpoint
) -> None:
    first = await embedded.start()
    task = asyncio.create_task(ask(clients.client(on_device), "Tell me a story.", 200))
    await asyncio.sleep(0.3)
    os.kill(first.process_id, signal.SIGKILL)
    await task
    assert (await embedded.start()).process_id != first.process_id


class Crashing(EmbeddedServer):
    """Its child lives for a moment only."""

    @override
    async def start(self) -> Served:
        served = await super().start()
        asyncio.get_running_loop().call_later(0.15, os.kill, served.process_id, signal.SIGKILL)
        return served


async def test_a_child_that_keeps_crashing_is_explained(
    model_path: Path, on_device: Endpoint
) -> None:
    server = Crashing(lambda: model_path)
    clients = Clients(lambda _source: "", embedded=server)
    with pytest.raises(openai.APIConnectionError) as caught:
        await ask(clients.client(on_device), "Tell me a very long story.", 3000)
    told = translate(caught.value, "on-device")
    assert isinstance(told, EndpointUnreachable)
    assert "on-device model stopped" in told.reason
    await clients.aclose()
    await server.stop()


async def test_a_file_that_is_no_model_is_explained(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\x00" * 100)
    server = EmbeddedServer(lambda: broken)
    with pytest.raises(EndpointUnreachable, match=r"stopped \(code 1\).*failed to load model"):
        await server.start()
    assert not server.running
    await server.stop()


async def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"gone\.gguf"):
        await EmbeddedServer(lambda: tmp_path / "gone.gguf").start()


async def test_one_that_never_gets_ready_is_given_up(
    model_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr("emailassist.llm.embedded._CHILD", sleeper)
    with pytest.raises(EndpointUnreachable, match="not ready"):
        await EmbeddedServer(lambda: model_path, start_timeout=0.3).start()


# A shell's background commands are born deaf to SIGINT, and their children as well.
PARENT = """
import asyncio, signal, sys
from pathlib import Path
from emailassist.llm.embedded import EmbeddedServer

async def main() -> None:
    served = await EmbeddedServer(lambda: Path(sys.argv[1])).start()
    print(served.process_id, flush=True)
    await asyncio.sleep(60)

signal.signal(signal.SIGINT, signal.default_int_handler)
asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_dies_with_its_parent(model_path: Path, how: signal.Signals) -> None:
    with subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", PARENT, str(model_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not is_gone(child)
        try:
            parent.send_signal(how)
            parent.wait(20)
        finally:
            parent.kill()
        assert gone_within(child, 1)


def test_the_child_needs_nothing_of_the_package() -> None:
    code = (
        "import runpy, sys; runpy.run_path(sys.argv[1], run_name='child'); "
        "print(sorted(m for m in sys.modules if m.startswith(('emailassist', 'openai', 'agents'))))"
    )
    path = Path(llama_child.__file__)
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-P", "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
