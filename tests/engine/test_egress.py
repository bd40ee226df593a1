"""What goes to a model elsewhere, as the server there sees it and as the person does."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from emailassist.domain.egress import Arrival, Departure, EgressFilter
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import NotFound
from emailassist.engine.confined import Store
from emailassist.engine.egress import Format
from emailassist.engine.engine import Engine
from emailassist.store import egress
from tests.assistant.role_model import PLAN
from tests.engine.conftest import question
from tests.support.openai_server import Reply, ScriptedOpenAI, Seen, completion

CLOUD = Endpoint("cloud", EndpointKind.OPENAI_COMPATIBLE, "http://models.example/v1", "m")
EVERYTHING = EgressFilter()


def _answers(seen: Seen) -> Reply:
    """Sorts the message, and quotes tokens as a model would."""
    if seen.method == "GET":
        return Reply(404)
    plan = {**PLAN, "category": "fyi", "needs_reply": False, "specialists": [], "draft": False}
    return completion(plan | {"summary": "[name_2] asks NAME_1 to come on Friday."})


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedOpenAI]:
    """A server that another host's name leads to, through a proxy on this machine."""
    with ScriptedOpenAI(_answers) as server:
        monkeypatch.setenv("http_proxy", server.base_url.removesuffix("/v1"))
        monkeypatch.delenv("no_proxy", raising=False)
        yield server


async def test_what_leaves_is_masked_written_down_and_shown(
    engine: Engine, cloud: ScriptedOpenAI, tmp_path: Path
) -> None:
    await engine.sync()
    await engine.models.add(CLOUD, None)
    await engine.models.use("cloud")
    key = await question(engine)
    (first, *_) = await engine.egress.preview(key)
    assert cloud.calls == 0

    assert (await engine.triage(keys=[key])).problem == ""
    asked = [each for each in cloud.seen if each.method == "POST"]
    for secret in ("Clara", "Vidal", "clara@", "Tom", "reed.example"):
        assert all(secret not in each.prompt for each in asked), secret
    assert first.sent.startswith("── system ──")
    assert asked[0].messages[0]["content"] in first.sent  # what was shown before is what left

    detail = await engine.detail(key)
    assert detail.triage is not None
    assert detail.triage.summary.text == "Tom asks Clara to come on Friday."

    written = await engine.egress.entries(replace(EVERYTHING, subject=key))
    assert [each.outcome for each in written] == ["200"] * len(asked)
    newest = written[0]
    assert (newest.host, newest.endpoint, newest.about) == ("models.example", "cloud", "Oak")
    assert dict(newest.masked)["NAME"] == 2
    shown = await engine.egress.outgoing(newest.id)
    assert "NAME_2" in shown.sent
    assert "Tom" in shown.before

    exported = tmp_path / "left.jsonl"
    await engine.egress.export_to(exported, Format.JSONL, replace(EVERYTHING, subject=key))
    rows = [json.loads(line) for line in exported.read_text().splitlines()]
    assert [row["body"].encode() for row in rows] == [each.raw for each in reversed(asked)]
    assert "models.example" in await engine.egress.export(Format.CSV, EVERYTHING)


def _leaving(number: int, when: datetime) -> Departure:
    noise = random.Random(number).randbytes(40_000)  # noqa: S311 - what cannot be compressed
    return Departure(when, "cloud", "models.example", "Test", "POST x", noise, 40_100)


async def test_the_ledger_keeps_within_its_bounds(store: Store) -> None:
    now = datetime(2026, 11, 18, tzinfo=UTC)
    old = await store.write(
        egress.depart, _leaving(1, now - timedelta(days=40)), days=30, megabytes=1
    )
    kept = [
        await store.write(egress.depart, _leaving(number, now), days=30, megabytes=1)
        for number in range(2, 50)
    ]
    await store.write(egress.arrive, kept[-1], Arrival(now, "200", 5))
    await store.write(egress.keep_within, now, days=30, megabytes=1)
    found = {each.id: each for each in await store.read(egress.entries, EVERYTHING)}
    assert old not in found
    assert set(kept) <= set(found)  # that something left stays known
    assert found[kept[-1]].body_kept
    assert (found[kept[-1]].received, found[kept[-2]].outcome) == (5, "")
    assert not found[kept[0]].body_kept
    with pytest.raises(NotFound, match="not kept any more"):
        await store.read(egress.body, kept[0])
