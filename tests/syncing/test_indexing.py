"""Indexing that was interrupted goes on with the next round."""

import asyncio

import pytest

from emailassist.domain.events import ChangeSet, Job
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.engine.indexing import Indexing
from emailassist.store.database import Database
from tests.faults.world import World

pytestmark = pytest.mark.integration


async def test_what_is_stored_but_not_indexed_is_found_after_the_next_round(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(*_: object) -> None:
        """As if the program had ended before."""

    monkeypatch.setattr(Indexing, "run", interrupted)
    world.deliver(6)
    await engine.sync()
    assert len(await engine.list_keys(Listing())) == 6
    assert await engine.list_keys(Listing(query="letter")) == ()
    monkeypatch.undo()
    assert (await engine.sync()).text == "0 new, 0 changed, 0 gone."
    assert len(await engine.list_keys(Listing(query="letter"))) == 6


async def test_all_is_indexed_when_a_round_ends_while_a_batch_is_written(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emailassist.engine.indexing._MESSAGES", 2)
    world.deliver(12)
    await engine.sync()
    left = await engine._store.read(_unindexed)
    assert left == 0


async def test_cancelling_leaves_what_was_read_and_the_next_round_the_rest(
    world: World, engine: Engine
) -> None:
    world.deliver(12)
    listed = asyncio.Event()
    engine.subscribe(lambda event: listed.set() if isinstance(event, ChangeSet) else None)
    syncing = asyncio.ensure_future(engine.sync())
    await listed.wait()
    engine.cancel(Job.SYNC)
    assert (await syncing).cancelled
    assert (await engine.sync()).problem == ""
    assert world.differences() == []
    assert await engine._store.read(_unindexed) == 0


def _unindexed(db: Database) -> int:
    return db.table("messages").count_where("stage < 2")
