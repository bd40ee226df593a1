"""Triage results on the server, as keywords."""

import asyncio
from datetime import UTC, datetime

import pytest

from emailassist.domain.errors import StoreUnusable
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import (
    Correction,
    Cost,
    Priority,
    Summary,
    Tier,
    Triage,
    Verdict,
    Written,
)
from emailassist.engine import mirror as module
from emailassist.engine.confined import Store
from emailassist.engine.mirror import Mirror
from emailassist.store import triage
from emailassist.store.mirror import keywords
from tests.replay.conftest import World

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def _triage(category: str | None, *, needs_reply: bool = False) -> Triage:
    verdict = Verdict(
        Tier.RULES,
        "headers",
        category,
        Priority.NORMAL,
        needs_reply=needs_reply,
        confidence=0.99,
        reason="It says so.",
    )
    summary = Summary("A sentence.", Written.EXTRACTED)
    return Triage(verdict, "en", summary, (), (), (verdict,), Cost(0, 0, 0, 0.0), "")


async def _decide(world: World, key: MessageKey, decided: Triage) -> None:
    await world.store.write(triage.keep_triage, key, decided, [], NOW)
    world.announcer.tell(ChangeSet(messages=frozenset({key})))


@pytest.fixture
def switch() -> list[bool]:
    """The setting: its last value counts."""
    return [True]


@pytest.fixture
def mirrored(world: World, switch: list[bool]) -> Mirror:
    made = Mirror(world.store, world.announcer, world.actions._replay, lambda: switch[-1])
    world.announcer.subscribe(made._hear)
    return made


def _flags(world: World, uid: int) -> set[str]:
    return world.server.boxes["INBOX"].letters[uid].flags


async def test_verdicts_show_on_the_server_and_follow_corrections(
    world: World, mirrored: Mirror
) -> None:
    key = world.keys[0]
    await _decide(world, key, _triage("newsletter", needs_reply=True))
    await mirrored.settle()
    await world.actions.tell_servers()
    assert _flags(world, 1) == {"$ea-category-newsletter", "$ea-needs-reply"}
    correction = Correction(category="to-do", priority=Priority.URGENT, needs_reply=False)
    await world.store.write(triage.keep_correction, key, correction, NOW)
    world.announcer.tell(ChangeSet(messages=frozenset({key})))
    await mirrored.settle()
    await world.actions.tell_servers()
    assert _flags(world, 1) == {"$ea-category-to-do", "$ea-priority-urgent"}


async def test_switching_it_off_takes_everything_away(
    world: World, mirrored: Mirror, switch: list[bool]
) -> None:
    for key in world.keys:
        await _decide(world, key, _triage("fyi"))
    await mirrored.settle()
    await world.actions.tell_servers()
    assert world.server.told("UID STORE") == ["UID STORE 1:3 +FLAGS.SILENT ($ea-category-fyi)"]
    switch.append(False)
    await mirrored.settle()
    await world.actions.tell_servers()
    assert [_flags(world, uid) for uid in (1, 2, 3)] == [set(), set(), set()]


@pytest.mark.parametrize("how", ["not kept", "refused"])
async def test_a_server_that_keeps_no_keywords_is_said_once(
    world: World, mirrored: Mirror, how: str
) -> None:
    if how == "refused":
        world.server.refusals["UID STORE"] = "NO no keywords here"
    else:
        world.server.permanent_flags = ""
    for key in world.keys:
        await _decide(world, key, _triage("fyi", needs_reply=True))
        await mirrored.settle()
        await world.actions.tell_servers()
    (notice,) = world.notices()
    assert "keeps no keywords in INBOX" in notice
    assert await world.queued() == 0
    assert await world.here("INBOX") == {1: set(), 2: set(), 3: set()}


@pytest.mark.parametrize(
    ("category", "keyword"),
    [
        ("To do!", "$ea-category-to-do-"),
        ("Ñandú", "$ea-category--and-"),
        ("fyi", "$ea-category-fyi"),
    ],
)
def test_every_keyword_is_an_atom(category: str, keyword: str) -> None:
    assert keywords(category, "normal", needs_reply=False) == {keyword}


async def test_what_is_unsure_has_no_category(world: World, mirrored: Mirror) -> None:
    await _decide(world, world.keys[0], _triage(None))
    await mirrored.settle()
    assert await world.queued() == 0


async def test_what_a_full_disk_kept_from_being_queued_is_queued_later(
    world: World, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work goes on by itself."""

    async def full(_store: Store, *_: object, **__: object) -> None:
        raise StoreUnusable("The disk is full.")

    monkeypatch.setattr(module, "_RETRY", 0.01)
    monkeypatch.setattr(module, "_GATHER", 0.0)
    await _decide(world, world.keys[0], _triage("fyi"))
    with monkeypatch.context() as patched:
        patched.setattr(Store, "write", full)
        working = asyncio.ensure_future(mirrored.run())
        await asyncio.sleep(0.05)
        assert not working.done()
    for _ in range(500):
        if await world.queued():
            break
        await asyncio.sleep(0.01)
    working.cancel()
    assert await world.queued()
