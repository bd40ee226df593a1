import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typing_extensions import override

from emailassist import logs
from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.domain.account import Account
from emailassist.domain.errors import EndpointUnreachable, InternalError
from emailassist.domain.events import Job
from emailassist.domain.finding import Finding, FoundValue
from emailassist.domain.ids import MessageKey
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Priority, Summary, Tier, Verdict, Written
from emailassist.domain.views import Listing
from emailassist.engine.announcer import Announcer
from emailassist.engine.cascade import Cascade, Record
from emailassist.engine.confined import Confined, Store
from emailassist.engine.engine import Engine
from emailassist.engine.jobs import Jobs, Outcome, Report
from emailassist.engine.mailsync import MailSync
from emailassist.engine.triage import TriageJob
from emailassist.store import listing, triage
from tests.engine.conftest import ignore, use
from tests.support.openai_server import Reply, ScriptedOpenAI, error

FYI = Verdict(
    Tier.AGENTS,
    "classifier",
    "fyi",
    Priority.NORMAL,
    needs_reply=False,
    confidence=0.9,
    reason="It only informs.",
)


class FailsOn:
    """Agents with a bug that only one message meets."""

    model = "scripted"

    def __init__(self, subject: str) -> None:
        self._subject = subject

    async def triage(self, task: TriageTask, record: Record, /) -> AgentsAnswer:
        if task.message.envelope.subject == self._subject:
            raise KeyError(task.message.own_text)
        return AgentsAnswer(FYI, Summary("Paid.", Written.EXTRACTED), (), None, ())

    async def look(self, task: TriageTask, record: Record, /) -> Looked:
        return Looked()


@pytest.fixture
def log_text(tmp_path: Path) -> Callable[[], str]:
    logs.configure(tmp_path / "log.jsonl")
    return (tmp_path / "log.jsonl").read_text


async def test_a_message_that_meets_a_bug_does_not_keep_the_others_waiting(
    store: Store, sync: MailSync, account: Account, parsing: Confined, log_text: Callable[[], str]
) -> None:
    await sync.run(account, ignore)
    keys = await store.read(listing.list_keys, Listing())
    job = TriageJob(store, Announcer(), parsing)
    cascade = Cascade({}, parsing.run, target_precision=0.95, floor=0.0)
    outcome = await job.run(keys, cascade, FailsOn("Oak"), ignore, at_once=1)
    assert outcome.text.startswith("2 of 3")
    assert outcome.problem.startswith("1 message of 3 could not be triaged: emailassist has made")
    standings = [await store.read(triage.standing, key) for key in keys]
    assert sorted(each.state for each in standings) == ["done", "done", "failed"]
    written = log_text()
    assert "can you come on Friday" not in written
    bugs = [json.loads(line) for line in written.splitlines() if "frames" in line]
    assert [bug["exception"] for bug in bugs] == ["KeyError"]
    assert any(frame.startswith("test_triage.py:") for frame in bugs[0]["frames"])


async def test_a_message_that_is_gone_by_now_is_passed_over(
    store: Store, sync: MailSync, account: Account, parsing: Confined
) -> None:
    await sync.run(account, ignore)
    keys = await store.read(listing.list_keys, Listing())
    cascade = Cascade({}, parsing.run, target_precision=0.95, floor=0.0)
    job = TriageJob(store, Announcer(), parsing)
    gone = MessageKey(max(keys) + 1)
    outcome = await job.run((gone, *keys), cascade, FailsOn(""), ignore, at_once=1)
    assert outcome.problem == ""
    standings = [await store.read(triage.standing, key) for key in keys]
    assert {each.state for each in standings} == {"done"}


class Finds(FailsOn):
    """Agents that are not asked to decide, with a specialist that finds something."""

    finding = Finding("invoice", "Invoice", (FoundValue("number", "Number", "7", "7", 3, 4),))

    @override
    async def look(self, task: TriageTask, record: Record, /) -> Looked:
        return Looked((self.finding,))


async def test_what_specialists_find_is_kept_also_where_rules_decide(
    store: Store, sync: MailSync, account: Account, parsing: Confined
) -> None:
    await sync.run(account, ignore)
    key, *_ = await store.read(listing.list_keys, Listing())

    def sure(_task: TriageTask) -> Verdict:
        return replace(FYI, tier=Tier.RULES, confidence=0.99)

    cascade = Cascade({Tier.RULES: sure}, parsing.run, target_precision=0.95, floor=0.0)
    job = TriageJob(store, Announcer(), parsing)
    await job.run([key], cascade, Finds(""), ignore, at_once=1)
    kept = (await store.read(triage.standing, key)).triage
    assert kept is not None
    assert (kept.verdict.tier, kept.findings) == (Tier.RULES, (Finds.finding,))


class Down:
    """Agents whose endpoint cannot be reached."""

    model = "scripted"

    async def triage(self, task: TriageTask, record: Record, /) -> AgentsAnswer:
        raise EndpointUnreachable("No connection.")

    async def look(self, task: TriageTask, record: Record, /) -> Looked:
        return Looked()


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 message stays untriaged."), (3, "3 messages stay untriaged.")]
)
async def test_what_is_left_is_counted(
    store: Store, sync: MailSync, account: Account, parsing: Confined, count: int, said: str
) -> None:
    await sync.run(account, ignore)
    keys = (await store.read(listing.list_keys, Listing()))[:count]
    cascade = Cascade({}, parsing.run, target_precision=0.95, floor=0.0)
    outcome = await TriageJob(store, Announcer(), parsing).run(
        keys, cascade, Down(), ignore, at_once=1
    )
    assert said in outcome.problem


async def test_a_job_that_meets_a_bug_says_so_and_ends(log_text: Callable[[], str]) -> None:
    async def work(report: Report) -> Outcome:
        raise ZeroDivisionError

    finished = await Jobs(Announcer()).run(Job.SYNC, work)
    assert finished.problem == InternalError().sentences
    assert "ZeroDivisionError" in log_text()


@pytest.mark.parametrize("subject", ["", "Oak"])
async def test_a_message_that_goes_during_its_triage_is_passed_over(
    store: Store,
    sync: MailSync,
    account: Account,
    parsing: Confined,
    monkeypatch: pytest.MonkeyPatch,
    subject: str,
) -> None:
    await sync.run(account, ignore)
    keys = await store.read(listing.list_keys, Listing())
    (gone,) = await store.read(listing.list_keys, Listing(query="oak"))
    job = TriageJob(store, Announcer(), parsing)
    gather = job.task

    async def gather_and_lose(key: MessageKey) -> TriageTask:
        task = await gather(key)
        if key == gone:
            await store.write(lambda db: db.execute("DELETE FROM messages WHERE id = ?", [gone]))
        return task

    monkeypatch.setattr(job, "task", gather_and_lose)
    cascade = Cascade({}, parsing.run, target_precision=0.95, floor=0.0)
    await job.run(keys, cascade, FailsOn(subject), ignore, at_once=1)
    standings = [await store.read(triage.standing, key) for key in keys if key != gone]
    assert {each.state for each in standings} == {"done"}


@pytest.mark.parametrize(("reply", "again"), [(error(400), False), (error(401), True)])
async def test_what_failed_by_itself_is_not_paid_for_again_unasked(
    engine: Engine, reply: Reply, *, again: bool
) -> None:
    with ScriptedOpenAI(lambda _: reply) as server:
        await use(engine, server)
        await engine.refresh()
        calls = server.calls
        assert calls
        await engine.refresh()
        assert (server.calls > calls) is again
        calls = server.calls
        await engine.triage()
        assert server.calls > calls
