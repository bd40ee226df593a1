"""A backlog as batch jobs, over a real engine and a scripted Batch API."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from emailassist.app import open_engine
from emailassist.domain.backlog import Batch, BatchState
from emailassist.domain.errors import EndpointError, InputError
from emailassist.domain.views import Listing, TriageState
from emailassist.engine.backlog import words_of
from emailassist.engine.engine import Engine
from tests.engine.conftest import SAMPLE, question, use
from tests.support.batch_api import BatchApi
from tests.support.capable import capable, drafts
from tests.support.mail import raw_message
from tests.support.openai_server import Reply, ScriptedOpenAI, Seen, completion, error


@pytest.fixture
def api() -> BatchApi:
    return BatchApi(capable)


@pytest.fixture
def server(api: BatchApi) -> Iterator[ScriptedOpenAI]:
    with ScriptedOpenAI(api, handles_get=True) as running:
        yield running


@pytest.fixture
async def ready(engine: Engine, server: ScriptedOpenAI) -> Engine:
    """An engine with mail that is not triaged, on that server."""
    await engine.sync()
    await use(engine, server)
    return engine


async def _ordered(engine: Engine) -> Batch:
    assert (await engine.backlog.gather()).problem == ""
    finished = await engine.backlog.approve()
    assert finished.problem == "", finished
    (batch,) = await engine.backlog.batches()
    return batch


async def _state(engine: Engine) -> TriageState:
    (row,) = await engine.rows([await question(engine)])
    return row.triage


async def test_what_a_batch_answers_is_triaged_like_any_other(ready: Engine, api: BatchApi) -> None:
    gathered = await ready.backlog.gather()
    assert "can be triaged as a batch" in gathered.text
    found = await ready.backlog.gathered()
    assert found.requests >= 1
    assert found.tokens > 100
    assert (api.files, api.live) == ({}, [])
    finished = await ready.backlog.approve()
    assert finished.problem == ""
    (batch,) = await ready.backlog.batches()
    assert (batch.state, batch.failed) == (BatchState.CLOSED, 0)
    assert batch.triaged == batch.requests == found.requests
    detail = await ready.detail(await question(ready))
    assert detail.triage is not None
    assert detail.triage.verdict.needs_reply
    assert detail.triage.cost.model_calls >= 2
    assert await ready.drafts()
    # The router was asked in the file only, the drafter and the reviewer as always.
    asked = [json.dumps(line["body"]["messages"]) for line in api.lines()]
    assert all(json.dumps(seen.messages) not in asked for seen in api.live)
    assert any(drafts(seen) for seen in api.live)
    first = next(api.lines())
    assert (first["method"], first["url"]) == ("POST", "/v1/chat/completions")
    assert first["custom_id"].startswith("emailassist-")
    assert set(api.deleted) == set(api.files)
    assert (await ready.backlog.gather()).text.startswith("0 messages")


async def test_nothing_is_asked_twice_while_a_batch_is_under_way(
    ready: Engine, api: BatchApi
) -> None:
    api.at_once = False
    batch = await _ordered(ready)
    assert (batch.state, batch.said) == (BatchState.SUBMITTED, "in_progress")
    assert (await ready.triage()).text == "Nothing to triage."
    await ready.backlog.gather()
    assert (await ready.backlog.gathered()).requests == 0
    await ready.backlog.go_on()
    assert api.live == []
    api.finish(batch.server_id)
    finished = await ready.backlog.go_on()
    assert finished.problem == ""
    assert f"{batch.requests} of" in finished.text
    assert await _state(ready) is TriageState.DONE
    assert len(api.batches) == 1
    assert (await ready.backlog.go_on()).text == "No batch is under way."


async def test_an_order_whose_answer_was_lost_is_found_after_a_restart(
    ready: Engine, api: BatchApi
) -> None:
    api.at_once, api.lose_order = False, True
    assert (await ready.backlog.gather()).problem == ""
    finished = await ready.backlog.approve()
    assert "scripted" in finished.problem
    (batch,) = await ready.backlog.batches()
    assert (batch.state, batch.server_id) == (BatchState.ORDERING, "")
    await ready.stop()
    again = open_engine(ready.paths.home)
    await again.start()
    assert (await again.backlog.go_on()).problem == ""
    assert len(api.batches) == 1
    api.finish("batch_1")
    assert (await again.backlog.go_on()).problem == ""
    assert await _state(again) is TriageState.DONE
    await again.stop()


async def test_of_a_batch_that_expired_what_came_is_kept_and_the_rest_is_free_again(
    ready: Engine, api: BatchApi
) -> None:
    api.only = 0
    batch = await _ordered(ready)
    assert (batch.state, batch.said, batch.triaged) == (BatchState.CLOSED, "expired", 0)
    assert batch.failed == batch.requests
    assert await _state(ready) is TriageState.PENDING
    api.only = None
    assert (await ready.backlog.gather()).problem == ""
    assert (await ready.backlog.gathered()).requests == batch.requests


async def test_a_batch_is_cancelled_at_its_server(ready: Engine, api: BatchApi) -> None:
    api.at_once, api.only = False, 0
    batch = await _ordered(ready)
    cancelled = await ready.backlog.cancel(batch.id)
    assert cancelled.cancelling
    assert (await ready.backlog.go_on()).problem == ""
    (batch,) = await ready.backlog.batches()
    assert (batch.state, batch.said) == (BatchState.CLOSED, "cancelled")
    assert (await ready.triage()).problem == ""
    assert await _state(ready) is TriageState.DONE


async def test_what_changed_since_is_not_paid_for_again(ready: Engine, api: BatchApi) -> None:
    api.at_once = False
    batch = await _ordered(ready)
    text = await ready.instructions.text("router")
    await ready.instructions.save("router", f"{text}\nMind the walnut.\n")
    api.finish(batch.server_id)
    assert (await ready.backlog.go_on()).problem == ""
    (batch,) = await ready.backlog.batches()
    assert (batch.state, batch.triaged, api.live) == (BatchState.CLOSED, 0, [])
    assert await _state(ready) is TriageState.PENDING


async def test_answers_wait_while_the_endpoint_is_down(ready: Engine, api: BatchApi) -> None:
    api.at_once = False
    batch = await _ordered(ready)
    api.finish(batch.server_id)
    api.model = lambda _seen: error(401)  # the drafter is refused
    assert (await ready.backlog.go_on()).text
    (batch,) = await ready.backlog.batches()
    assert (batch.state, bool(batch.problem)) == (BatchState.ANSWERED, True)
    api.model = capable
    assert (await ready.backlog.go_on()).problem == ""
    (batch,) = await ready.backlog.batches()
    assert batch.state is BatchState.CLOSED
    assert await _state(ready) is TriageState.DONE
    assert len(api.batches) == 1


async def test_a_file_is_written_for_another_runner_and_its_results_are_taken(
    ready: Engine, api: BatchApi, tmp_path: Path
) -> None:
    written, results = tmp_path / "batch.jsonl", tmp_path / "results.jsonl"
    assert (await ready.backlog.gather()).problem == ""
    assert (await ready.backlog.write(written)).problem == ""
    assert written.stat().st_mode & 0o777 == 0o600
    rows = []
    for line in map(json.loads, written.read_text().splitlines()):
        answer = json.loads(api._answered(line["body"]).body or b"")
        response = {"status_code": 200, "request_id": "r", "body": answer}
        rows.append({"custom_id": line["custom_id"], "response": response, "error": None})
    results.write_text("no json\n" + "\n".join(map(json.dumps, rows)))
    assert "no answers" in (await ready.backlog.collect(written)).problem
    finished = await ready.backlog.collect(results)
    assert finished.problem == ""
    assert await _state(ready) is TriageState.DONE
    assert "No file was written" in (await ready.backlog.collect(results)).problem
    assert api.batches == {}
    (batch,) = await ready.backlog.batches()
    (used,) = [row.used for row in (await ready.usage.report(1)).rows if row.agent == "Batch"]
    assert (used.calls, used.input_tokens) == (batch.requests, 10 * batch.requests)


async def test_an_answer_without_use_goes_the_usual_way(ready: Engine, api: BatchApi) -> None:
    replies: list[Reply] = []

    def first_nonsense(seen: object) -> Reply:
        replies.append(completion("no json"))
        return replies[-1]

    api.at_once = False
    batch = await _ordered(ready)
    api.model = first_nonsense
    api.finish(batch.server_id)
    api.model = capable
    assert (await ready.backlog.go_on()).problem == ""
    assert await _state(ready) is TriageState.DONE
    detail = await ready.detail(await question(ready))
    assert detail.triage is not None
    assert detail.triage.verdict.category == "needs-reply"


async def test_the_model_on_this_machine_takes_no_batch(engine: Engine) -> None:
    await engine.sync()
    assert await engine.list_keys(Listing())
    assert "takes no batches" in (await engine.backlog.gather()).problem


@pytest.mark.parametrize("missing", ["files", "batches"])
async def test_a_server_without_batches_leaves_the_messages_as_they_were(
    ready: Engine, api: BatchApi, server: ScriptedOpenAI, missing: str, tmp_path: Path
) -> None:
    await ready.preferences.change(lambda settings: replace(settings, daily_tokens=100_000))
    server.script = lambda seen: error(404) if f"/v1/{missing}" in seen.path else api(seen)
    await ready.backlog.gather()
    assert "takes no batches. `emailassist triage`" in (await ready.backlog.approve()).problem
    (batch,) = await ready.backlog.batches()
    assert (batch.state, batch.is_open, api.live) == (BatchState.REFUSED, False, [])
    assert "not ordered" in words_of(batch)
    with pytest.raises(InputError, match="has ended"):
        await ready.backlog.cancel(batch.id)
    assert (await ready.backlog.go_on()).problem == ""
    # Somebody else's program can run it, and so can ordinary triage.
    await ready.backlog.gather()
    assert (await ready.backlog.write(tmp_path / "in.jsonl")).problem == ""
    (latest, _) = await ready.backlog.batches()
    await ready.backlog.cancel(latest.id)
    assert (await ready.usage.report(1)).rows == ()  # nothing is reserved or counted
    assert (await ready.triage()).problem == ""
    assert await _state(ready) is TriageState.DONE


@pytest.fixture
def absence(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more message in the sample, which a header decides."""
    words = ("Automatic reply: Boards", "I am away until Monday.\n")
    raw = raw_message(*words, message_id="<4@reed.example>", Auto_Submitted="auto-replied")
    monkeypatch.setitem(SAMPLE, "inbox-003", raw)


@pytest.mark.usefixtures("absence")
async def test_what_rules_decide_is_triaged_when_a_batch_is_gathered(
    engine: Engine, server: ScriptedOpenAI, api: BatchApi
) -> None:
    await engine.sync()
    await use(engine, server)
    assert "triaged by rules." in (await engine.backlog.gather()).text
    (row,) = await engine.rows(await engine.list_keys(Listing(query="away")))
    assert row.triage is TriageState.DONE
    assert (await engine.traces.of_message(row.key)).message == row.key
    assert (api.live, api.files) == ([], {})


async def test_whatever_fails_a_batch_is_ordered_once_and_read_to_its_end(
    ready: Engine, api: BatchApi, server: ScriptedOpenAI
) -> None:
    """Each request arrives, but the first answer to each is lost; then the program starts anew."""
    answered = set[tuple[str, str]]()

    def lossy(seen: Seen) -> Reply:
        reply, what = api(seen), (seen.method, seen.path.split("?")[0])
        known = what in answered or "completions" in what[1]
        answered.add(what)
        return reply if known else error(403)

    server.script = lossy
    await ready.backlog.gather()
    problems = [(await ready.backlog.approve()).problem]
    home, engine = ready.paths.home, ready
    while problems[-1]:
        assert len(problems) < 12
        await engine.stop()
        engine = open_engine(home)
        await engine.start()
        problems.append((await engine.backlog.go_on()).problem)
    (batch,) = await engine.backlog.batches()
    assert (batch.state, batch.triaged) == (BatchState.CLOSED, batch.requests)
    assert (len(api.batches), len(problems) > 4) == (1, True)
    names = [name for name, _ in api.files.values() if name.startswith("emailassist-")]
    assert len(names) == 1
    assert await _state(engine) is TriageState.DONE
    await engine.stop()


async def test_a_budget_holds_for_a_batch_and_its_real_cost_is_noted(
    ready: Engine, api: BatchApi
) -> None:
    await ready.preferences.change(lambda settings: replace(settings, daily_tokens=100))
    await ready.backlog.gather()
    refused = await ready.backlog.approve()
    assert "budget" in refused.problem
    assert api.files == {}
    await ready.preferences.change(lambda settings: replace(settings, daily_tokens=1_000_000))
    assert (await ready.backlog.approve()).problem == ""
    (row,) = [row for row in (await ready.usage.report(1)).rows if row.agent == "Batch"]
    (batch,) = await ready.backlog.batches()
    assert (row.used.calls, row.used.input_tokens) == (batch.requests, 10 * batch.requests)
    assert row.used.estimated_calls == 0


async def test_a_batch_that_its_server_forgot_is_given_up_by_cancelling_twice(
    ready: Engine, api: BatchApi
) -> None:
    api.at_once = False
    batch = await _ordered(ready)
    api.batches.clear()
    with pytest.raises(EndpointError):
        await ready.backlog.cancel(batch.id)
    assert (await ready.backlog.cancel(batch.id)).state is BatchState.CLOSED
    assert (await ready.usage.report(1)).rows[0].used.estimated_calls == batch.requests
