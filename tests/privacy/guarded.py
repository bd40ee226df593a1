"""A whole triage in a process in which nothing may reach another machine.

The interpreter itself is asked (PEP 578): a hook hears of every connection and every look-up of
a name, whatever library makes it, and refuses those that are not for this machine. Prints what
was tried in each scene as JSON.
"""

import asyncio
import ipaddress
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

tried: list[str] = []


class LeakError(Exception):
    """Something was about to leave. Not an OSError, which a client would try again."""


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name in {"localhost", ""} or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        tried.append(f"{event} {host}")
        raise LeakError(f"{event} {host}")


sys.addaudithook(_refuse)

from agents import Agent, Runner, flush_traces  # noqa: E402
from agents.testing import ScriptedModel, assistant_message, function_call  # noqa: E402

from emailassist.app import open_engine  # noqa: E402
from emailassist.demo.servers import DemoServers  # noqa: E402
from emailassist.domain.account import SecretKind, SecretSource  # noqa: E402
from emailassist.domain.egress import EgressFilter  # noqa: E402
from emailassist.domain.endpoint import Endpoint, EndpointKind  # noqa: E402
from emailassist.domain.ids import MessageKey  # noqa: E402
from emailassist.domain.triage import Correction  # noqa: E402
from emailassist.domain.views import Listing  # noqa: E402
from emailassist.engine.engine import Engine  # noqa: E402
from emailassist.engine.labelled import LabelledRow  # noqa: E402
from tests.support.mail import new_account, raw_message  # noqa: E402

SECRET = "EMAILASSIST_TEST_SECRET"
ELSEWHERE = Endpoint(
    "cloud", EndpointKind.OPENAI_COMPATIBLE, base_url="https://models.example/v1", model="m"
)
found: dict[str, Any] = {}


@contextmanager
def scene(name: str) -> Iterator[dict[str, Any]]:
    tried.clear()
    told: dict[str, Any] = {}
    yield told
    flush_traces()
    found[name] = told | {"tried": list(tried)}


async def triage(engine: Engine, key: MessageKey, told: dict[str, Any]) -> None:
    finished = await engine.triage(keys=[key])
    detail = await engine.detail(key)
    told["problem"] = finished.problem
    told["state"] = detail.row.triage.value
    told["written down"] = len(await engine.egress.entries(EgressFilter()))


async def alone(engine: Engine, key: MessageKey, told: dict[str, Any]) -> None:
    """All that the product does without a model: it stands in the message or is put together."""
    detail = await engine.detail(key)
    known = detail.triage
    told["summary"] = known.summary.written.value if known else ""
    told["facts"] = [fact.kind.value for fact in known.facts] if known else []
    told["draft"] = detail.draft.proposal.written.value if detail.draft else ""
    told["closest"] = len(await engine.drafting.closest(key))
    told["found"] = len((await engine.search.find(Listing(query="oak friday"))).keys)
    told["alike"] = len((await engine.search.similar(key)).keys)
    await engine.correct(key, Correction(category="personal"))
    await engine.learning.ready()
    corrected = (await engine.detail(key)).triage
    told["corrected"] = corrected.verdict.tier.value if corrected else ""
    await engine.withdraw_correction(key)
    row = LabelledRow.model_validate({"id": "1", "body": "Are you in?", "category": "personal"})
    told["measured"] = (await engine.evaluate([row], lambda *_: None))["messages"]


async def every_scene(home: Path, servers: DemoServers) -> None:
    access = servers.start()
    os.environ[SECRET] = access.secret
    engine = open_engine(home)
    await engine.start()
    new = new_account(
        imap=access.imap, smtp=access.smtp, secret=SecretSource(SecretKind.ENVIRONMENT, SECRET)
    )
    await engine.add_account(replace(new, username=access.username), None)
    await engine.sync()
    (key,) = await engine.list_keys(Listing(query="oak"))
    with scene("nothing configured") as told:
        await triage(engine, key, told)
        told["doctor"] = len(await engine.doctor())
        await alone(engine, key, told)
    await engine.models.add(ELSEWHERE, None)
    await engine.models.use("cloud")
    with scene("nothing leaves") as told:
        await engine.preferences.set("local_only", "true")
        await triage(engine, key, told)
        told["preview"] = len(await engine.egress.preview(key))
        told["check"] = " ".join((await engine.models.check("cloud")).problems)
        await engine.preferences.set("local_only", "false")
    with scene("this sender stays") as told:
        await engine.preferences.change(lambda each: each.with_local_sender("reed.example"))
        await triage(engine, key, told)
        await engine.preferences.change(lambda each: each.without_local_sender("reed.example"))
    with scene("this category stays") as told:
        known = (await engine.detail(key)).triage
        stays = [known.verdict.category] if known and known.verdict.category else []
        await engine.preferences.change(lambda each: each.with_local_categories(stays))
        await triage(engine, key, told)
        await engine.preferences.change(lambda each: each.with_local_categories([]))
    with scene("preview") as told:
        told["preview"] = len(await engine.egress.preview(key))
    with scene("agents as tools and streams"):
        await tools_and_streams()
    with scene("control: a model elsewhere"), suppress(LeakError):
        await triage(engine, key, found.setdefault("control", {}))
    await engine.stop()


async def tools_and_streams() -> None:
    """The SDK's own paths, with a model that writes traces of what it is asked."""
    inner = Agent(name="b", model=ScriptedModel([[assistant_message("in")]], emit_traces=True))
    call = function_call("ask_b", json.dumps({"input": "x"}), call_id="1")
    said = [[call], [assistant_message("out")], [assistant_message("streamed")]]
    tool = inner.as_tool("ask_b", "asks b")
    outer = Agent(name="a", model=ScriptedModel(said, emit_traces=True), tools=[tool])
    await Runner.run(outer, "hello")
    streamed = Runner.run_streamed(outer, "hello")
    async for _ in streamed.stream_events():
        pass


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        sample = Path(place) / "sample"
        sample.mkdir()
        body = "Hi Clara,\n\ncan you come on Friday?\n\nTom\n"
        (sample / "inbox-001.eml").write_bytes(raw_message("Oak", body))
        servers = DemoServers(Path(place) / "servers", sample)
        try:
            asyncio.run(every_scene(Path(place) / "home", servers))
        finally:
            servers.stop()
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
