"""Measuring in a real engine: corrections split by time, ways side by side, what is kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emailassist import paths
from emailassist.assistant.library import InstructionLibrary
from emailassist.credentials.secrets import Secrets
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.events import Event, Notice, Progress
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.quality import SetChoice, SetKind, Variant, Way
from emailassist.domain.triage import Correction
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.engine import Engine
from emailassist.store import accounts, arrivals
from emailassist.store.database import Database, open_writer
from tests.engine.test_learning import Letters
from tests.support.mail import arrival, new_account, raw_message

MINE = SetChoice(SetKind.CORRECTIONS)
RULES, LOCAL = Variant(Way.RULES), Variant(Way.LOCAL)
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


async def test_versions_of_instructions_are_tried_without_touching_those_in_force(
    engine: Engine, tmp_path: Path
) -> None:
    text = await engine.instructions.text("classifier")
    fewer = text.replace("Personal", "Private")
    await engine.instructions.save("classifier", fewer, "private")
    await engine.instructions.save("classifier", text, "personal again")
    ways = await engine.quality.variants()
    (old,) = [each for each in ways if each.way is Way.INSTRUCTIONS and each.version != "shipped"]
    rows = tmp_path / "set.jsonl"
    rows.write_text('{"id": "a", "from": "a@x.example", "body": "Hi Dana, lunch?"}\n')
    chosen = SetChoice(SetKind.FILE, str(rows))
    found = await engine.quality.measure(chosen, [Variant(Way.USUAL), old], ignore)
    usual, other = (dict(each.versions)["classifier"] for each in found.report.results)
    assert usual != other == old.version[:12]
    assert await engine.instructions.text("classifier") == text
    assert found.report.pairs[0].messages == 0  # the row bears no label
    with pytest.raises(NotFound):
        await engine.quality.measure(chosen, [Variant(Way.INSTRUCTIONS, "classifier", "0")], ignore)


async def test_what_it_may_cost_is_told_before(engine: Engine, tmp_path: Path) -> None:
    rows = tmp_path / "set.jsonl"
    rows.write_text('{"id": "a"}\n{"id": "b"}\n')
    chosen = SetChoice(SetKind.FILE, str(rows))
    free = await engine.quality.price(chosen, [RULES, LOCAL, Variant(Way.USUAL)])
    assert (free.messages, free.calls, free.money, free.remote) == (2, 0, 0.0, False)
    await engine.models.add(
        Endpoint(
            "far", EndpointKind.OPENAI_COMPATIBLE, base_url="https://api.example/v1", model="gpt-x"
        ),
        None,
    )
    dear = await engine.quality.price(chosen, [RULES, Variant(Way.ENDPOINT, "far")])
    assert (dear.calls, dear.tokens, dear.money, dear.remote) == (3, 4_300, None, True)


async def test_a_week_is_looked_at_once_and_told_only_if_something_moved(engine: Engine) -> None:
    told: list[Event] = []
    engine.subscribe(told.append)
    await engine.weekly.if_due()
    found = await engine.weekly.look()
    assert found.too_little
    assert (await engine.quality.state()).drift is None
    assert not [each for each in told if isinstance(each, Notice)]
