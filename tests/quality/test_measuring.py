"""Measuring in a real engine: corrections split by time, ways side by side, what is kept."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emailassist import paths
from emailassist.assistant.library import InstructionLibrary
from emailassist.credentials.secrets import Secrets
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.events import Event, Job, Progress
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.measured import SetChoice, SetKind, Variant, Way
from emailassist.domain.triage import Correction
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.engine import Engine
from emailassist.store import accounts, arrivals
from emailassist.store.database import Database, open_writer
from tests.engine.conftest import use
from tests.engine.test_learning import Letters
from tests.support.mail import arrival, new_account, raw_message
from tests.support.openai_server import ScriptedOpenAI, completion, hang

MINE = SetChoice(SetKind.CORRECTIONS)
USUAL, RULES, LOCAL = Variant(Way.USUAL), Variant(Way.RULES), Variant(Way.LOCAL)
COUNT = 24


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """Mail of two people by turns, of which each is corrected to something of their own."""
    places = paths.Paths(tmp_path)
    places.make_home()
    db = open_writer(places.database)
    account = accounts.add_account(db, new_account())
    accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
    (inbox,) = accounts.mailboxes(db, account.id)
    raws = [
        raw_message(
            f"Part {number}",
            f"Hello,\n\nhere is part {number} of the plan.\n",
            sender=f"{'Ann' if number % 2 else 'Bob'} <{number % 2}@reed.example>",
            message_id=f"<{number}@reed.example>",
        )
        for number in range(1, COUNT + 1)
    ]
    some = [arrival(uid, raw) for uid, raw in enumerate(raws, 1)]
    arrivals.add_arrivals(db, account.id, inbox.id, some)
    db.close()
    library = InstructionLibrary(paths.shipped("instructions"), places.instructions)
    secrets = Secrets()
    endpoints = Endpoints(places, secrets, library, models=paths.models(), embedder=Letters())
    opened = Engine(places, secrets, library, endpoints)
    await opened.start()
    yield opened
    await opened.stop()


def ignore(_done: int, _total: int, _text: str) -> None:
    """Nobody watches."""


async def correct_all(engine: Engine) -> None:
    """A word about each message, a minute after the other."""
    for number in range(1, COUNT + 1):
        category = "personal" if number % 2 else "newsletter"
        await engine.correct(MessageKey(number), Correction(category=category))
    await engine.learning.settle()

    def spread(db: Database) -> None:
        db.execute("UPDATE lessons SET at = at + 60 * message")

    await engine._store.write(spread)


async def test_corrections_are_judged_by_what_was_said_before(engine: Engine) -> None:
    with pytest.raises(InputError, match="from 20 on"):
        await engine.quality.measure(MINE, [LOCAL], ignore)
    assert (await engine.quality.state()).corrections == 0
    await correct_all(engine)
    heard: list[Event] = []
    engine.subscribe(heard.append)
    finished = await engine.quality.run(MINE, [RULES, LOCAL])
    assert (finished.problem, finished.text) == ("", "Measured on 16 messages.")

    state = await engine.quality.state()
    assert state.corrections == COUNT
    (report,) = state.reports
    assert report.messages == 16
    assert report.notes[0].startswith("16 messages in 4 steps")
    rules, local = (each.quality for each in report.results)
    assert rules.unsure == 16
    assert local.category.accuracy is not None
    assert local.category.accuracy.value == 1.0  # four of each sender were learned before
    (pair,) = report.pairs
    assert (pair.better, pair.worse, pair.chance) == (16, 0, False)
    assert any(isinstance(each, Progress) and each.total == 32 for each in heard)
    assert {name for name, _ in report.results[0].versions} >= {"classifier", "router"}


async def test_what_it_may_cost_is_told_before(engine: Engine, tmp_path: Path) -> None:
    rows = tmp_path / "set.jsonl"
    rows.write_text('{"id": "a"}\n{"id": "b"}\n')
    chosen = SetChoice(SetKind.FILE, str(rows))
    free = await engine.quality.price(chosen, [RULES, LOCAL, USUAL])
    assert (free.messages, free.calls, free.money, free.remote) == (2, 0, 0.0, False)
    await engine.models.add(
        Endpoint(
            "far", EndpointKind.OPENAI_COMPATIBLE, base_url="https://api.example/v1", model="gpt-x"
        ),
        None,
    )
    dear = await engine.quality.price(chosen, [RULES, Variant(Way.ENDPOINT, "far")])
    assert (dear.calls, dear.tokens, dear.money, dear.remote) == (3, 4_300, None, True)


async def test_endpoints_and_versions_are_asked_and_cancelling_keeps_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    text = await engine.instructions.text("router")
    await engine.instructions.save("router", f"{text}\nBe brief.\n", "brief")
    await engine.instructions.save("router", text)
    (_, old) = [each for each in await engine.quality.variants() if each.way is Way.INSTRUCTIONS]
    rows = tmp_path / "set.jsonl"
    rows.write_text(
        '{"id": "a", "from": "t@x.example", "body": "Can you come?", "category": "fyi"}'
    )
    chosen = SetChoice(SetKind.FILE, str(rows))
    said = '{"category": "fyi", "priority": "normal", "needs_reply": false, "confidence": 0.9, '
    said += '"reason": "It asks.", "language": "en", "summary": "Tom asks.", "specialists": []}'
    with ScriptedOpenAI(completion(said)) as server:
        await use(engine, server)
        found = await engine.quality.measure(chosen, [USUAL, old], ignore)
        assert [each.quality.calls for each in found.report.results] == [1, 1]
        assert ["Be brief." in seen.prompt for seen in server.seen[-2:]] == [False, True]
        usual, other = (dict(each.versions)["router"] for each in found.report.results)
        assert usual != other == old.version[:12]
        assert await engine.instructions.text("router") == text
        gone = Variant(Way.INSTRUCTIONS, "router", "0")
        with pytest.raises(NotFound):
            await engine.quality.measure(chosen, [gone], ignore)
        assert [each.quality.saved.messages for each in found.report.results] == [0, 0]
    with ScriptedOpenAI(hang()) as server:
        await use(engine, server)
        await engine.usage.clear_answers()
        running = asyncio.ensure_future(engine.quality.run(chosen, [USUAL]))
        await asyncio.to_thread(server.wait_until, lambda: server.calls > 0)
        engine.cancel(Job.QUALITY)
        assert (await running).cancelled
    assert len((await engine.quality.state()).reports) == 1
