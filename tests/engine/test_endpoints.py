import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from emailassist.app import open_engine
from emailassist.domain.endpoint import ON_DEVICE, Budget, Endpoint, EndpointKind
from emailassist.domain.errors import ModelMissing
from emailassist.domain.events import Event, Finished, Job, Progress
from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import Triage
from emailassist.engine.engine import Engine
from emailassist.llm import modelfile
from tests.assistant.role_model import PLAN
from tests.engine.conftest import question, use
from tests.support.openai_server import Reply, ScriptedOpenAI, Seen, completion, error

ONE = Endpoint("one", EndpointKind.OPENAI_COMPATIBLE, base_url="http://127.0.0.1:9/v1", model="m")
ANSWERED = {"category": "fyi", "needs_reply": False, "specialists": []}


@pytest.fixture
async def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    """An engine without an account, and without a model fetched."""
    monkeypatch.setenv("EMAILASSIST_MODELS", str(tmp_path / "models"))
    opened = open_engine(tmp_path / "home")
    await opened.start()
    yield opened
    await opened.stop()


def edit(engine: Engine, line: str) -> None:
    """Write that line into the settings by hand."""
    path = engine.paths.settings
    kept = path.read_text().splitlines() if path.exists() else []
    name = line.split()[0]
    lines = [line, *(each for each in kept if not each.startswith(f"{name} "))]
    path.write_text("\n".join(lines))


async def test_an_endpoint_added_again_goes_on_working(engine: Engine) -> None:
    await engine.sync()
    key = await question(engine)
    with ScriptedOpenAI(lambda _: completion("{}")) as server:
        for _ in range(2):
            await use(engine, server)
            before = server.calls
            assert (await engine.triage(keys=[key])).problem == ""
            assert server.calls > before


async def test_removing_an_endpoint_under_way_ends_the_triage_in_words(engine: Engine) -> None:
    await engine.sync()
    key = await question(engine)
    loop = asyncio.get_running_loop()

    def remove(_: Seen) -> Reply:
        if server.calls == 1:
            asyncio.run_coroutine_threadsafe(engine.models.remove("scripted"), loop).result()
        return completion("{}")

    with ScriptedOpenAI(remove) as server:
        await use(engine, server)
        finished = await engine.triage(keys=[key])
    assert "scripted" in finished.problem
    assert "changed or removed" in finished.problem
    assert "mistake of its own" not in finished.problem


async def test_a_change_keeps_what_was_written_by_hand(bare: Engine) -> None:
    await bare.models.add(ONE, None)
    edit(bare, "local_only = true")
    await bare.models.use("one")
    assert "local_only = true" in bare.paths.settings.read_text()
    assert await bare.models.default() == "one"


async def test_a_setting_written_by_hand_holds_from_the_next_triage(engine: Engine) -> None:
    await engine.sync()
    with ScriptedOpenAI(lambda _: completion("{}")) as server:
        await use(engine, server)
        remote = replace(ONE, base_url=server.base_url.replace("127.0.0.1", "cloud.example"))
        await engine.models.add(remote, None)
        await engine.triage()
        edit(engine, "local_only = true")
        finished = await engine.triage(keys=[await question(engine)], endpoint="one")
    assert "nothing may leave this machine" in finished.problem


async def test_broken_settings_are_told_and_not_overwritten(bare: Engine) -> None:
    bare.paths.settings.write_text("local_only = 'perhaps'\n")
    finished = await bare.triage(keys=[])
    assert finished.problem == ""
    with pytest.raises(Exception, match="local_only"):
        await bare.models.add(ONE, None)
    assert bare.paths.settings.read_text() == "local_only = 'perhaps'\n"


async def test_what_another_process_adds_is_there(bare: Engine) -> None:
    other = open_engine(bare.paths.home)
    await other.start(owning=False)
    await other.models.add(ONE, None)
    await other.stop()
    await bare.models.add(replace(ONE, name="two"), None)
    assert [each.name for each in await bare.models.all()] == [ON_DEVICE, "one", "two"]


async def test_an_endpoint_removed_during_its_check_stays_removed(bare: Engine) -> None:
    loop = asyncio.get_running_loop()

    def remove(_: Seen) -> Reply:
        if server.calls == 1:
            asyncio.run_coroutine_threadsafe(bare.models.remove("one"), loop).result()
        return error(500)

    with ScriptedOpenAI(remove) as server:
        await bare.models.add(replace(ONE, base_url=server.base_url), None)
        await bare.models.check("one")
    assert [each.name for each in await bare.models.all()] == [ON_DEVICE]


def asked(server: ScriptedOpenAI) -> set[str]:
    """Which of the agents with a short answer the server was."""
    shapes = {"body": "reply-drafter", "specialists": "router", "facts": "extractor"}
    fields = {field for seen in server.seen for field in seen.schema.get("properties", ())}
    return {agent for field, agent in shapes.items() if field in fields}


async def test_agents_run_on_the_endpoint_of_their_tier(engine: Engine) -> None:
    await engine.sync()
    for agent, tier in (("reply-drafter", "strong"), ("router", "default")):
        text = await engine.instructions.text(agent)
        line = next(line for line in text.splitlines() if line.startswith("model:"))
        await engine.instructions.save(agent, text.replace(line, f"model: {tier}"))
    with (
        ScriptedOpenAI(lambda _: completion("{}")) as usual,
        ScriptedOpenAI(lambda _: completion("{}")) as strong,
    ):
        await engine.models.add(replace(ONE, name="big", base_url=strong.base_url), None)
        await use(engine, usual)
        edit(engine, 'strong_endpoint = "big"')
        await engine.triage(keys=[await question(engine)])
        assert "reply-drafter" in asked(strong)
        assert "router" in asked(usual)
        assert not asked(strong) & asked(usual)
        before = strong.calls
        await engine.triage(keys=[await question(engine)], endpoint="scripted")
        assert strong.calls == before, "an endpoint asked for by name does all the work"


async def test_a_wrong_model_file_stops_no_other_endpoint(engine: Engine) -> None:
    edit(engine, 'model_file = "/nowhere/model.gguf"')
    await engine.sync()
    with ScriptedOpenAI(lambda _: completion("{}")) as server:
        await use(engine, server)
        assert (await engine.triage()).problem == ""
        assert server.calls


async def test_a_model_that_comes_later_is_found(bare: Engine, tmp_path: Path) -> None:
    model = tmp_path / "model.gguf"
    edit(bare, f'model_file = "{model}"')
    with pytest.raises(ModelMissing, match=r"model\.gguf"):
        await bare.models.check(ON_DEVICE)
    await bare.models.add(ONE, None)
    await bare.models.check("one")
    model.write_bytes(b"GGUF" + b"\x00" * 100)
    report = await bare.models.check(ON_DEVICE)
    assert "failed to load model" in " ".join(report.problems), "it was started at last"


@pytest.fixture
def told(bare: Engine) -> list[Event]:
    events: list[Event] = []
    bare.subscribe(events.append)
    return events


async def test_fetching_the_model_ends_with_an_event(
    bare: Engine, told: list[Event], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def fetched(directory: Path, *, progress: Callable[[int, int], None]) -> Path:
        progress(1, 2)
        return directory / "model.gguf"

    monkeypatch.setattr(modelfile, "fetch", fetched)
    assert await bare.models.fetch() == tmp_path / "models" / "model.gguf"
    assert [type(each) for each in told] == [Progress, Finished]
    assert {each.job for each in told if isinstance(each, Progress | Finished)} == {Job.MODEL}


async def test_a_fetch_can_be_cancelled(
    bare: Engine, told: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(directory: Path, *, progress: Callable[[int, int], None]) -> Path:
        progress(1, 2)
        bare.cancel(Job.MODEL)
        await asyncio.sleep(60)
        return directory

    monkeypatch.setattr(modelfile, "fetch", endless)
    with pytest.raises(ModelMissing, match="cancelled"):
        await asyncio.wait_for(bare.models.fetch(), 5)
    (end,) = [each for each in told if isinstance(each, Finished)]
    assert end.cancelled


async def test_a_failed_fetch_reaches_who_asked_and_who_watches(
    bare: Engine, told: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_directory: Path, *, progress: Callable[[int, int], None]) -> Path:
        raise ModelMissing("There is no network.", hint="Try again.")

    monkeypatch.setattr(modelfile, "fetch", fails)
    with pytest.raises(ModelMissing, match="There is no network") as failed:
        await bare.models.fetch()
    assert failed.value.hint == "Try again."
    (end,) = [each for each in told if isinstance(each, Finished)]
    assert "There is no network" in end.problem


async def test_a_budget_stops_triage_before_it_costs_more_and_lets_it_go_on(
    engine: Engine,
) -> None:
    await engine.sync()
    key = await question(engine)
    with ScriptedOpenAI(lambda _: completion("{}")) as server:
        await use(engine, server)
        await engine.preferences.set("daily_tokens", "100")
        finished = await engine.triage(keys=[key])
        assert server.calls == 0
        assert "budget for today is used up" in finished.problem
        await engine.preferences.set("daily_tokens", "0")
        assert (await engine.triage(keys=[key])).problem == ""
        assert server.calls
        report = await engine.usage.report()
    assert sum(row.used.calls for row in report.rows) == server.calls
    assert {row.endpoint for row in report.rows} == {"scripted"}
    assert sum(row.used.tokens for row in report.rows) == server.tokens


async def test_a_second_look_at_the_same_message_costs_nothing(engine: Engine) -> None:
    await engine.sync()
    key = await question(engine)
    with ScriptedOpenAI(lambda _: completion(PLAN | ANSWERED)) as server:
        await use(engine, server)
        first = await triaged(engine, key)
        again = await triaged(engine, key)
        assert server.calls == 1
        assert (first.cost.model_calls, first.cost.tokens) == (1, 15)
        assert (again.cost.model_calls, again.cost.tokens) == (0, 0)
        assert again.summary == first.summary
        assert (await engine.usage.report()).answers_kept == 1
        assert await engine.usage.clear_answers() == 1
        await triaged(engine, key)
        assert server.calls == 2
        server.script = lambda _: completion({"of": "no use"})
        await engine.usage.clear_answers()
        await triaged(engine, key)
        asked = server.calls - 2
        await triaged(engine, key)
        assert server.calls == 2 + 2 * asked, "what could not be used is asked for again"


async def test_the_next_of_a_tier_is_asked_when_a_budget_is_used_up(engine: Engine) -> None:
    await engine.sync()
    with (
        ScriptedOpenAI(lambda _: completion(PLAN | ANSWERED)) as dear,
        ScriptedOpenAI(lambda _: completion(PLAN | ANSWERED)) as spare,
    ):
        await engine.models.add(
            replace(ONE, base_url=dear.base_url, budget=Budget(daily_tokens=10)), None
        )
        await engine.models.add(replace(ONE, name="spare", base_url=spare.base_url), None)
        await engine.models.set_tier("default", ["one", "spare"])
        triage = await triaged(engine, await question(engine))
    assert (dear.calls, spare.calls) == (0, 1)
    (note,) = [each.text for each in triage.warnings if "budget of one" in each.text]
    assert note.endswith("spare was asked instead.")


async def triaged(engine: Engine, key: MessageKey) -> Triage:
    assert (await engine.triage(keys=[key])).problem == ""
    triage = (await engine.detail(key)).triage
    assert triage is not None
    return triage
