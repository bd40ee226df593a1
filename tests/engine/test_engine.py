import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from emailassist import paths
from emailassist.app import open_engine
from emailassist.domain.account import NewAccount
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import InstructionError, SettingsError
from emailassist.domain.events import Event, Finished, Job, Notice, Progress
from emailassist.domain.trace import Ending, SpanKind, TraceFilter
from emailassist.domain.triage import Correction, Tier
from emailassist.domain.views import TriageState
from emailassist.engine.engine import Engine
from tests.engine.conftest import question, use
from tests.support.mail import new_account
from tests.support.openai_server import Reply, ScriptedOpenAI, Seen, completion, error


async def test_sync_triage_correct_and_draft_on_this_machine_alone(engine: Engine) -> None:
    events: list[Event] = []
    engine.subscribe(events.append)
    assert (await engine.sync()).problem == ""
    finished = await engine.triage()
    assert finished.text == "2 of 2 messages triaged."
    assert any(isinstance(each, Progress) and each.job is Job.TRIAGE for each in events)
    key = await question(engine)
    detail = await engine.detail(key)
    assert detail.triage is not None
    assert detail.triage.verdict.needs_reply
    assert "Friday" in detail.triage.summary.text
    assert detail.draft is not None
    assert detail.draft.proposal.body.startswith("Hi Tom")
    assert detail.draft.proposal.open_choices
    trace = await engine.traces.of_message(key)
    names = [span.name for _, span in trace.tree() if span.kind is not SpanKind.CHECK]
    assert names[:5] == ["rules", "classifier", "agents", "router", "model"]
    call = next(span for span in trace.spans if span.kind is SpanKind.CALL)
    assert not call.cached
    assert "can you come on Friday" in call.exchange.prompt[-1].text
    await engine.correct(key, Correction(category="personal"))
    corrected = (await engine.detail(key)).triage
    assert corrected is not None
    assert (corrected.verdict.tier, corrected.verdict.category) == (Tier.PERSON, "personal")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (error(401), "key"),
        (error(500), "scripted"),
        (Reply(body=None, then="drop"), "scripted"),
    ],
)
async def test_an_endpoint_that_fails_leaves_messages_untriaged_and_says_so(
    engine: Engine, reply: Reply, said: str
) -> None:
    await engine.sync()
    with ScriptedOpenAI(lambda _: reply) as server:
        await use(engine, server)
        finished = await engine.triage()
    assert said in finished.problem
    row = (await engine.rows([await question(engine)]))[0]
    assert row.triage is TriageState.FAILED
    detail = await engine.detail(row.key)
    assert detail.triage_problem
    assert (await engine.sidebar()).untriaged >= 1
    await engine.models.use("on-device")
    assert (await engine.triage()).problem == ""
    assert (await engine.sidebar()).untriaged == 0


async def test_nobody_listening_is_said_quickly(engine: Engine) -> None:
    await engine.sync()
    endpoint = Endpoint(
        "nobody", EndpointKind.OPENAI_COMPATIBLE, base_url="http://127.0.0.1:9/v1", model="m"
    )
    await engine.models.add(endpoint, None)
    finished = await engine.triage(endpoint="nobody")
    assert "No connection to nobody" in finished.problem


async def test_triage_that_hangs_can_be_cancelled_and_done_again(engine: Engine) -> None:
    await engine.sync()
    seen = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(_: Seen) -> Reply:
        loop.call_soon_threadsafe(seen.set)
        return Reply(body=None, then="hang")

    with ScriptedOpenAI(hang) as server:
        await use(engine, server)
        job = asyncio.ensure_future(engine.triage())
        await asyncio.wait_for(seen.wait(), timeout=20)
        engine.cancel(Job.TRIAGE)
        finished: Finished = await asyncio.wait_for(job, timeout=2)
    assert finished.cancelled
    assert (await engine.rows([await question(engine)]))[0].triage is TriageState.PENDING
    rows = await engine.traces.recent(TraceFilter.FAILED)
    assert {row.ending for row in rows} == {Ending.CANCELLED}
    assert max(row.cost.model_calls for row in rows) == 1


async def test_stopping_does_not_wait_for_a_server_that_hangs(
    tmp_path: Path, engine: Engine
) -> None:
    await engine.sync()
    seen = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(_: Seen) -> Reply:
        loop.call_soon_threadsafe(seen.set)
        return Reply(body=None, then="hang")

    with ScriptedOpenAI(hang) as server:
        await use(engine, server)
        job = asyncio.ensure_future(engine.triage())
        await asyncio.wait_for(seen.wait(), timeout=20)
        started = time.monotonic()
        await engine.stop()
        assert time.monotonic() - started < 2
    assert (await job).cancelled


async def test_a_saved_instruction_is_what_the_next_triage_sends(engine: Engine) -> None:
    await engine.sync()
    text = await engine.instructions.text("router")
    saved = await engine.instructions.save("router", f"{text}\nMention the walnut table.\n")
    assert saved.edited
    with ScriptedOpenAI(lambda _: completion("{}")) as server:
        await use(engine, server)
        await engine.triage()
        prompts = [seen.prompt for seen in server.seen]
    assert any("Mention the walnut table." in prompt for prompt in prompts)
    assert [each.note for each in await engine.instructions.versions("router")] == [
        "",
        "before the first edit",
    ]
    await engine.instructions.restore("router")
    assert await engine.instructions.text("router") == text


async def test_a_broken_instruction_is_refused_with_its_line(engine: Engine) -> None:
    text = await engine.instructions.text("summarizer")
    with pytest.raises(InstructionError) as refused:
        await engine.instructions.save("summarizer", text.replace("\noutput:", "\nouput:", 1))
    assert refused.value.line > 1
    assert await engine.instructions.text("summarizer") == text
    assert await engine.instructions.versions("summarizer") == ()


async def test_one_home_has_one_owner(engine: Engine) -> None:
    other = open_engine(engine.paths.home)
    with pytest.raises(SettingsError, match="already running"):
        await other.start()
    await other.start(owning=False)
    assert len(await other.accounts()) == 1
    await other.stop()


async def test_what_was_configured_is_there_after_a_restart(tmp_path: Path, engine: Engine) -> None:
    with ScriptedOpenAI(lambda _: completion("{}")) as server:
        await use(engine, server)
    other = open_engine(engine.paths.home)
    await other.start(owning=False)
    assert await other.models.default() == "scripted"
    assert [each.name for each in await other.models.all()] == ["on-device", "scripted"]
    assert await other.models.notice() == ""
    await other.stop()
    assert paths.Paths(engine.paths.home).settings.read_text().count("scripted") > 1


async def test_one_account_that_fails_does_not_keep_the_others_from_being_read(
    engine: Engine,
) -> None:
    (good,) = await engine.accounts()
    await engine.remove_account(good.id)
    broken = replace(new_account("A broken one"), imap=replace(good.imap, port=9))
    await engine.add_account(broken, None)
    again = {name: getattr(good, name) for name in NewAccount.__slots__}
    await engine.add_account(NewAccount(**again), None)
    finished = await engine.sync()
    assert ":9" in finished.problem
    assert finished.text.startswith("3 new")


async def test_a_broken_instruction_file_is_told_with_each_triage(
    engine: Engine, tmp_path: Path
) -> None:
    own = tmp_path / "home" / "instructions"
    own.mkdir(parents=True)
    (own / "summarizer.md").write_text("---\nname: [\n---\n")
    events: list[Event] = []
    engine.subscribe(events.append)
    await engine.sync()
    assert (await engine.triage()).problem == ""
    (notice,) = [each for each in events if isinstance(each, Notice)]
    assert "summarizer.md:2" in notice.text
    assert notice.problem


async def test_settings_that_cannot_be_written_stay_as_they_were(
    engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "home" / "settings.new").mkdir()
    endpoint = Endpoint("x", EndpointKind.OPENAI_COMPATIBLE, base_url="http://h/v1", model="m")
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        await engine.models.add(endpoint, None)
    assert len(await engine.models.all()) == 1
