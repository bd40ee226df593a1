"""What other programs hear of traces, switched on and off while the engine runs."""

import asyncio
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from emailassist.app import open_engine
from emailassist.domain.events import Event, Notice
from emailassist.engine.engine import Engine
from emailassist.engine.telemetry import Telemetry
from emailassist.settings import Settings
from tests.support.openai_server import Reply, ScriptedOpenAI
from tests.telemetry.sample import TRACE

LOOSE = replace(TRACE, message=None)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_engine(tmp_path / "home")


def _notices(engine: Engine) -> list[str]:
    heard: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Notice):
            heard.append(event.text)

    engine.subscribe(listen)
    return heard


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _change(engine: Engine, **changed: Any) -> None:
    await engine.preferences.change(lambda settings: replace(settings, **changed))


async def test_a_collector_hears_of_what_is_kept_too(engine: Engine) -> None:
    with ScriptedOpenAI(lambda _: Reply(body=b"")) as server:
        await engine.start()
        engine.traces.take(LOOSE)
        await _change(engine, otel_collector=server.base_url.removesuffix("/v1"))
        engine.traces.take(LOOSE)
        (row, _) = await engine.traces.recent()
        await engine.stop()
    assert row.objections == 0
    (told,) = server.seen
    spans = ExportTraceServiceRequest.FromString(told.raw).resource_spans[0].scope_spans[0].spans
    assert len(spans) == len(LOOSE.spans) + 1


async def test_a_collector_elsewhere_is_refused_once_and_told_to_the_person(
    engine: Engine,
) -> None:
    heard = _notices(engine)
    await engine.start()
    await _change(engine, otel_collector="https://collector.example", local_only=True)
    for _ in range(2):
        engine.traces.take(LOOSE)
        await asyncio.sleep(0)
        await engine.telemetry.flush()
    await engine.stop()
    assert len(heard) == 1
    assert "nothing may leave this machine" in heard[0]


async def test_prometheus_asks_where_the_settings_say(engine: Engine) -> None:
    await engine.start()
    await _change(engine, daily_tokens=1000, metrics_port=_free_port())
    engine.telemetry.serve()
    engine.traces.take(LOOSE)
    await asyncio.sleep(0)
    address = f"http://127.0.0.1:{engine.telemetry.port}/metrics"
    page = await asyncio.to_thread(lambda: urlopen(address, timeout=5).read().decode())
    assert 'emailassist_tokens_total{endpoint="cloud",kind="output"} 10.0' in page
    assert 'emailassist_budget_left{endpoint="",period="day",unit="tokens"} 1000.0' in page
    await _change(engine, metrics_port=0)
    assert engine.telemetry.port == 0
    await engine.stop()


def test_without_its_library_it_says_which_one(
    monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setitem(sys.modules, "emailassist.telemetry.figures", None)
    heard = _notices(engine)
    settings = Settings(metrics_port=9)

    async def serve() -> None:
        telemetry = Telemetry(
            engine.traces, engine._announcer, lambda: settings, engine.egress, engine.usage.report
        )
        telemetry.serve()
        await telemetry.stop()

    asyncio.run(serve())
    assert heard == ["Prometheus is switched on, but its library is not installed."]
